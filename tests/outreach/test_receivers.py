"""Tests of the letters that news from the lower floors bring."""

from datetime import date, timedelta

import pytest

from community import signals as community_signals
from community.models import Community, Invitation, User
from directory.models import Affiliation
from employers import signals
from employers.models import Commitment, Consent
from outreach.models import Letter
from outreach.states import State
from outreach.writing import preview
from tests import make
from tests.make import NOW
from tests.outreach.conftest import Post


def tell(signal: object, commitment: Commitment, **facts: object) -> None:
    """Send news of a commitment."""
    signal.send(Commitment, commitment=commitment, at=NOW, **facts)  # type: ignore[attr-defined]


def letters() -> dict[str, Letter]:
    """Return the letters by their kinds."""
    return {letter.kind: letter for letter in Letter.objects.order_by("pk")}


def text_of(letter: Letter) -> str:
    """Return subject and text of a letter."""
    subject, text, _ = preview(letter)
    return f"{subject}\n{text}"


def test_a_signature_brings_the_confirmation_letter(rivertown: Community) -> None:
    commitment = make.commitment(rivertown)

    tell(signals.commitment_signed, commitment)
    tell(signals.commitment_signed, commitment)

    assert list(letters()) == ["confirm_commitment"]
    letter = letters()["confirm_commitment"]
    assert letter.to_email == commitment.signer_email
    assert letter.links == {"confirm link": ["confirm", commitment.record]}
    assert commitment.reference in text_of(letter)


def test_letters_written_before_settling_find_their_organization(rivertown: Community) -> None:
    commitment, other = make.commitment(rivertown), make.commitment(rivertown)
    for one in (commitment, other):
        tell(signals.commitment_signed, one)
    Letter.objects.update(state=State.SENT)
    tell(signals.commitment_confirmed, commitment)
    commitment.employer = make.employer(rivertown)
    commitment.save()

    tell(signals.commitment_settled, commitment)

    its = Letter.objects.filter(organization=commitment.employer.organization)
    assert {letter.kind for letter in its} >= {"confirm_commitment", "commitment_receipt", "signature_waiting"}
    assert its.filter(kind="confirm_commitment").count() == 1


def test_asking_again_brings_one_more_letter_but_not_beside_one_that_waits(rivertown: Community) -> None:
    commitment = make.commitment(rivertown)
    tell(signals.commitment_signed, commitment)

    tell(signals.confirmation_asked_again, commitment)
    assert Letter.objects.count() == 1
    Letter.objects.update(state=State.SENT)
    tell(signals.confirmation_asked_again, commitment)

    assert Letter.objects.count() == 2


def test_a_confirmation_brings_the_receipt_and_tells_the_contact_person(rivertown: Community) -> None:
    commitment = make.commitment(
        rivertown, state="confirmed", confirmed_at=NOW, document="# The document\n\nAs signed."
    )
    tell(signals.confirmation_asked_again, commitment)

    tell(signals.commitment_confirmed, commitment)

    found = letters()
    assert found["confirm_commitment"].state == State.SKIPPED
    receipt, told = found["commitment_receipt"], found["signature_waiting"]
    commitment.refresh_from_db()
    assert commitment.receipt_message_id == receipt.message_id
    text = text_of(receipt)
    for part in (
        commitment.reference,
        commitment.text_sha256,
        commitment.document_sha256,
        "As signed.",
        "withdraw",
        "Dana Whitfield",
    ):
        assert part in text
    assert told.to_email == "hello@rivertown.example"
    assert commitment.organization_name in text_of(told)


@pytest.mark.parametrize("is_listed", [True, False])
def test_settling_tells_the_signer_and_takes_back_what_waits(rivertown: Community, is_listed: bool) -> None:
    commitment = make.commitment(
        rivertown,
        state="active",
        confirmed_at=NOW,
        settled_at=NOW,
        ends_on=date(2027, 11, 22),
        employer=make.employer(rivertown, slug="acme"),
    )
    if is_listed:
        Consent.objects.create(commitment=commitment, kind=Consent.Kind.LIST_NAME, given_at=NOW)
    tell(signals.commitment_confirmed, commitment)

    tell(signals.commitment_settled, commitment)

    found = letters()
    assert found["signature_waiting"].state == State.SKIPPED
    letter = found["commitment_settled" if is_listed else "commitment_settled_unlisted"]
    assert letter.organization == commitment.employer.organization
    assert "November 22, 2027" in text_of(letter)
    assert ("wall link" in letter.links) is is_listed


def test_spam_gets_no_letter_and_what_waits_is_taken_back(rivertown: Community) -> None:
    commitment = make.commitment(rivertown, state="rejected")
    tell(signals.commitment_signed, commitment)

    tell(signals.commitment_rejected, commitment)

    assert [letter.state for letter in Letter.objects.all()] == [State.SKIPPED]


