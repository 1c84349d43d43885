"""Home, why join and privacy: nothing that is not real, and as cheap for thirty employers as for one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from employers.models import Ask, Consent, Employer, Promise
from outreach import blocks
from outreach.planned import Question
from tests import make

pytestmark = pytest.mark.django_db
HOME_QUERIES = 12
WHY_QUERIES = 10


def signed(at: Community, *, is_named: bool = True, **fields: str) -> Employer:
    """Make an employer with an active commitment."""
    now = timezone.now()
    employer = make.employer(at, **fields)
    commitment = make.commitment(
        at,
        employer=employer,
        state="active",
        signed_at=now,
        confirmed_at=now,
        settled_at=now,
        ends_on=now.date() + timedelta(days=365),
    )
    Promise.objects.create(commitment=commitment, kind=Promise.Kind.INTERVIEW)
    if is_named:
        Consent.objects.create(commitment=commitment, kind=Consent.Kind.LIST_NAME, given_at=now)
    Ask.objects.create(
        commitment=commitment,
        employer=employer,
        occupation="15-1254",
        openings=2,
        valid_until=now.date() + timedelta(days=90),
    )
    return employer


def test_home_before_anybody_signed_invites_the_first(rivertown: Community, client: Client) -> None:
    make.text(rivertown)
    page = client.get("/").text
    assert "Be the first in Rivertown" in page
    assert "What employers sign" in page
    assert "willing to interview candidates" in page
    assert "Behind it" not in page
    assert "Asked for right now" not in page


def test_home_counts_and_names_who_signed(rivertown: Community, client: Client) -> None:
    signed(rivertown, name="Brightmill Health", slug="brightmill", sector="health")
    page = client.get("/").text
    assert "One Rivertown employer will interview you" in page
    assert 'href="/employers/brightmill/"' in page
    assert "1 new in" in page
    signed(rivertown)
    assert "2 Rivertown employers will interview you" in client.get("/").text


def test_who_does_not_want_to_be_named_is_counted_only(rivertown: Community, client: Client) -> None:
    signed(rivertown, name="Brightmill Health", slug="brightmill")
    signed(rivertown, name="Secret Industries", slug="secret", is_named=False)
    page = client.get("/").text
    assert "Secret" not in page
    assert "1 of 2 agreed to be named" in page


def test_demand_shows_only_from_the_threshold_on(rivertown: Community, client: Client) -> None:
    for _ in range(2):
        signed(rivertown)
    assert "Asked for right now" not in client.get("/").text
    signed(rivertown)
    page = client.get("/").text
    assert "Asked for right now" in page
    assert "Openings, from 3 employers who signed" in page


def test_home_names_the_contact_and_asks_for_no_cookie(rivertown: Community, client: Client) -> None:
    answer = client.get("/")
    assert "Dana Whitfield" in answer.text
    assert "hello@rivertown.example" in answer.text
    assert not answer.cookies


@pytest.mark.parametrize("employers", [1, 30])
def test_home_costs_the_same_for_one_employer_and_for_thirty(
    rivertown: Community, client: Client, django_assert_num_queries: DjangoAssertNumQueries, employers: int
) -> None:
    rivertown.demand_min_employers = 1
    rivertown.save()
    for _ in range(employers):
        signed(rivertown)
    with django_assert_num_queries(HOME_QUERIES):
        client.get("/")


@pytest.mark.parametrize("employers", [1, 30])
def test_why_join_costs_the_same_for_one_employer_and_for_thirty(
    rivertown: Community, client: Client, django_assert_num_queries: DjangoAssertNumQueries, employers: int
) -> None:
    for _ in range(employers):
        signed(rivertown)
    with django_assert_num_queries(WHY_QUERIES):
        client.get("/why-join/")


def test_an_answer_is_shown_as_approved_and_safely(rivertown: Community, coordinator: User, client: Client) -> None:
    words = "Because **we** asked. <script>alert(1)</script>"
    draft = blocks.write(rivertown, None, "why", words=words, by=coordinator, at=make.NOW)
    assert "Because <strong>we</strong> asked." not in client.get("/why-join/").text
    blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=make.NOW)
    page = client.get("/why-join/").text
    assert "Because <strong>we</strong> asked." in page
    assert "<script>alert" not in page
    assert "No fee and no quota" not in page


def test_visitors_read_no_answer_that_the_community_did_not_approve(
    rivertown: Community, coordinator: User, client: Client
) -> None:
    page = client.get("/why-join/").text
    for question in Question:
        assert blocks.first_words(question).splitlines()[0].split("))")[-1].strip() not in page
    assert 'id="answer-' not in page and "has not put its answers here yet" in page
    draft = blocks.write(rivertown, None, "why", words="Because we asked.", by=coordinator, at=make.NOW)
    assert "Because we asked." not in client.get("/why-join/").text
    blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=make.NOW)
    page = client.get("/why-join/").text
    assert page.count('id="answer-') == 1 and "Because we asked." in page and "not put its answers" not in page


def test_an_answer_of_which_nothing_can_be_told_today_has_no_headline(
    rivertown: Community, coordinator: User, client: Client
) -> None:
    draft = blocks.write(rivertown, None, "why", words="((hired)) were hired.", by=coordinator, at=make.NOW)
    blocks.approve(draft, shown=draft.fingerprint, expires_on=None, by=coordinator, at=make.NOW)
    page = client.get("/why-join/").text
    assert 'id="answer-' not in page and "were hired" not in page


def test_the_case_is_computed_from_the_address(rivertown: Community, client: Client) -> None:
    page = client.get("/why-join/", {"openings": "12", "days": "60", "daily_cost": "407"}).text
    assert "$293,040" in page
    assert "12 open roles × 60 days × $407 a day." in page
    assert "$34,188" in page


def test_the_case_begins_with_the_communitys_cost_of_a_day(rivertown: Community, client: Client) -> None:
    Community.objects.update(vacancy_day_cost=500)
    assert "$52,500" in client.get("/why-join/").text


def test_nonsense_in_the_case_is_answered_in_words_and_kept(rivertown: Community, client: Client) -> None:
    answer = client.get("/why-join/", {"openings": "several", "sector": "no-such"})
    assert answer.status_code == 200
    assert "Enter a whole number." in answer.text
    assert 'value="several"' in answer.text
    assert "$" not in answer.text.split('id="your-case"')[1].split("<form")[0]


def test_signers_of_the_same_sector_stand_beside_the_case(rivertown: Community, client: Client) -> None:
    signed(rivertown, name="Brightmill Health", slug="brightmill", sector="health")
    signed(rivertown, name="Pier Bank", slug="pier", sector="finance")
    page = client.get("/why-join/", {"sector": "health"}).text
    assert "Brightmill Health" in page
    assert "Pier Bank" not in page
    assert "Nobody in this sector yet" in client.get("/why-join/", {"sector": "media"}).text


def test_privacy_says_what_is_kept_and_for_how_long(rivertown: Community, client: Client) -> None:
    page = client.get("/privacy/").text
    assert "7 years" in page
    assert "12 months" in page
    assert "Dana Whitfield" in page


def test_machines_are_asked_to_leave_links_and_the_workspace_alone(rivertown: Community, client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /workspace/" in answer.text
    assert "Disallow: /signup/confirm/" in answer.text
    assert "Disallow: /\n" not in answer.text


@pytest.mark.parametrize("path", ["/", "/why-join/", "/privacy/", "/robots.txt"])
def test_public_pages_answer_head_and_refuse_post(rivertown: Community, client: Client, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_another_communitys_employers_are_not_ours(rivertown: Community, lakeside: Community, client: Client) -> None:
    signed(lakeside, name="Lakeside Mill", slug="mill")
    assert "Lakeside Mill" not in client.get("/").text
    assert "Lakeside Mill" not in client.get("/why-join/").text
