"""Tests of a campaign's start: pinned at once, planned once, and by a second person where it goes to many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from community import jobs
from community.models import Community, Job, User
from community.roles import Role
from directory.models import Organization
from outreach import sequencing, starting, suppressing, writing
from outreach.course import CampaignState
from outreach.models import Campaign, Letter, Recipient, Suppression
from outreach.states import State
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, of, planned, spring, started

pytestmark = pytest.mark.django_db


def seen(campaign: Campaign) -> str:
    """Return the fingerprint of what would start."""
    return starting.prepare(campaign, at=NOW).fingerprint


def test_everybody_in_the_audience_gets_each_step_once(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)

    assert campaign.state == CampaignState.RUNNING
    assert [of(campaign, number).count() for number in (1, 2)] == [3, 3]
    first, later = of(campaign, 1)[0], of(campaign, 2)[0]
    assert (first.promise, first.is_transactional, first.due_at) == ("at_most_once", False, NOW)
    assert later.due_at - first.due_at >= timedelta(days=7)
    assert first.values["first name"] == "Jo0"
    assert first.links == {"sign-up link": ["", f"/signup/?invited={first.recipient.code}-1"]}
    planned(campaign)  # the job once more
    sequencing.plan(campaign, list(campaign.recipients.all()), at=NOW)
    assert Letter.objects.filter(step__isnull=False).count() == 6


def test_words_and_letterhead_are_those_of_the_start(rivertown: Community, coordinator: User) -> None:
    campaign = started(spring(rivertown, people=1), coordinator)
    before = writing.preview(of(campaign)[0])
    rivertown.contact_name, rivertown.postal_address, rivertown.name = "Somebody Else", "Elsewhere", "Other"
    rivertown.save()
    campaign.steps.update(body="Changed", subject="Changed")
    assert writing.preview(Letter.objects.get(pk=of(campaign)[0].pk)) == before
    assert "1 Main Street" in before[1]


def test_who_must_not_be_written_to_is_pinned_with_the_reason(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown, people=2)
    gone = suppressing.hash_of(rivertown, Recipient(email=campaign.audience.community.people.first().email).email)
    reason, scope = Suppression.Reason.UNSUBSCRIBED, Suppression.Scope.NEWS
    suppressing.suppress(rivertown, gone, reason=reason, scope=scope, at=NOW)
    campaign = started(campaign, coordinator)
    assert of(campaign).count() == 1
    assert campaign.recipients.exclude(left_out="").get().left_out == "This address must not be written to."


def test_a_letter_with_an_empty_place_or_for_a_signer_is_skipped_with_the_reason(
    rivertown: Community, coordinator: User
) -> None:
    campaign = spring(rivertown, people=0)
    make.step(campaign, subject="Dear ((first name))", condition="any", days=9)
    _, acme = contact(rivertown, "J. Park")
    make.active(rivertown, employer=make.employer(rivertown, organization=acme))
    campaign = started(campaign, coordinator)
    assert of(campaign, 1).get().reason == "Their organization has signed."
    assert of(campaign, 3).get().reason == "Nothing is known that could stand for ((first name))."
    assert {letter.state for letter in Letter.objects.filter(step__campaign=campaign)} == {State.SKIPPED}


def test_what_is_in_the_way_or_changed_since_it_was_read_stops_the_start(
    rivertown: Community, coordinator: User
) -> None:
    campaign = spring(rivertown, people=1)
    as_read = seen(campaign)
    contact(rivertown, "One More")
    with pytest.raises(starting.CannotStart, match="has changed since"):
        starting.start(campaign, seen=as_read, by=coordinator, at=NOW)
    rivertown.postal_address = ""
    rivertown.save()
    with pytest.raises(starting.CannotStart, match="Postal address"):
        starting.start(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    assert not Letter.objects.exists() and not Recipient.objects.exists()


def test_to_many_a_second_person_says_that_it_goes(rivertown: Community, coordinator: User) -> None:
    rivertown.approval_above = 1
    rivertown.save()
    colleague = make.member(rivertown, Role.COORDINATOR)
    campaign = spring(rivertown, people=2)
    with pytest.raises(starting.CannotStart, match="a colleague has to approve"):
        starting.start(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    starting.ask(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    with pytest.raises(starting.CannotStart, match="somebody else"):
        starting.start(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    with pytest.raises(starting.CannotStart, match="not a draft"):
        starting.ask(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    assert starting.take_back(campaign, by=colleague, at=NOW).state == CampaignState.DRAFT
    starting.ask(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    assert started(campaign, colleague).started_by == colleague


def test_pressed_twice_it_starts_once(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown)
    as_read = seen(campaign)
    starting.start(campaign, seen=as_read, by=coordinator, at=NOW)
    with pytest.raises(starting.CannotStart, match="You have started it already"):
        starting.start(campaign, seen=as_read, by=coordinator, at=NOW)
    assert Job.objects.filter(kind=starting.JOB).count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_press_send_at_once_and_one_starts_it(rivertown: Community) -> None:
    campaign = spring(rivertown)
    as_read = seen(campaign)
    four = [make.member(rivertown, Role.COORDINATOR) for _ in range(4)]

    def press(user: User) -> bool:
        try:
            starting.start(Campaign.objects.get(pk=campaign.pk), seen=as_read, by=user, at=NOW)
        except starting.CannotStart:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, four)) == [False, False, False, True]
    assert Job.objects.filter(kind=starting.JOB).count() == 1
    planned(Campaign.objects.get(pk=campaign.pk))
    assert of(campaign).count() == 2


def test_the_job_goes_on_where_a_worker_died(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown, people=2)
    campaign = starting.start(campaign, seen=seen(campaign), by=coordinator, at=NOW)
    with transaction.atomic():  # killed in the middle of a stretch
        sequencing.stretch(Job.objects.get(kind=starting.JOB), at=NOW)
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    jobs.tick(clock=timezone.now)
    campaign.refresh_from_db()
    assert (campaign.state, of(campaign).count()) == (CampaignState.RUNNING, 2)


def test_a_later_time_is_scheduled_and_a_past_one_refused(rivertown: Community, coordinator: User) -> None:
    tomorrow = NOW + timedelta(days=1)
    campaign = spring(rivertown)
    with pytest.raises(starting.CannotStart, match="has passed"):
        starting.start(campaign, seen=seen(campaign), by=coordinator, at=NOW, send_at=NOW)
    campaign = started(campaign, coordinator, send_at=tomorrow, send_by=tomorrow + timedelta(hours=4))
    assert campaign.state == CampaignState.SCHEDULED
    assert of(campaign)[0].due_at == tomorrow


def test_the_page_shows_who_gets_what_and_sends(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = spring(rivertown, people=2)
    contact(rivertown, "Jo Signed")
    place = f"{campaign.get_absolute_url()}start/"
    page = coordinators_browser.get(place)
    text = page.content.decode()
    assert "3 are in it" in text and "Send 3 letters" in text
    assert "Nobody is left out" in coordinators_browser.get(f"{place}?show=out").content.decode()

    late = coordinators_browser.post(place, {"when": "later", "on": "2020-01-01", "clock": "09:00", "patience": 4})
    assert "That moment has passed" in late.content.decode()
    odd = coordinators_browser.post(place, {"when": "now", "patience": 4, "seen": "something else"})
    assert "Look once more" in odd.content.decode()

    answer = coordinators_browser.post(place, {"when": "now", "patience": 4, "seen": page.context["seen"]})

    assert answer.url == campaign.get_absolute_url()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PLANNING
    assert "Being written" in coordinators_browser.get(answer.url).content.decode()
    assert coordinators_browser.get(place).url == answer.url


def test_the_page_counts_calls_of_the_first_day_beside_the_letters(
    rivertown: Community, coordinators_browser: Client
) -> None:
    campaign = spring(rivertown, people=3)
    place = f"{campaign.get_absolute_url()}start/"
    assert "3 letters to begin with" in coordinators_browser.get(place).text
    make.step(campaign, kind="call", subject="Call ((name))", body="")
    assert "3 letters and 3 tasks to begin with" in coordinators_browser.get(place).text


def test_whoever_schedules_it_reads_when_it_leaves(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = spring(rivertown)
    place = f"{campaign.get_absolute_url()}start/"
    page = coordinators_browser.get(place)
    first = page.context["form"].fields
    when = {"when": "later", "on": first["on"].initial, "clock": first["clock"].initial, "patience": 4}
    text = coordinators_browser.post(place, when | {"seen": page.context["seen"]}, follow=True).text
    assert "Scheduled. Its first" in text and "It goes." not in text
    assert text.count("Its first letters leave at") == 2  # in what happened just now, and in how it stands
    assert "m.." not in text


def test_a_colleague_approves_on_the_page(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    rivertown.approval_above = 1
    rivertown.save()
    campaign = spring(rivertown, people=2)
    place = f"{campaign.get_absolute_url()}start/"
    page = coordinators_browser.get(place)
    assert "Ask a colleague to approve 2 letters" in page.content.decode()
    coordinators_browser.post(place, {"when": "now", "patience": 4, "seen": page.context["seen"], "ask": "yes"})
    assert "Take it back" in coordinators_browser.get(place).content.decode()
    colleague = signed_in(make.member(rivertown, Role.COORDINATOR))
    assert "campaign to approve" in colleague.get("/workspace/").content.decode()
    page = colleague.get(place)
    assert "Approve and send 2 letters" in page.content.decode()
    colleague.post(place, {"when": "now", "patience": 4, "seen": page.context["seen"]})
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.PLANNING


def test_whoever_gets_it_stands_by_name_beneath_what_each_gets(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = spring(rivertown, people=0)
    for name in ("Zoe Klein", "ada Ames", "Jo Park"):
        contact(rivertown, name)
    page = coordinators_browser.get(f"{campaign.get_absolute_url()}start/").text
    assert page.index("ada Ames") < page.index("Jo Park") < page.index("Zoe Klein")
    assert "7 days later: letter" in page and page.count("7 days later") == 1  # said once, not beside each
    assert [one.name for one in starting.prepare(campaign, at=NOW).people] == ["ada Ames", "Jo Park", "Zoe Klein"]
    campaign = started(campaign, coordinator)
    assert [letter.to_name for letter in of(campaign)] == ["ada Ames", "Jo Park", "Zoe Klein"]


def test_the_first_day_is_counted_by_what_each_step_is_for(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = make.campaign(rivertown, audience=everybody(rivertown), messenger="Dana", owner=coordinator)
    make.step(campaign, kind="call", subject="Call ((name))", body="")
    make.step(campaign, kind="visit", condition="signed", subject="Thank ((name))", body="")
    make.step(campaign, days=3)
    for name in ("Ann One", "Bob Two", "Cy Three"):
        _person, place = contact(rivertown, name)
    make.active(rivertown, employer=make.employer(rivertown, organization=place))
    page = coordinators_browser.get(f"{campaign.get_absolute_url()}start/").text
    assert "3 tasks to begin with, then 1 later step" in page and "Begin with 3 tasks" in page
    assert page.count("Not step 2: their organization has not signed.") == 2
    assert "Not step 1: their organization has signed." in page and "Not step 3: their organization has signed." in page
    before = seen(campaign)
    make.active(rivertown, employer=make.employer(rivertown, organization=Organization.objects.all()[0]))
    assert seen(campaign) != before
