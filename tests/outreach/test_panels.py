"""Tests of the letters' places on shared pages, of the tick, and of the letters of development."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from community import heartbeats
from community.models import Community, User
from outreach import panels, pausing, tasks
from outreach.answers import Answer, Cause, Step
from outreach.models import Letter
from outreach.states import State
from tests import make
from tests.outreach.conftest import notice, reminder


def request_of(community: Community, user: User) -> object:
    """Return a request of somebody in the team."""
    request = RequestFactory().get("/workspace/")
    request.community, request.user = community, user  # type: ignore[attr-defined]
    return request


def lines(community: Community, user: User) -> dict[str, int]:
    """Return the lines of the today page that say something."""
    found = panels.today(request_of(community, user), community)  # type: ignore[arg-type]
    return {line.what: line.count for line in (found or {"lines": []})["lines"] if line.count}


def test_today_says_what_letters_want(rivertown: Community, coordinator: User) -> None:
    assert lines(rivertown, coordinator) == {}
    letters = [notice(rivertown, number) for number in range(5)]
    Letter.objects.update(due_at=timezone.now(), created_at=timezone.now())
    Letter.objects.filter(pk=letters[0].pk).update(state=State.UNKNOWN)
    Letter.objects.filter(pk__in=[letters[1].pk, letters[2].pk]).update(state=State.FAILED)
    late = timezone.now() - timedelta(minutes=16)
    Letter.objects.filter(pk=letters[3].pk).update(due_at=late, created_at=late)
    pausing.begin(Cause.PASSWORD, Answer(Step.DOOR, 535), at=timezone.now())

    assert lines(rivertown, coordinator) == {
        "mail server refuses our password": 1,
        "letter with unknown fate": 1,
        "letter waiting longer than 15 minutes": 1,
        "letters failed": 2,
    }


def test_the_one_letter_in_doubt_is_named_and_a_click_away(rivertown: Community, coordinator: User) -> None:
    letter = notice(rivertown)
    Letter.objects.filter(pk=letter.pk).update(state=State.UNKNOWN)

    found = panels.today(request_of(rivertown, coordinator), rivertown)  # type: ignore[arg-type]

    doubt = next(line for line in (found or {})["lines"] if line.verb == "Settle")
    assert doubt.url == letter.get_absolute_url()
    assert letter.to_name in doubt.detail


def test_a_letter_that_is_retried_is_late_too(rivertown: Community) -> None:
    now = timezone.now()
    letter = notice(rivertown)
    Letter.objects.update(due_at=now + timedelta(hours=1), first_tried_at=now - timedelta(minutes=20), attempts=3)

    assert list(Letter.objects.late(now)) == [letter]
    Letter.objects.update(due_at=now + timedelta(hours=1), first_tried_at=None, attempts=0)
    assert not Letter.objects.late(now).exists()


def test_today_tells_an_evaluator_nothing(rivertown: Community, evaluator: User) -> None:
    Letter.objects.filter(pk=notice(rivertown).pk).update(state=State.FAILED)

    assert lines(rivertown, evaluator) == {}


def test_the_pages_of_an_organization_and_a_person_show_their_letters(
    rivertown: Community, coordinators_browser: Client
) -> None:
    organization, person = make.organization(rivertown, name="Acme"), make.person(rivertown, email="jo1@acme.example")
    empty = coordinators_browser.get(organization.get_absolute_url())
    assert b"Commitment about to end" not in empty.content
    reminder(rivertown, organization=organization)

    for page in (organization, person):
        assert b"Commitment about to end" in coordinators_browser.get(page.get_absolute_url()).content


@pytest.mark.django_db(transaction=True)
def test_a_tick_beats_and_delivers(settings: Settings, tmp_path: Path) -> None:
    community = make.community()
    settings.LETTERS_URL, settings.VAR_DIR = "folder://", tmp_path
    letter = notice(community)
    Letter.objects.update(due_at=timezone.now())

    tasks.pump()

    assert heartbeats.last(tasks.HEARTBEAT)
    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_tick_outlives_settings_that_make_no_sense(settings: Settings, tmp_path: Path) -> None:
    make.community()
    settings.LETTERS_URL = "nonsense"

    tasks.pump()

    pause = pausing.current()
    assert pause
    assert pause.cause == Cause.SETTINGS
