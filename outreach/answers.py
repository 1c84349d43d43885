"""A rule: what follows from a mail server's answer.

RFC 5321 §4.2.1: 2yz done, 4yz not now, 5yz never. Where nothing was answered it matters whether the final dot of the
message was sent: before it the letter has surely not left, after it nobody knows.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices

from outreach.states import Promise, State

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
GIVE_UP_AFTER = timedelta(hours=72)
FREE_CRASHES = 3  # a letter whose worker died is tried again at once so many times, then with back-off

PASSWORD_REFUSED = frozenset({530, 534, 535, 538})  # RFC 4954 §6
NO_SUCH_ADDRESS = frozenset({550, 551, 553})
ENHANCED = re.compile(r"\b5\.(\d{1,3})\.\d{1,3}\b")  # RFC 3463

NO_SUCH_WORDS = "There is no such address."
PASSWORD_PAUSE = timedelta(minutes=5)
SETTINGS_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=5)


class Step(StrEnum):
    """Where in the conversation the answer came."""

    DOOR = "door"  # connection, greeting, encryption, password: says nothing about any letter
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    DOT = "dot"


class Cause(TextChoices):
    """Why no letter leaves."""

    PASSWORD = "password", "The mail server refuses our password"
    UNSAFE = "unsafe", "The connection to the mail server is not safe"
    UNREACHABLE = "unreachable", "The mail server cannot be reached"
    SETTINGS = "settings", "The mail server is not set up"


@dataclass(frozen=True)
class Answer:
    """What the mail server said, and to what; code None is silence or a dropped connection."""

    step: Step
    code: int | None
    words: str = ""
    service_id: str = ""  # what a service calls the letter it has taken
    is_unsafe: bool = False  # the encryption that was asked for was not to be had, or not to be trusted

    @property
    def is_delivered(self) -> bool:
        """Tell whether the server has taken the letter over."""
        return self.step == Step.DOT and self.code is not None and 200 <= self.code < 300

    @property
    def is_password_refused(self) -> bool:
        """Tell whether the server wants another password: true of every letter, so all of them pause."""
        return self.code in PASSWORD_REFUSED and self.step in {Step.DOOR, Step.SENDER}

    @property
    def is_closed(self) -> bool:
        """Tell whether it says that the door is closed, which is no letter's fault."""
        return self.step == Step.DOOR or self.is_password_refused

    @property
    def ends_connection(self) -> bool:
        """Tell whether the connection is of no use any more."""
        return self.code is None or self.code == 421


@dataclass(frozen=True)
class Next:
    """What becomes of a letter: its state, when it is due again, whether its address is to be suppressed, and why."""

    state: State
    delay: timedelta = timedelta(0)
    is_hard_bounce: bool = False
    reason: str = ""


def back_off(attempts: int) -> timedelta:
    """Return how long a letter waits after so many attempts (1 is the first): 1 m, 5 m, 30 m, then 2 h each."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]


def next_step(answer: Answer, *, promise: str, attempts: int, first_tried_at: datetime, at: datetime) -> Next:
    """Return what becomes of a letter after this answer."""
    if answer.is_delivered:
        return Next(State.SENT)
    is_in_doubt = answer.step == Step.DOT and (answer.code is None or answer.code < 400)
    if is_in_doubt and promise == Promise.AT_MOST_ONCE:
        return Next(State.UNKNOWN, reason="The connection ended after the letter was handed over, before the answer.")
    if answer.code is not None and answer.code >= 500:
        return refused(answer)
    if at - first_tried_at >= GIVE_UP_AFTER:
        if is_in_doubt:
            return Next(State.UNKNOWN, reason="Handed over several times in 72 hours and never answered.")
        return Next(State.FAILED, reason="Tried for 72 hours; the mail server never took it.")
    return Next(State.WAITING, delay=back_off(attempts))


def refused(answer: Answer) -> Next:
    """Return what becomes of a letter that was refused for good."""
    if answer.step == Step.SENDER:
        return Next(State.FAILED, reason="The mail server does not accept our own address as the sender.")
    if is_hard_bounce(answer):
        return Next(State.FAILED, is_hard_bounce=True, reason=NO_SUCH_WORDS)
    return Next(State.FAILED, reason="The mail server refused it for good.")


def is_hard_bounce(answer: Answer) -> bool:
    """Test whether an answer says that the address does not exist.

    The enhanced code decides where there is one: 5.1.x is about the address, 5.7.x about policy, 5.2.x about a mailbox
    that exists. Without one it is 550, 551 or 553 to the recipient; after the content a bare 550 is mostly spam policy.
    """
    if answer.code is None or answer.code < 500 or answer.step not in {Step.RECIPIENT, Step.CONTENT, Step.DOT}:
        return False
    enhanced = ENHANCED.search(answer.words)
    if enhanced:
        return enhanced[1] == "1"
    return answer.step == Step.RECIPIENT and answer.code in NO_SUCH_ADDRESS


def after_lost_lease(*, was_sending: bool, promise: str, attempts: int, first_tried_at: datetime, at: datetime) -> Next:
    """Return what becomes of a letter whose worker died or hangs."""
    if was_sending and promise == Promise.AT_MOST_ONCE:
        return Next(State.UNKNOWN, reason="The worker ended after the letter was handed over, before the answer.")
    if at - first_tried_at >= GIVE_UP_AFTER:
        reason = "Its worker ended again and again for 72 hours."
        return Next(State.UNKNOWN if was_sending else State.FAILED, reason=reason)
    return Next(State.WAITING, delay=timedelta(0) if attempts <= FREE_CRASHES else back_off(attempts - FREE_CRASHES))


def cause_of(answer: Answer) -> Cause:
    """Return why the door is closed."""
    if answer.is_unsafe:
        return Cause.UNSAFE
    return Cause.PASSWORD if answer.is_password_refused else Cause.UNREACHABLE


def pause_for(cause: str, tries: int) -> timedelta:
    """Return how long nothing is tried: 5 minutes for a refused password, 15 s doubling to 5 minutes for silence."""
    if cause == Cause.PASSWORD:
        return PASSWORD_PAUSE
    if cause == Cause.SETTINGS:
        return SETTINGS_PAUSE
    return min(LONGEST_PAUSE, timedelta(seconds=15) * 2 ** min(max(tries, 1) - 1, 10))
