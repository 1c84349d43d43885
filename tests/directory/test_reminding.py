"""Tests of what the days bring to requests: one reminder, never a second, an end, and forgetting."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from community.models import Community, User
from directory import introductions, naming, reminding, replying
from directory.models import Entry, Introduction
from directory.replies import KEPT, Reply
from directory.replying import Answer
from directory.tasks import keep_introductions
from techhire.celery import app
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rivertown: Community, coordinator: User) -> Introduction:
    """Nora was asked to introduce us to Cleo."""
    nora, cleo = make.person(rivertown, name="Nora"), make.person(rivertown, name="Cleo")
    acme = make.organization(rivertown, name="Acme")
    return introductions.ask(nora, cleo, organization=acme, words="Dear Nora", by=coordinator, at=NOW)


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def reminders() -> int:
    return Entry.objects.filter(verb="introduction_reminded").count()


def test_one_reminder_after_a_week_and_never_a_second(asked: Introduction) -> None:
    for day, count in [(1, 0), (6.9, 0), (7, 1), (7.1, 1), (14, 1), (21, 1), (34, 1)]:
        assert reminding.keep(at=days(day))
        assert reminders() == count, f"day {day}"
    asked.refresh_from_db()
    assert asked.reminded_at == days(7)


def test_nobody_is_reminded_of_what_they_answered_or_of_what_was_taken_back(
    asked: Introduction, coordinator: User
) -> None:
    replying.answer(asked, Answer(Reply.HAPPY), at=days(1))
    bo = make.person(asked.community)
    other = introductions.ask(asked.introducer, bo, words="Dear", by=coordinator, at=days(1), anyway=True)
    introductions.withdraw(other, by=coordinator, at=days(2))
    reminding.keep(at=days(9))
    assert reminders() == 0
    assert not reminding.remind(asked, at=days(9)), "a slow beat looks once more"


def test_a_request_without_an_answer_ends_after_its_last_link(asked: Introduction) -> None:
    reminding.keep(at=days(7))
    reminding.keep(at=days(41.9))
    assert list(Introduction.objects.overdue(days(41.9))) == [asked]
    reminding.keep(at=days(42))
    asked.refresh_from_db()
    assert (asked.state, asked.closed_at) == ("unanswered", days(42))
    assert Entry.objects.filter(verb="introduction_unanswered").count() == 2
    with pytest.raises(replying.CannotReply):
        replying.answer(asked, Answer(Reply.HAPPY), at=days(43))
    assert not reminding.lapse(asked, at=days(43))


def test_beat_asks_for_it(asked: Introduction) -> None:
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=8))
    keep_introductions()
    assert reminders() == 1
    assert app.conf.beat_schedule["keep introductions"]["task"] == keep_introductions.name


def test_of_two_beats_one_does_it(asked: Introduction) -> None:
    assert reminding.keep(at=days(7))
    assert not reminding.keep(at=days(7))


def test_one_that_fails_keeps_nobody_waiting(asked: Introduction, coordinator: User) -> None:
    bo = make.person(asked.community)
    other = introductions.ask(asked.introducer, bo, words="Dear", by=coordinator, at=NOW, anyway=True)
    real = introductions.locked

    def broken(one: Introduction) -> Introduction:
        if one.pk == asked.pk:
            raise ValueError("a broken row")
        return real(one)

    with patch.object(introductions, "locked", broken):
        reminding.keep(at=days(7))
    other.refresh_from_db()
    assert other.reminded_at == days(7) and reminders() == 1


def test_what_was_written_is_forgotten_two_years_after_the_end(asked: Introduction) -> None:
    said = Answer(Reply.NOT_ME, note="Ask Bo.", name="Bo Reyes", title="Deputy", email="bo@acme.example")
    replying.answer(asked, said, at=days(1))
    naming.put_aside(asked, at=days(2))
    reminding.keep(at=days(2) + KEPT - timedelta(days=1))
    asked.refresh_from_db()
    assert asked.named_name == "Bo Reyes"
    reminding.keep(at=days(3) + KEPT)
    asked.refresh_from_db()
    assert [getattr(asked, name) for name in reminding.WRITTEN] == [""] * 5
    assert asked.state == "not_me"
    assert not Entry.objects.filter(text="Ask Bo.").exists()
    assert not reminding.past_keeping(days(4) + KEPT).exists()
