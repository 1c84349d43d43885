"""A backup that was taken during a campaign and restored: nothing of it leaves before somebody says so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from community import installation
from community.models import Community, Installation, User
from outreach import running, settling, tending
from outreach.course import CampaignState
from outreach.models import Campaign, Letter
from outreach.states import State
from tests.make import NOW
from tests.outreach.campaigning import of, planned, spring, started, state_of
from tests.outreach.conftest import Post, notice
from tests.outreach.test_running import MINUTE, counts


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """What makes the database one that came from a backup."""

    def restore() -> None:
        installation.recognize(tmp_path, otherwise=lambda: None)
        Installation.objects.update(mark="of a backup")

    with override_settings(VAR_DIR=str(tmp_path)):
        yield restore


def test_nothing_of_a_running_campaign_leaves_until_somebody_says_so(
    rivertown: Community, coordinator: User, post: Post, restored: Callable[[], None]
) -> None:
    rivertown.letters_per_minute = 1
    rivertown.save()
    campaign = started(spring(rivertown, people=3), coordinator)
    post.run()
    notice(rivertown)
    restored()
    for _ in range(3):
        post.clock.move(minutes=1)
        tending.tend("t", at=post.clock())
        post.run()

    assert counts(campaign)[State.SENT] == 1 and state_of(campaign) == CampaignState.HELD
    assert "put back from a backup" in Campaign.objects.get().reason
    assert len(post.sink.ids()) == 2  # with the notice, which is no campaign's

    running.resume(campaign, by=coordinator, at=post.clock())
    for _ in range(3):
        tending.tend("t", at=post.clock())
        post.run()
        post.clock.move(minutes=1)
    assert counts(campaign)[State.SENT] == 3
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 4


def test_a_scheduled_one_does_not_begin(
    rivertown: Community, coordinator: User, post: Post, restored: Callable[[], None]
) -> None:
    campaign = started(spring(rivertown), coordinator, send_at=NOW + MINUTE)
    restored()
    post.clock.at = NOW + 2 * MINUTE
    tending.tend("t", at=post.clock())
    post.run()
    assert state_of(campaign) == CampaignState.HELD and not post.sink.taken


def test_one_that_is_being_planned_is_held_once_it_is(
    rivertown: Community, coordinator: User, post: Post, restored: Callable[[], None]
) -> None:
    campaign = started(spring(rivertown), coordinator)
    Letter.objects.all().delete()
    Campaign.objects.update(state=CampaignState.PLANNING)
    campaign.job.bookmark = {}
    campaign.job.save()
    restored()
    tending.tend("t", at=NOW)
    assert state_of(campaign) == CampaignState.PLANNING
    planned(campaign)
    assert state_of(campaign) == CampaignState.HELD
    tending.tend("t", at=NOW)
    post.run()
    assert counts(campaign)[State.WAITING] == 4 and not post.sink.taken
    running.resume(campaign, by=coordinator, at=NOW)
    post.run()
    assert len(post.sink.taken) == 2


def test_what_was_to_be_tried_again_of_one_that_is_done_waits_too(
    rivertown: Community, coordinator: User, post: Post, restored: Callable[[], None]
) -> None:
    campaign = spring(rivertown)
    campaign.steps.filter(number=2).delete()
    campaign = started(campaign, coordinator)
    one, other = of(campaign)
    Letter.objects.filter(pk=one.pk).update(state=State.FAILED, settled_at=NOW)
    Letter.objects.filter(pk=other.pk).update(state=State.SENT, settled_at=NOW)
    tending.tend("t", at=NOW)
    assert state_of(campaign) == CampaignState.DONE
    settling.try_again(one, by=coordinator, at=NOW)
    restored()
    tending.tend("t", at=NOW)
    post.run()
    assert state_of(campaign) == CampaignState.HELD and not post.sink.taken


def test_what_rests_stays_as_it_is(rivertown: Community, coordinator: User, restored: Callable[[], None]) -> None:
    paused = started(spring(rivertown), coordinator)
    running.pause(paused, by=coordinator, at=NOW)
    restored()
    tending.tend("t", at=NOW)
    assert state_of(paused) == CampaignState.PAUSED


def test_the_page_says_why_it_is_held(
    rivertown: Community, coordinator: User, coordinators_browser: Client, restored: Callable[[], None]
) -> None:
    campaign = started(spring(rivertown), coordinator)
    restored()
    tending.tend("t", at=NOW)
    page = coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert "would leave twice" in page and "Let it go on" in page
