"""What was checked enters the directory, in short transactions of few statements; no letter comes of it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from community import audit, jobs
from community.models import Job
from directory.importing import batches, bonding, desk, meeting, placing
from directory.importing.desk import Desk
from directory.importing.naming import Row, line_of
from directory.models import ImportBatch, ImportRow, Organization
from directory.organizations import RESERVED

CHUNK = 1000  # rows of one transaction
TRIES = 3
Outcome, State = ImportRow.Outcome, ImportBatch.State
TAKEN = (Outcome.NEW, Outcome.UPDATE)


def work(job: Job, until: datetime) -> bool:
    """Import a batch, as many rows a transaction as are short; return True when none is left.

    A list of up to CHUNK rows enters at once or not at all. A longer one goes on where it was killed, and can be undone
    from any point. Where somebody took a name or an address in this very moment, the next tick tries again.
    """
    batch = ImportBatch.objects.select_related("community").filter(pk=job.arguments["batch"]).first()
    if batch is None or batch.job_id != job.pk or batch.state != State.COMMITTING:
        return True
    job.total = job.total or sum(batch.counts.get(outcome, 0) for outcome in TAKEN)
    taken = Organization.objects.of(batch.community).order_by().values_list("slug", flat=True)
    slugs = {*RESERVED, *taken.iterator()}
    at_work = desk.begin(batch, by=job.requested_by, at=job.requested_at, slugs=slugs)
    while timezone.now() < until:
        try:
            if not enter(job, at_work):
                return True
        except IntegrityError:
            job.refresh_from_db(fields=["done", "bookmark"])
            job.bookmark["tries"] = job.bookmark.get("tries", 0) + 1
            if job.bookmark["tries"] >= TRIES:
                raise
            return False
    return False


@transaction.atomic
def enter(job: Job, at_work: Desk) -> bool:
    """Write what the next rows bring, together with where to go on; return False after the last."""
    batch = at_work.batch
    waiting = ImportRow.objects.filter(batch=batch, outcome__in=TAKEN, number__gt=job.bookmark.get("after", 0))
    rows = [Row(*row) for row in waiting.order_by("number").values_list("number", "values", "outcome")[:CHUNK]]
    if rows:
        lines = [line_of(row, batch.holds) for row in rows]
        placing.bring(at_work, lines)
        meeting.bring(at_work, lines)
        bonding.bring(at_work, lines)
        job.done += len(rows)
        job.bookmark = {"after": rows[-1].number}
    is_over = len(rows) < CHUNK
    at_work.put_down()
    for name, count in at_work.counts.items():
        batch.counts[name] = batch.counts.get(name, 0) + count
    at_work.counts = {}
    if is_over:
        finish(at_work)
    ImportBatch.objects.filter(pk=batch.pk).update(
        counts=batch.counts, state=batch.state, done_at=batch.done_at, file=batch.file, table=batch.table
    )
    jobs.advance(job)
    return not is_over


def finish(at_work: Desk) -> None:
    """Say that all is in; the rows that entered, and the file, are not needed any more."""
    batch = at_work.batch
    ImportRow.objects.filter(batch=batch).exclude(outcome=Outcome.REJECTED).delete()
    batches.drop_files(batch)
    batch.state, batch.done_at = State.DONE, at_work.at
    audit.record(
        f"imported {batch.file_name}: {batches.brought(batch.counts)}",
        community=batch.community,
        by=at_work.by,
        at=at_work.at,
    )
