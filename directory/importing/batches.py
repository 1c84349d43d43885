"""A spreadsheet is taken, looked into, given its columns, sent on its way, or put away again."""

from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import Q

from community import files, jobs
from community.models import Community, Job, User
from directory.importing import joining
from directory.models import ImportBatch, ImportMemory, ImportRow, ImportTrace
from directory.reading import columns, holding, opening
from directory.reading.tables import Headings, padded, plain

CHECK, COMMIT, UNDO = "import-check", "import-commit", "import-undo"
KEPT = timedelta(days=30)  # what is needed to undo, and rejected rows
ABANDONED = timedelta(days=7)  # spreadsheets that nobody went on with
State = ImportBatch.State


class CannotImport(Exception):
    """The step cannot be taken now; the message says why."""


def read(file: IO[bytes], reading: dict[str, Any]) -> Headings:
    """Return the headings of a file, by the words of every kind of spreadsheet."""
    return opening.read(file, reading, known=holding.KNOWN, weight=most_known)


def most_known(headings: list[str]) -> int:
    """Return how many headings are known, as columns of the kind that knows most of them."""
    return max(known_in(headings, sheet) for sheet in every_sheet())


def every_sheet() -> list[columns.Sheet]:
    """Return the kinds of spreadsheets, with the columns of upper floors."""
    return [joining.sheet(key) for key in holding.SHEETS]


def known_in(headings: list[str], sheet: columns.Sheet) -> int:
    """Return how many headings are known as columns of a kind of spreadsheet."""
    return sum(bool(meaning) for meaning in columns.guess(headings, {}, sheet.targets))


def begin(community: Community, *, name: str, content: bytes, by: User, at: datetime, holds: str = "") -> ImportBatch:
    """Take a spreadsheet, guess what it holds where that is not said, and its columns.

    Raises CannotRead, and then keeps nothing.
    """
    batch = ImportBatch(community=community, file_name=name[-200:], created_by=by, created_at=at)
    batch.source = f"Import of {name}"[:120]
    reading = opening.look_into(content)
    with files.keeping(batch.file, "table", content) as kept:
        batch.file = kept
        look_again(batch, reading, holds=holds)
    return batch


def look_again(batch: ImportBatch, reading: dict[str, Any], *, holds: str = "") -> None:
    """Read the headings, perhaps in another encoding or of another sheet, and guess anew; raises CannotRead."""
    with batch.file.open("rb") as file:
        found = read(file, reading)
    remembered = memory_of(batch.community, found.names)
    batch.holds = holds or columns.held(found.names, remembered, every_sheet())
    batch.is_joining = batch.holds == ImportBatch.Holds.ORGANIZATIONS
    batch.reading = {**reading, "row": found.number, "headings": found.names, "examples": found.examples}
    targets = joining.sheet(batch.holds).targets
    batch.columns = columns.guess(found.names, remembered.get(batch.holds, {}), targets)
    batch.save()


def memory_of(community: Community, headings: list[str]) -> dict[str, dict[str, str]]:
    """Return what headings meant the last time, by kind of spreadsheet and folded heading."""
    remembered: dict[str, dict[str, str]] = {}
    words = [plain(name)[:200] for name in headings]
    rows = ImportMemory.objects.filter(community=community, heading__in=words)
    for holds, heading, meaning in rows.values_list("holds", "heading", "meaning"):
        remembered.setdefault(holds, {})[heading] = meaning
    return remembered


@transaction.atomic
def check(
    batch: ImportBatch,
    *,
    meanings: list[str],
    source: str,
    known: str,
    is_joining: bool,
    by: User,
    at: datetime,
    fixed: dict[str, str] | None = None,
) -> ImportBatch:
    """Take the choice of columns, remember it for the next spreadsheet, and have every row looked at."""
    current = locked(batch, {State.CHOOSING, State.CHECKED, State.CHECKING})
    if current.is_busy:
        raise CannotImport("The rows are being checked already.")
    current.columns = padded(meanings, len(current.reading["headings"]))
    current.source, current.known, current.is_joining, current.fixed = source, known, is_joining, fixed or {}
    for heading, meaning in zip(current.reading["headings"], current.columns, strict=True):
        if heading:
            ImportMemory.objects.update_or_create(
                community=current.community,
                holds=current.holds,
                heading=plain(heading)[:200],
                defaults={"meaning": meaning},
            )
    ImportRow.objects.filter(batch=current).delete()
    current.counts, current.problems = {}, {}
    send(current, State.CHECKING, CHECK, f"Check {current.file_name}", by=by, at=at)
    return current


