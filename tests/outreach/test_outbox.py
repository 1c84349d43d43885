"""Tests of the outbox."""

import pytest
from django.db import IntegrityError, transaction

from community import purposes
from community.models import Community
from outreach import composing, kinds, outbox
from outreach.letterhead import frame_of
from outreach.models import Attempt, Letter
from outreach.states import State
from tests.make import NOW

CONFIRM = {"confirm link": (purposes.CONFIRM, "employers.commitment:7")}


def put(community: Community, **fields: object) -> Letter:
    """Put a confirmation letter."""
    arguments = {
        "community": community,
        "to_email": "jo@acme.example",
        "to_name": "Jo Park",
        "once_key": "confirm-7-1",
        "at": NOW,
        "values": {"organization": "Acme", "reference": "ABCD-2345"},
        "links": CONFIRM,
        **fields,
    }
    return outbox.put(str(arguments.pop("kind", "confirm_commitment")), **arguments)  # type: ignore[arg-type]


def test_a_letter_waits_with_its_promise_and_a_fixed_message_id(rivertown: Community) -> None:
    letter = put(rivertown)

    assert letter.state == State.WAITING
    assert letter.promise == "at_least_once"
    assert letter.is_transactional
    assert letter.message_id.startswith("<")
    assert letter.message_id.endswith("@testserver>")
    assert letter.due_at == NOW
    assert letter.links == {"confirm link": ["confirm", "employers.commitment:7"]}


def test_the_same_key_gives_the_same_letter(rivertown: Community, lakeside: Community) -> None:
    first = put(rivertown)
    again = put(rivertown, to_name="Somebody else")
    elsewhere = put(lakeside)

    assert again == first
    assert again.to_name == "Jo Park"
    assert elsewhere != first
    assert Letter.objects.of(rivertown).count() == 1


def test_a_letter_vanishes_with_the_transaction_of_its_cause(rivertown: Community) -> None:
    def cause() -> None:
        with transaction.atomic():
            put(rivertown)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause()

    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"values": {"organization": "Acme", "salary": "1"}},
        {"links": {}},
        {"links": CONFIRM | {"desk link": (None, "/desk/")}},
        {"links": {"confirm link": (purposes.Purpose("x", purposes.CONFIRM.life, False, "y"), "1")}},
        {"body": "Hello", "subject": "Hello"},
        {"kind": "account_news", "links": {}, "values": {}},
    ],
)
def test_what_does_not_fit_the_kind_is_refused(rivertown: Community, fields: dict[str, object]) -> None:
    with pytest.raises(outbox.CannotPut):
        put(rivertown, **fields)


def test_an_unknown_kind_is_refused(rivertown: Community) -> None:
    with pytest.raises(kinds.UnknownKind):
        put(rivertown, kind="spam")


def test_a_text_of_its_own_may_hold_no_other_placeholder(rivertown: Community) -> None:
    with pytest.raises(composing.CannotCompose):
        put(rivertown, kind="account_news", links={}, values={}, subject="News", body="Your ((password))")


@pytest.mark.parametrize(
    "kind", [kind for kind in kinds.KINDS.values() if not kind.brings_its_own_text], ids=lambda kind: kind.key
)
def test_every_kind_composes_and_uses_what_it_declares(rivertown: Community, kind: kinds.Kind) -> None:
    subject, body = outbox.source(kind.template, "en-us")
    frame = frame_of(outbox.letterhead(rivertown, kind, "en-us"))
    compiled = composing.compile_letter(subject, body, frame, kind)
    values = {name: f"the {name}" for name in kind.placeholders}
    values |= dict.fromkeys(kind.links | {composing.UNSUBSCRIBE}, "https://portal.example/x/1/")

    _, text, html = compiled.fill(values)

    for part in (text, html):
        assert "((" not in part
        assert "))" not in part.replace(")))", "")
        assert "Dana Whitfield" in part
        assert "hello@rivertown.example" in part
        assert "555 0100" in part
        assert "1 Main Street" in part
        assert ("Stop letters like this one" in part) is not kind.is_transactional
    used = {
        piece.name
        for pieces in (compiled.text, compiled.subject)
        for piece in pieces
        if isinstance(piece, composing.Hole)
    }
    assert kind.values | kind.blocks | kind.links <= used


def test_a_letter_that_is_of_no_use_any_more_is_taken_back(rivertown: Community) -> None:
    seven, eight = "employers.commitment:7", "employers.commitment:8"
    letter, gone = put(rivertown, record=seven), put(rivertown, once_key="confirm-7-2", record=seven)
    others = [put(rivertown, once_key="confirm-8-1", record=eight), put(rivertown, once_key="a-letter")]
    Letter.objects.filter(pk=gone.pk).update(state=State.SENT)

    assert outbox.recall(rivertown, seven, "signature_waiting", reason="Settled meanwhile.", at=NOW) == 0
    assert outbox.recall(rivertown, seven, "confirm_commitment", reason="Confirmed meanwhile.", at=NOW) == 1

    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (State.SKIPPED, "Confirmed meanwhile.")
    assert Attempt.objects.get().state == State.SKIPPED
    assert Letter.objects.get(pk=gone.pk).state == State.SENT
    assert {Letter.objects.get(pk=other.pk).state for other in others} == {State.WAITING}


def test_an_address_is_kept_in_lower_case(rivertown: Community) -> None:
    assert put(rivertown, to_email=" Jo@ACME.example").to_email == "jo@acme.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.update(to_email="Jo@acme.example")
