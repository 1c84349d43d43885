"""The chain of evidence: it grows by one event after the other, names nobody, and never forks."""

import json
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from employers import chain, verifying
from employers.models import Chain, Event
from employers.models.event import GENESIS
from tests import make
from tests.employers import signatures


def test_each_event_carries_the_hash_of_the_one_before(rivertown):
    signatures.settled(rivertown)
    signatures.sign(rivertown, signer_email="sam@acme.example")
    events = list(Event.objects.of(rivertown).order_by("number"))
    assert [event.kind for event in events] == ["signed", "confirmed", "settled", "signed"]
    assert [event.previous_hash for event in events] == [GENESIS, *[event.hash for event in events[:-1]]]
    head = Chain.objects.get(community=rivertown)
    assert (head.head, head.length) == (events[-1].hash, 4)


def test_no_personal_value_and_no_database_key_enters_the_chain(rivertown):
    commitment = signatures.settled(rivertown)
    written = json.dumps([event.content for event in Event.objects.of(rivertown)])
    for value in (*signatures.FIELDS.values(), "203.0.113.7", "Mozilla", "two interns", commitment.salt):
        assert value not in written
    assert commitment.employer
    assert f'"{commitment.employer.pk}"' not in written


def test_every_community_has_a_chain_of_its_own(rivertown, lakeside):
    signatures.sign(rivertown)
    signatures.sign(lakeside)
    assert [Event.objects.of(community).get().number for community in (rivertown, lakeside)] == [1, 1]
    assert not [*verifying.problems(rivertown), *verifying.problems(lakeside)]


def test_the_database_itself_refuses_a_fork(rivertown):
    commitment = signatures.sign(rivertown)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            community=rivertown,
            commitment=commitment,
            number=9,
            kind="confirmed",
            at=make.NOW,
            content={},
            previous_hash=GENESIS,
            hash="f" * 64,
        )


def test_an_event_is_never_rewritten(rivertown):
    signatures.sign(rivertown)
    event = Event.objects.get()
    with pytest.raises(TypeError):
        event.save()


def test_an_event_vanishes_with_the_transaction_that_wrote_it(rivertown):
    commitment = signatures.sign(rivertown)
    chain_of = Chain.objects.get()
    with transaction.atomic():
        chain.append(commitment, Event.Kind.CONFIRMED, at=make.NOW)
        transaction.set_rollback(True)
    assert Chain.objects.get().head == chain_of.head
    assert Chain.objects.get().length == 1
    assert not list(verifying.problems(rivertown))


@pytest.mark.django_db(transaction=True)
def test_the_chain_does_not_fork_when_many_sign_at_once():
    community = make.community()
    make.text(community)
    together, problems = Barrier(8), []

    def sign(number: int) -> None:
        try:
            together.wait()
            signatures.confirmed(community, signer_email=f"jo{number}@acme{number}.example")
        except Exception as problem:  # noqa: BLE001 - a thread's fault would be lost
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=sign, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Event.objects.count() == Chain.objects.get().length == 16
    assert not list(verifying.problems(community))
