"""Referring: whoever brings a signature is credited, by whatever road it came."""

from datetime import timedelta
from typing import Any

import pytest

from community.models import Community
from directory.models import Entry
from employers import referring, settling, signing
from employers.models import Commitment, Employer, Referral, ReferralLink, SignupDraft
from employers.standing import Beside
from outreach.models import Letter
from outreach.writing import preview
from tests import make
from tests.employers import signatures
from tests.make import NOW

LOOMIS = {
    "organization_name": "Loomis Tooling",
    "signer_name": "Lee Loomis",
    "signer_email": "lee@loomis.example",
    "website": "",
}


@pytest.fixture
def acme(rivertown: Community) -> Commitment:
    """Acme signed a month ago."""
    return signatures.settled(rivertown, at=NOW - timedelta(days=30))


@pytest.fixture
def link(acme: Commitment) -> ReferralLink:
    """The link of Acme's signer."""
    return ReferralLink.objects.get(commitment=acme)


def told(link: ReferralLink, **fields: Any) -> Referral:
    """Write down a referral that somebody told of."""
    return Referral.objects.create(
        **{
            "community": link.community,
            "link": link,
            "road": Referral.Road.COORDINATOR,
            "at": NOW - timedelta(days=3),
            "name": "Loomis Tooling",
            **fields,
        }
    )


def by_link(community: Community, link: ReferralLink, **fields: Any) -> Commitment:
    """Sign by somebody's link, and confirm."""
    text = make.text(community)
    draft = SignupDraft.objects.create(community=community, answers={"you": {"invited": link.code.lower()}})
    answers = signing.Answers(fields=signatures.FIELDS | LOOMIS | fields, consents=signatures.CONSENTS)
    witness = signing.Witness(review_shown_at=NOW)
    commitment = signing.sign(draft, answers, text=text, typed_name="Lee Loomis", witness=witness, at=NOW)
    return signing.confirm(commitment, at=NOW)


def settle(commitment: Commitment, **how: Any) -> Commitment:
    return settling.settle(commitment, **{"organization": None, "by": None, "at": NOW, **how})


def test_a_signer_has_a_link_from_the_confirmation_on(rivertown: Community) -> None:
    commitment = signatures.confirmed(rivertown)
    link = ReferralLink.objects.get()
    assert (link.commitment, link.user, link.employer) == (commitment, commitment.signer, None)
    assert len(link.code) == 10
    settled = settle(commitment)
    link.refresh_from_db()
    assert link.employer == settled.employer
    assert link.person.name == "Jo Park"


def test_a_renewal_keeps_the_link(rivertown: Community, acme: Commitment, link: ReferralLink) -> None:
    renewal = signatures.confirmed(rivertown, renews=acme)
    assert renewal.state == Commitment.State.ACTIVE
    assert referring.link_of(renewal, at=NOW) == link
    assert ReferralLink.objects.count() == 1


def test_the_receipt_carries_the_link(rivertown: Community) -> None:
    signatures.confirmed(rivertown)
    receipt = Letter.objects.get(kind="commitment_receipt")
    assert receipt.links["referral link"] == ["", f"/r/{ReferralLink.objects.get().code}/"]
    assert "another employer who should sign" in preview(receipt)[1]


def test_a_signature_by_link_is_credited_when_it_counts(rivertown: Community, link: ReferralLink) -> None:
    commitment = by_link(rivertown, link)
    referral = Referral.objects.get()
    assert (referral.road, referral.state, referral.commitment) == ("link", "open", commitment)
    settled = settle(commitment)
    referral.refresh_from_db()
    assert (referral.state, referral.organization) == ("signed", settled.employer.organization)
    assert Entry.objects.filter(verb="referral_credited").count() == 2
    thanks = Letter.objects.get(kind="referral_thanks")
    assert thanks.to_email == "jo@acme.example"
    assert "Loomis Tooling" in preview(thanks)[0]


def test_who_does_not_want_to_be_named_is_not_named_in_the_thanks(rivertown: Community, link: ReferralLink) -> None:
    commitment = by_link(rivertown, link)
    commitment.consents.update(withdrawn_at=NOW)
    settle(commitment)
    subject, text, html = preview(Letter.objects.get(kind="referral_thanks"))
    assert "Loomis" not in subject + text + html


