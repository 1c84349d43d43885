"""Tests of one voice: whoever begins a campaign reads which others the same people stand in, and can leave them out."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, User
from outreach import exclusions, gathering, running, starting, voices
from outreach.models import Campaign, Letter
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import everybody, spring, started

pytestmark = pytest.mark.django_db


def autumn(campaign: Campaign) -> Campaign:
    """Return another campaign to the audience of one, not started."""
    made = make.campaign(campaign.community, name="Autumn call", audience=campaign.audience)
    make.step(made)
    return made


def said(campaign: Campaign, by: User, *, at: datetime = NOW) -> list[str]:
    """Return what is said of other campaigns."""
    return [check.words for check in voices.checks(campaign, voices.beside(campaign, at=at), by=by, at=at)]


def test_the_same_people_in_another_campaign_are_told_by_number_and_name(
    rivertown: Community, coordinator: User
) -> None:
    first = spring(rivertown, people=3)
    second = autumn(first)
    assert said(second, coordinator) == []
    first = started(first, coordinator)
    clock = f"{NOW.astimezone(rivertown.zone):%-I:%M}"
    [words] = said(second, coordinator)
    assert words.startswith(f"3 of these people also stand in “Spring”, started today at {clock}")
    assert words.endswith(": running.")
    make.affiliation(make.person(rivertown, name="New"), make.organization(rivertown, town="Rivertown"))
    assert said(second, coordinator) == [words]
    [later] = said(second, coordinator, at=NOW + timedelta(days=3))
    assert "started on " in later


def test_a_campaign_counts_from_the_moment_it_starts_and_one_long_over_does_not(
    rivertown: Community, coordinator: User
) -> None:
    first = spring(rivertown, people=2)
    second = autumn(first)
    starting.start(first, seen=starting.prepare(first, at=NOW).fingerprint, by=coordinator, at=NOW)
    assert not Letter.objects.exists() and len(said(second, coordinator)) == 1  # its letters are not written yet
    Campaign.objects.filter(pk=first.pk).update(state=Campaign.State.DONE)
    assert said(second, coordinator) == []  # nothing of it went to anybody


def test_canceled_after_some_letters_left_it_counts_whom_they_went_to(rivertown: Community, coordinator: User) -> None:
    first = spring(rivertown, people=3)
    second, first = autumn(first), started(first, coordinator)
    one = Letter.objects.filter(step__campaign=first)[0]
    Letter.objects.filter(pk=one.pk).update(state=State.SENT, settled_at=NOW)
    running.cancel(first, by=coordinator, at=NOW)
    assert said(second, coordinator)[0].startswith("One of these people also stands")
    assert said(second, coordinator, at=NOW + timedelta(days=20)) == []


def test_another_communitys_campaign_is_not_told(rivertown: Community, lakeside: Community, coordinator: User) -> None:
    first = spring(rivertown)
    started(first, coordinator)
    elsewhere = make.campaign(lakeside, name="Elsewhere", audience=everybody(lakeside))
    ours = make.campaign(rivertown, name="Ours", audience=everybody(rivertown))
    assert voices.others(elsewhere, at=NOW) == [] and voices.others(ours, at=NOW) == [first]


def test_the_pages_before_sending_tell_it_and_lead_to_the_exclusion(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    first = spring(rivertown, people=2)
    second = autumn(first)
    first = started(first, coordinator, at=timezone.now())
    draft = coordinators_browser.get(second.get_absolute_url()).text
    start = coordinators_browser.get(reverse("outreach:campaign-start", args=[second.pk])).text
    way = f"{reverse('outreach:audience-change', args=[second.audience_id])}?leave-out={first.pk}"
    for page in (draft, start):
        assert "2 of these people also stand in “Spring”" in page
        assert way in page and f'href="{first.get_absolute_url()}"' in page
    assert "Send 2 letters" in start  # said, and not refused

    form = coordinators_browser.get(way).text
    assert "Those to whom “Spring” goes are ticked below" in form
    ticked = re.findall(r"<input[^>]*received[^>]*checked[^>]*>", form)
    assert len(ticked) == 2 and f'value="{first.pk}"' in "".join(ticked)
    kept = {"name": "Everybody", "whose": "team", "match": "all", "g0-match": "all", "do": "save"}
    rule = {"g0r0-trait": "town", "g0r0-op": "is", "g0r0-chosen": ["Rivertown"]}
    coordinators_browser.post(way, kept | rule | {"received": "on", "received-chosen": [str(first.pk)]})
    second.refresh_from_db()
    assert second.audience is not None and second.audience.exclusions["received"] == [str(first.pk)]
    assert gathering.tally(second.audience, at=timezone.now()).people == 0
    assert said(Campaign.objects.get(pk=second.pk), coordinator, at=timezone.now()) == []


def test_whoever_may_not_change_the_audience_is_not_sent_there(
    rivertown: Community, coordinator: User, viewer: User
) -> None:
    first = spring(rivertown, people=1)
    second, _ = autumn(first), started(first, coordinator)
    assert second.audience is not None
    second.audience.is_shared, second.audience.owner = False, viewer
    found = voices.beside(second, at=NOW)
    assert voices.checks(second, found, by=coordinator, at=NOW)[0].ways == ()
    assert voices.checks(second, found, by=viewer, at=NOW)[0].ways


def test_a_campaign_being_written_is_left_out_by_the_exclusion_as_well(rivertown: Community, coordinator: User) -> None:
    first = spring(rivertown, people=2)
    starting.start(first, seen=starting.prepare(first, at=NOW).fingerprint, by=coordinator, at=NOW)
    assert exclusions.reached([first.pk]).count() == 2
