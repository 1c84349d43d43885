"""Faults of a campaign that need no process of their own: odd clocks, edits in a race, poison, repetition, days away.

Those that do are played by bench/campaign_faults.py.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from community import heartbeats, jobs
from community.models import Community, User
from community.roles import Role
from directory.models import Task
from outreach import campaigns, claiming, running, starting, tasks, tending
from outreach.course import CampaignState
from outreach.models import Campaign, Letter, Step
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import contact, crowd, everybody, of, planned, spring, started, state_of
from tests.outreach.conftest import Post, notice
from tests.outreach.test_running import counts

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def unhurried(community: Community) -> None:
    """Let as many letters leave a minute as there are, and one person say so."""
    community.letters_per_minute = community.letters_per_domain_minute = community.approval_above = 10_000
    community.save()


def tick(post: Post) -> int:
    """Do as one pump does, and return how many letters were tried."""
    tending.tend(tasks.HEARTBEAT, at=post.clock())
    heartbeats.beat(tasks.HEARTBEAT, at=post.clock())
    return post.run()


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("step", ["connect", "rcpt", "dot"])
def test_a_clock_set_in_the_middle_repeats_and_loses_nothing(
    rivertown: Community, coordinator: User, post: Post, step: str, hours: int
) -> None:
    rivertown.letters_per_minute = 20  # two at a time
    rivertown.save()
    campaign = started(spring(rivertown, people=5), coordinator)
    left, states = [1], set()

    def set_clock(at: str, _recipient: str) -> None:
        if at == step and left:
            left.pop()
            post.clock.move(hours=hours)

    post.sink.on_step = set_clock
    for _ in range(25):  # set back, what was due may wait up to that hour
        tick(post)
        states.add(state_of(campaign))
        if state_of(campaign) == CampaignState.HELD:
            running.resume(campaign, by=coordinator, at=post.clock())
        post.clock.move(minutes=3)

    assert {letter.state for letter in of(campaign)} == {State.SENT}
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 5
    # Set forward it looks like an hour without a worker: somebody has to look, once.
    assert (CampaignState.HELD in states) is (hours > 0)
    assert counts(campaign)[State.WAITING] == 5  # the reminder still waits for its day


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_skips_no_schedule(rivertown: Community, coordinator: User, post: Post, hours: int) -> None:
    begin = NOW + 2 * HOUR
    campaign = started(spring(rivertown), coordinator, send_at=begin, send_by=begin + 4 * HOUR)
    tick(post)
    post.clock.move(hours=hours)
    for _ in range(5 * 6):
        tick(post)
        if state_of(campaign) == CampaignState.HELD:
            running.resume(campaign, by=coordinator, at=post.clock())
        post.clock.move(minutes=10)

    assert counts(campaign)[State.SENT] == len(post.sink.ids()) == 2
    assert min(letter.first_tried_at for letter in of(campaign) if letter.first_tried_at) >= begin


def test_the_pace_begins_anew_where_the_clock_is_set_back(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_minute = 2
    rivertown.save()
    started(spring(rivertown, people=6), coordinator)
    Letter.objects.update(due_at=NOW - 2 * HOUR)
    assert len(claiming.claim(at=NOW, limit=20)) == 1
    assert len(claiming.claim(at=NOW - HOUR, limit=20)) == 1
    assert claiming.claim(at=NOW - HOUR, limit=20) == []


# The clocks of New York go back at 06:00 UTC on the first night, and forward at 07:00 UTC on the second.
@pytest.mark.parametrize("night", [datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2027, 3, 14, 7, tzinfo=UTC)])
def test_in_the_night_in_which_the_clocks_change_each_letter_leaves_once(
    rivertown: Community, coordinator: User, post: Post, night: datetime
) -> None:
    rivertown.letters_per_minute = 1
    rivertown.save()
    post.clock.at = night - 6 * MINUTE
    begin = night - 3 * MINUTE
    campaign = started(spring(rivertown, people=6), coordinator, at=post.clock(), send_at=begin, send_by=begin + HOUR)
    while post.clock.at < night + 6 * MINUTE:
        tick(post)
        post.clock.move(minutes=1)

    tried = sorted(letter.first_tried_at for letter in of(campaign) if letter.first_tried_at)
    assert tried == [begin + number * MINUTE for number in range(6)]
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 6
    assert state_of(campaign) == CampaignState.RUNNING
    for letter in of(campaign, 2):  # a week later on the community's clock, and in office hours
        local = letter.due_at.astimezone(rivertown.zone)
        assert (local.weekday(), local.hour) == (0, rivertown.office_opens)
        assert 7 <= (local.date() - begin.astimezone(rivertown.zone).date()).days <= 8


@pytest.mark.django_db(transaction=True)
def test_edited_while_another_sends_what_leaves_is_what_was_read(rivertown: Community) -> None:
    one, other = (make.member(rivertown, Role.COORDINATOR) for _ in range(2))
    outcomes = set()
    for number in range(6):
        rivertown.people.all().delete()
        campaign = spring(rivertown, name=f"Race {number}", audience=everybody(rivertown, name=f"Audience {number}"))
        step = campaign.steps.get(number=1)
        seen, both = starting.prepare(campaign, at=NOW).fingerprint, Barrier(2)

        def send(campaign: Campaign = campaign, seen: str = seen, both: Barrier = both) -> bool:
            try:
                both.wait(5)
                starting.start(Campaign.objects.get(pk=campaign.pk), seen=seen, by=one, at=NOW)
            except starting.CannotStart:
                return False
            finally:
                connections.close_all()
            return True

        def edit(pk: int = step.pk, both: Barrier = both) -> bool:
            step = Step.objects.select_related("campaign").get(pk=pk)
            try:
                both.wait(5)
                campaigns.change_step(step, at=NOW, subject="Other words")
            except campaigns.CannotChange:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            sending, editing = pool.submit(send), pool.submit(edit)
        outcomes.add((sending.result(), editing.result()))
        step.refresh_from_db()
        if sending.result():
            assert step.pinned_subject == step.subject == "Ten minutes about your openings, ((first name??neighbor))?"
        else:
            assert state_of(campaign) == CampaignState.DRAFT
    assert outcomes <= {(True, False), (False, True)}  # never both, never neither
    assert other.pk


def test_a_poison_recipient_in_row_3_of_1000_stops_nobody_else(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    unhurried(rivertown)
    crowd(rivertown, 1000)
    third = rivertown.people.order_by("name")[2]  # in the order in which letters leave
    rivertown.people.filter(pk=third.pk).update(email="jo,2@works2.example")  # what no mail server is ever told
    campaign = make.campaign(rivertown, audience=everybody(rivertown), messenger="Dana")
    make.step(campaign)
    campaign = started(campaign, coordinator)

    for _ in range(3):
        tick(post)

    found = counts(campaign)
    assert (found[State.SENT], found[State.FAILED], sum(found.values())) == (999, 1, 1000)
    assert len(set(post.sink.ids())) == len(post.sink.ids()) == 999
    assert of(campaign)[2].state == State.FAILED and of(campaign)[2].reason
    assert state_of(campaign) == CampaignState.DONE


def test_ticks_replayed_a_hundred_times_send_each_letter_once(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    unhurried(rivertown)
    campaign = spring(rivertown, people=5, owner=coordinator)
    make.step(campaign, kind="call", days=0, subject="Call ((first name))", body="")
    seen = starting.prepare(campaign, at=NOW).fingerprint
    starting.start(campaign, seen=seen, by=coordinator, at=NOW)
    for _ in range(100):
        jobs.tick(clock=timezone.now)
        tick(post)

    assert counts(campaign)[State.SENT] == len(post.sink.ids()) == len(set(post.sink.ids())) == 5
    assert counts(campaign)[State.WAITING] == 5 and Task.objects.count() == 5


def test_a_plan_replayed_a_hundred_times_plans_each_letter_once(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    before = sorted(running.letters_of(campaign).values_list("message_id", flat=True))
    for _ in range(100):
        campaign.job.bookmark = {}
        campaign.job.save()
        Campaign.objects.update(state=CampaignState.PLANNING)
        planned(campaign)
    assert sorted(running.letters_of(campaign).values_list("message_id", flat=True)) == before


def test_after_three_days_without_workers_somebody_decides_and_each_letter_leaves_once(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    rivertown.letters_per_minute = 20  # two at a time
    rivertown.save()
    for name in ("Jo8 Park", "Jo9 Park"):
        contact(rivertown, name)
    campaign = started(spring(rivertown, people=3), coordinator)
    later = started(spring(rivertown, people=0, name="Later"), coordinator, send_at=NOW + HOUR, send_by=NOW + 5 * HOUR)
    tick(post)
    assert counts(campaign)[State.SENT] == 2
    notice(rivertown)
    post.clock.move(days=3)

    for _ in range(3):
        tick(post)
        post.clock.move(minutes=1)

    assert (state_of(campaign), state_of(later)) == (CampaignState.HELD, CampaignState.HELD)
    assert len(post.sink.ids()) == 3  # with the notice: nothing else waits for anybody
    assert "Nothing worked in the background from" in Campaign.objects.get(pk=campaign.pk).reason
    running.resume(campaign, by=coordinator, at=post.clock())
    for _ in range(3):
        tick(post)
        post.clock.move(minutes=1)
    assert counts(campaign)[State.SENT] == 5 and counts(later)[State.SENT] == 0
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 6
