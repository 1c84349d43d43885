"""Advocates who need not have signed: their link, its page, and what is credited to them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Community, User
from directory.models import Entry, Person
from employers import advocacy, brought, introducing, referring, settling, signing
from employers.models import Advocate, Commitment, Employer, Referral, ReferralLink, SignupDraft
from outreach.models import Letter
from outreach.writing import preview
from tests import make
from tests.conftest import signed_in
from tests.employers import signatures
from tests.make import NOW

pytestmark = pytest.mark.django_db
SAID = {"why": "Two of her best came from a night course.", "quote": "Show us what you can do."}
AGREED = {"named": True, "quoted": True, "called": True}
LOOMIS = {
    "organization_name": "Loomis Tooling",
    "signer_name": "Lee Loomis",
    "signer_email": "lee@loomis.example",
    "website": "",
}


@pytest.fixture
def halyard(rivertown: Community) -> Employer:
    """An employer that has not signed."""
    return make.employer(rivertown, name="Halyard Software")


@pytest.fixture
def mia(rivertown: Community, halyard: Employer) -> Person:
    """Somebody who works there."""
    mia = make.person(rivertown, name="Mia Ray", email="mia@halyard.example")
    make.affiliation(mia, halyard.organization)
    return mia


@pytest.fixture
def advocate(halyard: Employer, mia: Person, coordinator: User) -> Advocate:
    """Mia speaks for us, and agreed to nothing yet."""
    return advocacy.add(halyard, mia, by=coordinator, at=NOW - timedelta(days=40), **SAID)


def link_of(advocate: Advocate) -> ReferralLink:
    return advocacy.links_of(advocate).with_inviter().get()


def page_of(client: Client, link: ReferralLink) -> str:
    return client.get(link.get_absolute_url()).content.decode()


def signed_by_link(community: Community, code: str) -> Commitment:
    """Loomis signs by somebody's link, and it is settled."""
    text = make.text(community)
    draft = SignupDraft.objects.create(community=community, answers={"you": {"invited": code}})
    answers = signing.Answers(fields=signatures.FIELDS | LOOMIS, consents=signatures.CONSENTS)
    witness = signing.Witness(review_shown_at=NOW)
    made = signing.sign(draft, answers, text=text, typed_name="Lee Loomis", witness=witness, at=NOW)
    return settling.settle(signing.confirm(made, at=NOW), organization=None, by=None, at=NOW)


def test_an_advocate_has_a_link_whose_page_names_them_by_their_consent_alone(
    client: Client, advocate: Advocate, coordinator: User
) -> None:
    link = link_of(advocate)
    assert "An employer in Rivertown invites you" in page_of(client, link)
    assert "Mia" not in page_of(client, link)
    assert "Halyard" not in page_of(client, link)
    advocacy.change(advocate, by=coordinator, at=NOW, **AGREED)
    page = page_of(client, link)
    assert "Mia Ray invites you" in page
    assert "Show us what you can do." in page
    assert "Halyard" not in page, "an employer that has not signed is not named"
    advocacy.change(advocate, by=coordinator, at=NOW, **AGREED | {"quoted": False})
    assert "Show us what you can do." not in page_of(client, link)
    advocacy.change(advocate, by=coordinator, at=NOW, **AGREED | {"named": False})
    assert "Mia" not in page_of(client, link)


def test_who_hides_their_name_at_the_desk_is_not_quoted_on_their_own_page(
    client: Client, rivertown: Community, coordinator: User
) -> None:
    commitment = signatures.settled(rivertown)
    link = ReferralLink.objects.get(commitment=commitment)
    advocacy.add(commitment.employer, link.person, by=coordinator, at=NOW, **SAID, **AGREED)
    link.refresh_from_db()
    assert "Jo Park of Acme Corp invites you" in page_of(client, link)
    assert "Show us what you can do." in page_of(client, link)
    referring.agree_to_be_named(link, is_named=False, at=NOW)
    assert "Show us what you can do." not in page_of(client, link)


