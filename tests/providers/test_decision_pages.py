"""The pages of decisions: what stands beside each gate, what is wrong beside its field, the letter first."""

from typing import Any

import pytest
from django.test import Client

from community.models import Community, User
from community.roles import Role
from providers import conflicts, deciding
from providers.models import Application, Decision
from providers.parts import CRITERIA
from tests import make
from tests.conftest import signed_in
from tests.providers import panel
from tests.providers.panel import LATER, wanted

pytestmark = pytest.mark.django_db
MET = {f"{key}_{name}": said for key in CRITERIA for name, said in (("setting", "met"), ("reason", "It is so."))}
LIST = {**MET, "outcome": "listed", "reason": "All four.", "seen": "0"}


@pytest.fixture
def writer(rivertown: Community) -> User:
    """Who applies."""
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def application(rivertown: Community, coordinator: User, writer: User) -> Application:
    """An application of which both reviews are in."""
    make.criteria(rivertown)
    return panel.ready(rivertown, coordinator, applicant=writer)


@pytest.fixture
def place(application: Application) -> str:
    """Where it is decided."""
    return f"/workspace/applications/{application.pk}/decision/"


def test_scores_and_evidence_stand_beside_each_gate(
    coordinators_browser: Client, application: Application, place: str
) -> None:
    assert place in coordinators_browser.get(f"/workspace/applications/{application.pk}/").text
    page = coordinators_browser.get(place).text
    assert page.count("Why 2.") == 8 and page.count("The evidence speaks for:") == 4
    assert "No role they teach is asked for by 3 or more." in page
    assert not Decision.objects.exists()