def test_a_withdrawal_is_acknowledged(rivertown: Community) -> None:
    commitment = make.commitment(rivertown, state="withdrawn", ended_at=NOW)

    tell(signals.commitment_withdrawn, commitment)

    assert "November 22, 2026" in text_of(letters()["commitment_withdrawn"])


@pytest.mark.parametrize("end", [signals.commitment_withdrawn, signals.commitment_expired])
def test_nobody_is_reminded_of_what_has_ended(rivertown: Community, end: object) -> None:
    commitment = make.commitment(rivertown, ends_on=date(2026, 12, 22), ended_at=NOW)
    tell(signals.commitment_expiring, commitment, notice=30)

    tell(end, commitment)

    assert letters()["commitment_expiring"].state == State.SKIPPED
    assert {letter.state for kind, letter in letters().items() if kind != "commitment_expiring"} == {State.WAITING}


def test_the_end_is_announced_twice_and_told_once(rivertown: Community) -> None:
    commitment = make.commitment(rivertown, ends_on=date(2026, 12, 22))

    for notice in (30, 30, 7):
        tell(signals.commitment_expiring, commitment, notice=notice)
    tell(signals.commitment_expired, commitment)

    reminders = Letter.objects.filter(kind="commitment_expiring")
    assert [letter.is_transactional for letter in reminders] == [False, False]
    assert {letter.promise for letter in reminders} == {"at_most_once"}
    assert "in 30 days" in text_of(reminders[0])
    assert Letter.objects.filter(kind="commitment_expired").count() == 1


def test_a_newer_commitment_takes_reminders_back(rivertown: Community) -> None:
    commitment = make.commitment(rivertown, ends_on=date(2026, 12, 22))
    tell(signals.commitment_expiring, commitment, notice=30)

    tell(signals.commitment_superseded, commitment)

    assert Letter.objects.get().state == State.SKIPPED


def test_a_signature_without_an_address_brings_no_letter(rivertown: Community, coordinator: User) -> None:
    commitment = make.commitment(
        rivertown,
        signer_email="",
        method="paper",
        countersigned_by=coordinator,
        scan_sha256="0" * 64,
        state="confirmed",
    )

    tell(signals.commitment_confirmed, commitment)

    assert list(letters()) == ["signature_waiting"]


@pytest.mark.parametrize(("code", "kind"), [("ABC-123", "sign_in"), ("", "sign_in_by_link")])
def test_asking_at_the_door_brings_code_and_link_for_15_minutes(
    rivertown: Community, coordinator: User, code: str, kind: str
) -> None:
    community_signals.sign_in_asked.send(User, user=coordinator, community=rivertown, code=code, at=NOW)

    letter = Letter.objects.get()
    assert letter.kind == kind
    assert letter.send_by == NOW + timedelta(minutes=15)
    assert letter.links == {"sign-in link": ["sign_in", f"community.user:{coordinator.pk}"]}


def test_a_code_is_forgotten_once_the_letter_has_left(rivertown: Community, coordinator: User, post: Post) -> None:
    community_signals.sign_in_asked.send(User, user=coordinator, community=rivertown, code="ABC-123", at=NOW)

    post.run()

    letter = Letter.objects.get()
    assert letter.state == State.SENT
    assert letter.values == {}
    assert b"ABC-123" in post.sink.taken[0].raw


def test_an_invitation_brings_its_link(rivertown: Community, administrator: User) -> None:
    invitation = Invitation(
        community=rivertown, email="new@rivertown.example", name="Nia New", invited_by=administrator
    )
    invitation.roles = frozenset({"viewer"})  # type: ignore[arg-type]
    invitation.is_viewer = True
    invitation.save()

    community_signals.invitation_made.send(Invitation, invitation=invitation, at=NOW)

    letter = Letter.objects.get()
    assert letter.links == {"invitation link": ["invitation", f"community.invitation:{invitation.pk}"]}
    assert "Ada Moreno" in text_of(letter)
    assert "viewer" in text_of(letter)


def test_news_of_an_account_is_passed_on_word_by_word(rivertown: Community) -> None:
    community_signals.account_news.send(
        User,
        user_email="x@acme.example",
        community=rivertown,
        subject="Your password (changed)",
        body="It **changed** ((x)).",
        at=NOW,
    )

    text = text_of(Letter.objects.get())
    assert "Your password (changed)" in text
    assert "It changed ( (x))." in text


def test_a_colleague_hears_of_the_open_desk(rivertown: Community, coordinator: User) -> None:
    affiliation = make.affiliation(make.person(rivertown, name="Kit Lee"), make.organization(rivertown, name="Acme"))

    signals.desk_opened.send(Affiliation, affiliation=affiliation, by=coordinator, at=NOW)

    letter = Letter.objects.get()
    assert letter.person == affiliation.person
    assert "Acme" in text_of(letter)


def test_the_commitment_notes_when_its_confirmation_letter_left(rivertown: Community, post: Post) -> None:
    commitment = make.commitment(rivertown)
    tell(signals.commitment_signed, commitment)

    post.run()

    commitment.refresh_from_db()
    assert commitment.confirmation_sent_at == NOW