def test_a_signature_by_the_link_is_to_the_advocates_credit(rivertown: Community, advocate: Advocate) -> None:
    commitment = signed_by_link(rivertown, link_of(advocate).code)
    referral = Referral.objects.get()
    assert (referral.state, referral.link, referral.commitment) == ("signed", link_of(advocate), commitment)
    letter = Letter.objects.get(kind="referral_thanks_by_link")
    assert letter.to_email == "mia@halyard.example"
    subject, text, _html = preview(letter)
    assert "Loomis Tooling" in subject
    assert "desk" not in text
    assert letter.links == {"referral link": ["", f"/r/{link_of(advocate).code}/"]}
    assert brought.by_advocate([advocate]) == {advocate.pk: {"told": 1, "signed": 1}}
    [first, second] = brought.lines(rivertown)
    assert (first.name, second.name, second.bringer) == ("Halyard Software", "Loomis Tooling", "Halyard Software")


def test_one_advocate_is_one_line_and_one_letter_by_whatever_link(rivertown: Community, advocate: Advocate) -> None:
    first = link_of(advocate)
    second = ReferralLink.objects.create(community=rivertown, person=advocate.person, employer=advocate.employer)
    for link in (first, second):
        Referral.objects.create(
            community=rivertown, link=link, road="coordinator", name="Loomis", domain="loomis.example", at=NOW
        )
    settling.settle(signatures.confirmed(rivertown, **LOOMIS), organization=None, by=None, at=NOW)
    [bringer] = brought.bringers(rivertown)
    assert (bringer.link, bringer.told, bringer.signed, bringer.is_advocate) == (first, 2, 2, True)
    assert Letter.objects.filter(kind__startswith="referral_thanks").count() == 1


def test_an_advocate_who_signs_has_both_links_at_their_desk(
    rivertown: Community, advocate: Advocate, halyard: Employer
) -> None:
    link = link_of(advocate)
    mine = {"organization_name": "Halyard Software", "signer_name": "Mia Ray", "signer_email": advocate.person.email}
    commitment = signatures.confirmed(rivertown, **mine)
    settling.settle(commitment, organization=halyard.organization, by=None, at=NOW)
    signed_by_link(rivertown, link.code)
    link.refresh_from_db()
    assert link.user == commitment.signer
    page = signed_in(commitment.signer).get(reverse("employers:desk-referrals", args=[halyard.organization.slug]))
    assert link.url in page.content.decode()
    assert "Loomis Tooling" in page.content.decode()
    assert Letter.objects.get(kind__startswith="referral_thanks").kind == "referral_thanks"


def test_a_coordinator_hands_over_link_and_words(
    coordinators_browser: Client, halyard: Employer, mia: Person, viewer: User
) -> None:
    add = reverse("employers:advocate-add", args=[halyard.organization_id])
    page = coordinators_browser.post(add, {"person": mia.pk, **SAID}, follow=True).content.decode()
    link = ReferralLink.objects.get()
    assert (link.person, link.employer, link.user) == (mia, halyard, None)
    assert "The kit of Mia Ray" in page
    assert page.count(link.url) >= 5
    assert "We stand behind Rivertown TechHire" in page
    assert "It names Mia Ray once they agree" in page
    advocate = Advocate.objects.get()
    paper = coordinators_browser.get(reverse("employers:advocate-page", args=[advocate.pk])).content.decode()
    assert reverse("employers:invited-code", args=[link.code]) in paper
    assert link.url in signed_in(viewer).get(reverse("employers:advocate-kit", args=[advocate.pk])).content.decode()


def test_an_advocate_from_before_gets_a_link_by_the_button(
    coordinators_browser: Client, halyard: Employer, mia: Person
) -> None:
    advocate = Advocate.objects.create(employer=halyard, person=mia, why="She trains.", named_at=NOW)
    kit = reverse("employers:advocate-kit", args=[advocate.pk])
    assert "has no link yet" in coordinators_browser.get(kit).content.decode()
    assert coordinators_browser.get(reverse("employers:advocate-page", args=[advocate.pk])).url == kit
    assert not ReferralLink.objects.exists()
    for _ in range(2):
        coordinators_browser.post(reverse("employers:advocate-link", args=[advocate.pk]))
    assert ReferralLink.objects.get().named_at == NOW
    assert "<strong>Mia Ray invites you" in coordinators_browser.get(kit).content.decode()


