"""A spreadsheet is taken, looked into, given its columns, sent on its way, or put away again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import Q

from community import files, jobs
from community.models import Community, Job, User
from directory.models import ImportBatch, ImportMemory, ImportRow, ImportTrace
from directory.reading import columns, sheets, texts
from directory.reading.tables import MAX_BYTES, CannotRead, Headings, Row, headings_of, padded, plain

CHECK, COMMIT, UNDO = "import-check", "import-commit", "import-undo"
KEPT = timedelta(days=30)  # what is needed to undo, and rejected rows
ABANDONED = timedelta(days=7)  # spreadsheets that nobody went on with
State = ImportBatch.State


class CannotImport(Exception):
    """The step cannot be taken now; the message says why."""


def look_into(content: bytes) -> dict[str, Any]:
    """Return how a file is read: its form, and its encoding and delimiter or its sheets; raises CannotRead."""
    if not content:
        raise CannotRead("The file is empty. Choose another.")
    if len(content) > MAX_BYTES:
        raise CannotRead(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it, or save it as XLSX.")
    if content.startswith(sheets.OLD):
        raise CannotRead("This is a workbook of before 2007, or one with a password. Save it as XLSX without one.")
    if content.startswith(sheets.ZIP):
        return {"form": "xlsx"}
    if content.startswith((b"%PDF", b"<!DOCTYPE", b"<html", b"{\\rtf", b"\x89PNG")):
        raise CannotRead("This is no spreadsheet. Choose a file that ends in .csv or .xlsx.")
    encoding = texts.encoding_of(content)
    return {
        "form": "csv",
        "encoding": encoding,
        "delimiter": texts.delimiter_of(texts.decoded(content, encoding).removeprefix("\ufeff")),
    }


def rows_in(file: IO[bytes], reading: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of a file as it is read."""
    if reading["form"] == "xlsx":
        return sheets.rows_of(sheets.opened(file), reading["sheet"])
    file.seek(0)
    text = texts.decoded(file.read(), reading["encoding"]).removeprefix("\ufeff")
    return texts.rows_of(text, reading["delimiter"])


def read(file: IO[bytes], reading: dict[str, Any]) -> Headings:
    """Return the headings of a file; of a workbook, of the sheet that is named, else of the first with known ones."""
    if reading["form"] != "xlsx":
        return headings_of(rows_in(file, reading), columns.KNOWN)
    sheets.refuse_bombs(file)
    book = sheets.opened(file)
    if "sheet" not in reading:
        reading["sheets"] = sheets.names_of(book)
        reading["sheet"] = best_sheet(book, reading["sheets"])
    if reading["sheet"] in book.sheetnames:
        sheets.refuse_traps(file, book, reading["sheet"])
    return headings_of(sheets.rows_of(book, reading["sheet"]), columns.KNOWN)


def best_sheet(book: Any, names: list[str]) -> str:
    """Return the sheet that has most headings that we know, else the first."""

    def weight(name: str) -> int:
        try:
            found = headings_of(sheets.rows_of(book, name), columns.KNOWN)
        except CannotRead:
            return -1
        return len([meaning for meaning in columns.guess(found.names, {}) if meaning])

    return max(names[:20], key=weight)


def begin(community: Community, *, name: str, content: bytes, by: User, at: datetime) -> ImportBatch:
    """Take a spreadsheet and guess its columns; raises CannotRead, and then keeps nothing."""
    batch = ImportBatch(community=community, file_name=name[-200:], created_by=by, created_at=at)
    batch.source = f"Import of {name}"[:120]
    reading = look_into(content)
    with files.keeping(batch.file, "table", content) as kept:
        batch.file = kept
        look_again(batch, reading)
    return batch


def look_again(batch: ImportBatch, reading: dict[str, Any]) -> None:
    """Read the headings in another encoding, or of another sheet, and guess anew; raises CannotRead."""
    with batch.file.open("rb") as file:
        found = read(file, reading)
    remembered = dict(
        ImportMemory.objects.filter(
            community=batch.community, heading__in=[plain(name)[:200] for name in found.names]
        ).values_list("heading", "meaning")
    )
    batch.reading = {**reading, "row": found.number, "headings": found.names, "examples": found.examples}
    batch.columns = columns.guess(found.names, remembered)
    batch.save()


@transaction.atomic
def check(
    batch: ImportBatch, *, meanings: list[str], source: str, known: str, is_joining: bool, by: User, at: datetime
) -> ImportBatch:
    """Take the choice of columns, remember it for the next spreadsheet, and have every row looked at."""
    current = locked(batch, {State.CHOOSING, State.CHECKED, State.CHECKING})
    if current.is_busy:
        raise CannotImport("The rows are being checked already.")
    current.columns = padded(meanings, len(current.reading["headings"]))
    current.source, current.known, current.is_joining = source, known, is_joining
    for heading, meaning in zip(current.reading["headings"], current.columns, strict=True):
        if heading:
            ImportMemory.objects.update_or_create(
                community=current.community, heading=plain(heading)[:200], defaults={"meaning": meaning}
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
