"""What the days bring: notices, ends and old drafts, each once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from employers import calendar, settling, signals, signing, tasks, verifying
from employers.models import Commitment, Event, SignupDraft
from tests import make
from tests.employers import signatures


@pytest.fixture
def notices():
    """Notices and ends that were announced."""
    heard = []

    def hear(sender, commitment, at, notice="expired", **more):
        heard.append((commitment.pk, notice))

    signals.commitment_expiring.connect(hear, dispatch_uid="test", weak=False)
    signals.commitment_expired.connect(hear, dispatch_uid="test", weak=False)
    yield heard
    signals.commitment_expiring.disconnect(dispatch_uid="test")
    signals.commitment_expired.disconnect(dispatch_uid="test")


def run_through(community, first, days):
    """Keep the calendar every noon for some days."""
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=community.zone)
    for day in range(days):
        calendar.keep(at=noon + timedelta(days=day))


def test_a_commitment_is_announced_twice_and_then_ends(rivertown, notices):
    commitment = signatures.settled(rivertown)
    run_through(rivertown, commitment.ends_on - timedelta(days=40), 45)
    assert notices == [(commitment.pk, 30), (commitment.pk, 7), (commitment.pk, "expired")]
    commitment.refresh_from_db()
    assert commitment.state == "expired"
    assert commitment.ended_at.astimezone(rivertown.zone).date() == commitment.ends_on
    assert commitment.employer.__class__.objects.get().stage == "dormant"
    assert not list(verifying.problems(rivertown))


@pytest.mark.parametrize(("days_before", "notice"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 7)])
def test_of_two_notices_only_the_nearest_is_given(rivertown, notices, days_before, notice):
    commitment = signatures.settled(rivertown)
    run_through(rivertown, commitment.ends_on - timedelta(days=days_before), 1)
    assert notices == ([(commitment.pk, notice)] if notice else [])


def test_the_community_sets_when_it_is_announced(rivertown, notices):
    rivertown.renewal_first_notice_days, rivertown.renewal_last_notice_days = 60, 14
    rivertown.save()
    commitment = signatures.settled(rivertown)
    run_through(rivertown, commitment.ends_on - timedelta(days=70), 70)
    assert notices == [(commitment.pk, 60), (commitment.pk, 14)]


def test_it_ends_on_the_communitys_own_day(rivertown, notices):
    rivertown.time_zone = "Pacific/Honolulu"
    rivertown.save()
    commitment = signatures.settled(rivertown)
    midnight = datetime(
        commitment.ends_on.year, commitment.ends_on.month, commitment.ends_on.day, tzinfo=ZoneInfo("Pacific/Honolulu")
    )
    Commitment.objects.update(last_notice=7)
    calendar.keep(at=midnight - timedelta(minutes=1))
    assert notices == []
    calendar.keep(at=midnight + timedelta(hours=1))
    assert notices == [(commitment.pk, "expired")]


def test_who_has_renewed_and_waits_for_us_is_not_asked_again(rivertown, notices):
    commitment = signatures.settled(rivertown)
    renewal = signatures.confirmed(rivertown, renews=commitment, signer_email="sam@acme.example")
    assert renewal.state == "confirmed"
    run_through(rivertown, commitment.ends_on - timedelta(days=30), 1)
    assert notices == []


def test_two_beats_at_once_do_it_once(rivertown, notices):
    commitment = signatures.settled(rivertown)
    at = datetime(commitment.ends_on.year, commitment.ends_on.month, commitment.ends_on.day, 12, tzinfo=rivertown.zone)
    assert calendar.keep(at=at)
    assert not calendar.keep(at=at + timedelta(minutes=1))
    assert calendar.keep(at=at + timedelta(minutes=15))
    assert len(notices) == 1
    assert Event.objects.filter(kind="expired").count() == 1


def test_what_was_picked_up_twice_is_done_once(rivertown, notices):
    commitment = signatures.settled(rivertown)
    at = datetime(2027, 11, 20, 12, tzinfo=rivertown.zone)
    assert calendar.give_notice(commitment, at=at)
    assert not calendar.give_notice(commitment, at=at)
    late = at + timedelta(days=9)
    assert calendar.expire(commitment, at=late)
    assert not calendar.expire(commitment, at=late)
    assert not calendar.give_notice(commitment, at=late)


def test_one_commitment_that_fails_keeps_nobody_else_waiting(rivertown, notices):
    first = signatures.settled(rivertown)
    second = signatures.settled(rivertown, organization_name="Beta", signer_email="b@beta.example")

    def fail(sender, commitment, **more):
        if commitment == first:
            raise RuntimeError("poison")

    signals.commitment_expired.connect(fail, dispatch_uid="poison")
    try:
        run_through(rivertown, first.ends_on, 1)
    finally:
        signals.commitment_expired.disconnect(dispatch_uid="poison")
    assert [Commitment.objects.get(pk=one.pk).state for one in (first, second)] == ["active", "expired"]
    assert not list(verifying.problems(rivertown))


def test_each_run_is_bounded_and_the_next_goes_on(rivertown, notices, monkeypatch):
    monkeypatch.setattr(calendar, "AT_ONCE", 2)
    for number in range(3):
        commitment = signatures.settled(
            rivertown, organization_name=f"Firm {number}", signer_email=f"a@firm{number}.example"
        )
    run_through(rivertown, commitment.ends_on, 1)
    assert len(notices) == 2
    run_through(rivertown, commitment.ends_on + timedelta(days=1), 1)
    assert len(notices) == 3


def test_what_has_ended_otherwise_is_left_alone(rivertown, coordinator, notices):
    commitment = signatures.settled(rivertown)
    signing.withdraw(commitment, by=coordinator, at=make.NOW)
    waiting = signatures.confirmed(rivertown, signer_email="s@acme.example")
    run_through(rivertown, commitment.ends_on, 2)
    assert notices == []
    assert Commitment.objects.get(pk=waiting.pk).state == "confirmed"


def test_old_drafts_go_and_signed_ones_stay(rivertown):
    signatures.sign(rivertown)
    SignupDraft.objects.update(touched_at=make.NOW - timedelta(days=60))
    old = SignupDraft.objects.create(community=rivertown, touched_at=make.NOW - timedelta(days=31))
    young = SignupDraft.objects.create(community=rivertown, touched_at=make.NOW - timedelta(days=29))
    calendar.keep(at=make.NOW)
    assert not SignupDraft.objects.filter(pk=old.pk).exists()
    assert SignupDraft.objects.filter(pk=young.pk).exists()
    assert SignupDraft.objects.filter(commitment__isnull=False).exists()


def test_the_task_is_one_call_and_may_be_repeated(rivertown):
    signatures.settled(rivertown)
    for _ in range(5):
        tasks.keep_calendar()
    assert tasks.keep_calendar.name == "employers.tasks.keep_calendar"
    assert settling.STANDING