def test_who_is_no_advocate_any_more_is_named_nowhere(
    client: Client, coordinators_browser: Client, advocate: Advocate, coordinator: User
) -> None:
    advocacy.change(advocate, by=coordinator, at=NOW, **AGREED)
    link = link_of(advocate)
    remove = reverse("employers:advocate-remove", args=[advocate.pk])
    assert "This is what will happen" in coordinators_browser.get(remove).content.decode()
    assert Advocate.objects.exists()
    assert "Mia Ray is no advocate any more" in coordinators_browser.post(remove, follow=True).content.decode()
    assert not Advocate.objects.exists()
    assert "An employer in Rivertown invites you" in page_of(client, link)
    assert Entry.objects.filter(verb="advocate_removed").count() == 1


def test_a_coordinator_says_who_at_the_employer_told_them(
    coordinators_browser: Client, rivertown: Community, advocate: Advocate
) -> None:
    target = make.employer(rivertown, name="Loomis Tooling").organization
    address = reverse("employers:referral", args=[target.pk])
    assert "Halyard Software" in coordinators_browser.get(address).content.decode()
    said = {"bringer": "Halyard Software", "person": "Nobody"}
    assert "We know nobody of this name" in coordinators_browser.post(address, said).content.decode()
    coordinators_browser.post(address, {**said, "person": "mia ray"})
    assert Referral.objects.get().link == link_of(advocate)
    again = coordinators_browser.post(address, {**said, "person": "Mia Ray"}).content.decode()
    assert "Mia Ray told us of Loomis Tooling already" in again


def test_the_employers_page_names_its_own_advocates_and_who_could_speak_to_it(
    coordinators_browser: Client, rivertown: Community, advocate: Advocate, coordinator: User
) -> None:
    advocacy.change(advocate, by=coordinator, at=NOW, **AGREED)
    own = coordinators_browser.get(advocate.employer.get_absolute_url()).content.decode()
    assert reverse("employers:advocate-kit", args=[advocate.pk]) in own
    open_one, signed = make.employer(rivertown), make.employer(rivertown, stage="signed")
    suggested = coordinators_browser.get(open_one.get_absolute_url()).content.decode()
    assert "Who could speak to them" in suggested
    assert "Mia Ray" in suggested
    assert "Mia Ray" not in coordinators_browser.get(signed.get_absolute_url()).content.decode()


def test_members_of_an_alliance_bring_others(
    coordinators_browser: Client, rivertown: Community, advocate: Advocate, coordinator: User
) -> None:
    chamber, board = make.alliance(rivertown, name="Chamber"), make.alliance(rivertown, name="Board")
    make.alliance(rivertown, name="Mayor")
    for alliance in (chamber, board):
        make.ally(alliance, advocate.employer.organization)
    make.ally(board, make.employer(rivertown).organization)
    link = link_of(advocate)
    introducing.introduce(link, name="Garnet Foods", by=coordinator, at=NOW)
    introducing.introduce_colleague(link, contact_name="Al Hill", by=coordinator, at=NOW)
    signed_by_link(rivertown, link.code)
    counts = {"told": 2, "signed": 1}
    assert brought.by_alliance([chamber.pk, board.pk]) == {chamber.pk: counts, board.pk: counts}
    page = coordinators_browser.get(reverse("employers:referrals")).content.decode()
    assert "Through members of alliances" in page
    assert "Mayor" not in page
    alone = coordinators_browser.get(chamber.get_absolute_url()).content.decode()
    assert "Its members told us of 2 others, and 1 of these signed" in alone
    listed = coordinators_browser.get(reverse("directory:alliances")).content.decode()
    assert '<td data-label="Brought">1</td>' in listed
    advocate.employer.organization.memberships.update(until=NOW.date())
    assert brought.by_alliance([chamber.pk]) == {}
