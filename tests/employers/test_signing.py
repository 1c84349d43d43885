"""Signing, confirming, changing consents, withdrawing."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from community.models import User
from employers import signals, signing, verifying
from employers.models import Ask, Commitment, CommitmentText, Event, SignupDraft
from tests import make
from tests.employers import signatures

LATER = make.NOW + timedelta(days=1)


@pytest.fixture
def news():
    """What was announced, in order."""
    heard = []
    named = {
        name: signal for name, signal in vars(signals).items() if name.startswith(("commitment_", "confirmation_"))
    }

    def listen(name):
        def hear(sender, commitment, at, **more):
            heard.append((name, commitment.reference))

        named[name].connect(hear, weak=False, dispatch_uid=f"test-{name}")
        return hear

    for name in named:
        listen(name)
    yield heard
    for name, signal in named.items():
        signal.disconnect(dispatch_uid=f"test-{name}")


def test_a_signature_keeps_what_was_typed_and_awaits_its_mailbox(rivertown, news):
    commitment = signatures.sign(rivertown)
    assert commitment.state == Commitment.State.AWAITING
    assert commitment.employer is None
    assert {name: getattr(commitment, name) for name in signatures.FIELDS} == signatures.FIELDS
    assert sorted(promise.kind for promise in commitment.promises.all()) == sorted(signatures.PROMISES)
    assert {consent.kind for consent in commitment.consents.all()} == signatures.CONSENTS
    ask = Ask.objects.get(commitment=commitment)
    assert (ask.occupation, ask.openings, ask.skills, ask.employer) == ("15-1254", 3, ["Python"], None)
    assert news == [("commitment_signed", commitment.reference)]


def test_the_interview_is_always_promised(rivertown):
    text, draft = make.text(rivertown), SignupDraft.objects.create(community=rivertown)
    answers = signing.Answers(fields=signatures.FIELDS)
    commitment = signing.sign(draft, answers, text=text, typed_name="Jo Park", witness=signing.Witness(), at=make.NOW)
    assert [promise.kind for promise in commitment.promises.all()] == ["interview"]


def test_a_draft_signs_once_however_often_it_is_sent(rivertown, news):
    text, draft = make.text(rivertown), SignupDraft.objects.create(community=rivertown, answers={"you": {"x": 1}})
    answers = signing.Answers(fields=signatures.FIELDS)
    first, second = (
        signing.sign(draft, answers, text=text, typed_name="Jo Park", witness=signing.Witness(), at=make.NOW)
        for _ in range(2)
    )
    assert first == second
    assert (Commitment.objects.count(), Event.objects.count(), len(news)) == (1, 1, 1)
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_text_that_was_replaced_meanwhile_cannot_be_signed(rivertown):
    text, draft = make.text(rivertown), SignupDraft.objects.create(community=rivertown)
    make.text(rivertown, body="Another.")
    with pytest.raises(signing.CannotSign):
        signing.sign(
            draft,
            signing.Answers(fields=signatures.FIELDS),
            text=text,
            typed_name="Jo",
            witness=signing.Witness(),
            at=make.NOW,
        )
    assert not Commitment.objects.exists()


@pytest.mark.parametrize("address", ["::ffff:203.0.113.7", "2001:db8::1", "203.0.113.7"])
def test_an_address_that_the_database_writes_in_its_own_way_still_verifies(rivertown, address):
    text, draft = make.text(rivertown), SignupDraft.objects.create(community=rivertown)
    witness = signing.Witness(ip_address=address)
    signing.sign(
        draft, signing.Answers(fields=signatures.FIELDS), text=text, typed_name="Jo", witness=witness, at=make.NOW
    )
    assert not list(verifying.problems(rivertown))


def test_confirming_proves_the_address_and_makes_its_owner_a_partner(rivertown, news):
    commitment = signing.confirm(signatures.sign(rivertown, signer_email="Jo@Acme.example"), at=LATER)
    assert commitment.state == Commitment.State.CONFIRMED
    assert commitment.confirmed_at == LATER
    assert commitment.signer
    assert commitment.signer.email == "jo@acme.example"
    assert not commitment.signer.has_usable_password()
    assert news[-1] == ("commitment_confirmed", commitment.reference)


def test_confirming_twice_changes_nothing(rivertown, news):
    commitment = signatures.confirmed(rivertown)
    again = signing.confirm(commitment, at=LATER)
    assert again.confirmed_at == make.NOW
    assert [name for name, _ in news].count("commitment_confirmed") == 1
    assert Event.objects.count() == 2


@pytest.mark.parametrize("state", ["withdrawn", "rejected"])
def test_what_was_put_aside_cannot_be_confirmed(rivertown, state):
    commitment = signatures.sign(rivertown)
    Commitment.objects.filter(pk=commitment.pk).update(state=state)
    with pytest.raises(signing.CannotConfirm):
        signing.confirm(commitment, at=LATER)


def test_a_user_who_is_known_already_stays_as_they_are(rivertown):
    known = make.user(email="jo@acme.example", name="Joanna Park")
    commitment = signatures.confirmed(rivertown)
    assert commitment.signer == known
    assert User.objects.get(pk=known.pk).name == "Joanna Park"


def test_the_letter_is_asked_for_again_only_while_it_is_awaited(rivertown, news):
    commitment = signatures.sign(rivertown)
    signing.ask_again(commitment, at=LATER)
    assert news[-1] == ("confirmation_asked_again", commitment.reference)
    with pytest.raises(signing.CannotChange):
        signing.ask_again(signing.confirm(commitment, at=LATER), at=LATER)


def test_consents_are_given_taken_back_and_given_again(rivertown, coordinator):
    commitment = signatures.settled(rivertown)
    for day, kinds in enumerate((["share"], ["list_name", "share"], [])):
        signing.change_consents(commitment, kinds, by=coordinator, at=LATER + timedelta(days=day))
    assert {consent.kind: consent.withdrawn_at is None for consent in commitment.consents.all()} == {
        "list_name": False,
        "share": False,
    }
    assert Event.objects.filter(kind="consent_changed").count() == 3
    assert not Commitment.objects.public().exists()
    assert not list(verifying.problems(rivertown))


def test_consents_that_stay_as_they_are_leave_no_trace(rivertown, coordinator):
    commitment = signatures.settled(rivertown)
    signing.change_consents(commitment, signatures.CONSENTS, by=coordinator, at=LATER)
    assert not Event.objects.filter(kind="consent_changed").exists()


def test_consents_of_what_has_ended_cannot_be_changed(rivertown, coordinator):
    commitment = signatures.settled(rivertown)
    signing.withdraw(commitment, by=coordinator, at=LATER)
    with pytest.raises(signing.CannotChange):
        signing.change_consents(commitment, [], by=coordinator, at=LATER)


@pytest.mark.parametrize("how_far", ["sign", "confirmed", "settled"])
def test_a_commitment_can_be_withdrawn_at_any_time_and_once(rivertown, coordinator, news, how_far):
    commitment = getattr(signatures, how_far)(rivertown)
    signing.withdraw(commitment, by=coordinator, at=LATER, reason="x" * 400)
    commitment.refresh_from_db()
    assert (commitment.state, commitment.ended_at, len(commitment.end_reason)) == ("withdrawn", LATER, 300)
    assert news[-1] == ("commitment_withdrawn", commitment.reference)
    assert not list(verifying.problems(rivertown))
    with pytest.raises(signing.CannotChange):
        signing.withdraw(commitment, by=coordinator, at=LATER)


def test_an_employer_whose_only_commitment_is_withdrawn_is_dormant(rivertown, coordinator):
    commitment = signatures.settled(rivertown)
    signing.withdraw(commitment, by=coordinator, at=LATER)
    commitment.employer.refresh_from_db()
    assert commitment.employer.stage == "dormant"


def test_receipt_and_first_letter_are_remembered(rivertown):
    commitment = signatures.sign(rivertown)
    signing.note_receipt(commitment, message_id="<1@x>")
    signing.note_confirmation_sent(commitment.pk, at=LATER)
    signing.note_confirmation_sent(commitment.pk, at=LATER + timedelta(days=1))
    commitment.refresh_from_db()
    assert (commitment.receipt_message_id, commitment.confirmation_sent_at) == ("<1@x>", LATER)


@pytest.mark.django_db(transaction=True)
def test_five_presses_at_once_give_one_record():
    community = make.community()
    text, draft = make.text(community), SignupDraft.objects.create(community=community)
    answers, together, signed = signing.Answers(fields=signatures.FIELDS), Barrier(5), []

    def press() -> None:
        try:
            together.wait()
            signed.append(
                signing.sign(draft, answers, text=text, typed_name="Jo", witness=signing.Witness(), at=make.NOW).pk
            )
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 5
    assert len(set(signed)) == 1
    assert (Commitment.objects.count(), Event.objects.count()) == (1, 1)
    assert CommitmentText.objects.get() == text


def test_openings_that_nobody_named_are_never_zero(rivertown):
    commitment = make.active(rivertown, asks={"15-1254": 3})
    with pytest.raises(IntegrityError, match="ask_missing_openings_are_not_zero"), transaction.atomic():
        commitment.asks.update(openings=0)
