"""Jobs: done in slices, resumed where a worker died, never by two workers at once."""

from datetime import datetime, timedelta

import pytest

from community import heartbeats, jobs
from community.models import Community, Job
from tests.make import NOW


class Clock:
    """A clock that goes a tenth of a second a look."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=0.1)
        return self.now


@pytest.fixture(autouse=True)
def no_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with an empty list of kinds."""
    monkeypatch.setattr(jobs, "kinds", {})


def count_to_ten(job: Job, until: datetime) -> bool:
    """Count four steps a slice."""
    job.total = 10
    job.done = min(10, job.done + 4)
    job.bookmark = {"next": job.done}
    jobs.advance(job)
    return job.done == 10


def never_done(job: Job, until: datetime) -> bool:
    """Work without an end."""
    return False


def claimed(at: datetime) -> Job:
    """Take the one job that waits."""
    job = jobs.claim(at=at)
    assert job is not None
    return job


def started(community: Community, kind: str = "count") -> Job:
    """Start a job of a kind."""
    return jobs.start(kind, community=community, title="Count to ten", arguments={}, by=None, at=NOW)


def test_work_is_done_slice_by_slice_and_beat_is_noted(rivertown: Community) -> None:
    jobs.register("count", count_to_ten)
    job = started(rivertown)
    jobs.tick(clock=Clock())
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent) == (Job.State.DONE, 10, 10, 100)
    assert job.finished_at
    assert not job.lease_token
    assert heartbeats.last("beat") == NOW + timedelta(seconds=0.1)


def test_a_tick_stops_after_seconds_and_the_next_goes_on(rivertown: Community) -> None:
    jobs.register("count", never_done)
    job = started(rivertown)
    clock = Clock()
    jobs.tick(clock=clock)
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    assert clock.now - NOW < timedelta(seconds=10)


def test_two_jobs_take_turns(rivertown: Community) -> None:
    seen: list[int] = []

    def note(job: Job, until: datetime) -> bool:
        seen.append(job.pk)
        return False

    jobs.register("count", note)
    first, second = started(rivertown), started(rivertown)
    jobs.tick(clock=Clock())
    assert seen[:3] == [first.pk, second.pk, first.pk]


def test_a_killed_worker_loses_nothing_and_the_lease_must_run_out_first(rivertown: Community) -> None:
    jobs.register("count", count_to_ten)
    job = started(rivertown)
    held = claimed(NOW)
    count_to_ten(held, NOW)  # and here the worker is killed
    assert jobs.claim(at=NOW + timedelta(seconds=59)) is None
    taken = claimed(NOW + jobs.LEASE)
    assert taken.pk == job.pk
    assert (taken.done, taken.bookmark) == (4, {"next": 4})


def test_a_worker_that_lost_its_lease_cannot_write(rivertown: Community) -> None:
    jobs.register("count", count_to_ten)
    started(rivertown)
    slow = claimed(NOW)
    quick = claimed(NOW + jobs.LEASE)
    with pytest.raises(jobs.LostJob):
        count_to_ten(slow, NOW)
    jobs.release(slow, state=Job.State.DONE, at=NOW)
    quick.refresh_from_db()
    assert (quick.state, quick.done) == (Job.State.RUNNING, 0)


def test_a_fault_ends_the_job_with_words_for_a_person_and_the_next_job_goes_on(rivertown: Community) -> None:
    def fail(job: Job, until: datetime) -> bool:
        raise ValueError("secret detail")

    def give_up(job: Job, until: datetime) -> bool:
        raise jobs.CannotGoOn("The file is gone.")

    jobs.register("fail", fail)
    jobs.register("give up", give_up)
    broken, stopped = started(rivertown, "fail"), started(rivertown, "give up")
    jobs.tick(clock=Clock())
    broken.refresh_from_db()
    stopped.refresh_from_db()
    assert (broken.state, broken.outcome) == (Job.State.FAILED, jobs.SORRY)
    assert (stopped.state, stopped.outcome) == (Job.State.FAILED, "The file is gone.")


def test_unknown_work_is_refused(rivertown: Community) -> None:
    with pytest.raises(jobs.CannotStart, match="No such work"):
        started(rivertown, "dance")
