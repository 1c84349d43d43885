"""Tests of stretches: letters whose sending is begun together, as many as leave in a moment."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from community.models import Community, User
from outreach import claiming, delivery, settling
from outreach.claiming import LEASE
from outreach.delivery import AtOnce
from outreach.journal import Journal
from outreach.models import Letter
from outreach.states import State
from outreach.stretch import FASTEST, FIRST, LASTS, MOST_TROUBLE, Stride
from outreach.transports.smtp import SmtpTransport
from tests.outreach.campaigning import spring, started
from tests.outreach.conftest import notice, reminder
from tests.outreach.sink import CLOSE, Sink
from tests.outreach.test_several import Killed, WidePost, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def wide(sink: Sink, db: None) -> WidePost:
    """A post office with several conversations."""
    return WidePost(sink)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many letters each stretch began with."""
    found: list[int] = []
    begin = claiming.begin_sending

    def look(letters: Any, **named: Any) -> set[int]:
        found.append(len(letters))
        return begin(letters, **named)

    monkeypatch.setattr(claiming, "begin_sending", look)
    return found


def test_a_stride_grows_while_all_goes_well_and_fast() -> None:
    stride = Stride()
    assert stride.next(8) == 8 * FIRST
    stride.learn(8, LASTS / 100, is_smooth=True)
    assert stride.next(8) == 8 * FASTEST
    stride.learn(64, LASTS / 4, is_smooth=True)
    assert stride.next(8) == 256
    stride.learn(256, LASTS * 2, is_smooth=True)
    assert stride.next(3) == 126  # as many on each
    stride.learn(128, LASTS / 4, is_smooth=False)
    assert stride.next(4) == 4


