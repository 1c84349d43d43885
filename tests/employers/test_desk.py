"""The employer's desk: what is theirs, and what they may do with it."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import Affiliation, Organization
from employers import chain, desks
from employers.models import Commitment, Event, SignupDraft
from tests import make
from tests.conftest import signed_in

DESK = reverse("employers:desk")
TODAY = timezone.localdate(timezone=ZoneInfo("America/New_York"))  # the community's own, whatever hour it is here
ON_A_COMMITMENT = ["desk-commitment", "desk-copy", "desk-download", "desk-consents", "desk-withdraw"]


@pytest.fixture
def jo(rivertown: Community) -> User:
    """A partner who signed for Brightmill Health."""
    return make.user(name="Jo Park", email="jo@brightmill.example")


@pytest.fixture
def brightmill(rivertown: Community, jo: User) -> Commitment:
    """An active commitment whose signer has the desk of the organization."""
    made = make.active(
        rivertown,
        name="Brightmill Health",
        slug="brightmill",
        signer=jo,
        signer_email=jo.email,
        ends_on=TODAY + timedelta(days=200),
        asks={"15-1254": 3},
    )
    somebody = make.person(rivertown, name="Jo Park", email=jo.email, user=jo)
    make.affiliation(somebody, made.employer.organization, has_desk=True)
    return made


@pytest.fixture
def desk(jo: User, brightmill: Commitment) -> Client:
    """The signer's browser."""
    return signed_in(jo)


def let_in(community: Community, organization: Organization, **fields: Any) -> User:
    """Give somebody else the desk of an organization."""
    somebody = make.user(**fields)
    make.affiliation(make.person(community, email=somebody.email, user=somebody), organization, has_desk=True)
    return somebody


def pages_of(commitment: Commitment) -> list[str]:
    """Every page of one commitment on the desk."""
    return [reverse(f"employers:{name}", args=[commitment.reference]) for name in ON_A_COMMITMENT]


def organization_pages(slug: str = "brightmill") -> list[str]:
    return [reverse(f"employers:{name}", args=[slug]) for name in ("desk-people", "desk-logo")]


# --- Whose desk ---------------------------------------------------------------------------------


def test_a_signer_finds_the_commitment_on_the_desk(desk: Client) -> None:
    page = desk.get(DESK).content.decode()
    for words in ("Brightmill Health", "Active", "the wall names you", "Who may use this desk"):
        assert words in page


def test_a_colleague_with_the_desk_sees_the_same(rivertown: Community, brightmill: Commitment) -> None:
    colleague = signed_in(let_in(rivertown, brightmill.employer.organization))
    assert "Brightmill Health" in colleague.get(DESK).content.decode()
    for page in [*pages_of(brightmill), *organization_pages()]:
        assert colleague.get(page).status_code == 200


def test_a_signature_that_waits_stands_on_its_signers_desk(rivertown: Community, jo: User) -> None:
    made = make.commitment(rivertown, state="confirmed", confirmed_at=make.NOW, signer=jo, organization_name="Acme")
    browser = signed_in(jo)
    assert "With the coordinator" in browser.get(DESK).content.decode()
    for page in pages_of(made):
        assert browser.get(page).status_code == 200


def test_strangers_are_asked_to_sign_in(client: Client, brightmill: Commitment) -> None:
    for page in [DESK, *pages_of(brightmill), *organization_pages()]:
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_login"))


def test_another_partner_meets_nothing_but_404(rivertown: Community, brightmill: Commitment) -> None:
    other = make.active(rivertown, name="Loomis Tooling", slug="loomis")
    browser = signed_in(let_in(rivertown, other.employer.organization))
    for page in [*pages_of(brightmill), *organization_pages()]:
        assert browser.get(page).status_code == 404
    for name in ("desk-consents", "desk-withdraw", "desk-renew"):
        assert browser.post(reverse(f"employers:{name}", args=[brightmill.reference])).status_code == 404
    for name in ("desk-people", "desk-logo", "desk-logo-remove"):
        assert browser.post(reverse(f"employers:{name}", args=["brightmill"])).status_code == 404
    affiliation = Affiliation.objects.get(organization=brightmill.employer.organization)
    assert browser.post(reverse("employers:desk-remove", args=["brightmill", affiliation.pk])).status_code == 404
    brightmill.refresh_from_db()
    assert brightmill.state == Commitment.State.ACTIVE


def test_at_another_communitys_host_the_desk_is_empty(lakeside: Community, jo: User, brightmill: Commitment) -> None:
    browser = Client(headers={"host": "lakeside.example"})
    browser.force_login(jo)
    assert "Nothing is on your desk yet" in browser.get(DESK).content.decode()
    for page in [*pages_of(brightmill), *organization_pages()]:
        assert browser.get(page).status_code == 404


