"""Workers that are away for days: it shows, letters wait, and those that are still of use leave afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community import heartbeats, jobs
from community import signals as community_signals
from community.models import Community, User
from outreach import tasks
from outreach.models import Letter
from outreach.states import State
from tests.conftest import signed_in
from tests.outreach.conftest import Post, notice, reminder
from tests.outreach.test_panels import lines

DAYS = timedelta(days=3)


@pytest.fixture
def outage(rivertown: Community, coordinator: User) -> Community:
    """A community whose worker went for the last time three days ago, when three letters were put into the outbox."""
    then = timezone.now() - DAYS
    for name in (tasks.HEARTBEAT, "beat"):
        heartbeats.beat(name, at=then)
    notice(rivertown, 1)
    reminder(rivertown, 2)
    community_signals.sign_in_asked.send(User, user=coordinator, community=rivertown, code="ABC-123-XYZ", at=then)
    Letter.objects.update(created_at=then, due_at=then)
    return rivertown


def test_it_shows_to_machines(outage: Community, client: Client) -> None:
    told = client.get("/health/ready/").json()

    for name in ("beat_seconds_ago", "oldest_waiting_letter_seconds"):
        assert DAYS.total_seconds() <= told[name] < DAYS.total_seconds() + 60


def test_it_shows_to_people(outage: Community, coordinator: User) -> None:
    assert lines(outage, coordinator) == {"worker that is silent": 1, "letters waiting longer than 15 minutes": 3}
    browser = signed_in(coordinator)

    assert "It was last seen 3 days ago" in browser.get("/workspace/").content.decode()
    assert "No letter leaves: the worker was last seen" in browser.get("/workspace/letters/").content.decode()


def test_it_shows_where_nothing_waits_too(outage: Community, coordinator: User) -> None:
    Letter.objects.all().delete()

    assert lines(outage, coordinator) == {"worker that is silent": 1}


def test_a_worker_that_goes_is_not_told_of(outage: Community, coordinator: User) -> None:
    heartbeats.beat(tasks.HEARTBEAT, at=timezone.now())

    assert "worker that is silent" not in lines(outage, coordinator)


def test_letters_of_use_leave_afterwards_and_nothing_shows_any_more(
    outage: Community, coordinator: User, post: Post
) -> None:
    post.clock.at = timezone.now()
    heartbeats.beat(tasks.HEARTBEAT, at=post.clock.at)
    jobs.tick(clock=timezone.now)

    post.run()

    fates = dict(Letter.objects.values_list("kind", "state"))
    assert fates == {
        "commitment_withdrawn": State.SENT,
        "commitment_expiring": State.SENT,
        "sign_in": State.SKIPPED,  # its code is long too old
    }
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 2
    assert lines(outage, coordinator) == {}
