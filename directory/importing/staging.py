"""A spreadsheet is checked, slice by slice: every row is read, cleaned and compared with what we know."""

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from community import jobs
from community.models import Job
from directory.importing import batches, knowing
from directory.importing.cells import Cells, label_of
from directory.models import ImportBatch, ImportRow
from directory.names import fold, normalize_name
from directory.reading.tables import MAX_ROWS, CannotRead, padded

CHUNK = 500  # rows
LONG = timedelta(minutes=5)  # a workbook is unfolded at once
NAMED = 20  # row numbers beside a problem
MESSAGES = 200  # different problems of a file
Outcome = ImportRow.Outcome
Place = tuple[str, str]  # a compared name and a folded town


@dataclass(frozen=True)
class Above:
    """The first row of an organization in the file, and whom the rows of it name so far."""

    number: int
    people: set[str]


def work(job: Job, until: datetime) -> bool:
    """Check the rows of a batch, a chunk a transaction; return True when none is left."""
    batch = ImportBatch.objects.select_related("community").filter(pk=job.arguments["batch"]).first()
    if batch is None or batch.job_id != job.pk or batch.state != ImportBatch.State.CHECKING:
        return True  # put away, or begun anew
    if not job.bookmark:
        jobs.hold(job, until=until + LONG)
        unfold(batch, job)
    cells = Cells(batch.community)
    with batch.table.open("rb") as table:
        table.seek(job.bookmark["offset"])
        while timezone.now() < until:
            lines = list(islice(iter(table.readline, b""), CHUNK))
            if not lines:
                finish(batch, job)
                return True
            with transaction.atomic():
                stage(batch, [json.loads(line) for line in lines], cells)
                job.done += len(lines)
                job.bookmark = {"offset": table.tell()}
                jobs.advance(job)
    return False


def unfold(batch: ImportBatch, job: Job) -> None:
    """Write the rows below the headings one a line, so that each slice goes on where the last one ended."""
    with tempfile.TemporaryFile() as table:
        count = 0
        try:
            with batch.file.open("rb") as file:
                for number, cells in batches.rows_in(file, batch.reading):
                    if number > batch.reading["row"] and any(cells):
                        count += 1
                        table.write(json.dumps([number, padded(cells, len(batch.columns))]).encode() + b"\n")
        except CannotRead as reason:
            raise jobs.CannotGoOn(str(reason)) from reason
        if count > MAX_ROWS:
            raise jobs.CannotGoOn(f"The file has more than {MAX_ROWS:,} rows. Split it.")
        table.seek(0)
        name = batch.table.storage.save(batch.table.field.generate_filename(batch, "rows"), File(table))
    batch.table = name
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(table=name)
        job.total, job.bookmark = count, {"offset": 0}
        jobs.advance(job)


def stage(batch: ImportBatch, rows: list[Any], cells: Cells) -> None:
    """Look at a chunk of rows, and write down what each would become."""
    staged = []
    for number, typed in rows:
        values, problems = cells.row(meant(batch.columns, typed))
        row = ImportRow(batch=batch, number=number, cells=typed, values=values, problems=problems)
        if problems:
            row.outcome, row.values = Outcome.REJECTED, {}
        else:
            row.normalized_name = normalize_name(values["name"])[:200]
            row.folded_town = fold(values.get("town") or "")[:120]
        staged.append(row)
    sound = [row for row in staged if not row.problems]
    index = knowing.Index(batch.community, [row.values for row in sound])
    for row in sound:
        row.known = index.find(row.values)
    known = knowing.known_of(row.known for row in sound if row.known)
    above = rows_above(batch, sound)
    for row in sound:
        decide(row, batch, known, above)
    ImportRow.objects.bulk_create(staged)
    tell(batch, staged)


def meant(columns: list[str], typed: list[str]) -> dict[str, str]:
    """Return the cells of a row by what their columns mean."""
    return {meaning: cell for meaning, cell in zip(columns, typed, strict=True) if meaning}


def rows_above(batch: ImportBatch, rows: list[ImportRow]) -> dict[Place, Above]:
    """Return the first row of each name and town that was staged before, with whom it and its like name."""
    names = {row.normalized_name for row in rows}
    earlier = ImportRow.objects.filter(batch=batch, normalized_name__in=names).exclude(outcome=Outcome.REJECTED)
    above: dict[Place, Above] = {}
    for name, town, number, values in earlier.order_by("number").values_list(
        "normalized_name", "folded_town", "number", "values"
    ):
        above.setdefault((name, town), Above(number, {""})).people.add(person_in(values))
    return above


def person_in(values: dict[str, Any]) -> str:
    """Return by what the person of a row is known, "" where there is none."""
    return values.get("contact_email") or fold(values.get("contact_name") or "")


def decide(row: ImportRow, batch: ImportBatch, known: dict[int, knowing.Known], above: dict[Place, Above]) -> None:
    """Say what would become of a row: new, an update, or known already."""
    key = (row.normalized_name, row.folded_town)
    first = above.setdefault(key, Above(row.number, {""}))
    if first.number != row.number:
        row.same_as = first.number
    person = person_in(row.values)
    is_new_person = person not in first.people
    first.people.add(person)
    if row.known:
        about = known[row.known]
        is_more = knowing.changes(about, row.values, batch.known) or (
            batch.known != ImportBatch.Known.LEAVE and knowing.brings_more(about, row.values)
        )
        row.outcome = Outcome.UPDATE if is_more else Outcome.DUPLICATE
    elif row.same_as:
        row.outcome = Outcome.UPDATE if is_new_person else Outcome.DUPLICATE
    else:
        row.outcome = Outcome.NEW


def tell(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Add a chunk to the counts and to the list of problems, by column and message."""
    for row in rows:
        batch.counts[row.outcome] = batch.counts.get(row.outcome, 0) + 1
        for meaning, message in row.problems:
            messages = batch.problems.setdefault(label_of(meaning), {})
            if message not in messages and sum(len(found) for found in batch.problems.values()) >= MESSAGES:
                continue
            found = messages.setdefault(message, {"count": 0, "rows": []})
            found["count"] += 1
            if len(found["rows"]) < NAMED:
                cell = meant(batch.columns, row.cells).get(meaning, "")
                found["rows"].append([row.number, cell[:60]])
    ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts, problems=batch.problems)


@transaction.atomic
def finish(batch: ImportBatch, job: Job) -> None:
    """Say that every row was looked at; the table of rows is not needed any more."""
    transaction.on_commit(partial(batch.table.storage.delete, batch.table.name))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.CHECKED, table="")
    jobs.advance(job)
