"""Tests of the rule of SMTP answers."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.answers import (
    Answer,
    Cause,
    Step,
    after_lost_lease,
    back_off,
    cause_of,
    is_hard_bounce,
    next_step,
    pause_for,
)
from outreach.states import Promise, State
from tests.make import NOW

MINUTE = timedelta(minutes=1)


def after(
    answer: Answer, *, promise: str = Promise.AT_LEAST_ONCE, attempts: int = 1, hours: float = 0
) -> tuple[State, timedelta]:
    """Return state and delay after an answer."""
    step = next_step(answer, promise=promise, attempts=attempts, first_tried_at=NOW, at=NOW + timedelta(hours=hours))
    return step.state, step.delay


def test_a_taken_letter_is_sent() -> None:
    assert after(Answer(Step.DOT, 250))[0] == State.SENT


@pytest.mark.parametrize("code", [421, 450, 451, 452])
@pytest.mark.parametrize("step", [Step.SENDER, Step.RECIPIENT, Step.CONTENT, Step.DOT])
def test_not_now_is_tried_again_later_and_later(code: int, step: Step) -> None:
    delays = [after(Answer(step, code), attempts=attempts)[1] for attempts in range(1, 8)]

    assert delays == [MINUTE, 5 * MINUTE, 30 * MINUTE, *[120 * MINUTE] * 4]
    assert after(Answer(step, code), promise=Promise.AT_MOST_ONCE) == (State.WAITING, MINUTE)
    assert after(Answer(step, code), hours=71.9)[0] == State.WAITING
    assert after(Answer(step, code), hours=72)[0] == State.FAILED


@pytest.mark.parametrize("step", [Step.SENDER, Step.RECIPIENT, Step.CONTENT])
@pytest.mark.parametrize("promise", Promise)
def test_silence_before_the_dot_is_tried_again(step: Step, promise: Promise) -> None:
    assert after(Answer(step, None), promise=promise) == (State.WAITING, MINUTE)


def test_silence_after_the_dot_is_a_doubt_or_a_retry() -> None:
    assert after(Answer(Step.DOT, None), promise=Promise.AT_MOST_ONCE)[0] == State.UNKNOWN
    assert after(Answer(Step.DOT, None), promise=Promise.AT_LEAST_ONCE) == (State.WAITING, MINUTE)
    assert after(Answer(Step.DOT, None), promise=Promise.AT_LEAST_ONCE, hours=72)[0] == State.UNKNOWN


@pytest.mark.parametrize(
    ("step", "code", "words", "expected"),
    [
        (Step.RECIPIENT, 550, "no such user", True),
        (Step.RECIPIENT, 551, "moved away", True),
        (Step.RECIPIENT, 553, "not a name", True),
        (Step.RECIPIENT, 550, "5.1.1 no such user", True),
        (Step.RECIPIENT, 550, "5.7.1 we do not like you", False),
        (Step.RECIPIENT, 552, "5.2.2 mailbox full", False),
        (Step.RECIPIENT, 554, "5.1.10 null MX", True),
        (Step.RECIPIENT, 554, "no", False),
        (Step.DOT, 550, "this is spam", False),
        (Step.DOT, 550, "5.1.1 no such user", True),
        (Step.SENDER, 550, "who are you", False),
        (Step.SENDER, 550, "5.1.8 bad sender domain", False),
        (Step.RECIPIENT, 450, "4.1.1 not now", False),
    ],
)
def test_a_hard_bounce_is_about_the_address(step: Step, code: int, words: str, expected: bool) -> None:
    assert is_hard_bounce(Answer(step, code, words)) is expected
    if code >= 500:
        found = next_step(
            Answer(step, code, words), promise=Promise.AT_MOST_ONCE, attempts=1, first_tried_at=NOW, at=NOW
        )
        assert (found.state, found.is_hard_bounce) == (State.FAILED, expected)
        assert found.reason


@pytest.mark.parametrize("code", [530, 534, 535, 538])
def test_a_refused_password_pauses_everything(code: int) -> None:
    assert Answer(Step.DOOR, code).is_password_refused
    assert cause_of(Answer(Step.DOOR, code)) == Cause.PASSWORD
    assert Answer(Step.SENDER, code).is_password_refused
    assert not Answer(Step.RECIPIENT, code).is_password_refused
    assert pause_for(Cause.PASSWORD, 1) == 5 * MINUTE


def test_a_server_that_is_away_is_asked_again_soon_then_seldom() -> None:
    assert cause_of(Answer(Step.DOOR, None)) == Cause.UNREACHABLE
    seconds = [pause_for(Cause.UNREACHABLE, tries).total_seconds() for tries in (1, 2, 3, 4, 5, 6, 1000)]
    assert seconds == [15, 30, 60, 120, 240, 300, 300]


def test_a_lost_lease_ends_in_doubt_only_after_the_dot_of_an_at_most_once_letter() -> None:
    def fate(*, was_sending: bool, promise: str, attempts: int = 1, hours: int = 0) -> tuple[State, timedelta]:
        step = after_lost_lease(
            was_sending=was_sending,
            promise=promise,
            attempts=attempts,
            first_tried_at=NOW,
            at=NOW + timedelta(hours=hours),
        )
        return step.state, step.delay

    assert fate(was_sending=False, promise=Promise.AT_MOST_ONCE) == (State.WAITING, timedelta(0))
    assert fate(was_sending=False, promise=Promise.AT_LEAST_ONCE) == (State.WAITING, timedelta(0))
    assert fate(was_sending=True, promise=Promise.AT_LEAST_ONCE) == (State.WAITING, timedelta(0))
    assert fate(was_sending=True, promise=Promise.AT_MOST_ONCE)[0] == State.UNKNOWN
    assert fate(was_sending=False, promise=Promise.AT_MOST_ONCE, attempts=4) == (State.WAITING, MINUTE)
    assert fate(was_sending=False, promise=Promise.AT_MOST_ONCE, hours=72)[0] == State.FAILED
    assert fate(was_sending=True, promise=Promise.AT_LEAST_ONCE, hours=72)[0] == State.UNKNOWN


@given(
    step=st.sampled_from(Step),
    code=st.one_of(st.none(), st.integers(100, 599)),
    words=st.text(max_size=20),
    promise=st.sampled_from(Promise),
    attempts=st.integers(0, 1000),
    hours=st.floats(0, 1000),
)
def test_every_answer_has_a_consequence_and_no_doubt_is_sent_twice(
    *, step: Step, code: int | None, words: str, promise: Promise, attempts: int, hours: float
) -> None:
    answer = Answer(step, code, words)
    found = next_step(answer, promise=promise, attempts=attempts, first_tried_at=NOW, at=NOW + timedelta(hours=hours))

    assert found.state in {State.SENT, State.WAITING, State.FAILED, State.UNKNOWN}
    assert (found.state == State.SENT) == (step == Step.DOT and code is not None and 200 <= code < 300)
    if promise == Promise.AT_MOST_ONCE and step == Step.DOT and code is None:
        assert found.state == State.UNKNOWN
    if found.state == State.WAITING:
        assert MINUTE <= found.delay <= 120 * MINUTE == back_off(99)