def test_it_is_kept_checked_with_its_letter_and_decided(
    coordinators_browser: Client, application: Application, place: str
) -> None:
    coordinators_browser.post(place, LIST | {"do": "save", "reason": "Half"})
    page = coordinators_browser.get(place).text
    assert "Half</textarea>" in page and "Last saved" in page
    page = coordinators_browser.post(place, LIST | {"do": "check", "letter": "Come to our fair."}).text
    assert "sam@riverbend.example" in page and "Come to our fair." in page
    assert "is on the list of Rivertown TechHire" in page
    assert Decision.objects.get().state == "draft"
    assert "See the decision and the letter" in coordinators_browser.post(place, LIST | {"do": "again"}).text
    page = coordinators_browser.post(place, LIST | {"do": "decide"}, follow=True).text
    assert "waits to be published" in page and "We are glad to have you with us." in page
    page = coordinators_browser.post(place, LIST | {"do": "decide"}, follow=True).text
    assert "decided it already" in page
    assert "not published yet" in coordinators_browser.get(f"/workspace/applications/{application.pk}/").text
    page = coordinators_browser.post(place, {"do": "take-back"}, follow=True).text
    assert "See the decision and the letter" in page and "All four.</textarea>" in page


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"mission_setting": "not_met"}, "keeps a provider off the list, whatever the others are"),
        ({"data_reason": ""}, "Say why: somebody will ask."),
        ({"data_setting": "conditional"}, "List with conditions, or set the gate to met."),
        ({"outcome": "conditional", "data_setting": "conditional"}, "Say what has to be shown, and by when."),
        ({"data_what_2": "Sign it."}, "Choose the day by which it has to be shown."),
        ({"data_due_1": "2030-01-01"}, "Say what has to be shown by that day."),
        ({"outcome": "declined", "demand_setting": "not_met"}, "Choose at least one reason"),
        ({"outcome": ""}, "Choose what is decided."),
        ({"reason": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    coordinators_browser: Client, place: str, typed: dict[str, Any], wrong: str
) -> None:
    page = coordinators_browser.post(place, LIST | {"quality_reason": "Their pay records."} | typed | {"do": "decide"})
    assert page.status_code == 200 and wrong in page.text and "Their pay records." in page.text
    assert Decision.objects.get().state == "draft"


def test_declining_shows_reasons_in_plain_words_and_how_to_appeal(coordinators_browser: Client, place: str) -> None:
    typed = {"outcome": "declined", "demand_setting": "not_met", "reasons": ["demand_too_few", "not_enough"]}
    page = coordinators_browser.post(place, LIST | typed | {"do": "check"}).text
    assert "Too few employers who signed the commitment" in page and "says too little" in page
    assert "look again, in your own words" in page
    page = coordinators_browser.post(place, LIST | typed | {"do": "decide"}, follow=True).text
    assert "Demand: too few employers ask for these jobs" in page


def test_conditions_stand_in_the_letter_by_their_days(coordinators_browser: Client, place: str) -> None:
    typed = {"outcome": "conditional", "data_setting": "conditional", "data_what_1": "Sign it.", "do": "check"}
    page = coordinators_browser.post(place, LIST | typed | {"data_due_1": str(panel.soon())}).text
    assert "Sharing data, by" in page and "Sign it." in page


def test_a_page_says_who_is_at_it_and_lets_one_take_over(
    rivertown: Community, coordinators_browser: Client, place: str
) -> None:
    other = signed_in(make.member(rivertown, Role.COORDINATOR, name="Nora Vale"))
    other.post(place, LIST | {"do": "save"})
    page = coordinators_browser.get(place).text
    assert "Being decided by Nora Vale" in page and "Take over" in page
    refused = coordinators_browser.post(place, LIST | {"do": "save", "reason": "Kept on the page."}).text
    assert "Nora Vale is at it just now" in refused and "Kept on the page." in refused
    coordinators_browser.post(place, {"do": "take-over"})
    assert "Being decided by" not in coordinators_browser.get(place).text
    assert "Being decided by" in other.get(place).text


def test_it_is_saved_as_one_goes(coordinators_browser: Client, place: str) -> None:
    saved = coordinators_browser.post(place, LIST | {"reason": "So far"}, headers={"HX-Request": "true"}).text
    assert saved.startswith("Saved at") and "<html" not in saved
    assert Decision.objects.get().typed["reason"] == "So far"


def test_who_reviews_too_hands_in_first(rivertown: Community, coordinator: User, coordinators_browser: Client) -> None:
    make.criteria(rivertown)
    application = panel.in_review(rivertown, coordinator, panel.someone(rivertown))
    application.reviews.create(reviewer=coordinator)
    conflicts.answer(application, user=coordinator, answer="none", at=LATER)
    answer = coordinators_browser.get(f"/workspace/applications/{application.pk}/decision/")
    assert answer.headers["Location"] == f"/workspace/reviews/{application.pk}/"


def test_others_are_kept_out(
    rivertown: Community, lakeside: Community, coordinator: User, application: Application, place: str
) -> None:
    assert signed_in(make.member(rivertown, Role.REVIEWER)).get(place).status_code == 403
    far = make.application(make.provider(lakeside), state="in_review")
    assert signed_in(coordinator).get(f"/workspace/applications/{far.pk}/decision/").status_code == 404
    conflicts.answer(application, user=coordinator, answer="recused", at=LATER)
    assert signed_in(coordinator).get(place).status_code == 403


def test_what_is_not_in_review_says_so(rivertown: Community, coordinators_browser: Client) -> None:
    application = make.application(make.provider(rivertown), state="submitted")
    page = coordinators_browser.get(f"/workspace/applications/{application.pk}/decision/", follow=True).text
    assert "Only what is in review is decided" in page


def test_a_taken_back_draft_by_two_is_refused_in_words(
    coordinator: User, coordinators_browser: Client, application: Application, place: str
) -> None:
    deciding.decide(application, wanted(), {}, seen=0, by=coordinator, at=LATER)
    coordinators_browser.post(place, {"do": "take-back"})
    page = coordinators_browser.post(place, {"do": "take-back"}, follow=True).text
    assert "It is open already." in page
