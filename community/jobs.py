"""Long work with progress: started by a person, done in slices by beat's tick, resumed where a worker died.

A slice function commits its work together with its bookmark (`advance`), so that a kill between
two statements repeats nothing.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q

from community import heartbeats
from community.models import Community, Job, User

logger = logging.getLogger(__name__)

TICK = timedelta(seconds=3)  # one tick works no longer
LEASE = timedelta(seconds=60)  # a worker that says nothing for so long is taken for dead
SORRY = "Something went wrong on our side, and the work stopped here. What was done before it is kept."

Slice = Callable[[Job, datetime], bool]
kinds: dict[str, Slice] = {}
places: dict[str, tuple[str, str]] = {}
ends: dict[str, Callable[[Job], tuple[str, str] | None]] = {}


class CannotStart(Exception):
    """No such work is known."""


class CannotGoOn(Exception):
    """A slice gives up; the message tells the person who started the job why."""


class LostJob(Exception):
    """Another worker holds the job now; this one must leave it alone."""


def register(
    kind: str,
    work: Slice,
    *,
    place: tuple[str, str] | None = None,
    end: Callable[[Job], tuple[str, str] | None] | None = None,
) -> None:
    """Name the function that does one slice of this kind, and the page it belongs to: what it is called and its route.

    It works until the time given is over, notes `job.done`, `job.total` and `job.bookmark`,
    and returns True when nothing is left. `end` tells where to go on from there: what that is called, and its address.
    """
    kinds[kind] = work
    if place:
        places[kind] = place
    if end:
        ends[kind] = end


def end_of(job: Job) -> tuple[str, str] | None:
    """Return where to go on after a job that is done, if there is such a place."""
    return ends[job.kind](job) if job.state == Job.State.DONE and job.kind in ends else None


@transaction.atomic
def start(
    kind: str, *, community: Community, title: str, arguments: dict[str, Any], by: User | None, at: datetime
) -> Job:
    """Put work into the queue; the next tick picks it up."""
    if kind not in kinds:
        raise CannotStart(f"No such work is known: {kind}.")
    return Job.objects.create(
        community=community, kind=kind, title=title[:200], arguments=arguments, requested_by=by, requested_at=at
    )


@transaction.atomic
def advance(job: Job) -> None:
    """Save progress and bookmark inside the slice's own transaction; raises LostJob where the lease went to another."""
    held = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, state=Job.State.RUNNING)
    if not held.update(done=job.done, total=job.total, bookmark=job.bookmark):
        raise LostJob


def hold(job: Job, *, until: datetime) -> None:
    """Keep the job from other workers for a while longer, before a step that cannot be done in slices."""
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(lease_until=until)


def claim(*, at: datetime) -> Job | None:
    """Take the job that has waited longest, or one whose worker died, under a token and a lease."""
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, lease_until__lte=at)
    waiting = Job.objects.filter(free, kind__in=kinds).order_by(F("lease_until").asc(nulls_first=True), "pk")
    for pk in waiting.values_list("pk", flat=True)[:5]:
        token = secrets.token_hex(16)
        if Job.objects.filter(free, pk=pk).update(state=Job.State.RUNNING, lease_token=token, lease_until=at + LEASE):
            return Job.objects.select_related("community").get(pk=pk)
    return None


def release(job: Job, *, state: Job.State, at: datetime) -> None:
    """Give the job back with its progress; one that another worker holds by now is left alone."""
    is_over = state in {Job.State.DONE, Job.State.FAILED}
    Job.objects.filter(pk=job.pk, lease_token=job.lease_token).update(
        state=state,
        done=job.done,
        total=job.total,
        bookmark=job.bookmark,
        outcome=job.outcome,
        lease_token="",
        lease_until=at,
        finished_at=at if is_over else None,
    )


def work_on(job: Job, *, until: datetime, clock: Callable[[], datetime]) -> None:
    """Do one slice; a database that is away leaves the job to the next tick after the lease."""
    try:
        is_finished = kinds[job.kind](job, until)
    except (LostJob, OperationalError, InterfaceError):
        logger.warning("job %s left to the next tick", job.pk)
    except CannotGoOn as reason:
        job.outcome = str(reason)
        release(job, state=Job.State.FAILED, at=clock())
    except Exception:
        logger.exception("job %s failed", job.pk)
        job.refresh_from_db(fields=["done", "total", "bookmark"])
        job.outcome = SORRY
        release(job, state=Job.State.FAILED, at=clock())
    else:
        release(job, state=Job.State.DONE if is_finished else Job.State.WAITING, at=clock())


def tick(*, clock: Callable[[], datetime]) -> None:
    """Note that beat goes, then work on waiting jobs for a few seconds."""
    now = clock()
    until = now + TICK
    heartbeats.beat("beat", at=now)
    while now < until and (job := claim(at=now)):
        work_on(job, until=until, clock=clock)
        now = clock()
