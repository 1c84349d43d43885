"""A spreadsheet is checked, slice by slice: every row is read, cleaned and compared with what we know."""

import json
import tempfile
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from community import jobs
from community.models import Job
from directory import copying
from directory.importing.cells import Cells, label_of
from directory.importing.judging import judge
from directory.importing.naming import Line, Row, line_of
from directory.models import ImportBatch, ImportRow
from directory.reading import opening
from directory.reading.tables import MAX_ROWS, CannotRead, padded

CHUNK = 500  # rows
LONG = timedelta(minutes=5)  # a workbook is unfolded at once
NAMED = 20  # row numbers beside a problem
MESSAGES = 200  # different problems of a file
Outcome = ImportRow.Outcome


def work(job: Job, until: datetime) -> bool:
    """Check the rows of a batch, a chunk a transaction; return True when none is left."""
    batch = ImportBatch.objects.select_related("community").filter(pk=job.arguments["batch"]).first()
    if batch is None or batch.job_id != job.pk or batch.state != ImportBatch.State.CHECKING:
        return True  # put away, or begun anew
    if not job.bookmark:
        jobs.hold(job, until=until + LONG)
        unfold(batch, job)
    cells = Cells(batch)
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
                for number, cells in opening.rows_in(file, batch.reading):
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
    staged: list[Row] = []
    lines: list[Line] = []
    broken: list[Line] = []
    for number, typed in rows:
        values, problems = cells.row(typed)
        row = Row(number, values, problems=problems, cells=typed)
        if problems:
            row.outcome = Outcome.REJECTED
        (broken if problems else lines).append(line_of(row, batch.holds))
        staged.append(row)
    judge(batch, lines, broken)
    copying.insert(
        ImportRow,
        ("number", "outcome", "cells", "values", "problems", "key", "extra", "same_as"),
        [as_kept(row) for row in staged],
        batch_id=batch.pk,
    )
    tell(batch, staged)


def as_kept(row: Row) -> tuple[Any, ...]:
    """Return a row as the database takes it: what was typed stays with those that are rejected."""
    if row.outcome == Outcome.REJECTED:
        return row.number, row.outcome, json.dumps(row.cells), "{}", json.dumps(row.problems), "", "", None
    return row.number, row.outcome, "[]", json.dumps(row.values), "[]", row.key, row.extra, row.same_as


def tell(batch: ImportBatch, rows: list[Row]) -> None:
    """Add a chunk to the counts and to the list of problems, by column and message."""
    for row in rows:
        batch.counts[row.outcome] = batch.counts.get(row.outcome, 0) + 1
        for meaning, message in row.problems:
            messages = batch.problems.setdefault(label_of(batch.holds, meaning), {})
            if message not in messages and sum(len(found) for found in batch.problems.values()) >= MESSAGES:
                continue
            found = messages.setdefault(message, {"count": 0, "rows": []})
            found["count"] += 1
            if len(found["rows"]) < NAMED:
                place = batch.columns.index(meaning) if meaning in batch.columns else None
                found["rows"].append([row.number, "" if place is None else row.cells[place][:60]])
    ImportBatch.objects.filter(pk=batch.pk).update(counts=batch.counts, problems=batch.problems)


@transaction.atomic
def finish(batch: ImportBatch, job: Job) -> None:
    """Say that every row was looked at; the table of rows is not needed any more."""
    transaction.on_commit(partial(batch.table.storage.delete, batch.table.name))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.CHECKED, table="")
    jobs.advance(job)
