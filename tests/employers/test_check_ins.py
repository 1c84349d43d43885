"""Each quarter a signer says in one page what came of it, and the wall says so in a word."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from community.models import Community
from directory.models import Entry
from employers import calendar, checking, signing
from employers.freshness import Freshness, Said, Status, before, freshness, quarter_of
from employers.models import CheckIn, Commitment
from outreach.models import Letter
from outreach.writing import write_out
from tests import make
from tests.employers import signatures

TODAY = date(2026, 11, 22)
Q1, Q2, Q3 = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
NOTHING = {"introduced": None, "interviewed": None, "offered": None, "hired": None, "open_roles": None}


def said(quarter: date, **numbers: int | bool) -> Said:
    """Make an answered check-in."""
    return Said(quarter=quarter, is_answered=True, **numbers)


@pytest.mark.parametrize(
    ("check_ins", "status"),
    [
        ([], Status.SIGNED),
        ([said(Q3, interviewed=0)], Status.SIGNED),
        ([said(Q3, interviewed=2)], Status.INTERVIEWING),
        ([said(Q3, offered=1)], Status.HIRING),
        ([said(Q2, hired=1), said(Q3, interviewed=1)], Status.HIRING),
        ([said(Q3, gave_feedback=True)], Status.SHARING_FEEDBACK),
        ([said(date(2025, 7, 1), hired=3), said(Q3, interviewed=1)], Status.INTERVIEWING),
    ],
)
def test_the_furthest_of_a_year_counts(check_ins: list[Said], status: Status) -> None:
    assert freshness(check_ins, today=TODAY).status == status


def test_two_silent_quarters_fade_and_an_answer_brings_it_back() -> None:
    silent = [Said(Q1, is_answered=False), Said(Q2, is_answered=False)]
    asked_now = Said(Q3, is_answered=False)
    assert not freshness([silent[1], asked_now], today=TODAY).is_faded, "there is still time to answer the last"
    assert freshness([*silent, asked_now], today=TODAY) == Freshness(Status.SIGNED, None, is_faded=True)
    back = freshness([*silent, said(Q3, interviewed=1)], today=TODAY)
    assert (back.is_faded, back.confirmed) == (False, "confirmed Q3 2026")


def test_quarters_lie_across_years() -> None:
    assert quarter_of(date(2027, 3, 31)) == date(2027, 1, 1)
    assert before(date(2027, 1, 1)) == date(2026, 10, 1)


@pytest.mark.django_db
def test_a_letter_at_the_quarters_start_a_form_and_a_receipt(rivertown: Community, client: Client) -> None:
    now = datetime.now(UTC)
    commitment: Commitment = signatures.settled(rivertown, at=now)
    begun = before(quarter_of(signing.local_day(rivertown, now)))
    Commitment.objects.update(settled_at=datetime(begun.year, begun.month, 1, tzinfo=UTC) - timedelta(days=9))
    start = quarter_of(signing.local_day(rivertown, now))
    for hours in (9, 10, 33):
        calendar.keep(at=datetime(start.year, start.month, 1, tzinfo=rivertown.zone) + timedelta(hours=hours))
    [check_in] = CheckIn.objects.all()
    assert check_in.quarter == begun
    [letter] = Letter.objects.filter(kind="check_in")
    assert letter.to_email == commitment.signer_email
    link = next(word for word in write_out(letter, at=now).text.split() if "/check-in/" in word)
    path = "/check-in/" + link.strip("()<>").partition("/check-in/")[2]
    assert "What came of it in" in client.get(path).text
    assert "Zero is an answer too" in client.post(path, {"introduced": ""}).text
    assert "from 0 to 9999" in client.post(path, {"introduced": "-1"}).text
    page = client.post(path, {"introduced": "4", "interviewed": "2", "hired": "0"}, follow=True).text
    assert "Thank you, it is noted" in page
    client.post(path, {"introduced": "9"})
    check_in.refresh_from_db()
    assert (check_in.introduced, check_in.interviewed, check_in.hired, check_in.offered) == (4, 2, 0, None)
    assert "not said" in client.get(path).text
    commitment.employer.refresh_from_db()
    assert commitment.employer.stage == "active"
    assert Entry.objects.filter(verb="checked_in").count() == 1


@pytest.mark.django_db
def test_who_settled_within_the_quarter_is_asked_the_next_time(rivertown: Community) -> None:
    commitment = signatures.settled(rivertown)
    Commitment.objects.update(settled_at=datetime(2026, 10, 2, tzinfo=UTC))
    assert not checking.due(rivertown, date(2026, 10, 3)).exists()
    assert list(checking.due(rivertown, date(2027, 1, 1))) == [commitment]
    assert not checking.due(rivertown, date(2027, 3, 1)).exists(), "late in the quarter nobody is asked any more"


@pytest.mark.django_db
def test_an_ended_commitment_takes_no_answer(rivertown: Community) -> None:
    commitment = signatures.settled(rivertown)
    check_in = CheckIn.objects.create(commitment=commitment, quarter=Q3)
    signing.withdraw(commitment, by=make.user(), at=make.NOW)
    with pytest.raises(checking.CannotAnswer):
        checking.answer(check_in, **NOTHING, gave_feedback=True, at=make.NOW)
    assert not checking.ask(commitment, at=make.NOW)


@pytest.mark.django_db
def test_the_wall_follows_at_once(rivertown: Community, client: Client) -> None:
    commitment = make.active(rivertown, name="Acme", slug="acme", settled_at=make.NOW, ends_on=date(2027, 11, 22))
    [before_it] = client.get("/employers.json").json()["employers"]
    assert (before_it["status"], before_it["status_quarter"]) == ("signed", None)
    quarter = before(quarter_of(signing.local_day(rivertown, datetime.now(UTC))))
    check_in = CheckIn.objects.create(commitment=commitment, quarter=quarter)
    checking.answer(check_in, **{**NOTHING, "hired": 1}, gave_feedback=None, at=datetime.now(UTC))
    [after] = client.get("/employers.json").json()["employers"]
    assert (after["status"], after["confirmed_lately"]) == ("hiring", True)
    assert "Hiring" in client.get("/employers/acme/").text
    assert "confirmed Q" in client.get("/employers/").text
