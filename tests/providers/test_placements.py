"""The page behind the link that asks an employer of placements, and disagreements in the workspace."""

import re

import pytest
from django.test import Client

from community import links, purposes
from community.models import Community, User
from providers import confirming
from providers.models import Confirmation, Inquiry, Outcome
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.providers.test_confirming import asked, placed, signer, staff

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]*>")  # a form's secret may hold any digits
CASES = "/workspace/confirmations/"


def page_of(one: Confirmation) -> str:
    community = one.inquiry.organization.community
    return (
        "/placements/"
        + links.mint(purposes.PLACEMENTS, one.inquiry.record, community=community, at=NOW).rsplit("/placements/", 1)[1]
    )


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_one_click_confirms_and_the_page_is_a_receipt_from_then_on(rivertown: Community) -> None:
    one = asked(rivertown)
    place, visitor = page_of(one), Client()
    page = visitor.get(place).text
    assert "May 2026" in page and "Web Developers" in page and "G1" in page
    assert Confirmation.objects.get().answer == ""
    for _ in range(2):
        answer = visitor.post(place, {"placement": one.pk, "answer": "yes"}, follow=True)
        assert answer.status_code == 200
    assert "Thank you, it is noted" in answer.text and "<form" not in answer.text.split("<main")[1].split("</main")[0]
    assert Outcome.objects.get().is_confirmed is True


def test_the_page_shows_one_placement_at_a_time_and_nothing_else_of_the_return(rivertown: Community) -> None:
    acme = signer(rivertown, name="Acme")
    staff(acme)
    owed = placed(rivertown, acme, count=2, base_pay=22, pay_unit="hour")
    make.submission(
        make.placement_return(make.program(owed.program.provider), owed.cohort),
        [{"reference": "ELSEWHERE", "status": "1A"}],
    )
    confirming.ask_due(rivertown, at=NOW)
    one = Confirmation.objects.order_by("pk").first()
    assert one
    page = Client().get(page_of(one)).text
    assert (
        "G1" in page
        and "G2" not in page
        and "ELSEWHERE" not in page
        and "22" not in TAG.sub(" ", page.split("<main")[1].split("<footer")[0]).replace("2026", "")
    )
    assert "One more waits after this." in page


def test_a_disagreement_needs_words_and_loses_nothing(rivertown: Community) -> None:
    one = asked(rivertown)
    place, visitor = page_of(one), Client()
    page = visitor.post(place, {"placement": one.pk, "answer": "otherwise", "words": ""}).text
    assert "Say in a few words what is different." in page and '<details class="more mt-4" open>' in page
    page = visitor.post(place, {"placement": one.pk, "answer": "otherwise", "words": "Ask jo@acme.example"}).text
    assert "leave out numbers and addresses" in page
    assert Confirmation.objects.get().answer == ""
    visitor.post(place, {"placement": one.pk, "answer": "otherwise", "words": "It was June."})
    assert Confirmation.objects.open_cases().get().words == "It was June."


@pytest.mark.parametrize("said", [{}, {"answer": "maybe"}, {"placement": "x", "answer": "yes"}])
def test_a_crooked_answer_writes_nothing(rivertown: Community, said: dict[str, str]) -> None:
    one = asked(rivertown)
    data = {"placement": one.pk, **said}
    assert Client().post(page_of(one), data).status_code in {200, 302}
    assert Confirmation.objects.get().answer == ""


def test_a_link_of_another_community_opens_nothing(rivertown: Community, lakeside: Community) -> None:
    one = asked(lakeside)
    assert Client().get(page_of(one)).status_code == 410


def test_a_case_is_decided_in_the_workspace(rivertown: Community, coordinators_browser: Client, viewer: User) -> None:
    assert "Nobody was asked yet" in coordinators_browser.get(CASES).text
    one = asked(rivertown)
    confirming.answer(one, "not_ours", words="We hired nobody.", at=NOW)
    today = coordinators_browser.get("/workspace/").text
    assert "placement that an employer disputes" in today
    page = coordinators_browser.get(CASES).text
    assert "We hired nobody." in page and one.get_absolute_url() in page
    assert "Decide what becomes of it" not in signed_in(viewer).get(one.get_absolute_url()).text
    place = f"{one.get_absolute_url()}decide/"
    assert "Decide what becomes of it" in coordinators_browser.get(one.get_absolute_url()).text
    assert "This field is required" in coordinators_browser.post(place, {"decision": "confirmed"}).text
    answer = coordinators_browser.post(place, {"decision": "confirmed", "reason": "By phone."}, follow=True)
    assert "Decided." in answer.text and "Nothing is here" in answer.text
    assert "By phone." in coordinators_browser.get(one.get_absolute_url()).text
    assert "nothing to decide" in coordinators_browser.get(place).text
    for state in ("decided", "confirmed", "unanswered", "nonsense"):
        assert coordinators_browser.get(f"{CASES}?state={state}").status_code == 200


def test_the_page_of_the_return_counts_what_employers_said(rivertown: Community, coordinators_browser: Client) -> None:
    one = asked(rivertown)
    confirming.answer(one, "yes", at=NOW)
    page = coordinators_browser.get(f"/workspace/returns/{one.filed_for_id}/").text
    assert "1 of 1 confirmed" in page


def test_merging_takes_inquiries_along(rivertown: Community) -> None:
    one = asked(rivertown)
    assert Inquiry.objects.of(rivertown).at_record(one.inquiry.record).get() == one.inquiry
    assert not Inquiry.objects.at_record("providers.inquiry:x").exists()
