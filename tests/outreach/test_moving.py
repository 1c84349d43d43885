"""Tests of moving the start of a campaign that has not begun: by the verb, and on its page."""

from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from outreach import running, tending
from outreach.course import CampaignState
from tests.make import NOW
from tests.outreach.campaigning import of, spring, started, state_of
from tests.outreach.conftest import Post

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_start_is_moved_with_all_steps_while_nothing_has_left(
    rivertown: Community, coordinator: User, post: Post
) -> None:
    tomorrow, monday = NOW + timedelta(days=1), NOW + timedelta(days=6)
    campaign = started(spring(rivertown), coordinator, send_at=tomorrow, send_by=tomorrow + timedelta(hours=4))
    later_on = monday + timedelta(hours=4)
    running.put_off(campaign, send_at=monday, send_by=later_on, by=coordinator, at=NOW)
    tending.tend("t", at=tomorrow + timedelta(hours=5))
    assert state_of(campaign) == CampaignState.SCHEDULED
    assert {letter.due_at for letter in of(campaign, 1)} == {monday}
    assert of(campaign, 2)[0].due_at >= monday + timedelta(days=6)

    tending.tend("t", at=later_on + MINUTE)  # nothing worked in time: somebody is asked, and moves it once more
    assert state_of(campaign) == CampaignState.HELD
    running.put_off(campaign, send_at=None, send_by=None, by=coordinator, at=later_on + 2 * MINUTE)
    post.clock.at = later_on + 3 * MINUTE
    post.run()
    assert len(post.sink.taken) == 2
    with pytest.raises(running.CannotSteer, match="running: its start cannot be moved"):
        running.put_off(campaign, send_at=None, send_by=None, by=coordinator, at=post.clock())


def test_a_coordinator_moves_it_on_a_page_of_its_own(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    far = (NOW + timedelta(days=3650)).replace(hour=15)  # whenever this test runs, that is to come
    campaign = started(spring(rivertown), coordinator, send_at=far, send_by=far + timedelta(hours=4))
    url = f"{campaign.get_absolute_url()}move/"
    assert url in coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert "2 letters" not in coordinators_browser.get(url).content.decode()  # of both steps there are four
    assert "4 letters move with it" in coordinators_browser.get(url).content.decode()

    past = {"when": "later", "on": "2001-01-01", "clock": "10:00", "patience": "4"}
    assert "That moment has passed" in coordinators_browser.post(url, past).content.decode()

    gone = coordinators_browser.post(url, {"when": "now", "patience": "4"}, follow=True).content.decode()
    assert "It goes." in gone and state_of(campaign) == CampaignState.RUNNING
    again = coordinators_browser.post(url, {"when": "now", "patience": "4"}, follow=True).content.decode()
    assert "Its start cannot be moved any more." in again
