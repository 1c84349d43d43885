"""Tests of several conversations at once: each letter over one of them, all asked about and settled together."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from community.models import Community
from outreach import claiming, delivery, writing
from outreach.answers import Step
from outreach.envelope import Outgoing
from outreach.models import Letter, Suppression
from outreach.states import State
from outreach.stretch import FIRST
from outreach.transports import Server, Transport
from outreach.transports.several import MOST, SeveralConversations
from outreach.transports.smtp import SmtpTransport
from tests.outreach.conftest import Post, answers_to, reminder
from tests.outreach.sink import CLOSE, HANG, Sink

pytestmark = pytest.mark.django_db
ONE_LINE = delivery.LETTERS_A_LINE


class WidePost(Post):
    """A post office with several conversations."""

    def transport(self) -> Transport:
        """Return fresh conversations with the sink."""
        return conversations(self.sink)


class Killed(BaseException):
    """The worker is no more."""


def conversations(sink: Sink, timeout: float = 0.5) -> SeveralConversations:
    """Return conversations with a sink, none of them open yet."""
    server = Server("smtp", "127.0.0.1", sink.port)
    return SeveralConversations(lambda: SmtpTransport(server, timeout=timeout))


@pytest.fixture
def wide(sink: Sink, db: None) -> WidePost:
    """A post office with several conversations."""
    return WidePost(sink)


def written(community: Community, count: int) -> list[Outgoing]:
    """Return letters ready to go."""
    return [writing.write_out(reminder(community, number), at=timezone.now()) for number in range(count)]


def states() -> dict[str, int]:
    """Return how many letters are in each state."""
    return {str(state): count for state, count in Letter.objects.by_state().items() if count}


def test_many_letters_leave_over_several_conversations_each_once(rivertown: Community, wide: WidePost) -> None:
    for number in range(ONE_LINE * 2 + 10):
        reminder(rivertown, number)
    assert wide.run() == ONE_LINE * 2 + 10
    assert states() == {"sent": ONE_LINE * 2 + 10}
    assert sorted(wide.sink.ids()) == sorted(Letter.objects.values_list("message_id", flat=True))
    assert wide.sink.connections == 3


def test_a_few_letters_need_one_conversation_only(rivertown: Community, wide: WidePost) -> None:
    for number in range(ONE_LINE):
        reminder(rivertown, number)
    wide.run()
    assert states() == {"sent": ONE_LINE} and wide.sink.connections == 1


def test_each_answer_is_its_own_letters(rivertown: Community, wide: WidePost) -> None:
    for number in range(ONE_LINE * 2 + 10):
        reminder(rivertown, number)
    told = {"rcpt": "550 5.1.1 nobody"}, {"dot": "451 4.3.0 later"}, {"dot": CLOSE}, {"dot": HANG}, {"data": CLOSE}
    wide.sink.script = {f"jo{number}@acme.example": answer for number, answer in enumerate(told)}
    wide.run()
    state = dict(Letter.objects.order_by("pk").values_list("to_email", "state"))
    found = [state.pop(f"jo{number}@acme.example") for number in range(len(told))]
    assert found == [State.FAILED, State.WAITING, State.UNKNOWN, State.UNKNOWN, State.WAITING]
    assert set(state.values()) == {State.SENT}
    assert Suppression.objects.count() == 1


def test_letters_that_are_not_ours_any_more_never_leave(rivertown: Community, sink: Sink) -> None:
    transport = conversations(sink)
    assert transport.open() is None and transport.widen(4) == 4
    letters = written(rivertown, 4)

    answers = answers_to(transport, letters, may_leave={1, 3})
    assert {place: answer.is_delivered for place, answer in answers.items()} == {1: True, 3: True}
    assert sorted(sink.ids()) == sorted([letters[1].message_id, letters[3].message_id])
    assert transport.widen(4) == 4  # those that were hung up on are opened anew
    transport.close()


def test_a_paused_letter_of_a_group_is_kept_back(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(ONE_LINE + 1):
        reminder(rivertown, number)
    begin = claiming.begin_sending

    def somebody_is_quicker(letters: Sequence[Letter], *, at: object) -> set[int]:
        Letter.objects.filter(pk=letters[0].pk).update(state=State.SKIPPED, claim_token="", lease_until=None)
        return begin(letters, at=wide.clock())

    monkeypatch.setattr(claiming, "begin_sending", somebody_is_quicker)
    wide.run()
    skipped = Letter.objects.filter(state=State.SKIPPED)
    assert skipped.count() + len(wide.sink.taken) == ONE_LINE + 1
    assert not set(skipped.values_list("message_id", flat=True)) & set(wide.sink.ids())


def test_a_worker_that_dies_leaves_no_more_in_doubt_than_there_are_conversations(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(ONE_LINE * MOST):
        reminder(rivertown, number)

    def die(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(SmtpTransport, "hear_dot", die)
    with pytest.raises(Killed):
        wide.run()
    assert states() == {"sending": MOST * FIRST, "claimed": ONE_LINE * MOST - MOST * FIRST}
    monkeypatch.undo()
    wide.clock.move(seconds=(claiming.LEASE_AFTER_DOT + timedelta(seconds=1)).total_seconds())
    wide.run()
    assert states() == {"unknown": MOST, "sent": ONE_LINE * MOST - MOST}


def test_a_server_that_wants_fewer_conversations_gets_fewer(rivertown: Community, wide: WidePost) -> None:
    for number in range(ONE_LINE * 4):
        reminder(rivertown, number)

    def only_two(step: str, recipient: str) -> None:
        if step == "connect" and wide.sink.connections > 2:
            wide.sink.script = {"*": {"connect": "421 4.7.0 too many of you"}}

    wide.sink.on_step = only_two
    wide.run()
    assert states() == {"sent": ONE_LINE * 4}
    assert wide.sink.connections == 4  # all are asked for at once, and never again


def test_a_server_that_waits_for_content_after_a_refusal_gets_none(rivertown: Community, sink: Sink) -> None:
    transport = conversations(sink)
    [letter] = written(rivertown, 1)
    sink.script = {"jo0@acme.example": {"rcpt": "550 5.1.1 nobody", "other": "354 go ahead all the same"}}
    assert transport.open() is None and transport.widen(1) == 1
    answer = answers_to(transport, [letter], may_leave=set())[0]
    assert (answer.step, answer.code) == (Step.RECIPIENT, 550) and not transport.is_open
    assert not sink.taken


def test_an_address_beyond_ascii_is_not_spoken_of_to_a_server_that_does_not_take_it(
    rivertown: Community, sink: Sink
) -> None:
    transport = conversations(sink)
    addresses = ["jo@a.example", "jörg@a.example", "kim@a.example"]
    letters = [
        writing.write_out(reminder(rivertown, number, to=to), at=timezone.now()) for number, to in enumerate(addresses)
    ]
    assert transport.open() is None
    line = transport.lines[0].smtp
    assert line
    del line.esmtp_features["smtputf8"]
    answers = answers_to(transport, letters)
    assert [answers[place].code for place in range(3)] == [250, 553, 250]
    assert not any("jörg" in said for said in sink.said)


def test_conversations_that_the_server_closed_meanwhile_are_opened_anew(rivertown: Community, sink: Sink) -> None:
    transport = conversations(sink)
    first, second = written(rivertown, 2)
    assert transport.open() is None and transport.widen(1) == 1
    assert answers_to(transport, [first])[0].is_delivered
    line = transport.lines[0].smtp
    assert line and line.sock
    line.sock.shutdown(2)
    assert answers_to(transport, [second])[0].is_delivered and sink.connections == 2
