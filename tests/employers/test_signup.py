"""The public sign-up, page by page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community import limits
from community.models import Community
from community.network import network_of
from employers.models import Ask, Commitment, Event, SignupDraft
from employers.views.signup import PER_NETWORK
from tests import make

YOU = {
    "signer_email": "Jo@Brightmill.example",
    "signer_name": "Jo Park",
    "signer_title": "Director of IT",
    "organization_name": "Brightmill Health",
    "town": "Rivertown",
    "sector": "health",
}
ROLES = {"occupation_1": "15-1254", "openings_1": "3", "occupation_2": "15-1232", "skills": "Python, help desk, Python"}
PROMISES = {
    "promise_internship_or_apprenticeship": "on",
    "how_internship_or_apprenticeship": "two each summer",
    "consent_list_name": "on",
}
SIGNATURE = {"typed_name": "Jo Park", "may_sign": "on", "agreed_to_electronic": "on"}


@pytest.fixture
def browser(rivertown: Community) -> Client:
    """A stranger's browser, in a community with a published text."""
    make.text(rivertown)
    return Client()


def opened(page: Any) -> dict[str, str]:
    """Return the hidden fields that a page sends along."""
    form = page.context["form"]
    return {name: str(form[name].value()) for name in ("opened", "shown", "version") if name in form.fields}


def fill(browser: Client, **changes: str) -> None:
    """Fill in the pages up to the check page."""
    first = browser.get(reverse("employers:signup"))
    browser.post(reverse("employers:signup"), YOU | opened(first) | changes)
    browser.post(reverse("employers:signup-roles"), ROLES)
    browser.post(reverse("employers:signup-commitment"), PROMISES)


def sign(browser: Client, **changes: str) -> Any:
    """Sign on the check page."""
    page = browser.get(reverse("employers:signup-check"))
    return browser.post(reverse("employers:signup-check"), SIGNATURE | opened(page) | changes)


def test_four_pages_and_a_signature_make_one_commitment(browser: Client) -> None:
    fill(browser)
    answer = sign(browser)
    assert answer.url == reverse("employers:signup-thanks")
    commitment = Commitment.objects.get()
    assert commitment.state == "awaiting"
    assert commitment.signer_email == "jo@brightmill.example"
    assert commitment.employer is None
    assert commitment.review_shown_at is not None
    assert commitment.request_id
    assert {promise.kind for promise in commitment.promises.all()} == {"interview", "internship_or_apprenticeship"}
    assert [consent.kind for consent in commitment.consents.all()] == ["list_name"]
    assert [(ask.occupation, ask.openings) for ask in Ask.objects.order_by("occupation")] == [
        ("15-1232", None),
        ("15-1254", 3),
    ]
    assert Ask.objects.first().skills == ["Python", "help desk"]
    assert Event.objects.get().kind == "signed"


