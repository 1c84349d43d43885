"""Spreadsheets for tests, and the way of one through the portal."""

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from openpyxl import Workbook

from community import jobs
from community.models import Community, User
from directory.importing import batches
from directory.models import ImportBatch
from tests.make import NOW

HEADS = "Name,Domain,Website,Town,Sector,Size,Phone,Tags,Owner e-mail,Source,Contact name,Contact e-mail,Contact title"


class Clock:
    """A clock that goes a hundredth of a second a look, from now on: slices of work end by the real one."""

    def __call__(self) -> datetime:
        from django.utils import timezone

        return timezone.now()


def run_jobs() -> None:
    """Let beat tick until nothing is left to do."""
    from community.models import Job

    for _tick in range(50):
        jobs.tick(clock=Clock())
        if not Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).exists():
            return
        Job.objects.filter(state=Job.State.RUNNING).update(lease_until=NOW - timedelta(days=1))


def workbook(rows: Iterable[Iterable[Any]], *, title: str = "Sheet", book: Workbook | None = None) -> bytes:
    """Return a workbook with a sheet of these rows."""
    made = book or Workbook()
    if not book:
        made.active.title = title
        for row in rows:
            made.active.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def checked(
    community: Community,
    content: bytes | str,
    *,
    by: User,
    name: str = "list.csv",
    holds: str = "",
    joins: bool | None = None,
    **way: Any,
) -> ImportBatch:
    """Take a spreadsheet as its columns are guessed, and have its rows looked at."""
    raw = content.encode() if isinstance(content, str) else content
    batch = batches.begin(community, name=name, content=raw, by=by, at=NOW, holds=holds)
    is_joining = batch.is_joining if joins is None else joins
    chosen = {
        "meanings": batch.columns,
        "source": "last year's list",
        "known": "fill",
        "is_joining": is_joining,
        **way,
    }
    batches.check(batch, by=by, at=NOW, **chosen)
    run_jobs()
    batch.refresh_from_db()
    return batch


def imported(community: Community, content: bytes | str, *, by: User, **way: Any) -> ImportBatch:
    """Bring a spreadsheet all the way in, where there is anything in it to import."""
    batch = checked(community, content, by=by, **way)
    if batch.counts.get("new") or batch.counts.get("update"):
        batches.commit(batch, by=by, at=NOW)
        run_jobs()
        batch.refresh_from_db()
    return batch


def undone(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Undo an import."""
    batches.undo(batch, by=by, at=NOW)
    run_jobs()
    batch.refresh_from_db()
    return batch
