"""Tests of the page of a running campaign: its numbers move, the rest stays, and a new state shows the whole page."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from outreach import running
from outreach.models import Letter
from outreach.states import State
from tests.make import NOW
from tests.outreach.campaigning import of, spring, started

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def asked_again(page: str) -> dict[str, str]:
    """Return what a page of a running campaign asks for its numbers with."""
    found = re.search(
        r'progress/\?was=([\w-]+)".*?name="seen" value="(\w+)".*?name="shown" value="([\d.]+)"', page, re.DOTALL
    )
    assert found
    return dict(zip(("was", "seen", "shown"), found.groups(), strict=True))


def test_only_the_numbers_that_moved_are_answered_and_the_page_says_that_its_table_is_older(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    place, script = campaign.get_absolute_url(), {"HX-Request": "true"}
    known = asked_again(coordinators_browser.get(place).text)
    assert coordinators_browser.get(f"{place}progress/").url == place
    assert coordinators_browser.get(f"{place}progress/", known, headers=script).status_code == 204

    Letter.objects.filter(pk=of(campaign)[0].pk).update(state=State.FAILED, settled_at=NOW)
    moved = coordinators_browser.get(f"{place}progress/", known, headers=script).text
    told = coordinators_browser.get(f"{place}progress/", known | {"told": "yes"}, headers=script).text

    assert 'id="count-failed" class="count" hx-swap-oob="true">1</span>' in moved and "6 planned = 5 waiting" in moved
    assert "<button" not in moved and "<table" not in moved  # nothing that a person reads or presses is replaced
    assert "moved on since" in moved and "moved on since" not in told
    newer = asked_again(coordinators_browser.get(place).text)
    assert "moved on since" not in coordinators_browser.get(f"{place}progress/", newer, headers=script).text


def test_another_state_of_a_campaign_asks_for_the_whole_page_once(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = started(spring(rivertown, people=3), coordinator)
    place, script = campaign.get_absolute_url(), {"HX-Request": "true"}
    known = asked_again(coordinators_browser.get(place).text)
    running.pause(campaign, by=coordinator, at=NOW + MINUTE)
    assert coordinators_browser.get(f"{place}progress/", known, headers=script).headers["HX-Refresh"] == "true"
    paused = coordinators_browser.get(place).text
    assert "every 15s" in paused and "Let it go on" in paused
    answer = coordinators_browser.get(f"{place}progress/", asked_again(paused), headers=script)
    assert answer.status_code == 204
    running.cancel(campaign, by=coordinator, at=NOW + MINUTE)
    over = coordinators_browser.get(place).text
    assert "hx-trigger" not in over and "Show newer" not in over  # nothing more comes of it


def test_let_go_on_while_the_office_is_closed_it_says_that_letters_leave_at_once(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = started(spring(rivertown), coordinator)
    running.pause(campaign, by=coordinator, at=NOW)
    said = "What is due leaves as soon as you let it go on."
    shown = coordinators_browser.get(campaign.get_absolute_url())
    assert (said in shown.text) is not shown.context["is_open"]


def test_a_scheduled_campaign_says_when_it_leaves_and_when_somebody_is_asked_instead(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    tomorrow = NOW + timedelta(days=1)
    campaign = started(spring(rivertown), coordinator, send_at=tomorrow, send_by=tomorrow + timedelta(hours=4))
    page = coordinators_browser.get(campaign.get_absolute_url()).text
    assert "Its first letters leave at" in page and "you are asked instead." in page and ".m.." not in page