@transaction.atomic
def commit(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Have a checked spreadsheet imported; twice is once."""
    current = locked(batch, {State.CHECKED, State.COMMITTING})
    if current.is_busy:
        raise CannotImport("It is being imported already.")
    if not current.counts.get("new") and not current.counts.get("update"):
        raise CannotImport("There is nothing to import.")
    send(current, State.COMMITTING, COMMIT, f"Import {current.file_name}", by=by, at=at)
    return current


@transaction.atomic
def undo(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Have an import undone; raises CannotImport where its time is over."""
    current = locked(batch, {State.DONE, State.UNDOING, State.COMMITTING})
    if current.is_busy:
        raise CannotImport("Work on it is under way. Wait until it is over.")
    if current.done_at and at - current.done_at > KEPT:
        raise CannotImport(f"An import can be undone for {KEPT.days} days.")
    send(current, State.UNDOING, UNDO, f"Undo the import of {current.file_name}", by=by, at=at)
    return current


def brought(counts: dict[str, int]) -> str:
    """Return in words what an import brought."""
    words = {
        "organizations": ("organization added", "organizations added"),
        "people": ("person added", "people added"),
        "alliances": ("alliance named", "alliances named"),
        "members": ("member put into an alliance", "members put into alliances"),
        "ties": ("tie added", "ties added"),
        "changed": ("record updated", "records updated"),
    }
    said = [
        f"{counts[what]:,} {one if counts[what] == 1 else many}"
        for what, (one, many) in words.items()
        if counts.get(what)
    ]
    return ", ".join(said) or "nothing new"


def send(batch: ImportBatch, state: str, kind: str, title: str, *, by: User, at: datetime) -> None:
    """Put the next piece of work on a batch into the queue."""
    batch.job = jobs.start(kind, community=batch.community, title=title, arguments={"batch": batch.pk}, by=by, at=at)
    batch.state, batch.trouble = state, ""
    batch.save()


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Put a spreadsheet away that is not to be imported; nothing of it stays."""
    current = locked(batch, {State.CHOOSING, State.CHECKED, State.CHECKING})
    if current.is_busy:
        raise CannotImport("Work on it is under way. Wait until it is over.")
    drop_files(current)
    current.delete()


def locked(batch: ImportBatch, states: set[ImportBatch.State]) -> ImportBatch:
    """Return the batch with its row locked; raises CannotImport where it is in none of these states."""
    current = ImportBatch.objects.select_for_update(of=("self",)).select_related("community").get(pk=batch.pk)
    current.job = Job.objects.filter(pk=current.job_id).first() if current.job_id else None
    if current.state not in states:
        raise CannotImport(f"It is {current.get_state_display().lower()} by now.")
    return current


def drop_files(batch: ImportBatch) -> None:
    """Delete the files of a batch once the transaction stands."""
    for field in (batch.file, batch.table):
        if field:
            transaction.on_commit(partial(field.storage.delete, field.name))
    batch.file, batch.table = "", ""


@transaction.atomic
def forget(*, at: datetime) -> None:
    """Put away spreadsheets that nobody went on with, and, after their time, what was kept to undo an import."""
    waiting = ImportBatch.objects.filter(state__in=[State.CHOOSING, State.CHECKED, State.CHECKING])
    for batch in waiting.filter(created_at__lt=at - ABANDONED).select_related("job")[:100]:
        if not batch.is_busy:
            drop_files(batch)
            batch.delete()
    over = ImportBatch.objects.filter(Q(state=State.DONE, done_at__lt=at - KEPT) | Q(undone_at__lt=at - KEPT))
    ImportTrace.objects.filter(batch__in=over).delete()
    ImportRow.objects.filter(batch__in=over).delete()