def test_letters_are_begun_in_longer_stretches(
    rivertown: Community, wide: WidePost, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LETTERS_A_LINE", 50)
    for number in range(200):
        reminder(rivertown, number)
    assert wide.run() == 200 and states() == {"sent": 200}
    first = 4 * FIRST  # on four conversations
    assert begun == [first, first * FASTEST, 200 - first - first * FASTEST]


def test_while_letters_leave_those_before_them_are_settled_and_the_next_are_claimed(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 10)
    monkeypatch.setattr(delivery, "BATCH", 20)
    for number in range(40):
        reminder(rivertown, number)
    done: list[str] = []

    def told(module: Any, name: str) -> None:
        """Note when something begins."""
        verb = getattr(module, name)

        def look(*args: Any, **named: Any) -> Any:
            done.append(name)
            return verb(*args, **named)

        monkeypatch.setattr(module, name, look)

    for module, name in ((claiming, "claim"), (claiming, "begin_sending"), (settling, "settle_all")):
        told(module, name)
    wide.run()
    assert states() == {"sent": 40} and len(set(wide.sink.ids())) == len(wide.sink.ids()) == 40
    # The second stretch is begun before the first is settled, and the next batch claimed before the second is.
    assert done == [
        *("claim", "begin_sending", "begin_sending", "settle_all", "claim", "begin_sending", "settle_all"),
        *("begin_sending", "settle_all", "claim", "claim", "settle_all"),
    ]


@pytest.mark.parametrize("last", [0, 1, 2])
def test_a_worker_that_dies_before_it_has_settled_leaves_nothing_in_doubt(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 10)
    for number in range(40):
        reminder(rivertown, number)
    settle = settling.settle_all
    settled: list[Any] = []

    def die(answered: Any, **named: Any) -> Any:
        if len(settled) == last:
            raise Killed
        settled.append(answered)
        return settle(answered, **named)

    with monkeypatch.context() as patched:
        patched.setattr(settling, "settle_all", die)
        with pytest.raises(Killed):
            wide.run()
    assert states()["sending"] >= 10  # those before, and those that were on their way meanwhile
    wide.run()
    assert states()["sent"] == len(wide.sink.ids()) and set(states()) <= {"sent", "claimed"}
    wide.clock.move(seconds=61)  # what it had claimed and not begun waits for its lease
    wide.run()
    assert states() == {"sent": 40} and len(set(wide.sink.ids())) == len(wide.sink.ids()) == 40


def test_who_signs_in_waits_behind_no_letter_of_a_campaign_that_is_ready(
    rivertown: Community, coordinator: User, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 4)
    monkeypatch.setattr(delivery, "BATCH", 6)
    started(spring(rivertown, people=30), coordinator)
    begin = claiming.begin_sending

    def late(letters: Any, **named: Any) -> Any:
        if not Letter.objects.filter(step=None).exists():
            notice(rivertown)
        return begin(letters, **named)

    monkeypatch.setattr(claiming, "begin_sending", late)
    wide.run()
    code = Letter.objects.get(step=None).message_id
    assert len(wide.sink.ids()) == 31 and wide.sink.ids().index(code) < 12  # two stretches, and its own


def test_letters_that_were_lost_while_they_were_ready_and_claimed_anew_leave_once(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stretch may last longer than a lease: another worker lets the others wait, and we claim them again."""
    monkeypatch.setattr(Stride, "next", lambda self, width: 10)
    monkeypatch.setattr(delivery, "BATCH", 15)
    for number in range(40):
        reminder(rivertown, number)
    begin, calls = claiming.begin_sending, []

    def late(letters: Any, **named: Any) -> Any:
        ours = begin(letters, **named)
        calls.append(letters)
        if len(calls) in {1, 2}:
            Letter.objects.filter(state=State.CLAIMED).update(lease_until=wide.clock() - LEASE)
            claiming.release_lost(at=wide.clock())
        return ours

    monkeypatch.setattr(claiming, "begin_sending", late)
    wide.run()
    wide.run()
    assert states() == {"sent": 40} and len(set(wide.sink.ids())) == len(wide.sink.ids()) == 40


def test_after_trouble_the_others_wait_until_somebody_has_looked(
    rivertown: Community, wide: WidePost, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 50)
    for number in range(50):
        reminder(rivertown, number)
    wide.sink.script = {"*": {"dot": "550 5.7.1 not from you"}}
    transport = wide.transport()
    transport.open()
    monkeypatch.setattr(transport, "widen", lambda wanted: 1)
    round_ = delivery.Round(transport, clock=wide.clock, has_time=lambda: True)
    with AtOnce() as hands, ExitStack() as journals:
        round_.fetch()
        assert round_.hand_over(hands, journals)
    spoken_of = 1  # behind the last dot
    assert states() == {"failed": MOST_TROUBLE + spoken_of, "waiting": 50 - MOST_TROUBLE - spoken_of}
    assert set(Letter.objects.filter(state=State.WAITING).values_list("attempts", flat=True)) == {0}
    transport.close()


def test_a_connection_that_breaks_takes_one_letter_and_the_next_ones_go_by_another(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 100)
    for number in range(60):
        reminder(rivertown, number)
    wide.sink.script = {"jo7@acme.example": {"dot": CLOSE}, "jo20@acme.example": {"dot": "421 4.3.2 not now"}}
    wide.run()
    found = dict(Letter.objects.exclude(state=State.SENT).values_list("to_email", "state"))
    assert found == {"jo7@acme.example": State.UNKNOWN, "jo20@acme.example": State.WAITING}
    assert len(set(wide.sink.ids())) == len(wide.sink.ids()) == 59


def test_the_next_letter_is_spoken_of_behind_the_dot(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 20)
    said = []
    say = SmtpTransport.say

    def count(self: SmtpTransport, *told: Any) -> object:
        said.append(told)
        return say(self, *told)

    monkeypatch.setattr(SmtpTransport, "say", count)
    for number in range(20):
        reminder(rivertown, number)
    wide.run()
    assert states() == {"sent": 20} and len(said) == 1


@pytest.mark.parametrize("verb", ["leave", "answered"])
def test_a_full_disk_loses_nothing_and_repeats_nothing(
    rivertown: Community, wide: WidePost, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    for number in range(30):
        reminder(rivertown, number)

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, verb, full)
        wide.run()
        assert states() == ({"waiting": 30} if verb == "leave" else {"sent": 30})
    wide.run()
    assert states() == {"sent": 30} and len(wide.sink.taken) == 30


def test_without_a_journal_no_more_are_begun_than_there_are_conversations(
    rivertown: Community, wide: WidePost, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        reminder(rivertown, number)
    open_file: Callable[..., int] = Journal.write  # type: ignore[assignment]

    def full(self: Journal, line: dict[str, object]) -> None:
        if "tokens" in line:
            raise OSError(28, "No space left on device")
        open_file(self, line)

    monkeypatch.setattr(Journal, "write", full)
    wide.run()
    assert states() == {"sent": 60} and max(begun) <= 3
