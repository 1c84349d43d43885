"""Confirming: who is asked of which placements, how often, what becomes of the answers, and who decides."""

from datetime import date, datetime, timedelta

import pytest

from community.models import Community, User
from directory.models import Affiliation, Organization, Person
from outreach import suppressing
from outreach.models import Letter, Suppression
from providers import calendar, confirming, filing
from providers.graduates import Graduate
from providers.models import Confirmation, Inquiry, Outcome, Return
from tests import make
from tests.make import NOW
from tests.providers import returning

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = date(2026, 5, 4)


def placed(at: Community, employer: Organization | None, *, count: int = 1, **fields: object) -> Return:
    """File a return with so many graduates who began at an employer, long enough ago that nobody undoes it."""
    owed = returning.owed(at)
    rows = [
        {
            "status": "1A",
            "started_on": START,
            "days_to_start": 60,
            "employer": employer,
            "employer_name": "Acme",
            "occupation": "15-1254",
            **fields,
        }
        for _ in range(count)
    ]
    make.submission(owed, rows)
    Return.objects.filter(pk=owed.pk).update(closed_at=NOW - DAY)
    owed.refresh_from_db()
    return owed


def signer(at: Community, **fields: object) -> Organization:
    employer = make.active(at, **fields).employer
    assert employer
    return employer.organization


def staff(organization: Organization, **fields: object) -> Person:
    person = make.person(organization.community)
    make.affiliation(person, organization, **fields)
    return person


def asked(at: Community, **fields: object) -> Confirmation:
    acme = signer(at, name="Acme")
    staff(acme)
    placed(at, acme, **fields)
    confirming.ask_due(at, at=NOW)
    return Confirmation.objects.get()


