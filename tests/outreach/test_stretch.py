"""Tests of stretches: letters whose sending is begun together, as many as leave in a moment."""

from collections.abc import Callable
from typing import Any

import pytest

from community.models import Community
from outreach import claiming, delivery
from outreach.journal import Journal
from outreach.models import Letter
from outreach.states import State
from outreach.stretch import LASTS, MOST_TROUBLE, Stride
from outreach.transports.smtp import SmtpTransport
from tests.outreach.conftest import reminder
from tests.outreach.sink import CLOSE, Sink
from tests.outreach.test_several import WidePost, states

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
    assert stride.next(8) == 8
    stride.learn(8, LASTS / 4, is_smooth=True)
    assert stride.next(8) == 16
    stride.learn(16, LASTS * 3 / 4, is_smooth=True)
    assert stride.next(8) == 16
    stride.learn(16, LASTS * 2, is_smooth=True)
    assert stride.next(4) == 8
    stride.learn(8, LASTS / 4, is_smooth=False)
    assert stride.next(4) == 4


def test_letters_are_begun_in_longer_stretches(rivertown: Community, wide: WidePost, begun: list[int]) -> None:
    for number in range(100):
        reminder(rivertown, number)
    assert wide.run() == 100 and states() == {"sent": 100}
    assert begun == [4, 8, 16, 32, 40]


def test_after_trouble_the_others_wait_until_somebody_has_looked(
    rivertown: Community, wide: WidePost, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stride, "next", lambda self, width: 50)
    for number in range(50):
        reminder(rivertown, number)
    wide.sink.script = {"*": {"dot": "550 5.7.1 not from you"}}
    [*letters] = claiming.claim(at=wide.clock(), limit=50)
    transport = wide.transport()
    transport.open()
    delivery.deliver(letters, transport, width=1, clock=wide.clock, has_time=lambda: True)
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
