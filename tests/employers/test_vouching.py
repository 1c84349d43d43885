"""Tests of the credit for introductions: whoever said yes brought the organization, by whatever road it signs."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community import links
from community.models import Community, User
from community.purposes import INTRODUCTION
from directory import introductions, replying
from directory.models import Alliance, Introduction, Organization, Person
from directory.replies import Reply
from directory.replying import Answer
from employers import brought, reached
from employers.models import Commitment, Referral, ReferralLink
from outreach.models import Letter
from outreach.writing import preview
from tests import make
from tests.employers import signatures
from tests.make import NOW

pytestmark = pytest.mark.django_db
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=30)


@pytest.fixture
def chamber(rivertown: Community) -> Alliance:
    """An alliance that never signs anything."""
    return make.alliance(rivertown, name="Chamber")


@pytest.fixture
def nora(chamber: Alliance) -> Person:
    """Its director."""
    nora = make.person(chamber.organization.community, name="Nora Kim", email="nora@chamber.example")
    make.affiliation(nora, chamber.organization)
    return nora


@pytest.fixture
def acme(rivertown: Community) -> Organization:
    """Whom we want to sign."""
    return make.employer(rivertown, name="Acme Corp").organization


@pytest.fixture
def asked(nora: Person, acme: Organization, coordinator: User) -> Introduction:
    """Nora was asked to introduce us to Cleo of Acme."""
    cleo = make.person(acme.community, name="Cleo Diaz", email="cleo@acme.example")
    make.affiliation(cleo, acme)
    return introductions.ask(nora, cleo, organization=acme, words="Dear Nora", by=coordinator, at=NOW)


def said_yes(introduction: Introduction) -> Introduction:
    return replying.answer(introduction, Answer(Reply.HAPPY), at=SOON)


def signed(organization: Organization, **fields: object) -> Commitment:
    return signatures.settled(organization.community, at=LATER, organization=organization, **fields)


def test_a_yes_is_a_referral_of_the_alliance_and_is_credited_when_they_sign(
    asked: Introduction, chamber: Alliance, acme: Organization, nora: Person
) -> None:
    said_yes(asked)
    referral = Referral.objects.get()
    assert (referral.state, referral.road, referral.at, referral.organization) == ("open", "introduction", SOON, acme)
    assert (referral.link.person, referral.link.bringer, referral.link.employer) == (
        nora,
        chamber.organization,
        None,
    )
    signed(acme, signer_email="somebody@elsewhere.example")
    referral.refresh_from_db()
    assert referral.state == "signed"
    found = [(line.level, line.name, line.bringer, line.road) for line in brought.lines(acme.community)]
    assert found == [(0, "Chamber", "", ""), (1, "Acme Corp", "Chamber", "By an introduction")]
    assert reached.introduced_by([chamber.pk]) == {chamber.pk: 1}
    thanks = Letter.objects.get(kind="introduction_thanks")
    assert thanks.to_email == "nora@chamber.example"
    subject, text, _ = preview(thanks)
    assert "Acme Corp" in subject and "that of Chamber" in text


def test_an_employers_introducer_is_credited_like_any_referral_of_that_employer(
    rivertown: Community, acme: Organization, coordinator: User
) -> None:
    bright = signatures.settled(rivertown, at=NOW - timedelta(days=9), organization_name="Brightmill")
    own = ReferralLink.objects.get(employer=bright.employer)
    cleo = make.person(rivertown, name="Cleo")
    asked = introductions.ask(own.person, cleo, organization=acme, words="Dear", by=coordinator, at=NOW)
    said_yes(asked)
    assert Referral.objects.get().link == own
    signed(acme, signer_email="cleo@elsewhere.example")
    assert [line.name for line in brought.lines(rivertown)] == ["Brightmill", "Acme Corp"]


def test_somebody_at_home_nowhere_is_credited_in_person(
    rivertown: Community, acme: Organization, coordinator: User
) -> None:
    free, cleo = make.person(rivertown, name="Free Lance"), make.person(rivertown)
    said_yes(introductions.ask(free, cleo, organization=acme, words="Dear", by=coordinator, at=NOW))
    signed(acme)
    referral = Referral.objects.get()
    assert (referral.state, referral.link.person, referral.link.bringer) == ("signed", free, None)
    assert Letter.objects.filter(kind="introduction_thanks", to_name="Free Lance").exists()


def test_a_signature_given_before_the_yes_was_not_brought_by_it(asked: Introduction, acme: Organization) -> None:
    signed_before = signatures.settled(
        acme.community, at=NOW - timedelta(days=2), organization=acme, signer_email="jo@elsewhere.example"
    )
    said_yes(asked)
    assert signed_before.state == "active" and Referral.objects.get().state == "open"


@pytest.mark.parametrize("reply", [Reply.LATER, Reply.NOT_ME])
def test_who_did_not_say_yes_brought_nobody(asked: Introduction, reply: Reply) -> None:
    replying.answer(asked, Answer(reply), at=SOON)
    assert not Referral.objects.exists()


def test_said_and_made_is_one_referral(asked: Introduction, coordinator: User) -> None:
    said_yes(asked)
    introductions.make(asked, on=SOON.date(), note="", by=coordinator, at=SOON)
    assert Referral.objects.count() == 1


def test_what_was_made_without_asking_counts_from_its_day(nora: Person, acme: Organization, coordinator: User) -> None:
    introductions.log(nora, target=None, organization=acme, words="", on=date(2026, 11, 2), by=coordinator, at=LATER)
    referral = Referral.objects.get()
    assert (referral.at.date(), referral.name) == (date(2026, 11, 2), "Acme Corp")


def test_a_request_taken_back_brings_nobody(asked: Introduction, acme: Organization, coordinator: User) -> None:
    said_yes(asked)
    introductions.withdraw(asked, by=coordinator, at=SOON)
    assert Referral.objects.get().state == "dropped"
    signed(acme)
    assert Referral.objects.get().state == "dropped"


def test_nobody_brings_their_own_organization(nora: Person, chamber: Alliance, coordinator: User) -> None:
    colleague = make.person(nora.community)
    make.affiliation(colleague, chamber.organization)
    own = introductions.ask(nora, colleague, organization=chamber.organization, words="Dear", by=coordinator, at=NOW)
    said_yes(own)
    assert not Referral.objects.exists()


def test_a_person_without_an_organization_is_known_by_their_address(nora: Person, coordinator: User) -> None:
    cleo = make.person(nora.community, name="Cleo", email="cleo@new.example")
    said_yes(introductions.ask(nora, cleo, words="Dear", by=coordinator, at=NOW))
    referral = Referral.objects.get()
    assert (referral.organization, referral.email, referral.domain) == (None, "cleo@new.example", "new.example")
    signatures.settled(nora.community, at=LATER, signer_email="other@new.example", organization_name="New Works")
    referral.refresh_from_db()
    assert (referral.state, referral.organization.name) == ("signed", "New Works")
    nameless = make.person(nora.community, email="")
    introductions.log(nora, target=nameless, organization=None, words="", on=NOW.date(), by=coordinator, at=NOW)
    assert Referral.objects.count() == 1


def test_who_is_not_to_be_contacted_is_not_asked_about(
    coordinators_browser: Client, nora: Person, rivertown: Community, coordinator: User
) -> None:
    shut = make.employer(rivertown, name="Shut", stage="do_not_contact", stage_reason="They asked us so.").organization
    cleo = make.person(rivertown)
    make.affiliation(cleo, shut)
    with pytest.raises(introductions.CannotAsk, match=r"Shut is not to be contacted: They asked us so\."):
        introductions.ask(nora, cleo, organization=shut, words="Dear", by=coordinator, at=NOW)
    assert not Introduction.objects.exists()
    page = coordinators_browser.get(reverse("directory:introduction-ask", args=[nora.pk, cleo.pk])).text
    assert "not to be contacted" in page and "<textarea" not in page


def test_the_credit_stands_on_every_page(
    coordinators_browser: Client, asked: Introduction, acme: Organization, chamber: Alliance, rivertown: Community
) -> None:
    said_yes(asked)
    assert "When Acme Corp signs" in coordinators_browser.get(asked.get_absolute_url()).text
    assert "To follow up" in coordinators_browser.get(reverse("employers:referrals")).text
    assert not brought.to_follow_up(rivertown).exists()
    signed(acme)
    assert "Acme Corp signed" in coordinators_browser.get(asked.get_absolute_url()).text
    tree = coordinators_browser.get(reverse("employers:referrals")).text
    assert "By an introduction" in tree and "Chamber" in tree
    assert "1 signed through people of its own" in coordinators_browser.get(chamber.get_absolute_url()).text
    assert "Introduced" in coordinators_browser.get(reverse("directory:alliances")).text
    assert "by an introduction" in coordinators_browser.get(acme.get_absolute_url()).text
    for form in ("csv", "xlsx"):
        assert coordinators_browser.get(f"/workspace/referrals/export.{form}").status_code == 200


def test_the_page_of_whoever_said_yes_has_a_link_to_pass_on(asked: Introduction) -> None:
    said_yes(asked)
    link = Referral.objects.get().link
    address = links.mint(INTRODUCTION, asked.record, community=asked.community, at=timezone.now())
    page = Client().get("/introduction/" + address.partition("/introduction/")[2]).text
    assert link.get_absolute_url() in page and "Copy the address" in page
    assert Client().get(link.get_absolute_url()).status_code == 200