def test_a_signature_asks_the_database_a_bounded_number_of_times(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(browser)
    sign(browser)  # the community's first signature also begins its chain
    other = Client()
    fill(other, signer_email="pat@acme.example")
    page = other.get(reverse("employers:signup-check"))
    with django_assert_max_num_queries(25):
        assert other.post(reverse("employers:signup-check"), SIGNATURE | opened(page)).status_code == 302


def test_pressing_sign_again_signs_nothing_more(browser: Client) -> None:
    fill(browser)
    page = browser.get(reverse("employers:signup-check"))
    for _ in range(5):
        browser.post(reverse("employers:signup-check"), SIGNATURE | opened(page))
    assert Commitment.objects.count() == 1


def test_roles_can_be_skipped_and_are_not_asked_again(browser: Client) -> None:
    browser.post(reverse("employers:signup"), YOU)
    answer = browser.post(reverse("employers:signup-roles"), {"skip": "1"})
    assert answer.url == reverse("employers:signup-commitment")
    answer = browser.post(reverse("employers:signup-commitment"), PROMISES)
    assert answer.url == reverse("employers:signup-check")


def test_change_leads_back_to_the_check_page(browser: Client) -> None:
    fill(browser)
    answer = browser.post(reverse("employers:signup"), YOU | {"town": "Lakeside"})
    assert answer.url == reverse("employers:signup-check")
    assert b"Lakeside" in browser.get(answer.url).content


def test_going_back_loses_nothing(browser: Client) -> None:
    fill(browser)
    page = browser.get(reverse("employers:signup"))
    assert b"Brightmill Health" in page.content
    assert b"two each summer" in browser.get(reverse("employers:signup-commitment")).content


def test_the_check_page_shows_every_answer(browser: Client) -> None:
    fill(browser, website="brightmill.example", signer_phone="555 0123")
    browser.post(reverse("employers:signup-roles"), ROLES | {"it_workforce": "5-19"})
    page = browser.get(reverse("employers:signup-check")).text
    for answer in ("Health care", "https://brightmill.example", "555 0123", "Python, help desk", "5–19 people"):
        assert answer in page
    assert "“two each summer”" in page


def test_who_signs_is_told_what_everybody_can_read(browser: Client) -> None:
    assert "Your own name, e-mail and phone never are." in browser.get(reverse("employers:signup")).text
    fill(browser)
    form = browser.get(reverse("employers:signup-commitment")).context["form"]
    lines = [form.interview_how, *(how for _promise, how in form.promises)]
    assert all("Everybody can read this line" in line.help_text for line in lines)
    assert all(consent.help_text for consent in form.consents)


def test_the_check_page_needs_the_pages_before_it(browser: Client) -> None:
    assert browser.get(reverse("employers:signup-check")).url == reverse("employers:signup")
    browser.post(reverse("employers:signup"), YOU)
    assert browser.get(reverse("employers:signup-check")).url == reverse("employers:signup-roles")


@pytest.mark.parametrize("missing", ["typed_name", "may_sign", "agreed_to_electronic"])
def test_no_part_of_the_signature_may_be_missing(browser: Client, missing: str) -> None:
    fill(browser)
    answer = sign(browser, **{missing: ""})
    assert answer.status_code == 200
    assert missing in answer.context["form"].errors
    assert ".:" not in answer.text
    assert not Commitment.objects.exists()


def test_a_text_published_meanwhile_is_shown_before_signing(browser: Client, rivertown: Community) -> None:
    fill(browser)
    page = browser.get(reverse("employers:signup-check"))
    make.text(rivertown, body="We will interview, and we will answer within a week.")
    answer = browser.post(reverse("employers:signup-check"), SIGNATURE | opened(page))
    assert answer.status_code == 409
    assert "text has changed" in answer.content.decode()
    assert "within a week" in answer.content.decode()
    assert not Commitment.objects.exists()
    assert browser.post(reverse("employers:signup-check"), SIGNATURE | opened(answer)).status_code == 302


def test_a_machine_is_not_dropped_but_waits_to_be_checked(browser: Client) -> None:
    fill(browser, fax="555 0199")
    sign(browser)
    assert Commitment.objects.get().is_to_check


def test_a_missing_stamp_waits_to_be_checked(browser: Client) -> None:
    fill(browser, opened="forged")
    sign(browser)
    assert Commitment.objects.get().is_to_check


def test_too_many_from_one_network_are_asked_to_wait_and_lose_nothing(rivertown: Community) -> None:
    make.text(rivertown)
    for _ in range(57):
        limits.take(PER_NETWORK, network_of("127.0.0.1"), at=timezone.now())
    for number in range(3):
        browser = Client()
        fill(browser, signer_email=f"person{number}@company{number}.example")
        assert sign(browser).status_code == 302
    browser = Client()
    fill(browser)
    answer = sign(browser)
    assert answer.status_code == 429
    assert "Nothing is lost" in answer.content.decode()
    assert SignupDraft.objects.filter(commitment=None).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signer_email", "no address"),
        ("signer_email", ""),
        ("organization_name", "x" * 201),
        ("organization_name", "Acme\u202egnp.exe"),
        ("signer_name", "Jo\x07Park"),
        ("website", "javascript:alert(1)"),
        ("sector", "nonsense"),
    ],
)
def test_bad_input_gets_a_message_beside_the_field(browser: Client, field: str, value: str) -> None:
    answer = browser.post(reverse("employers:signup"), YOU | {field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "Brightmill Health" in answer.content.decode() or field == "organization_name"


@pytest.mark.parametrize("name", ["Bäckerei Müller & Söhne 🥐", "شركة النهر", "<script>alert(1)</script>", "x" * 200])
def test_every_honest_name_is_taken(browser: Client, name: str) -> None:
    fill(browser, organization_name=name)
    page = browser.get(reverse("employers:signup-check"))
    assert "<script>alert" not in page.content.decode()
    sign(browser)
    assert Commitment.objects.get().organization_name == name


def test_openings_need_a_role_and_a_role_stands_once(browser: Client) -> None:
    browser.post(reverse("employers:signup"), YOU)
    answer = browser.post(
        reverse("employers:signup-roles"), {"openings_1": "2", "occupation_2": "15-1254", "occupation_3": "15-1254"}
    )
    assert set(answer.context["form"].errors) == {"occupation_1", "occupation_3"}


def test_skills_without_a_role_are_asked_about_rather_than_dropped(browser: Client) -> None:
    browser.post(reverse("employers:signup"), YOU)
    answer = browser.post(reverse("employers:signup-roles"), {"skills": "Python"})
    assert set(answer.context["form"].errors) == {"occupation_1"}


def test_without_a_published_text_the_page_says_so(rivertown: Community) -> None:
    answer = Client().get(reverse("employers:signup"))
    assert answer.status_code == 200
    assert "being written" in answer.content.decode()


def test_opening_the_pages_writes_nothing(browser: Client) -> None:
    for route in ("signup", "signup-roles", "signup-commitment", "signup-check", "signup-thanks"):
        browser.get(reverse(f"employers:{route}"))
    assert not SignupDraft.objects.exists()
    assert not Commitment.objects.exists()


def test_the_same_organization_signing_twice_sees_the_same_page(browser: Client) -> None:
    fill(browser)
    sign(browser)
    first = browser.get(reverse("employers:signup-thanks"))
    other = Client()
    fill(other)
    sign(other)
    second = other.get(reverse("employers:signup-thanks"))
    assert Commitment.objects.count() == 2
    assert first.status_code == second.status_code == 200


def test_after_signing_the_form_begins_anew(browser: Client) -> None:
    fill(browser)
    sign(browser)
    assert "Brightmill" not in browser.get(reverse("employers:signup")).content.decode()