def test_a_signature_on_paper_by_somebody_else_is_credited_too(rivertown: Community, link: ReferralLink) -> None:
    loomis = make.employer(rivertown, name="Loomis Tooling").organization
    referral = told(link, organization=loomis, contact_name="Lee Loomis")
    paper = make.commitment(
        rivertown,
        state="confirmed",
        method="paper",
        signer_name="Max Other",
        signer_email="",
        scan_sha256="0" * 64,
        countersigned_by=make.user(),
        confirmed_at=NOW,
        signed_at=NOW - timedelta(days=3, hours=5),  # noon of the day on which they told us
    )
    settle(paper, organization=loomis)
    referral.refresh_from_db()
    assert (referral.state, referral.commitment) == ("signed", paper)


@pytest.mark.parametrize("named", [{"email": "lee@loomis.example"}, {"domain": "loomis.example"}])
def test_an_address_or_its_domain_is_enough(rivertown: Community, link: ReferralLink, named: dict[str, str]) -> None:
    referral = told(link, name="some tool maker", **named)
    settle(signatures.confirmed(rivertown, **LOOMIS))
    referral.refresh_from_db()
    assert referral.state == "signed"


def test_a_free_mailbox_says_nothing_of_the_organization(rivertown: Community, link: ReferralLink) -> None:
    assert referring.own_domain("somebody@gmail.com") == ""
    referral = told(link, name="another", email="other@gmail.com", domain="")
    settle(signatures.confirmed(rivertown, **LOOMIS | {"signer_email": "lee@gmail.com"}))
    referral.refresh_from_db()
    assert referral.state == "open"


def test_what_is_said_after_the_signature_brought_nobody(rivertown: Community, link: ReferralLink) -> None:
    commitment = signatures.confirmed(rivertown, **LOOMIS)
    referral = told(link, domain="loomis.example", at=NOW + timedelta(hours=1))
    settle(commitment, at=NOW + timedelta(hours=2))
    referral.refresh_from_db()
    assert referral.state == "open"


def test_all_who_told_are_credited_and_each_is_thanked_once(rivertown: Community, link: ReferralLink) -> None:
    other = signatures.settled(
        rivertown, organization_name="Brightmill", signer_email="bo@brightmill.example", at=NOW - timedelta(days=9)
    )
    told(link, domain="loomis.example")
    told(referring.link_of(other, at=NOW), domain="loomis.example", at=NOW - timedelta(days=5))
    settle(by_link(rivertown, link))
    assert Referral.objects.signed().count() == 3
    thanked = Letter.objects.filter(kind="referral_thanks").values_list("to_email", flat=True)
    assert sorted(thanked) == ["bo@brightmill.example", "jo@acme.example"]


def test_a_second_signature_is_credited_to_a_colleague_and_to_no_one_else(
    rivertown: Community, acme: Commitment, link: ReferralLink
) -> None:
    loomis = signatures.settled(rivertown, **LOOMIS, at=NOW - timedelta(days=20))
    organization = Employer.objects.get(commitments=acme).organization
    own = told(link, organization=organization, name="Acme, the other site")
    other = told(referring.link_of(loomis, at=NOW), organization=organization, name="Acme Corp")
    second = signatures.confirmed(rivertown, signer_email="al@acme.example", signer_name="Al Hill")
    settle(second, organization=organization, beside=Beside.SECOND)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("signed", "open")
    assert own.is_in_house


def test_an_employer_that_comes_back_is_brought_again(rivertown: Community, link: ReferralLink) -> None:
    loomis = signatures.settled(rivertown, **LOOMIS, at=NOW - timedelta(days=20))
    signing.withdraw(loomis, by=loomis.signer, at=NOW - timedelta(days=10))
    referral = told(link, domain="loomis.example")
    again = signatures.confirmed(rivertown, **LOOMIS)
    settle(again, organization=Employer.objects.get(commitments=loomis).organization)
    referral.refresh_from_db()
    assert referral.state == "signed"


def test_nobody_brings_themselves(rivertown: Community, link: ReferralLink) -> None:
    by_link(rivertown, link, signer_email="jo@acme.example")
    assert not Referral.objects.exists()


def test_a_signature_that_is_put_aside_brings_no_credit(rivertown: Community, link: ReferralLink) -> None:
    commitment = by_link(rivertown, link)
    settling.reject(commitment, by=make.user(), at=NOW, reason="spam")
    assert Referral.objects.get().state == "dropped"
    assert not Letter.objects.filter(kind="referral_thanks").exists()


def test_another_communitys_link_is_unknown(lakeside: Community, rivertown: Community, link: ReferralLink) -> None:
    assert referring.named_link(lakeside, link.code) is None
    by_link(lakeside, link)
    assert not Referral.objects.exists()


def test_thanks_can_be_stopped(rivertown: Community, link: ReferralLink) -> None:
    settle(by_link(rivertown, link))
    assert not Letter.objects.get(kind="referral_thanks").is_transactional
