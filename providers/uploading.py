"""Spreadsheets of returns: read, their columns named, looked through, and put into the draft; undone while it is open.

The file is never kept. Its columns and cells that name a person are dropped before anything is written, and its rows
are gone as soon as they are in the draft, put away, or forgotten.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from directory.reading import opening
from directory.reading.tables import CannotRead, Headings, padded, plain
from employers.signing import local_day
from providers import asking, drafting, filing, personal, sheet, sifting
from providers.choosing import Choices
from providers.models import Program, Provider, Return, ReturnUpload, SheetMemory, Submission
from providers.sifting import TAKEN_OUT, Sifted

LONGEST = 300  # characters of a cell that are kept
ABANDONED = timedelta(days=7)  # uploads that nobody went on with, and what is kept to undo others
AT_ONCE = 200
HEADING, STATUS, PROGRAM = "heading", "status", "program"
State = ReturnUpload.State


class CannotUpload(Exception):
    """The step cannot be taken; the message says why, and nothing was changed."""


def look(content: bytes, where: str = "") -> tuple[Headings, list[tuple[int, list[str]]], str]:
    """Return the headings of a file, the rows below them, and the name of its sheet; raises CannotRead.

    `where` names the sheet of a workbook; without it the one that knows most headings is read.
    """
    reading = opening.look_into(content, most=sheet.MAX_BYTES)
    if where and reading["form"] == "xlsx":
        reading["sheet"] = where
    file = io.BytesIO(content)
    headings = opening.read(file, reading, known=sheet.KNOWN, weight=sheet.weight)
    width = len(headings.names)
    below = (
        (number, [cell[:LONGEST] for cell in padded(found, width)])
        for number, found in opening.rows_in(file, reading)
        if number > headings.number and any(found)
    )
    rows = list(islice(below, filing.MOST_ROWS + 1))
    if len(rows) > filing.MOST_ROWS:
        raise CannotRead(
            _("The file has more than %(most)s rows below its headings. A return has fewer: split it.")
            % {"most": f"{filing.MOST_ROWS:,}"}
        )
    return headings, rows, reading.get("sheet", "")


def begin(owed: Return, *, name: str, content: bytes, by: User, at: datetime, where: str = "") -> ReturnUpload:
    """Take a spreadsheet for a return, in place of one still looked at; raises CannotRead, and then keeps nothing."""
    if name.lower().endswith((".xlsm", ".xlsb", ".xltm", ".xls")):
        raise CannotRead(_("Workbooks of this kind can hold macros. Save it as XLSX or as CSV, and choose that."))
    headings, rows, where = look(content, where)
    refused = sheet.refused(headings.names, [found for _number, found in rows], cohort=owed.cohort)
    kept = [place for place in range(len(headings.names)) if place not in refused]
    if not kept:
        raise CannotRead(_("Every column of it looks like something that names people. Nothing of it was kept."))
    clean, removed = without_personal(rows, kept)
    names = [headings.names[place][:200] for place in kept]
    memory = memory_of(owed.program.provider)
    choices = choices_from(memory, names, owed.program)
    with transaction.atomic():
        Return.objects.select_for_update().get(pk=owed.pk)
        owed.uploads.filter(state=State.LOOKING).delete()
        return ReturnUpload.objects.create(
            filed_for=owed,
            file_name=tame(name),
            sheet=where[:100],
            headings=names,
            refused={headings.names[place][:200] or str(place + 1): kind for place, kind in refused.items()},
            removed=removed,
            rows=clean,
            choices=choices.as_json(),
            created_by=by,
            created_at=at,
        )


def tame(name: str) -> str:
    """Return the name of a file as it is shown: its last part, without what cannot be seen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-100:] or _("spreadsheet")


def without_personal(
    rows: Sequence[tuple[int, Sequence[str]]], kept: Sequence[int]
) -> tuple[list[tuple[int, list[str]]], int]:
    """Return rows with the columns that are kept, without cells that name a person, and the number of those."""
    removed = 0
    clean = []
    for number, found in rows:
        row = []
        for place in kept:
            is_removed = personal.is_personal(found[place])
            removed += is_removed
            row.append(TAKEN_OUT if is_removed else found[place])
        clean.append((number, row))
    return clean, removed