def test_the_contact_of_a_signed_employer_is_asked_once(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    dana = staff(acme)
    owed = placed(rivertown, acme, count=2)
    assert confirming.ask_due(rivertown, at=NOW) == 1
    assert confirming.ask_due(rivertown, at=NOW + DAY) == 0
    letter = Letter.objects.get(kind="placements_ask")
    assert letter.to_email == dana.email and letter.values["placements"] == "2"
    assert list(Confirmation.objects.values_list("filed_for", "reference", "answer").order_by("pk")) == [
        (owed.pk, "G1", ""),
        (owed.pk, "G2", ""),
    ]


@pytest.mark.parametrize(
    "why", ["not signed", "nobody known", "no address", "not placed", "may be undone", "answered", "long ago", "left"]
)
def test_who_is_not_asked(rivertown: Community, why: str) -> None:
    acme = make.organization(rivertown) if why == "not signed" else signer(rivertown, name="Acme")
    if why != "nobody known":
        person = staff(acme, **({"until": date(2026, 1, 1)} if why == "left" else {}))
        if why == "no address":
            Person.objects.filter(pk=person.pk).update(email="")
    fields: dict[str, object] = {}
    if why == "not placed":
        fields = {"status": "2B"}
    if why == "answered":
        fields = {"is_confirmed": True}
    if why == "long ago":
        fields = {"started_on": NOW.date() - timedelta(days=800)}
    owed = placed(rivertown, acme, **fields)
    if why == "may be undone":
        Return.objects.filter(pk=owed.pk).update(closed_at=NOW + DAY)
    assert confirming.ask_due(rivertown, at=NOW) == 0


def test_one_letter_a_quarter_has_so_many_placements_and_the_rest_waits(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    staff(acme)
    placed(rivertown, acme, count=confirming.MOST + 3)
    assert confirming.ask_due(rivertown, at=NOW) == 1
    assert Confirmation.objects.count() == confirming.MOST
    assert confirming.ask_due(rivertown, at=NOW + 9 * DAY) == 0
    january = datetime(2027, 1, 2, 18, tzinfo=NOW.tzinfo)
    assert confirming.ask_due(rivertown, at=january) == 1
    assert Confirmation.objects.count() == confirming.MOST + 3


def test_the_desk_is_asked_first_and_colleagues_share_the_rest(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    other, desk = staff(acme), staff(acme, has_desk=True)
    placed(rivertown, acme, count=confirming.MOST + 1)
    assert confirming.ask_due(rivertown, at=NOW) == 2
    assert [(one.person, one.confirmations.count()) for one in Inquiry.objects.order_by("pk")] == [
        (desk, confirming.MOST),
        (other, 1),
    ]


@pytest.mark.parametrize("scope", ["commitment", "news", "all", "thanks"])
def test_in_place_of_who_wants_no_such_letter_a_colleague_is_asked(rivertown: Community, scope: str) -> None:
    acme = signer(rivertown, name="Acme")
    other, desk = staff(acme), staff(acme, has_desk=True)
    placed(rivertown, acme)
    hashed = suppressing.hash_of(rivertown, desk.email)
    reason, held = Suppression.Reason.UNSUBSCRIBED, Suppression.Scope(scope)
    suppressing.suppress(rivertown, hashed, reason=reason, scope=held, at=NOW)
    assert confirming.ask_due(rivertown, at=NOW) == 1
    assert Inquiry.objects.get().person == (desk if scope == "thanks" else other)


def test_where_nobody_takes_such_letters_placements_wait(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    jo = staff(acme)
    placed(rivertown, acme)
    hashed = suppressing.hash_of(rivertown, jo.email)
    reason, scope = Suppression.Reason.PAUSED, Suppression.Scope.NEWS
    suppressing.suppress(rivertown, hashed, reason=reason, scope=scope, at=NOW, until=NOW + DAY)
    assert confirming.ask_due(rivertown, at=NOW) == 0
    assert confirming.ask_due(rivertown, at=NOW + 2 * DAY) == 1


def test_one_reminder_a_week_later_and_none_where_all_is_answered(rivertown: Community) -> None:
    one = asked(rivertown)
    assert confirming.remind(rivertown, at=NOW + 6 * DAY) == 0
    assert confirming.remind(rivertown, at=NOW + 9 * DAY) == 1
    assert confirming.remind(rivertown, at=NOW + 30 * DAY) == 0
    confirming.answer(one, "yes", at=NOW + 31 * DAY)
    assert Letter.objects.filter(kind="placements_reminder", state="skipped").count() == 1
    assert confirming.remind(rivertown, at=NOW + 40 * DAY) == 0


@pytest.mark.parametrize("why", ["unsubscribed", "left", "no address"])
def test_what_was_asked_of_somebody_who_is_out_of_reach_is_asked_of_a_colleague(rivertown: Community, why: str) -> None:
    acme = signer(rivertown, name="Acme")
    other, desk = staff(acme), staff(acme, has_desk=True)
    placed(rivertown, acme)
    assert confirming.ask_due(rivertown, at=NOW) == 1
    if why == "unsubscribed":
        hashed = suppressing.hash_of(rivertown, desk.email)
        reason, scope = Suppression.Reason.UNSUBSCRIBED, Suppression.Scope.NEWS
        suppressing.suppress(rivertown, hashed, reason=reason, scope=scope, at=NOW)
    elif why == "left":
        Affiliation.objects.filter(person=desk).update(until=NOW.date())
    else:
        Person.objects.filter(pk=desk.pk).update(email="")
    later = NOW + 8 * DAY
    assert (confirming.remind(rivertown, at=later), confirming.ask_due(rivertown, at=later)) == (0, 1)
    assert Confirmation.objects.get().inquiry.person == other
    assert not Letter.objects.filter(kind="placements_reminder").exists()


def test_an_answer_stands_in_the_row_and_is_given_once(rivertown: Community) -> None:
    one = asked(rivertown)
    confirming.answer(one, "yes", at=NOW)
    assert Outcome.objects.get().is_confirmed is True
    assert not one.is_open
    with pytest.raises(confirming.CannotConfirm, match="answered already"):
        confirming.answer(one, "not_ours", words="No.", at=NOW)


def test_a_disagreement_has_words_and_opens_a_case(rivertown: Community) -> None:
    one = asked(rivertown)
    with pytest.raises(confirming.CannotConfirm, match="few words"):
        confirming.answer(one, "not_ours", words="  ", at=NOW)
    confirming.answer(one, "not_ours", words="We hired nobody.", at=NOW)
    assert Outcome.objects.get().is_confirmed is False
    assert list(Confirmation.objects.of(rivertown).open_cases()) == [one]


@pytest.mark.parametrize(
    ("decision", "is_confirmed"),
    [("confirmed", True), ("unconfirmed", False), ("correct", False), ("ask_again", None)],
)
def test_a_coordinator_decides_with_a_reason(
    rivertown: Community, coordinator: User, decision: str, is_confirmed: bool | None
) -> None:
    one = asked(rivertown)
    with pytest.raises(confirming.CannotConfirm, match="Nothing is disputed"):
        confirming.decide(one, decision, reason="x", by=coordinator, at=NOW)
    confirming.answer(one, "otherwise", words="In June.", at=NOW)
    with pytest.raises(confirming.CannotConfirm, match="Say why"):
        confirming.decide(one, decision, reason=" ", by=coordinator, at=NOW)
    returning.clerk(one.filed_for)
    confirming.decide(one, decision, reason="They looked it up.", by=coordinator, at=NOW)
    assert Outcome.objects.get().is_confirmed is is_confirmed
    letters = Letter.objects.filter(kind="placement_to_correct")
    assert [letter.values["reason"] for letter in letters] == (["They looked it up."] if decision == "correct" else [])
    with pytest.raises(confirming.CannotConfirm, match="A colleague"):
        confirming.decide(one, decision, reason="Again.", by=coordinator, at=NOW)


def test_asked_again_is_somebody_else(rivertown: Community, coordinator: User) -> None:
    one = asked(rivertown)
    confirming.answer(one, "not_ours", words="Not mine.", at=NOW)
    confirming.decide(one, "ask_again", reason="Ask HR.", by=coordinator, at=NOW)
    january = datetime(2027, 1, 2, 18, tzinfo=NOW.tzinfo)
    assert confirming.ask_due(rivertown, at=january) == 0
    second = staff(one.inquiry.organization)
    assert confirming.ask_due(rivertown, at=january) == 1
    assert Inquiry.objects.latest("pk").person == second


def test_what_the_provider_corrected_is_asked_no_more_and_what_it_left_keeps_its_answer(
    rivertown: Community,
) -> None:
    acme = signer(rivertown, name="Acme")
    staff(acme)
    owed = placed(rivertown, acme, count=3)
    confirming.ask_due(rivertown, at=NOW)
    first, second, third = Confirmation.objects.order_by("pk")
    confirming.answer(first, "yes", at=NOW)
    confirming.answer(second, "yes", at=NOW)
    rows = filing.graduates_of(owed.submissions.get())
    changed = [
        rows[0],
        Graduate(**{**vars(rows[1]), "occupation": "15-1232"}),
        Graduate(**{**vars(rows[2]), "started_on": date(2026, 6, 1)}),
    ]
    filed = filing.Filed(rows=changed, why="Looked up.", employers={"acme": acme.pk})
    filing.submit(owed, filed, by=make.user(), at=NOW)
    found = dict(Outcome.objects.filter(submission__is_current=True).values_list("reference", "is_confirmed"))
    assert found == {"G1": True, "G2": None, "G3": None}
    assert confirming.left(third.inquiry) == []
    with pytest.raises(confirming.CannotConfirm, match="changed this meanwhile"):
        confirming.answer(third, "yes", at=NOW)


def test_the_calendar_asks_and_reminds(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    staff(acme)
    placed(rivertown, acme)
    assert calendar.keep(at=NOW)
    assert Inquiry.objects.count() == 1
    calendar.keep(at=NOW + 8 * DAY)
    assert Letter.objects.filter(kind="placements_reminder").count() == 1