def test_somebody_who_left_loses_the_desk_with_the_next_request(
    rivertown: Community, jo: User, brightmill: Commitment, desk: Client
) -> None:
    Affiliation.objects.update(until=date(2026, 1, 1), has_desk=False)
    assert "Nothing is on your desk yet" in desk.get(DESK).content.decode()
    for page in [*pages_of(brightmill), *organization_pages()]:
        assert desk.get(page).status_code == 404


def test_working_somewhere_is_not_having_the_desk(rivertown: Community, brightmill: Commitment) -> None:
    somebody = make.user()
    make.affiliation(make.person(rivertown, user=somebody), brightmill.employer.organization, has_desk=False)
    assert signed_in(somebody).get(pages_of(brightmill)[0]).status_code == 404


def test_a_partner_without_anything_is_told_what_to_do(rivertown: Community) -> None:
    page = signed_in(make.user()).get(DESK).content.decode()
    assert reverse("employers:signup") in page
    assert "ask them to let you in" in page


def test_the_team_is_shown_the_way_to_the_workspace(coordinator: User) -> None:
    answer = signed_in(coordinator).get(DESK)
    assert "Go to the workspace" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desk_asks_as_little_for_many_as_for_one(
    rivertown: Community,
    brightmill: Commitment,
    desk: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _number in range(rows - 1):
        make.active(rivertown, employer=brightmill.employer, ends_on=TODAY + timedelta(days=100))
    desk.get(DESK)
    with django_assert_num_queries(12):
        desk.get(DESK)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_people_ask_as_little_for_many_as_for_one(
    rivertown: Community,
    brightmill: Commitment,
    desk: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _number in range(rows - 1):
        let_in(rivertown, brightmill.employer.organization)
    with django_assert_num_queries(6):
        desk.get(reverse("employers:desk-people", args=["brightmill"]))


# --- The commitment and its copy ----------------------------------------------------------------


def test_the_receipt_says_what_was_signed(desk: Client, brightmill: Commitment) -> None:
    page = desk.get(pages_of(brightmill)[0]).content.decode()
    for words in (
        brightmill.reference,
        "Jo Park",
        "Director of IT",
        brightmill.text_sha256,
        brightmill.document_sha256,
    ):
        assert words in page


def test_the_download_is_the_document_byte_for_byte(desk: Client, brightmill: Commitment) -> None:
    Commitment.objects.filter(pk=brightmill.pk).update(document="# Ours — é\n")
    answer = desk.get(reverse("employers:desk-download", args=[brightmill.reference]))
    assert answer.content == "# Ours — é\n".encode()
    assert answer["Content-Disposition"] == f'attachment; filename="commitment-{brightmill.reference}.md"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_markup_in_a_document_is_shown_as_text(desk: Client, brightmill: Commitment) -> None:
    Commitment.objects.filter(pk=brightmill.pk).update(document="## <img src=x onerror=alert(1)> promises")
    assert "<img src=x" not in desk.get(reverse("employers:desk-copy", args=[brightmill.reference])).content.decode()


# --- Consents -----------------------------------------------------------------------------------


def test_the_desk_leads_to_the_public_page_where_there_is_one(desk: Client, brightmill: Commitment) -> None:
    public_page = reverse("employers:public-employer", args=["brightmill"])
    addresses = [reverse("employers:desk"), reverse("employers:desk-commitment", args=[brightmill.reference])]
    assert all(public_page in desk.get(address).text for address in addresses)
    desk.post(reverse("employers:desk-consents", args=[brightmill.reference]), {})
    assert not any(public_page in desk.get(address).text for address in addresses)


def test_consents_change_at_once_and_leave_an_event(desk: Client, brightmill: Commitment, client: Client) -> None:
    public = reverse("employers:public-employer", args=["brightmill"])
    assert client.get(public).status_code == 200
    address = reverse("employers:desk-consents", args=[brightmill.reference])
    assert desk.post(address, {"show_logo": "on"}).url == reverse(
        "employers:desk-commitment", args=[brightmill.reference]
    )
    assert chain.consents_of(brightmill) == ["show_logo"]
    assert client.get(public).status_code == 404
    assert Event.objects.get(kind=Event.Kind.CONSENT_CHANGED).content["consents"] == ["show_logo"]


def test_the_form_shows_what_stands(desk: Client, brightmill: Commitment) -> None:
    form = desk.get(reverse("employers:desk-consents", args=[brightmill.reference])).context["form"]
    assert [name for name in form.fields if form[name].value()] == ["list_name"]


def test_what_has_ended_has_no_consents_to_change(desk: Client, brightmill: Commitment) -> None:
    Commitment.objects.filter(pk=brightmill.pk).update(state=Commitment.State.WITHDRAWN)
    address = reverse("employers:desk-consents", args=[brightmill.reference])
    assert "form" not in desk.get(address).content.decode().split("<main")[1].split("</main")[0]
    answer = desk.post(address, {"list_name": "on", "news": "on"})
    assert answer.status_code == 200
    assert chain.consents_of(brightmill) == ["list_name"]


def test_looking_changes_nothing(desk: Client, brightmill: Commitment) -> None:
    for page in pages_of(brightmill):
        desk.get(page)
        desk.head(page)
    brightmill.refresh_from_db()
    assert brightmill.state == Commitment.State.ACTIVE
    assert not Event.objects.exists()
    assert not SignupDraft.objects.exists()


# --- Withdrawing --------------------------------------------------------------------------------


def test_withdrawing_says_what_happens_and_then_does_it(desk: Client, brightmill: Commitment) -> None:
    address = reverse("employers:desk-withdraw", args=[brightmill.reference])
    page = desk.get(address).content.decode()
    assert "leave every public page at once" in page
    assert desk.post(address, {"reason": "We close\nthe office."}).url == DESK
    brightmill.refresh_from_db()
    assert brightmill.state == Commitment.State.WITHDRAWN
    assert brightmill.end_reason.splitlines() == ["We close", "the office."]


def test_withdrawing_twice_says_so(desk: Client, brightmill: Commitment) -> None:
    address = reverse("employers:desk-withdraw", args=[brightmill.reference])
    desk.post(address)
    assert desk.post(address).status_code == 200
    assert Event.objects.filter(kind=Event.Kind.WITHDRAWN).count() == 1


def test_a_reason_that_is_too_long_is_kept_on_the_form(desk: Client, brightmill: Commitment) -> None:
    answer = desk.post(reverse("employers:desk-withdraw", args=[brightmill.reference]), {"reason": "x" * 301})
    assert "x" * 301 in answer.content.decode()
    brightmill.refresh_from_db()
    assert brightmill.state == Commitment.State.ACTIVE


# --- Renewing -----------------------------------------------------------------------------------


def test_renewing_begins_with_what_was_said_before(desk: Client, brightmill: Commitment) -> None:
    answer = desk.post(reverse("employers:desk-renew", args=[brightmill.reference]))
    assert answer.url == reverse("employers:signup-commitment")
    draft = SignupDraft.objects.get()
    assert draft.renews == brightmill
    assert draft.answers["you"]["organization_name"] == "Brightmill Health"
    page = desk.get(answer.url)
    assert page.context["form"]["consent_list_name"].value() is True


def test_a_colleague_renews_in_their_own_name(rivertown: Community, brightmill: Commitment) -> None:
    colleague = let_in(rivertown, brightmill.employer.organization, name="Kim Lee", email="kim@brightmill.example")
    signed_in(colleague).post(reverse("employers:desk-renew", args=[brightmill.reference]))
    you = SignupDraft.objects.get().answers["you"]
    assert (you["signer_name"], you["signer_email"]) == ("Kim Lee", "kim@brightmill.example")
    assert you["organization_name"] == "Brightmill Health"


def test_opening_the_address_of_renewing_renews_nothing(desk: Client, brightmill: Commitment) -> None:
    assert desk.get(reverse("employers:desk-renew", args=[brightmill.reference])).status_code == 405


@pytest.mark.parametrize("state", ["withdrawn", "superseded"])
def test_what_is_over_for_good_cannot_be_renewed(desk: Client, brightmill: Commitment, state: str) -> None:
    Commitment.objects.filter(pk=brightmill.pk).update(state=state)
    desk.post(reverse("employers:desk-renew", args=[brightmill.reference]))
    assert not SignupDraft.objects.exists()


def test_a_renewal_on_its_way_is_not_begun_again(rivertown: Community, desk: Client, brightmill: Commitment) -> None:
    make.commitment(rivertown, supersedes=brightmill)
    desk.post(reverse("employers:desk-renew", args=[brightmill.reference]))
    assert not SignupDraft.objects.exists()
    assert "Your renewal is signed" in desk.get(DESK).content.decode()


def test_near_its_end_the_desk_asks_to_renew(desk: Client, brightmill: Commitment) -> None:
    Commitment.objects.filter(pk=brightmill.pk).update(ends_on=TODAY + timedelta(days=12))
    page = desk.get(DESK).content.decode()
    assert "It ends in 12 days" in page
    assert "Renew the commitment" in page


# --- People -------------------------------------------------------------------------------------

KIM = {"name": "Kim Lee", "email": "Kim@Brightmill.example", "title": "Recruiter"}
PEOPLE = reverse("employers:desk-people", args=["brightmill"])


def test_a_colleague_is_let_in_by_address(desk: Client, brightmill: Commitment) -> None:
    assert desk.post(PEOPLE, KIM).url == PEOPLE
    kim = User.objects.get(email="kim@brightmill.example")
    assert not kim.has_usable_password()
    assert signed_in(kim).get(pages_of(brightmill)[0]).status_code == 200
    assert "Kim Lee" in desk.get(PEOPLE).content.decode()


def test_somebody_who_is_in_is_not_let_in_twice(desk: Client) -> None:
    desk.post(PEOPLE, KIM)
    assert "may use this desk already" in desk.post(PEOPLE, KIM).content.decode()
    assert Affiliation.objects.count() == 2


def test_letting_in_somebody_known_neither_renames_nor_reveals_them(rivertown: Community, desk: Client) -> None:
    known = make.person(rivertown, name="Dr. Secret Name", email="known@elsewhere.example")
    desk.post(PEOPLE, {"name": "Guess", "email": "known@elsewhere.example"})
    known.refresh_from_db()
    assert known.name == "Dr. Secret Name"
    page = desk.get(PEOPLE).content.decode()
    assert "known@elsewhere.example" in page
    assert "Dr. Secret Name" not in page


def test_an_address_of_somebody_elses_sign_in_is_refused(rivertown: Community, desk: Client) -> None:
    make.person(rivertown, email="shared@brightmill.example", user=make.user(email="old@brightmill.example"))
    answer = desk.post(PEOPLE, KIM | {"email": "shared@brightmill.example"}).content.decode()
    assert "cannot be let in from here" in answer
    assert Affiliation.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"email": "x"}, {"name": ""}, {"name": "a\u202eb"}, {"title": "x" * 151}, {"email": ""}]
)
def test_a_form_that_is_not_filled_in_lets_nobody_in(desk: Client, wrong: dict[str, str]) -> None:
    assert desk.post(PEOPLE, KIM | wrong).status_code == 200
    assert Affiliation.objects.count() == 1


