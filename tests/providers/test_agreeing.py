"""The data agreement: signed with the evidence and in the chain of the commitment."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from community.roles import Role
from directory import merging
from directory.models import Entry, Merge
from employers import texts, verifying
from employers.models import Chain, Event
from employers.signing import Witness
from employers.wordings import TextKind
from outreach.models import Letter
from outreach.writing import preview
from providers import agreeing, attesting, calendar
from providers.models import Agreement, Provider
from tests import make
from tests.conftest import signed_in
from tests.employers import signatures
from tests.employers.test_verifying import work_to_the_end
from tests.make import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)
SIGNED = {
    "signer_name": "Sam Okafor",
    "signer_title": "Director",
    "typed_name": "Sam Okafor",
    "may_sign": "on",
    "agreed_to_electronic": "on",
}


@pytest.fixture
def sam(rivertown: Community) -> User:
    """Somebody who signs."""
    return make.user(email="sam@riverbend.example", name="Sam Okafor")


@pytest.fixture
def riverbend(rivertown: Community, sam: User) -> Provider:
    """A provider whose desk is open to Sam."""
    provider = make.provider(rivertown, name="Riverbend", slug="riverbend")
    make.affiliation(make.person(rivertown, user=sam, email=sam.email), provider.organization, has_desk=True)
    make.text(rivertown, kind="agreement", body="We send figures.")
    return provider


def sign(provider: Provider, sam: User, **fields: object) -> Agreement:
    community = provider.organization.community
    text = agreeing.CommitmentText.objects.newest(community, TextKind.AGREEMENT)
    said = {"signer_name": "Sam Okafor", "signer_title": "Director", "typed_name": "Sam Okafor"}
    witness = Witness(ip_address="2001:db8::1", user_agent="Firefox", request_id="r", review_shown_at=NOW)
    return agreeing.sign(provider, **{"text": text, **said, "witness": witness, "by": sam, "at": NOW, **fields})


def test_it_stands_in_the_same_chain_as_commitments(rivertown: Community, riverbend: Provider, sam: User) -> None:
    signatures.sign(rivertown, signer_email="jo@acme.example")
    agreement = sign(riverbend, sam)
    signatures.sign(rivertown, signer_email="al@acme.example")
    events = list(Event.objects.of(rivertown).order_by("number"))
    assert [event.subject for event in events] == ["commitment", "agreement", "commitment"]
    assert [one.previous_hash for one in events[1:]] == [one.hash for one in events[:-1]]
    assert (events[1].reference, events[1].commitment) == (agreement.reference, None)
    assert list(verifying.problems(rivertown)) == []
    written = json.dumps([event.content for event in events])
    for personal in ("Sam", "Riverbend", "riverbend.example", "2001:db8", "Firefox", "Director"):
        assert personal not in written


def test_five_presses_sign_once(riverbend: Provider, sam: User) -> None:
    assert len({sign(riverbend, sam).pk for _ in range(5)}) == 1
    assert Event.objects.count() == Entry.objects.filter(verb="agreement_signed").count() == 1
    assert Letter.objects.filter(kind="agreement_receipt").count() == 1


def test_a_newer_version_supersedes_and_another_text_is_refused(
    rivertown: Community, riverbend: Provider, sam: User
) -> None:
    first = sign(riverbend, sam)
    old = first.text
    make.text(rivertown, kind="agreement", body="We send more figures.")
    with pytest.raises(agreeing.CannotAgree, match="has changed"):
        sign(riverbend, sam, text=old)
    second = sign(riverbend, sam, at=LATER)
    first.refresh_from_db()
    assert (first.state, second.state, second.supersedes) == ("superseded", "active", first)
    assert list(verifying.problems(rivertown)) == []


def test_a_commitments_text_cannot_be_signed_as_an_agreement(
    rivertown: Community, riverbend: Provider, sam: User
) -> None:
    with pytest.raises(agreeing.CannotAgree):
        sign(riverbend, sam, text=make.text(rivertown))


def test_withdrawn_it_is_kept_and_still_verifies(rivertown: Community, riverbend: Provider, sam: User) -> None:
    agreement = sign(riverbend, sam)
    agreeing.withdraw(agreement, by=sam, at=LATER, reason="We close.")
    with pytest.raises(agreeing.CannotAgree, match="ended already"):
        agreeing.withdraw(agreement, by=sam, at=LATER)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_at, agreement.end_reason) == ("withdrawn", LATER, "We close.")
    assert list(verifying.problems(rivertown)) == []
    assert not riverbend.agreements.standing().exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organization_name", "Another"),
        ("typed_name", "Somebody"),
        ("signer_email", "x@x.example"),
        ("ip_address", "192.0.2.1"),
        ("document", "We send nothing."),
        ("document_sha256", "0" * 64),
        ("text_sha256", "0" * 64),
        ("signed_at", LATER),
        ("review_shown_at", None),
        ("salt", "0" * 32),
        ("state", "withdrawn"),
    ],
)
def test_whatever_is_altered_is_found(
    rivertown: Community, riverbend: Provider, sam: User, field: str, value: object
) -> None:
    sign(riverbend, sam)
    ended = {"ended_at": NOW} if field == "state" else {}
    Agreement.objects.update(**{field: value}, **ended)
    assert next(iter(verifying.problems(rivertown))).startswith("Agreement ")


def test_a_row_that_is_gone_or_belongs_to_another_is_found(
    rivertown: Community, riverbend: Provider, sam: User
) -> None:
    agreement = sign(riverbend, sam)
    Agreement.objects.update(provider=make.provider(rivertown))
    assert "another provider" in next(iter(verifying.problems(rivertown)))
    Agreement.objects.all().delete()
    assert list(verifying.problems(rivertown)) == [f"Agreement {agreement.reference}: its row is gone."]


def test_an_altered_text_of_the_agreement_is_found(rivertown: Community, riverbend: Provider, sam: User) -> None:
    agreement = sign(riverbend, sam)
    type(agreement.text).objects.filter(pk=agreement.text_id).update(body="Something else.")
    assert "Data agreement text version 1" in next(iter(verifying.problems(rivertown)))


def test_the_job_counts_agreements_too(rivertown: Community, riverbend: Provider, sam: User) -> None:
    signatures.sign(rivertown, signer_email="jo@acme.example")
    sign(riverbend, sam)
    dana = make.member(rivertown, Role.COORDINATOR)
    job = verifying.start(rivertown, by=dana, at=NOW)
    work_to_the_end(job)
    assert job.outcome.startswith("Nothing was altered: 2 events and 2 signatures")


def test_seven_years_after_its_end_what_is_personal_goes_and_the_chain_still_verifies(
    rivertown: Community, riverbend: Provider, sam: User
) -> None:
    agreement = sign(riverbend, sam)
    agreeing.withdraw(agreement, by=sam, at=LATER, reason="We close.")
    assert calendar.keep(at=LATER + timedelta(days=7 * 365))
    agreement.refresh_from_db()
    assert agreement.salt
    assert calendar.keep(at=LATER + timedelta(days=7 * 366))
    agreement.refresh_from_db()
    left = [getattr(agreement, name) for name in (*attesting.PERSONAL_FIELDS, "end_reason", "salt", "signer")]
    assert set(left) <= {"", None}
    assert not agreeing.forget(agreement, at=LATER)
    assert list(verifying.problems(rivertown)) == []
    assert {letter.to_email for letter in Letter.objects.about(agreement.record)} == {""}


def test_merging_points_it_elsewhere_and_undoing_points_it_back(
    rivertown: Community, riverbend: Provider, sam: User, coordinator: User
) -> None:
    agreement = sign(riverbend, sam)
    kept = make.provider(rivertown)
    merging.merge(kept.organization, riverbend.organization, by=coordinator, at=LATER)
    agreement.refresh_from_db()
    assert agreement.provider == kept
    assert list(verifying.problems(rivertown)) == []
    merging.undo(Merge.objects.get(), by=coordinator, at=LATER)
    agreement.refresh_from_db()
    assert agreement.provider_id == riverbend.pk
    assert list(verifying.problems(rivertown)) == []
    assert Event.objects.filter(kind=Event.Kind.REPOINTED).count() == 2


# --- Pages --------------------------------------------------------------------------------------


def test_it_is_read_checked_and_signed_at_the_desk(riverbend: Provider, sam: User) -> None:
    client = signed_in(sam)
    page = client.get("/desk/providers/riverbend/agreement/").text
    assert "We send figures." in page and "Go on to sign it" in page
    here = "/desk/providers/riverbend/agreement/sign/"
    page = client.get(here).text
    assert "I may sign for Riverbend." in page and "sam@riverbend.example" in page
    hidden = dict(re.findall(r'name="(shown|version)" value="([^"]+)"', page))
    assert "Tick this if you may sign" in client.post(here, hidden | {"typed_name": "Sam"}).text
    answer = client.post(here, SIGNED | hidden, headers={"user-agent": "Firefox"})
    agreement = Agreement.objects.get()
    assert answer.headers["Location"] == f"/desk/agreements/{agreement.reference}/"
    assert agreement.review_shown_at is not None and agreement.user_agent == "Firefox"
    assert agreement.signer == sam and agreement.signer_email == sam.email
    page = client.get(answer.headers["Location"]).text
    assert agreement.document_sha256 in page
    copy = client.get(f"/desk/agreements/{agreement.reference}/copy.md")
    assert copy.content.decode() == agreement.document
    assert "attachment" in copy["Content-Disposition"]
    receipt = Letter.objects.get(kind="agreement_receipt")
    assert agreement.document_sha256 in preview(receipt)[1]
    assert agreement.receipt_message_id == receipt.message_id


def test_a_text_published_meanwhile_is_read_first(rivertown: Community, riverbend: Provider, sam: User) -> None:
    client, here = signed_in(sam), "/desk/providers/riverbend/agreement/sign/"
    hidden = dict(re.findall(r'name="(shown|version)" value="([^"]+)"', client.get(here).text))
    make.text(rivertown, kind="agreement", body="We send more.")
    answer = client.post(here, SIGNED | hidden)
    assert answer.status_code == 409
    assert "has changed since you opened this page" in answer.text and 'name="version" value="2"' in answer.text
    assert "Sam Okafor" in answer.text
    assert not Agreement.objects.exists()


def test_withdrawing_at_the_desk_says_what_it_does(riverbend: Provider, sam: User) -> None:
    agreement, client = sign(riverbend, sam), signed_in(sam)
    here = f"/desk/agreements/{agreement.reference}/withdraw/"
    assert "no more figures" in client.get(here).text
    client.post(here, {"reason": "We close."})
    agreement.refresh_from_db()
    assert agreement.state == "withdrawn"
    assert Letter.objects.filter(kind="agreement_withdrawn").exists()
    assert "ended already" in client.get(here).text


def test_another_provider_sees_nothing_of_it(rivertown: Community, riverbend: Provider, sam: User) -> None:
    agreement = sign(riverbend, sam)
    stranger = make.user()
    other = make.provider(rivertown)
    make.affiliation(make.person(rivertown, user=stranger), other.organization, has_desk=True)
    client = signed_in(stranger)
    for path in (
        "/desk/providers/riverbend/agreement/",
        "/desk/providers/riverbend/agreement/sign/",
        f"/desk/agreements/{agreement.reference}/",
        f"/desk/agreements/{agreement.reference}/copy/",
        f"/desk/agreements/{agreement.reference}/copy.md",
        f"/desk/agreements/{agreement.reference}/withdraw/",
    ):
        assert client.get(path).status_code == 404
        assert client.post(path, SIGNED).status_code in {404, 405}


def test_coordinators_see_its_evidence_and_what_was_altered(
    riverbend: Provider, sam: User, coordinators_browser: Client
) -> None:
    agreement = sign(riverbend, sam)
    page = coordinators_browser.get(agreement.get_absolute_url()).text
    assert agreement.document_sha256 in page and Chain.objects.get().head in page
    assert "Something was altered" not in page
    assert agreement.reference in coordinators_browser.get(riverbend.organization.get_absolute_url()).text
    Agreement.objects.update(typed_name="Somebody")
    assert "Something was altered" in coordinators_browser.get(agreement.get_absolute_url()).text


def test_the_same_pages_draft_and_publish_its_text(rivertown: Community, coordinators_browser: Client) -> None:
    make.text(rivertown, body="The commitment.")
    assert "Nobody can sign yet" in coordinators_browser.get("/workspace/agreement-texts/").text
    said = {"body": "We send figures.", "in_short": "Twice a year"}
    coordinators_browser.post("/workspace/agreement-texts/draft/", said)
    page = coordinators_browser.get("/workspace/agreement-texts/draft/publish/").text
    shown = re.search(r'name="shown" value="([0-9a-f]+)"', page)[1]
    coordinators_browser.post("/workspace/agreement-texts/draft/publish/", {"shown": shown})
    page = coordinators_browser.get("/workspace/agreement-texts/").text
    assert "Today providers sign version 1" in page
    assert "We send figures." in Client().get("/agreement/1/").text
    assert "The commitment." in Client().get("/commitment/1/").text
    assert "We send figures." not in coordinators_browser.get("/workspace/commitment-texts/").text


def test_a_new_community_has_a_text_of_each_kind(rivertown: Community) -> None:
    for kind in TextKind:
        published = texts.publish(texts.draft_of(rivertown, by=None, kind=kind), by=None, at=NOW)
        assert published.version == 1 and published.kind == kind