def memory_of(provider: Provider) -> dict[str, dict[str, str]]:
    """Return what a provider's headings and words meant the last time, by kind and folded word."""
    memory: dict[str, dict[str, str]] = {HEADING: {}, STATUS: {}, PROGRAM: {}}
    for kind, word, meaning in SheetMemory.objects.filter(provider=provider).values_list("kind", "word", "meaning"):
        memory[kind][word] = meaning
    return memory


def choices_from(memory: Mapping[str, Mapping[str, str]], headings: Sequence[str], program: Program) -> Choices:
    """Return what is known of a file before anybody said anything: by its headings, and from the last time."""
    own = frozenset(code for code, key in memory[PROGRAM].items() if key == str(program.pk))
    return Choices(tuple(sheet.guess(headings, dict(memory[HEADING]))), statuses=memory[STATUS], programs=own)


def looked_at(owed: Return) -> ReturnUpload | None:
    """Return the spreadsheet that is looked at for a return, if there is one."""
    return owed.uploads.filter(state=State.LOOKING).first()


def choices_of(upload: ReturnUpload) -> Choices:
    """Return what was said of a spreadsheet."""
    return Choices.of_json(upload.choices)


def asked_of(upload: ReturnUpload) -> asking.Questions:
    """Return what is asked about a spreadsheet."""
    meanings = choices_of(upload).meanings
    return asking.questions(upload.rows, upload.headings, meanings, program=upload.filed_for.program.name)


def sifted(upload: ReturnUpload, *, today: date) -> Sifted:
    """Return what would become of every row, beside what stands in the draft, or else in what was filed."""
    owed = upload.filed_for
    return sifting.sift(
        upload.rows, choices_of(upload), asked_of(upload), base=base_of(owed), cohort=owed.cohort, today=today
    )


def base_of(owed: Return) -> list[dict[str, str]]:
    """Return the rows beside which a spreadsheet is laid: those of the draft, else of the version that counts."""
    draft = drafting.draft_of(owed)
    if draft.pk:
        return [row for _place, row in draft.filled]
    current = owed.submissions.current().first()
    return filing.typed_rows(current) if current else []


def seen(upload: ReturnUpload) -> str:
    """Return a mark of what a page shows, by which it is known whether it changed since."""
    return f"{upload.pk}-{upload.version}-{drafting.draft_of(upload.filed_for).version}"


@transaction.atomic
def say(upload: ReturnUpload, choices: Choices) -> ReturnUpload:
    """Keep what was said of a spreadsheet, and remember it for the next one."""
    upload = locked(upload)
    upload.choices = choices.as_json()
    upload.version += 1
    upload.save(update_fields=["choices", "version"])
    owed = upload.filed_for
    meant = dict(zip((plain(one)[:200] for one in upload.headings), choices.meanings, strict=False))
    remember(owed.program.provider, HEADING, meant)
    remember(owed.program.provider, STATUS, {word[:200]: code for word, code in choices.statuses.items() if code})
    remember(owed.program.provider, PROGRAM, {code[:200]: str(owed.program_id) for code in choices.programs})
    return upload


def name_columns(upload: ReturnUpload, meanings: Sequence[str]) -> ReturnUpload:
    """Say what the columns mean."""
    return say(upload, replace(choices_of(upload), meanings=tuple(meanings)))


def remember(provider: Provider, kind: str, meanings: Mapping[str, str]) -> None:
    """Keep what words meant, in a few statements."""
    SheetMemory.objects.bulk_create(
        [SheetMemory(provider=provider, kind=kind, word=word, meaning=said) for word, said in meanings.items() if word],
        update_conflicts=True,
        unique_fields=["provider", "kind", "word"],
        update_fields=["meaning"],
    )


def locked(upload: ReturnUpload) -> ReturnUpload:
    """Return a spreadsheet that is looked at, under its return's lock; raises CannotUpload where it is no more."""
    Return.objects.select_for_update().get(pk=upload.filed_for_id)
    far = ReturnUpload.objects.select_related("filed_for__program__provider__organization__community")
    found = far.filter(pk=upload.pk, state=State.LOOKING).first()
    if found is None:
        raise CannotUpload(_("This file is not looked at any more. Choose it once more."))
    return found


