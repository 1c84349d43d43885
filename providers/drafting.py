"""Drafts of returns: typed page by page, saved as one goes, filled from a spreadsheet or a version, and filed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from employers.signing import local_day
from providers import cells, employer_names, filing, personal, typed
from providers.graduates import NAMES
from providers.models import Return, ReturnDraft, ReturnUpload, Submission

PAGE = 20  # graduates that are typed on one page
LONGEST = 300  # characters of what is typed into one field
Typed = dict[str, str]


class Overtaken(Exception):
    """Somebody saved this draft meanwhile; the message says so, and nothing was saved."""


def draft_of(owed: Return) -> ReturnDraft:
    """Return the draft of a return, or an empty one that is not kept yet."""
    return ReturnDraft.objects.filter(filed_for=owed).select_related("touched_by").first() or ReturnDraft(
        filed_for=owed, version=0
    )


@transaction.atomic
def save(
    owed: Return,
    rows: Sequence[Typed],
    *,
    page: int,
    seen: int,
    by: User,
    at: datetime,
    is_tidied: bool = True,
) -> tuple[ReturnDraft, list[tuple[int, str]]]:
    """Save one page of rows as typed, whatever they say; return the draft, and which fields were taken out of it.

    What names a person is never kept. `seen` is the version that the page showed; raises Overtaken where another one
    stands there by now. Rows that were emptied go away where the draft is tidied.
    """
    draft = locked(owed)
    if draft.version != seen:
        raise Overtaken(_("Somebody saved this return meanwhile, in another window perhaps. Open it again."))
    first = (page - 1) * PAGE
    clean, removed = without_personal(rows)
    kept = list(draft.rows)
    kept += [{} for _number in range(first - len(kept))]
    kept[first : first + PAGE] = clean
    draft.rows = [row for row in kept if any(row.values())] if is_tidied else trimmed(kept)
    touch(draft, by=by, at=at)
    return draft, removed


@transaction.atomic
def say_numbers(owed: Return, *, enrollments: str, excepted: str, seen: int, by: User, at: datetime) -> ReturnDraft:
    """Keep how many had enrolled, as typed; raises Overtaken as above."""
    draft = locked(owed)
    if draft.version != seen:
        raise Overtaken(_("Somebody saved this return meanwhile, in another window perhaps. Look once more."))
    draft.enrollments, draft.excepted = short(enrollments), short(excepted)
    touch(draft, by=by, at=at)
    return draft


def without_personal(rows: Sequence[Typed]) -> tuple[list[Typed], list[tuple[int, str]]]:
    """Return rows without anything that names a person, and from where it was taken out, by place on the page."""
    clean: list[Typed] = []
    removed = []
    for place, row in enumerate(rows):
        kept = {name: row[name].strip()[:LONGEST] for name in NAMES if row.get(name, "").strip()}
        for name in [name for name, text in kept.items() if personal.is_personal(text)]:
            del kept[name]
            removed.append((place, name))
        clean.append(kept)
    return clean, removed


def trimmed(rows: list[Typed]) -> list[Typed]:
    """Return rows without empty ones at the end."""
    while rows and not any(rows[-1].values()):
        rows.pop()
    return rows


def short(text: str) -> str:
    """Return a number as typed, no longer than its field."""
    return text.strip()[:12]


def locked(owed: Return) -> ReturnDraft:
    """Return the draft under its return's lock."""
    owed = Return.objects.select_for_update().get(pk=owed.pk)
    return draft_of(owed)


def touch(draft: ReturnDraft, *, by: User, at: datetime) -> None:
    """Save a draft as its next version."""
    draft.version += 1
    draft.touched_by, draft.touched_at = by, at
    draft.save()


@transaction.atomic
def fill(
    owed: Return,
    rows: list[Typed],
    *,
    method: str,
    by: User,
    at: datetime,
    enrollments: int | None = None,
    excepted: int | None = None,
    is_fresh: bool = True,
) -> ReturnDraft:
    """Put rows into the draft in place of those that stand there; numbers of the cohort stay where none are given."""
    draft = locked(owed)
    draft.rows, draft.method = rows, method
    if is_fresh:
        draft.enrollments, draft.excepted = typed.in_text(enrollments), typed.in_text(excepted)
    touch(draft, by=by, at=at)
    return draft


def correct(submission: Submission, *, by: User, at: datetime) -> ReturnDraft:
    """Begin a correction: the draft says what a version said."""
    return fill(
        submission.filed_for,
        filing.typed_rows(submission),
        method=Submission.Method.FORM,
        enrollments=submission.enrollments,
        excepted=submission.excepted,
        by=by,
        at=at,
    )


@transaction.atomic
def put_away(owed: Return) -> None:
    """Throw a draft away, and with it what was kept to undo spreadsheets in it."""
    owed.uploads.filter(state=ReturnUpload.State.DONE).delete()
    ReturnDraft.objects.filter(filed_for=owed).delete()


def read(draft: ReturnDraft, today: date) -> typed.Reading:
    """Return the rows of a draft, read, with all that is wrong with them."""
    return typed.read(draft.filled, cohort=draft.filed_for.cohort, today=today)


@transaction.atomic
def file(owed: Return, *, seen: int, why: str, by: User, at: datetime) -> Submission:
    """File what stands in the draft, and put the draft away.

    Raises CannotFile where something in it cannot be, Overtaken where it changed since it was looked at.
    """
    draft = locked(owed)
    if draft.version != seen:
        raise Overtaken(_("It changed since you looked at it. Look once more, and file it then."))
    found = read(draft, local_day(owed.program.provider.organization.community, at))
    for place, _field, message in found.problems:
        raise filing.CannotFile(_("Row %(place)d: %(message)s") % {"place": place, "message": message})
    try:
        enrollments, excepted = typed.number_of(draft.enrollments), typed.number_of(draft.excepted)
    except cells.Unreadable as reason:
        raise filing.CannotFile(str(reason)) from reason
    known = employer_names.known(owed.program.provider, (one.employer_name for one in found.rows))
    filed = filing.Filed(
        rows=found.rows,
        enrollments=enrollments,
        excepted=excepted,
        why=why,
        method=draft.method,
        employers={name: pk for name, pk in known.items() if pk},
    )
    submission = filing.submit(owed, filed, by=by, at=at)
    put_away(owed)
    owed.uploads.all().delete()
    return submission


@transaction.atomic
def undo(submission: Submission, *, by: User, at: datetime) -> Return:
    """Undo a version; what it said becomes the draft again, where nothing else was begun. Raises CannotFile."""
    owed = filing.undo(submission, by=by, at=at)
    if not submission.is_nil and not ReturnDraft.objects.filter(filed_for=owed).exists():
        correct(submission, by=by, at=at)
    return owed
