"""Delivery: due letters leave, for a few seconds at a time; several workers at once are safe.

Each letter goes waiting → claimed → sending → sent. "sending" is committed for a stretch of letters at once, as many as
leave in a moment; which of them went as far as the final dot stands in the journal, so that a crash leaves no more in
doubt than there are conversations. Nothing here raises for a letter's sake: one that cannot be made fails, and the next
one follows.
"""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection

from outreach import claiming, hearing, pausing, recovering, settling, watching, writing
from outreach.answers import Answer, Cause, Step, cause_of
from outreach.composing import CannotCompose
from outreach.envelope import CannotAddress, Outgoing
from outreach.journal import FOLDER, Journal
from outreach.models import Letter
from outreach.states import State
from outreach.stretch import Stretch, Stride
from outreach.transports import Transport

logger = logging.getLogger(__name__)

BATCH = 400  # letters claimed at once
LETTERS_A_LINE = 25  # of a batch: where there is more to send, more conversations are held at once
AWAY = "The mail server cannot be used just now."
SETTLE_TRIES = 3  # how often a fate is written down before the lease decides


def folder() -> Path:
    """Return where this machine's journals are."""
    return Path(settings.VAR_DIR) / FOLDER


def run(choose: Callable[[], Transport], *, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> int:
    """Deliver what is due as long as there is time; return how many letters were tried.

    `choose` raises ImproperlyConfigured where the settings name no usable mail server.
    """
    recovering.recover(folder(), at=clock())
    claiming.release_lost(at=clock())
    is_paused = pausing.current() is not None
    if not pausing.may_try(at=clock()):
        return 0
    try:
        transport = choose()
    except ImproperlyConfigured as fault:
        pausing.begin(Cause.SETTINGS, Answer(Step.DOOR, None, str(fault)), at=clock())
        return 0
    try:
        if is_paused and not knock(transport, clock=clock):
            return 0
        return Round(transport, clock=clock, has_time=has_time).go()
    finally:
        transport.close()


def knock(transport: Transport, *, clock: Callable[[], datetime]) -> bool:
    """Open the transport; where the door stays closed all letters pause."""
    refusal = transport.open()
    if refusal is None:
        pausing.end()
        return True
    pausing.begin(cause_of(refusal), refusal, at=clock())
    logger.warning("letters pause: %s, code %s", cause_of(refusal).value, refusal.code)
    return False


class AtOnce(Executor):
    """Does what it is given before anything else is done."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


class Round:
    """One run of delivery: claim, make, hand over, settle, until the time is over or nothing is due.

    Where handing over is mostly waiting for a server, that is done in a thread of its own, which knows no database;
    meanwhile the stretch before is settled and the next letters are claimed and made. So the last two stretches stand
    in their journals until they are settled, and a crash in between leaves no more in doubt.
    """

    def __init__(self, transport: Transport, *, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> None:
        self.transport, self.clock, self.has_time = transport, clock, has_time
        self.stride = Stride()
        self.ready: list[tuple[Letter, Outgoing]] = []  # claimed and made
        self.width = 1  # conversations that are open
        self.answered: Stretch | None = None  # handed over, and not settled yet
        self.tried = 0
        self.why_back = ""  # why letters that are ready wait again

    def go(self) -> int:
        """Deliver, and return how many letters were tried."""
        with ExitStack() as journals, self.hands() as hands:
            self.fetch()
            while self.ready and self.may_go_on() and self.hand_over(hands, journals):
                self.fetch()
            self.settle()
            claiming.give_back([letter for letter, _ in self.ready], self.why_back, at=self.clock())
        return self.tried

    def hands(self) -> Executor:
        """Return who hands letters over."""
        return ThreadPoolExecutor(1) if self.transport.is_mostly_waiting else AtOnce()

    def fetch(self) -> None:
        """Have letters ready, as long as there is time and any is due: enough for a whole stretch, and no more.

        So whoever signs in waits behind what is on its way, and what is short of a stretch, of a campaign.
        """
        while len(self.ready) < self.stride.next(self.width) and self.has_time():
            claimed = claiming.claim(at=self.clock(), limit=BATCH)
            anew = {letter.pk for letter in claimed}  # what of them was ready before had been lost meanwhile
            self.ready = [one for one in self.ready if one[0].pk not in anew]
            self.ready += [(letter, outgoing) for letter in claimed if (outgoing := make(letter, clock=self.clock))]
            if self.ready or not claimed:
                return

    def may_go_on(self) -> bool:
        """Tell whether the next letters may be begun: there is time, the door is open, and they are still ours."""
        if not self.has_time():
            self.why_back = "The worker's time was over."
            return False
        if not self.transport.is_mostly_waiting or not self.transport.is_open:
            self.settle()  # nothing is done beside the next stretch, or the door may be long in opening
        if not self.transport.is_open and not knock(self.transport, clock=self.clock):
            self.why_back = AWAY
            return False
        late = self.clock() + claiming.LEASE / 2
        if any(letter.lease_until and letter.lease_until < late for letter, _ in self.ready):
            claiming.renew([letter for letter, _ in self.ready], at=self.clock())
        return True

    def hand_over(self, hands: Executor, journals: ExitStack) -> bool:
        """Let the next letters leave, and tell whether others may follow."""
        self.width = self.transport.widen(-(-len(self.ready) // LETTERS_A_LINE))
        count = self.stride.next(self.width)
        some, self.ready = self.ready[:count], self.ready[count:]
        stretch = self.begin(some, journals)
        began = self.clock()
        leaving = hands.submit(self.leave, stretch)
        self.settle()
        self.fetch()
        seconds = (leaving.result() - began).total_seconds()
        self.tried += len(stretch.answers)
        self.stride.learn(len(some), seconds, is_smooth=stretch.is_smooth)
        self.answered = stretch
        goes_on = not stretch.is_away and not stretch.is_full
        if not (goes_on and stretch.is_smooth):  # what follows from it is not put off
            self.settle()
        self.why_back = "" if goes_on else AWAY
        return goes_on

    def begin(self, made: Sequence[tuple[Letter, Outgoing]], journals: ExitStack) -> Stretch:
        """Commit that letters are about to leave, with their journal; return those that are still ours."""
        journal = Journal(folder(), {letter.pk: letter.claim_token for letter, _ in made})
        journals.callback(journal.close)
        if not journal.is_kept:  # the database alone says which may have left: no more than there are conversations
            claiming.give_back([letter for letter, _ in made[self.width :]], "The disk is full.", at=self.clock())
            made = made[: self.width]
        contents = {id(letter): outgoing for letter, outgoing in made}
        ours = claiming.begin_sending([letter for letter, _ in made], at=self.clock())
        return Stretch([(letter, contents[id(letter)]) for letter in ours], journal, self.has_time)

    def leave(self, stretch: Stretch) -> datetime:
        """Hand a stretch over, and return when that was done."""
        stretch.hand_over(self.transport)
        return self.clock()

    def settle(self) -> None:
        """Write down what became of the letters that left last, where that was not done yet."""
        stretch, self.answered = self.answered, None
        if stretch:
            settle(stretch, clock=self.clock)
            stretch.journal.end()


def settle(stretch: Stretch, *, clock: Callable[[], datetime]) -> None:
    """Write down what became of the letters of a stretch; those that nobody could hand over wait again."""
    answered = [(stretch.letters[place], answer) for place, answer in sorted(stretch.answers.items())]
    closed = [(letter, answer) for letter, answer in answered if answer.is_closed]
    untouched = [letter for place, letter in enumerate(stretch.letters) if place not in stretch.answers]
    write_down([(letter, answer) for letter, answer in answered if not answer.is_closed], clock=clock)
    claiming.give_back([letter for letter, _ in closed], AWAY, at=clock())
    claiming.give_back(untouched, "The others of its batch came first.", at=clock())
    if stretch.is_away:
        pausing.begin(cause_of(closed[0][1]), closed[0][1], at=clock())


def make(letter: Letter, *, clock: Callable[[], datetime]) -> Outgoing | None:
    """Return a letter ready to go; one that cannot be made fails, and the others go on."""
    try:
        return writing.write_out(letter, at=clock())
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # noqa: BLE001 -- a poison letter, whatever its poison, never stops its batch
        is_known = isinstance(fault, CannotCompose | CannotAddress)
        reason = str(fault) if is_known else f"The letter cannot be made ({type(fault).__name__})."
        logger.warning("letter %s cannot be made: %s", letter.pk, type(fault).__name__)
        settling.fail(letter, reason, at=clock())
        if letter.step:
            watching.look(letter.step.campaign, at=clock())
        return None


def write_down(answered: Sequence[tuple[Letter, Answer]], *, clock: Callable[[], datetime]) -> None:
    """Settle letters, also through a database that is being restarted: their fate is known and should not be lost."""
    states: list[State | None] = []
    for tries_left in reversed(range(SETTLE_TRIES if answered else 0)):
        try:
            states = settling.settle_all(answered, at=clock())
            for _, answer in answered:
                if answer.service_id:
                    hearing.catch_up(answer.service_id, at=clock())
        except (OperationalError, InterfaceError):
            if not tries_left or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(1)  # second
        else:
            break
    failed = {}
    for (letter, answer), state in zip(answered, states, strict=True):
        logger.info("letter %s (%s): %s, code %s", letter.pk, letter.kind, state, answer.code)
        if letter.step and state == State.FAILED:
            failed[letter.step.campaign_id] = letter.step.campaign
    for campaign in failed.values():
        watching.look(campaign, at=clock())