@transaction.atomic
def commit(upload: ReturnUpload, *, mark: str, by: User, at: datetime) -> ReturnUpload:
    """Put the good rows into the draft, and keep of the others only what is handed back.

    Raises CannotUpload where something changed since the page that showed what would happen.
    """
    upload = locked(upload)
    owed = upload.filed_for
    if mark != seen(upload):
        raise CannotUpload(_("Something changed since you looked at it. Look once more, and put it in then."))
    found = sifted(upload, today=local_day(owed.program.provider.organization.community, at))
    if not found.can_commit:
        raise CannotUpload(_("There is nothing in it to put in."))
    rows, trace = sifting.merge(found)
    if len(rows) > filing.MOST_ROWS:
        raise CannotUpload(_("A return has at most %(most)s graduates.") % {"most": f"{filing.MOST_ROWS:,}"})
    fill(owed, rows, by=by, at=at)
    upload.state, upload.done_at = State.DONE, at
    upload.counts, upload.trace = found.counts, trace
    upload.rejected = list(handed_back(upload, found))
    upload.rows = []
    upload.save()
    return upload


def fill(owed: Return, rows: list[dict[str, str]], *, by: User, at: datetime) -> None:
    """Put rows into the draft; where none was begun, with the numbers of the version that counts."""
    current = None if drafting.draft_of(owed).pk else owed.submissions.current().first()
    drafting.fill(
        owed,
        rows,
        method=Submission.Method.FILE,
        enrollments=current.enrollments if current else None,
        excepted=current.excepted if current else None,
        is_fresh=current is not None,
        by=by,
        at=at,
    )


def handed_back(upload: ReturnUpload, found: Sifted) -> Iterator[list[Any]]:
    """Yield the rejected rows as they came, in the columns that mean something, each with its number and the reason."""
    meanings = choices_of(upload).meanings
    for line in found.of(sifting.Outcome.REJECTED):
        kept = [
            _("(taken out)") if cell == TAKEN_OUT else cell
            for cell, meaning in zip(line.cells, meanings, strict=False)
            if meaning
        ]
        yield [*kept, line.number, sifting.why(line)]


def heads_of_rejected(upload: ReturnUpload) -> list[str]:
    """Return what the columns of the rejected rows are called."""
    named = zip(upload.headings, choices_of(upload).meanings, strict=False)
    return [*(heading for heading, meaning in named if meaning), _("Row"), _("Why it was rejected")]


@transaction.atomic
def put_away(upload: ReturnUpload) -> None:
    """Put a spreadsheet away that is not to come in; nothing of it stays."""
    ReturnUpload.objects.filter(pk=upload.pk, state=State.LOOKING).delete()


@transaction.atomic
def undo(upload: ReturnUpload, *, by: User, at: datetime) -> int:
    """Take out of the draft what a spreadsheet brought; return how many rows stay because they were changed since.

    Raises CannotUpload where the draft is gone, or this was undone already.
    """
    owed = Return.objects.select_for_update().get(pk=upload.filed_for_id)
    upload_now = owed.uploads.filter(pk=upload.pk, state=State.DONE).first()
    draft = drafting.draft_of(owed)
    if upload_now is None or not draft.pk:
        raise CannotUpload(_("What it brought is not in the draft any more."))
    rows, stays = sifting.unmerge(draft.rows, upload_now.trace)
    upload_now.delete()
    if any(rows):
        drafting.fill(owed, rows, method=draft.method, is_fresh=False, by=by, at=at)
    else:
        drafting.put_away(owed)
    return stays


def forget(*, at: datetime) -> int:
    """Delete what nobody went on with, and the traces of what was put in long ago; return how many."""
    old = ReturnUpload.objects.filter(created_at__lt=at - ABANDONED).order_by("created_at")
    return ReturnUpload.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]


def is_sure(upload: ReturnUpload) -> bool:
    """Tell whether every column is known, so that nobody has to be asked what they mean."""
    meanings = choices_of(upload).meanings
    return all(meanings) and not sheet.lacking(meanings)
