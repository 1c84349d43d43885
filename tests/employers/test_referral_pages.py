"""Pages of referrals: what a link leads to, and what stands on the desk."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, User
from employers.models import Commitment, Referral, ReferralLink, SignupDraft
from tests import make
from tests.conftest import signed_in


@pytest.fixture
def jo(rivertown: Community) -> User:
    """A partner who signed for Brightmill Health."""
    return make.user(name="Jo Park", email="jo@brightmill.example")


@pytest.fixture
def brightmill(rivertown: Community, jo: User) -> Commitment:
    """Brightmill's commitment, whose signer has the desk."""
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill", signer=jo, signer_email=jo.email)
    somebody = make.person(rivertown, name="Jo Park", email=jo.email, user=jo)
    make.affiliation(somebody, made.employer.organization, has_desk=True)
    return made


@pytest.fixture
def link(brightmill: Commitment, jo: User) -> ReferralLink:
    """Jo's link."""
    return ReferralLink.objects.create(
        community=brightmill.community, user=jo, employer=brightmill.employer, commitment=brightmill
    )


def page(client: Client, link: ReferralLink) -> str:
    """Return the page that a link leads to."""
    return client.get(reverse("employers:invited", args=[link.code])).content.decode()


def test_the_page_names_whom_it_may(client: Client, link: ReferralLink, brightmill: Commitment) -> None:
    assert "Brightmill Health invites you" in page(client, link)
    assert "Jo Park" not in page(client, link)
    ReferralLink.objects.update(named_at=make.NOW)
    assert "Jo Park of Brightmill Health invites you" in page(client, link)
    brightmill.consents.update(withdrawn_at=make.NOW)
    assert "Brightmill" not in page(client, link)
    ReferralLink.objects.update(named_at=None)
    assert "An employer in Rivertown invites you" in page(client, link)


def test_a_withdrawn_employer_is_not_named(client: Client, link: ReferralLink, brightmill: Commitment) -> None:
    Commitment.objects.update(state="withdrawn", ended_at=make.NOW)
    assert "An employer in Rivertown invites you" in page(client, link)


def test_a_code_is_read_however_it_is_typed(client: Client, link: ReferralLink) -> None:
    assert client.get(f"/r/{link.code.lower()}/").status_code == 200
    assert client.get("/r/NOSUCHCODE/").status_code == 404


def test_the_code_is_drawn_without_any_style_of_its_own(client: Client, link: ReferralLink) -> None:
    answer = client.get(reverse("employers:invited-code", args=[link.code]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert b"style" not in answer.content


def test_the_code_travels_into_the_draft(client: Client, link: ReferralLink) -> None:
    signup = f"{reverse('employers:signup')}?invited={link.code}"
    assert signup in page(client, link)
    first = client.get(signup)
    assert "Brightmill Health invites you" in first.content.decode()
    typed = {
        "signer_email": "lee@loomis.example",
        "signer_name": "Lee Loomis",
        "signer_title": "Owner",
        "organization_name": "Loomis Tooling",
        "town": "Rivertown",
        "invited": link.code,
    }
    client.post(reverse("employers:signup"), typed)
    assert SignupDraft.objects.get().answers["you"]["invited"] == link.code
    assert "Brightmill Health invites you" in client.get(reverse("employers:signup")).content.decode()
    assert not Referral.objects.exists()


def test_an_unknown_code_on_the_form_is_passed_over(client: Client, rivertown: Community) -> None:
    make.text(rivertown)
    answer = client.get(reverse("employers:signup"), {"invited": "NOSUCHCODE"})
    assert answer.status_code == 200
    assert "invites you" not in answer.content.decode()


def test_the_confirmed_page_shows_the_link(client: Client, rivertown: Community) -> None:
    from community import links, purposes
    from tests.employers import signatures

    commitment = signatures.confirmed(rivertown)
    address = links.mint(purposes.CONFIRM, commitment.record, community=rivertown, at=timezone.now())
    token = address.rstrip("/").rsplit("/", 1)[1]
    shown = client.get(reverse("employers:confirm", args=[token])).content.decode()
    assert ReferralLink.objects.get().url in shown


def test_the_desk_makes_a_link_once_and_shows_it(jo: User, brightmill: Commitment) -> None:
    browser = signed_in(jo)
    address = reverse("employers:desk-referrals", args=["brightmill"])
    assert address in browser.get(reverse("employers:desk")).content.decode()
    assert "Make my link" in browser.get(address).content.decode()
    for _ in range(2):
        browser.post(reverse("employers:desk-referrals-link", args=["brightmill"]))
    made = ReferralLink.objects.get()
    assert (made.user, made.employer) == (jo, brightmill.employer)
    assert made.url in browser.get(address).content.decode()


def test_a_holder_is_named_only_when_they_say_so(jo: User, link: ReferralLink) -> None:
    browser, address = signed_in(jo), reverse("employers:desk-referrals-name", args=["brightmill"])
    browser.post(address, {"named": "yes"})
    link.refresh_from_db()
    assert link.public_name == "Jo Park"
    browser.post(address, {"named": "no"})
    link.refresh_from_db()
    assert link.public_name == ""


def test_a_signature_that_waits_shows_its_bare_link_on_the_desk(rivertown: Community, jo: User) -> None:
    made = make.commitment(rivertown, state="confirmed", confirmed_at=make.NOW, signer=jo)
    link = ReferralLink.objects.create(community=rivertown, user=jo, commitment=made)
    assert link.url in signed_in(jo).get(reverse("employers:desk")).content.decode()


def test_the_words_carry_the_link_and_the_page_its_code(jo: User, link: ReferralLink) -> None:
    browser = signed_in(jo)
    words = browser.get(reverse("employers:desk-kit", args=["brightmill"])).content.decode()
    assert words.count(link.url) == 4
    assert words.count("data-copy=") == 4
    printed = browser.get(reverse("employers:desk-kit-page", args=["brightmill"])).content.decode()
    assert reverse("employers:invited-code", args=[link.code]) in printed


def test_without_a_link_the_words_wait(jo: User, brightmill: Commitment) -> None:
    page = signed_in(jo).get(reverse("employers:desk-kit", args=["brightmill"])).content.decode()
    assert "First make your link" in page
