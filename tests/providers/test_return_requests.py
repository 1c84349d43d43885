"""More time for a return, or to be excused: asked at the desk, answered in the workspace, told by letter."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from outreach.models import Letter
from providers import letting_off
from providers.models import Return, ReturnRequest
from tests import make
from tests.conftest import signed_in
from tests.providers import returning

pytestmark = pytest.mark.django_db
ASKED = "/workspace/returns/asked/"


@pytest.fixture
def owed(rivertown: Community) -> Return:
    owed = returning.owed(rivertown, name="Code School")
    owed.due_on = timezone.localdate() + timedelta(days=9)
    owed.save(update_fields=["due_on"])
    return owed


@pytest.fixture
def clerk(owed: Return) -> User:
    return returning.clerk(owed)


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def later(owed: Return, days: int = 20) -> str:
    return (owed.due_on + timedelta(days=days)).isoformat()


def asked(owed: Return, by: User, **fields: object) -> ReturnRequest:
    said = {"kind": "more_time", "until": owed.due_on + timedelta(days=20), "reason": "Our system changes."}
    return letting_off.ask(owed, **{**said, **fields}, by=by, at=timezone.now())  # type: ignore[arg-type]


def letters() -> list[str]:
    return list(Letter.objects.exclude(kind="agreement_receipt").order_by("pk").values_list("kind", flat=True))


def test_more_time_is_asked_for_on_a_page_that_the_return_leads_to(desk: Client, owed: Return) -> None:
    here = f"/desk/returns/{owed.pk}/"
    assert f"{here}ask/" in desk.get(here).text
    page = desk.post(f"{here}ask/", {"kind": "more_time", "until": "", "reason": ""}).text
    assert "Say until which day." in page and "Say why." in page
    page = desk.post(f"{here}ask/", {"kind": "more_time", "until": "2020-01-01", "reason": "Our system changes."}).text
    assert "Choose a day that is still to come" in page and "Our system changes." in page
    sent = {"kind": "more_time", "until": later(owed), "reason": "Our system changes."}
    page = desk.post(f"{here}ask/", sent, follow=True).text
    assert "You asked for more time" in page and f"{here}ask/take-back/" in page
    assert "You asked for more time" in desk.get(f"{here}ask/").text
    desk.post(f"{here}ask/take-back/")
    assert ReturnRequest.objects.get().state == "withdrawn"
    assert f"{here}ask/" in desk.get(here).text


def test_what_came_needs_no_more_time(desk: Client, owed: Return) -> None:
    Return.objects.filter(pk=owed.pk).update(state="nil")
    assert desk.get(f"/desk/returns/{owed.pk}/ask/").headers["Location"] == f"/desk/returns/{owed.pk}/"
    assert desk.post(f"/desk/returns/{owed.pk}/ask/take-back/").status_code == 302


def test_a_coordinator_is_led_from_today_to_the_list_and_says_yes(
    coordinators_browser: Client, owed: Return, clerk: User, desk: Client
) -> None:
    request = asked(owed, clerk)
    assert ASKED in coordinators_browser.get("/workspace/").text
    assert "Our system changes." in coordinators_browser.get(ASKED).text
    page = coordinators_browser.get(f"{ASKED}{request.pk}/").text
    assert "Code School" in page and later(owed) in page
    answer = {"deed": "grant", "until": later(owed, 30), "answer": "Gladly."}
    assert coordinators_browser.post(f"{ASKED}{request.pk}/", answer).headers["Location"] == ASKED
    owed.refresh_from_db()
    assert owed.extended_to == date.fromisoformat(later(owed, 30))
    assert letters() == ["return_put_off"]
    assert "Nobody waits for an answer" in coordinators_browser.get(ASKED).text
    assert "Gladly." in coordinators_browser.get(f"{ASKED}?state=answered").text
    assert "have it until" in desk.get(f"/desk/returns/{owed.pk}/").text
    again = coordinators_browser.post(f"{ASKED}{request.pk}/", answer)
    assert again.headers["Location"] == f"/workspace/returns/{owed.pk}/"


def test_a_no_says_why_and_goes_to_who_asked(
    coordinators_browser: Client, owed: Return, clerk: User, desk: Client
) -> None:
    request = asked(owed, clerk, kind="excuse", until=None)
    page = coordinators_browser.post(f"{ASKED}{request.pk}/", {"deed": "refuse", "answer": ""}).text
    assert "Say why, in words that the provider can read." in page
    coordinators_browser.post(f"{ASKED}{request.pk}/", {"deed": "refuse", "answer": "It is on the public list."})
    assert letters() == ["return_request_refused"]
    assert "The answer was no:" in desk.get(f"/desk/returns/{owed.pk}/").text
    owed.refresh_from_db()
    assert owed.is_awaited


def test_a_coordinator_excuses_alone_and_awaits_it_again(
    coordinators_browser: Client, owed: Return, clerk: User
) -> None:
    here = f"/workspace/returns/{owed.pk}/"
    assert f"{here}let-off/" in coordinators_browser.get(here).text
    page = coordinators_browser.post(f"{here}let-off/", {"deed": "extend", "until": "", "reason": ""}).text
    assert "Say until which day." in page and "Say why." in page
    coordinators_browser.post(f"{here}let-off/", {"deed": "excuse", "reason": "The program ended."})
    owed.refresh_from_db()
    assert (owed.state, owed.reason) == ("excused", "The program ended.")
    assert letters() == ["return_excused"]
    assert f"{here}await-again/" in coordinators_browser.get(here).text
    assert coordinators_browser.get(f"{here}let-off/").status_code == 302
    coordinators_browser.post(f"{here}await-again/", {"reason": "It did not end after all."})
    owed.refresh_from_db()
    assert owed.is_awaited
    assert coordinators_browser.get(f"{here}await-again/").status_code == 302


def test_giving_more_time_answers_what_was_asked(coordinators_browser: Client, owed: Return, clerk: User) -> None:
    asked(owed, clerk)
    said = {"deed": "extend", "until": later(owed, 5), "reason": "Until the audit is over."}
    coordinators_browser.post(f"/workspace/returns/{owed.pk}/let-off/", said)
    assert ReturnRequest.objects.get().state == "granted"
    assert letters() == ["return_put_off"]


def test_another_communitys_requests_are_nowhere(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    other = returning.owed(lakeside, name="Other School", is_signed=False)
    request = asked(other, make.user(), kind="excuse", until=None)
    assert "Other School" not in coordinators_browser.get(ASKED).text
    assert coordinators_browser.get(f"{ASKED}{request.pk}/").status_code == 404
    assert coordinators_browser.get(f"/workspace/returns/{other.pk}/let-off/").status_code == 404


def test_who_asked_reads_the_answer_also_where_the_desk_is_somebody_elses(
    coordinators_browser: Client, owed: Return, clerk: User
) -> None:
    guest = make.user(name="Al", email="al@school.example")
    request = asked(owed, guest)
    letting_off.grant(request, by=make.user(), at=timezone.now())
    assert letters() == ["return_put_off"] * 2
    assert Letter.objects.filter(kind="return_put_off", to_email="al@school.example").exists()
