"""Returns put off, excused, reopened and closed, and what a provider asked for."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from community.models import Community, User
from directory.models import Entry
from providers import letting_off
from providers.letting_off import CannotLetOff
from providers.models import Return, ReturnRequest
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DUE = TODAY + timedelta(days=5)


@pytest.fixture
def awaited(rivertown: Community) -> Return:
    """A return that is due in five days."""
    program = make.program(make.provider(rivertown, standing="listed"), name="Web")
    return make.placement_return(program, date(2025, 7, 1), due_on=DUE)


def ask(awaited: Return, kind: str = "more_time", days: int = 30, reason: str = "Two are on leave.") -> ReturnRequest:
    return letting_off.ask(awaited, kind=kind, until=DUE + timedelta(days=days), reason=reason, by=make.user(), at=NOW)


def test_more_time_is_asked_for_and_granted(awaited: Return, coordinator: User) -> None:
    letting_off.grant(ask(awaited), by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert awaited.falls_on == DUE + timedelta(days=30)
    assert awaited.reason == "Two are on leave."
    assert not ReturnRequest.objects.open().exists()
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["return_request_asked", "return_put_off"]


def test_another_day_than_the_one_asked_for_may_be_given(awaited: Return, coordinator: User) -> None:
    letting_off.grant(ask(awaited), until=DUE + timedelta(days=7), by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert awaited.falls_on == DUE + timedelta(days=7)


def test_being_excused_is_granted(awaited: Return, coordinator: User) -> None:
    letting_off.grant(ask(awaited, "excuse"), by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert awaited.state == "excused"
    assert not Return.objects.overdue(TODAY + timedelta(days=900)).exists()


def test_a_refusal_says_why_and_changes_nothing(awaited: Return, coordinator: User) -> None:
    request = ask(awaited)
    with pytest.raises(CannotLetOff, match="Say why"):
        letting_off.refuse(request, answer=" ", by=coordinator, at=NOW)
    letting_off.refuse(request, answer="The release is on Friday.", by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert (awaited.state, awaited.extended_to) == ("awaited", None)
    assert ReturnRequest.objects.get().state == "refused"


def test_a_request_is_answered_once(awaited: Return, coordinator: User) -> None:
    request = ask(awaited)
    letting_off.refuse(request, answer="No.", by=coordinator, at=NOW)
    with pytest.raises(CannotLetOff, match="meanwhile"):
        letting_off.grant(request, by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert awaited.extended_to is None


def test_one_request_at_a_time(awaited: Return) -> None:
    first = ask(awaited)
    with pytest.raises(CannotLetOff, match="already"):
        ask(awaited)
    letting_off.take_back(first, by=None, at=NOW)
    ask(awaited)
    assert ReturnRequest.objects.open().count() == 1


@pytest.mark.parametrize("days", [-30, -5, 0, 367])
def test_a_day_that_cannot_be_is_refused(awaited: Return, days: int) -> None:
    with pytest.raises(CannotLetOff):
        ask(awaited, days=days)
    assert not ReturnRequest.objects.exists()


def test_what_came_is_neither_put_off_nor_excused_nor_asked_for(awaited: Return, coordinator: User) -> None:
    request = ask(awaited)
    make.submission(awaited, [{}])
    assert not ReturnRequest.objects.open().exists()
    for act in (
        lambda: ask(awaited),
        lambda: letting_off.grant(request, by=coordinator, at=NOW),
        lambda: letting_off.extend(awaited, to=DUE + timedelta(days=9), reason="x", by=coordinator, at=NOW),
        lambda: letting_off.excuse(awaited, reason="x", by=coordinator, at=NOW),
    ):
        with pytest.raises(CannotLetOff):
            act()


def test_a_coordinator_puts_off_without_being_asked_and_settles_the_request(awaited: Return, coordinator: User) -> None:
    request = ask(awaited)
    letting_off.extend(awaited, to=DUE + timedelta(days=9), reason="Flood", by=coordinator, at=NOW)
    request.refresh_from_db()
    awaited.refresh_from_db()
    assert request.state == "granted"
    assert awaited.reason == "Flood"
    with pytest.raises(CannotLetOff, match="Say why"):
        letting_off.extend(awaited, to=DUE + timedelta(days=20), reason="  ", by=coordinator, at=NOW)


def test_excused_is_awaited_again(awaited: Return, coordinator: User) -> None:
    letting_off.excuse(awaited, reason="Nobody graduated", by=coordinator, at=NOW)
    letting_off.reopen(awaited, reason="Three did", by=coordinator, at=NOW)
    awaited.refresh_from_db()
    assert (awaited.state, awaited.reason) == ("awaited", "")


def test_what_came_is_closed_and_reopened(awaited: Return, coordinator: User) -> None:
    with pytest.raises(CannotLetOff, match="came"):
        letting_off.close(awaited, by=coordinator, at=NOW)
    make.submission(awaited, [{}])
    letting_off.close(awaited, by=coordinator, at=NOW)
    with pytest.raises(CannotLetOff, match="closed already"):
        letting_off.close(awaited, by=coordinator, at=NOW)
    letting_off.reopen(awaited, reason="One was missing", by=coordinator, at=NOW)
    with pytest.raises(CannotLetOff, match="open already"):
        letting_off.reopen(awaited, reason="One was missing", by=coordinator, at=NOW)


def test_the_table_refuses_two_open_requests_and_time_without_a_day(awaited: Return) -> None:
    ask(awaited)
    for wrong in ({"kind": "excuse", "reason": "x"}, {"kind": "more_time", "reason": "x", "state": "withdrawn"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnRequest.objects.create(awaited=awaited, **wrong)
