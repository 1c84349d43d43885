"""Tests of a campaign that goes: its pace, pause, cancel, alarms, and the equation that always holds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from community import heartbeats
from community.models import Community, User
from directory.models import Task
from outreach import alarms, claiming, pacing, running, settling, tasks, tending
from outreach.answers import Answer, Step
from outreach.course import CampaignState
from outreach.models import Campaign, Errand, Letter, Pace, Suppression
from outreach.reasons import advice
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, of, spring, started, state_of
from tests.outreach.conftest import Post, notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def counts(campaign: Campaign) -> dict[State, int]:
    """Return how many letters are in each state."""
    return running.letters_of(campaign).by_state()


def test_letters_of_a_campaign_leave_once_and_it_ends(rivertown: Community, coordinator: User, post: Post) -> None:
    campaign = spring(rivertown, people=3)
    campaign.steps.filter(number=2).delete()
    campaign = started(campaign, coordinator)
    post.run()
    tending.tend("t", at=post.clock())
    assert counts(campaign)[State.SENT] == 3 and state_of(campaign) == CampaignState.DONE
    assert len(post.sink.taken) == 3
    assert b"invited=" in post.sink.taken[0].raw
    post.run()
    assert len(post.sink.taken) == 3


def test_a_later_step_waits_for_its_day(rivertown: Community, coordinator: User, post: Post) -> None:
    campaign = started(spring(rivertown), coordinator)
    post.run()
    assert (counts(campaign)[State.SENT], counts(campaign)[State.WAITING]) == (2, 2)
    tending.tend("t", at=post.clock())
    assert state_of(campaign) == CampaignState.RUNNING
    post.clock.move(days=9)
    post.run()
    assert counts(campaign)[State.SENT] == 4


def test_so_many_leave_a_minute_evenly_and_all_others_go_first(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_minute = 2
    rivertown.save()
    campaign = started(spring(rivertown, people=5), coordinator)
    notice(rivertown, 1)
    taken = claiming.claim(at=NOW, limit=20)
    assert [letter.step is None for letter in taken] == [True, False]
    assert claiming.claim(at=NOW + MINUTE / 3, limit=20) == []
    assert len(claiming.claim(at=NOW + MINUTE / 2, limit=20)) == 1
    assert len(claiming.claim(at=NOW + MINUTE * 60, limit=20)) == 1  # a rest saves nothing up
    assert counts(campaign)[State.CLAIMED] == 3


def test_letters_that_are_given_back_leave_room_for_others(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_minute = rivertown.letters_per_domain_minute = 24
    rivertown.save()
    started(spring(rivertown, people=5), coordinator)
    taken = claiming.claim(at=NOW, limit=20)
    assert len(taken) == 2 and not claiming.claim(at=NOW, limit=20)
    claiming.give_back(taken[:1], "Its turn was over.", at=NOW)
    assert len(claiming.claim(at=NOW, limit=20)) == 1


def test_so_many_leave_to_one_domain_and_the_rest_is_put_off(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_domain_minute = 2
    rivertown.save()
    campaign = started(spring(rivertown, people=7), coordinator)
    rivertown.people.filter(name="Jo6 Park").update(email="x@other.example")
    Letter.objects.filter(to_name="Jo6 Park").update(to_email="x@other.example")

    taken = claiming.claim(at=NOW, limit=20)

    assert sorted(letter.to_name for letter in taken) == ["Jo0 Park", "Jo6 Park"]
    later = of(campaign).filter(state=State.WAITING, due_at__lte=NOW + MINUTE * 9)
    assert [(one.due_at - NOW) / MINUTE for one in later.order_by("due_at")] == [0.5, 1, 1.5, 2, 2.5]
    assert len(claiming.claim(at=NOW + MINUTE / 2, limit=20)) == 1


def test_what_is_put_off_comes_back_within_an_hour(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_domain_minute = 1
    rivertown.save()
    campaign = started(spring(rivertown, people=1), coordinator)
    name = pacing.domain_name(rivertown, of(campaign)[0].to_email)
    Pace.objects.create(name=name, free_at=NOW + MINUTE, later_at=NOW + 600 * MINUTE)
    assert claiming.claim(at=NOW, limit=20) == []
    assert of(campaign).filter(due_at=NOW + 60 * MINUTE).count() == 1


def test_paused_nothing_leaves_not_even_what_a_worker_has_in_hand(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    in_hand = claiming.claim(at=NOW, limit=1)
    running.pause(campaign, by=coordinator, at=NOW)
    assert not claiming.begin_sending([in_hand[0]], at=NOW)
    post.run()
    assert not post.sink.taken and counts(campaign)[State.WAITING] == 6
    with pytest.raises(running.CannotSteer, match="paused"):
        running.pause(campaign, by=coordinator, at=NOW)
    running.resume(campaign, by=coordinator, at=NOW)
    post.run()
    assert len(post.sink.taken) == 3


def test_paused_and_resumed_twenty_times_each_letter_leaves_once(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    rivertown.letters_per_minute = rivertown.letters_per_domain_minute = 1000
    rivertown.save()
    campaign = started(spring(rivertown, people=10), coordinator)
    for _ in range(20):
        post.run(letters=1)
        if state_of(campaign) == CampaignState.RUNNING:
            running.pause(campaign, by=coordinator, at=post.clock())
            running.resume(campaign, by=coordinator, at=post.clock())
    post.run()
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 10


def test_canceled_nothing_more_leaves_ever(rivertown: Community, coordinator: User, post: Post) -> None:
    campaign = spring(rivertown, people=3)
    make.step(campaign, kind="call", days=2, subject="Call ((name))", body="")
    campaign = started(campaign, coordinator)
    claiming.claim(at=NOW, limit=1)
    assert running.cancel(campaign, by=coordinator, at=NOW) == 6
    post.clock.move(days=30)
    post.run()
    tending.tend("t", at=post.clock())
    assert not post.sink.taken and not Task.objects.exists()
    assert {errand.state for errand in Errand.objects.all()} == {Errand.State.SKIPPED}
    with pytest.raises(running.CannotSteer):
        running.resume(campaign, by=coordinator, at=NOW)


def test_before_canceling_the_page_says_what_will_not_be(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = spring(rivertown, people=3)
    make.step(campaign, kind="call", days=2, subject="Call ((name))", body="")
    campaign = started(campaign, coordinator)
    page = coordinators_browser.get(reverse("outreach:campaign-cancel", args=[campaign.pk])).text
    assert "3 tasks whose day has not come" in page and "Cancel 6 letters and 3 tasks" in page


def test_calls_become_tasks_on_their_day(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown, people=2, owner=coordinator)
    make.step(campaign, kind="call", days=1, subject="Call ((first name)) at ((organization))", body="")
    started(campaign, coordinator)
    tending.tend("t", at=NOW)
    assert not Task.objects.exists()
    for _ in range(2):
        tending.tend("t", at=NOW + timedelta(days=3))
    assert sorted(task.title.split(" at ")[0] for task in Task.objects.all()) == ["Call Jo0", "Call Jo1"]
    assert {task.owner for task in Task.objects.all()} == {coordinator}


def test_where_it_is_too_late_somebody_is_asked_instead(rivertown: Community, coordinator: User, post: Post) -> None:
    tomorrow = NOW + timedelta(days=1)
    campaign = started(spring(rivertown), coordinator, send_at=tomorrow, send_by=tomorrow + timedelta(hours=4))
    tending.tend("t", at=tomorrow - MINUTE)
    assert state_of(campaign) == CampaignState.SCHEDULED
    tending.tend("t", at=tomorrow + timedelta(hours=5))
    assert state_of(campaign) == CampaignState.HELD
    by = date_format((tomorrow + timedelta(hours=4)).astimezone(rivertown.zone), "g:i a \\o\\n F j")
    assert f"by {by}, and none has" in Campaign.objects.get(pk=campaign.pk).reason
    post.clock.at = tomorrow + timedelta(hours=6)
    post.run()
    assert not post.sink.taken
    running.resume(campaign, by=coordinator, at=post.clock())
    tending.tend("t", at=post.clock())
    post.run()
    assert len(post.sink.taken) == 2
    later = of(campaign, 2)[0].due_at
    assert later - post.clock() > timedelta(days=6)  # counted from when it began to leave


def test_after_an_outage_a_campaign_waits_for_somebody(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown), coordinator)
    heartbeats.beat("t", at=NOW + MINUTE)
    tending.tend("t", at=NOW + 10 * MINUTE)
    assert state_of(campaign) == CampaignState.RUNNING
    tending.tend("t", at=NOW + 20 * MINUTE)
    assert state_of(campaign) == CampaignState.HELD
    assert "Nothing worked in the background" in Campaign.objects.get().reason
    running.resume(campaign, by=coordinator, at=NOW + 21 * MINUTE)
    tending.tend("t", at=NOW + 22 * MINUTE)
    assert state_of(campaign) == CampaignState.RUNNING


def test_a_campaign_pauses_where_too_many_addresses_do_not_exist(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    rivertown.letters_per_minute = rivertown.letters_per_domain_minute = 1000
    rivertown.save()
    campaign = started(spring(rivertown, people=30), coordinator)
    for letter in of(campaign)[:2]:
        post.sink.script[letter.to_email] = {"rcpt": "550 5.1.1 no such user"}
    post.run()
    campaign.refresh_from_db()
    # One in twenty may be; the second comes before the twentieth, and is looked at only where one more fails.
    assert campaign.state == CampaignState.RUNNING
    Letter.objects.filter(pk=of(campaign).filter(state=State.SENT)[0].pk).update(bounced_at=NOW)
    tending.tend("t", at=NOW)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PAUSED and "do not exist" in campaign.reason


def test_whatever_is_wrong_with_a_campaign_the_tick_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(heartbeat: str, *, at: datetime) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tending, "tend", broken)
    tasks.tend()
    assert "campaigns were not tended" in caplog.text


def test_the_rule_of_alarms() -> None:
    sent, failed = State.SENT.value, State.FAILED.value
    assert alarms.alarm(settled=19, bounced=19, last=[sent]) == ""
    assert alarms.alarm(settled=20, bounced=1, last=[sent] * 20) == ""
    assert "do not exist" in alarms.alarm(settled=20, bounced=2, last=[sent] * 20)
    assert "all refused" in alarms.alarm(settled=40, bounced=0, last=[failed] * 20)
    assert alarms.alarm(settled=19, bounced=0, last=[failed] * 19) == ""
    assert alarms.alarm(settled=40, bounced=0, last=[failed] * 19 + [sent]) == ""


def test_only_what_failed_is_tried_again(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    one, other, third = of(campaign)
    Letter.objects.filter(pk=one.pk).update(state=State.FAILED, settled_at=NOW)
    Letter.objects.filter(pk=other.pk).update(state=State.UNKNOWN, settled_at=NOW)
    Letter.objects.filter(pk=third.pk).update(state=State.SENT, settled_at=NOW)
    assert running.retry_failed(campaign, by=coordinator, at=NOW) == (1, 0)
    assert [letter.state for letter in of(campaign)] == [State.WAITING, State.UNKNOWN, State.SENT]


def test_the_page_shows_how_far_it_is_and_why_not(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    one, other, _third = of(campaign)
    Letter.objects.filter(pk=one.pk).update(state=State.FAILED, reason="There is no such address.", settled_at=NOW)
    Letter.objects.filter(pk=other.pk).update(state=State.UNKNOWN, reason="Lost", settled_at=NOW)
    place = campaign.get_absolute_url()

    page = coordinators_browser.get(place).content.decode()

    assert "6 planned = 4 waiting + 0 claimed + 0 sending + 0 sent + 1 failed + 0 skipped + 1 unknown fate" in page
    assert "Find out the right address" in page and "settle it" in page and "Try the failed again" in page
    assert one.to_name in coordinators_browser.get(f"{place}?state=failed").content.decode()
    assert "None." in coordinators_browser.get(f"{place}?state=sent").content.decode()
    letter = coordinators_browser.get(one.get_absolute_url()).content.decode()
    assert f'<a href="{place}">Spring</a>, step 1' in letter
    coordinators_browser.post(f"{place}pause/")
    assert "Let it go on" in coordinators_browser.get(place).content.decode()
    assert "4 letters that have not left" in coordinators_browser.get(f"{place}cancel/").content.decode()
    coordinators_browser.post(f"{place}cancel/")
    assert state_of(campaign) == CampaignState.CANCELED
    assert b"cannot be done now" in coordinators_browser.post(f"{place}resume/", follow=True).content


def test_every_reason_has_an_advice() -> None:
    assert "Look for another" in advice("skipped", "The address is not written to: letters keep coming back.")
    for reason in Suppression.Reason:
        said = advice("skipped", f"The address is not written to: {reason.label.lower()}.")
        came_back = reason in {Suppression.Reason.HARD_BOUNCE, Suppression.Reason.SOFT_BOUNCES}
        assert ("Look for another" in said) == came_back
    assert advice("failed", "Something odd") and advice("unknown", "") and advice("skipped", "Odd")
    assert advice("sent", "") == ""


DEEDS = ("claim", "begin", "sent", "refused", "lost", "pause", "resume", "retry", "settle", "tend", "give back")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=some.lists(some.sampled_from(DEEDS), min_size=5, max_size=25), seed=some.integers(0, 99))
def test_planned_is_always_the_sum_of_its_states(
    rivertown: Community, coordinator: User, deeds: list[str], seed: int
) -> None:
    """Whatever happens in whatever order, each letter is in one state, none is lost, and none is planned twice."""
    Campaign.objects.all().update(state=CampaignState.CANCELED)
    Letter.objects.filter(state__in=[State.WAITING, State.CLAIMED, State.SENDING]).update(
        state=State.SKIPPED, claim_token="", lease_until=None
    )
    rivertown.people.all().update(email="")
    campaign = started(
        spring(rivertown, people=4, audience=everybody(rivertown, name=f"Audience {next(make.numbers)}")), coordinator
    )
    dice, at = Random(seed), NOW
    sent_once: set[int] = set()
    for deed in deeds:
        at += timedelta(seconds=dice.choice([1, 61, 200]))
        act(deed, campaign, coordinator, dice, at)
        found = counts(campaign)
        assert sum(found.values()) == 8 and running.letters_of(campaign).count() == 8
        now_sent = set(running.letters_of(campaign).filter(state=State.SENT).values_list("pk", flat=True))
        assert sent_once <= now_sent  # what was sent stays sent
        sent_once = now_sent


def act(deed: str, campaign: Campaign, by: User, dice: Random, at: datetime) -> None:
    """Do one thing to a campaign, as a worker or a person would; what cannot be done is not."""
    mine = running.letters_of(campaign).select_related("community", "step__campaign").order_by("pk")
    claimed, sending = mine.filter(state=State.CLAIMED).first(), mine.filter(state=State.SENDING).first()
    unknown = mine.filter(state=State.UNKNOWN).first()
    whole: dict[str, Callable[[], object]] = {
        "claim": lambda: claiming.claim(at=at, limit=dice.randrange(1, 4)),
        "lost": lambda: claiming.release_lost(at=at),
        "pause": lambda: running.pause(campaign, by=by, at=at),
        "resume": lambda: running.resume(campaign, by=by, at=at),
        "retry": lambda: running.retry_failed(campaign, by=by, at=at),
        "tend": lambda: tending.tend("t", at=at),
    }
    of_one: dict[str, tuple[Letter | None, Callable[[Letter], object]]] = {
        "begin": (claimed, lambda one: claiming.begin_sending([one], at=at)),
        "give back": (claimed, lambda one: claiming.give_back([one], "The worker's time was over.", at=at)),
        "sent": (sending, lambda one: settling.settle(one, Answer(Step.DOT, 250, "words"), at=at)),
        "refused": (sending, lambda one: settling.settle(one, Answer(Step.DOT, 550, "words"), at=at)),
        "settle": (unknown, lambda one: settling.settle_by_hand(one, arrived=dice.random() < 0.5, by=by, at=at)),
    }
    with suppress(running.CannotSteer, settling.CannotSettle):
        if deed in whole:
            whole[deed]()
        elif (letter := of_one[deed][0]) is not None:
            of_one[deed][1](letter)


@pytest.mark.parametrize("first", ["call", "letter"])
def test_only_a_campaign_of_which_nothing_began_in_time_is_held(
    rivertown: Community, coordinator: User, first: str
) -> None:
    campaign = spring(rivertown, owner=coordinator)
    campaign.steps.filter(number=1).update(kind=first, **({"body": ""} if first == "call" else {}))
    campaign.steps.filter(number=2).update(days=3)
    by = NOW + timedelta(hours=4)
    campaign = started(campaign, coordinator, send_by=by)
    heartbeats.beat("t", at=by)
    if first == "call":  # its letters come on the third day
        tending.hand_out(at=NOW)
    tending.tend("t", at=by + MINUTE)
    assert state_of(campaign) == (CampaignState.RUNNING if first == "call" else CampaignState.HELD)


def test_what_a_canceled_campaign_had_put_off_holds_up_no_other(rivertown: Community, coordinator: User) -> None:
    rivertown.letters_per_domain_minute = 20
    rivertown.save()
    for number in range(60):
        contact(rivertown, f"Jo Park {number}", email=f"jo{number}@acme.example")
    campaign = make.campaign(rivertown, audience=everybody(rivertown))
    make.step(campaign)
    campaign = started(campaign, coordinator)
    claiming.claim(at=NOW, limit=60)
    assert Pace.objects.filter(later_at__gt=NOW + MINUTE).exists()
    running.cancel(campaign, by=coordinator, at=NOW)
    assert not Pace.objects.exclude(later_at=None).exists()
