"""A clock that is set while letters are on their way: none is lost, and none of "at most once" leaves twice."""

from datetime import timedelta

import pytest

from community.models import Community
from outreach import claiming
from outreach.models import Letter
from outreach.states import State
from tests.make import NOW
from tests.outreach.conftest import Post, notice, reminder

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("step", ["connect", "mail", "rcpt", "data", "dot"])
def test_set_in_the_middle_of_a_conversation(rivertown: Community, post: Post, step: str, hours: int) -> None:
    for number in range(3):
        notice(rivertown, number)
        reminder(rivertown, number + 10)
    left = [1]

    def set_clock(at: str, _recipient: str) -> None:
        if at == step and left:
            left.pop()
            post.clock.move(hours=hours)

    post.sink.on_step = set_clock
    for _ in range(8):
        post.run()
        post.clock.move(minutes=15)

    assert {letter.state for letter in Letter.objects.all()} == {State.SENT}
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == 6


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("was_sending", [False, True])
def test_set_while_a_dead_worker_holds_letters(rivertown: Community, post: Post, was_sending: bool, hours: int) -> None:
    once, least = reminder(rivertown, 1), notice(rivertown, 2)
    for letter in claiming.claim(at=NOW, limit=2):
        if was_sending:
            claiming.begin_sending([letter], at=NOW)
    post.clock.move(hours=hours)

    post.run()
    seen = post.sink.ids()
    assert seen == ([] if hours < 0 else [least.message_id] if was_sending else [once.message_id, least.message_id])
    post.clock.at = NOW + HOUR
    post.run()

    once.refresh_from_db()
    least.refresh_from_db()
    assert once.state == (State.UNKNOWN if was_sending else State.SENT)
    assert least.state == State.SENT
    assert len(post.sink.ids()) == len(set(post.sink.ids())) == (1 if was_sending else 2)


@pytest.mark.parametrize("hours", [-1, 1])
def test_set_before_a_retry(rivertown: Community, post: Post, hours: int) -> None:
    letter = notice(rivertown)
    post.sink.script = {"jo1@acme.example": {"rcpt": "451 not now"}}
    post.run()
    post.sink.script = {}
    post.clock.move(hours=hours)

    assert post.run() == (1 if hours > 0 else 0)
    post.clock.at = NOW + timedelta(minutes=1)
    post.run()

    letter.refresh_from_db()
    assert letter.state == State.SENT
    assert len(post.sink.ids()) == 1


@pytest.mark.parametrize("hours", [-1, 1])
def test_set_while_a_pause_lasts(rivertown: Community, post: Post, hours: int) -> None:
    notice(rivertown)
    post.sink.script = {"*": {"connect": "554 go away"}}
    post.run()
    post.sink.script = {}
    post.clock.move(hours=hours)
    post.run()
    post.clock.at = NOW + timedelta(minutes=5)
    post.run()

    assert Letter.objects.get().state == State.SENT
    assert len(post.sink.ids()) == 1