def test_twenty_a_day_are_let_in(desk: Client) -> None:
    for number in range(20):
        desk.post(PEOPLE, KIM | {"email": f"kim{number}@brightmill.example"})
    assert "enough for one day" in desk.post(PEOPLE, KIM).content.decode()


def test_the_desk_is_closed_to_a_colleague(rivertown: Community, desk: Client, brightmill: Commitment) -> None:
    kim = let_in(rivertown, brightmill.employer.organization, email="kim@brightmill.example")
    affiliation = Affiliation.objects.get(person__user=kim)
    address = reverse("employers:desk-remove", args=["brightmill", affiliation.pk])
    assert "Close the desk to kim@brightmill.example?" in desk.get(address).content.decode()
    assert desk.post(address).url == PEOPLE
    assert signed_in(kim).get(pages_of(brightmill)[0]).status_code == 404
    assert desk.post(address).status_code == 404


def test_the_last_one_stays(desk: Client) -> None:
    affiliation = Affiliation.objects.get()
    answer = desk.post(reverse("employers:desk-remove", args=["brightmill", affiliation.pk]))
    assert answer.status_code == 409
    assert "Somebody has to be left" in answer.content.decode()


def test_somebody_who_cannot_sign_in_does_not_count_as_left(
    rivertown: Community, desk: Client, brightmill: Commitment
) -> None:
    make.affiliation(make.person(rivertown), brightmill.employer.organization, has_desk=True)
    own = Affiliation.objects.get(person__email="jo@brightmill.example")
    assert desk.post(reverse("employers:desk-remove", args=["brightmill", own.pk])).status_code == 409


def test_one_may_close_the_desk_to_oneself(rivertown: Community, desk: Client, brightmill: Commitment) -> None:
    let_in(rivertown, brightmill.employer.organization)
    own = Affiliation.objects.get(person__email="jo@brightmill.example")
    assert desk.post(reverse("employers:desk-remove", args=["brightmill", own.pk])).url == DESK
    assert desk.get(PEOPLE).status_code == 404


def test_closing_a_closed_desk_is_refused(rivertown: Community, jo: User, brightmill: Commitment) -> None:
    let_in(rivertown, brightmill.employer.organization)
    affiliation = Affiliation.objects.get(person__user=jo)
    desks.close(affiliation, by=jo, at=make.NOW)
    with pytest.raises(desks.CannotClose):
        desks.close(affiliation, by=jo, at=make.NOW)
