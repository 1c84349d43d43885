"""Delivery: due letters leave, for a few seconds at a time; several workers at once are safe.

Each letter goes waiting → claimed → sending → sent. "sending" is committed for a stretch of letters at once, as many as
leave in a moment; which of them went as far as the final dot stands in the journal, so that a crash leaves no more in
doubt than there are conversations. Nothing here raises for a letter's sake: one that cannot be made fails, and the next
one follows.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

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


class Fate(NamedTuple):
    """What became of some letters: how many were tried, whether others may follow, and whether all were taken."""

    tried: int
    goes_on: bool
    is_smooth: bool


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
        return work(transport, clock=clock, has_time=has_time)
    finally:
        transport.close()


def work(transport: Transport, *, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> int:
    """Claim and deliver batch after batch until the time is over or nothing is due."""
    tried, stride = 0, Stride()
    while has_time():
        rest = claiming.claim(at=clock(), limit=BATCH)
        if not rest:
            break
        wanted = -(-len(rest) // LETTERS_A_LINE)
        while rest:
            if not has_time():
                claiming.give_back(rest, "The worker's time was over.", at=clock())
                return tried
            if not transport.is_open and not knock(transport, clock=clock):
                claiming.give_back(rest, AWAY, at=clock())
                return tried
            if rest[0].lease_until and rest[0].lease_until - clock() < claiming.LEASE / 2:
                claiming.renew(rest, at=clock())
            width = transport.widen(wanted)
            some, rest = rest[: stride.next(width)], rest[stride.next(width) :]
            began = clock()
            fate = deliver(some, transport, width=width, clock=clock, has_time=has_time)
            tried += fate.tried
            stride.learn(len(some), (clock() - began).total_seconds(), is_smooth=fate.is_smooth)
            if not fate.goes_on:
                claiming.give_back(rest, AWAY, at=clock())
                return tried
    return tried


def knock(transport: Transport, *, clock: Callable[[], datetime]) -> bool:
    """Open the transport; where the door stays closed all letters pause."""
    refusal = transport.open()
    if refusal is None:
        pausing.end()
        return True
    pausing.begin(cause_of(refusal), refusal, at=clock())
    logger.warning("letters pause: %s, code %s", cause_of(refusal).value, refusal.code)
    return False


def deliver(
    letters: Sequence[Letter],
    transport: Transport,
    *,
    width: int,
    clock: Callable[[], datetime],
    has_time: Callable[[], bool],
) -> Fate:
    """Deliver some letters at once and write down their fates."""
    made = [(letter, outgoing) for letter in letters if (outgoing := make(letter, clock=clock))]
    journal = Journal(folder(), {letter.pk: letter.claim_token for letter, _ in made})
    try:
        if not journal.is_kept:  # the database alone says which may have left: no more than there are conversations
            claiming.give_back([letter for letter, _ in made[width:]], "The disk is full.", at=clock())
            made = made[:width]
        ours = claiming.begin_sending([letter for letter, _ in made], at=clock())
        stretch = Stretch([one for one in made if one[0].pk in ours], journal, has_time)
        stretch.hand_over(transport)
        fate = settle(stretch, clock=clock)
        journal.end()
    finally:
        journal.close()
    return fate


def settle(stretch: Stretch, *, clock: Callable[[], datetime]) -> Fate:
    """Write down what became of the letters of a stretch; those that nobody could hand over wait again."""
    answered = [(stretch.letters[place], answer) for place, answer in sorted(stretch.answers.items())]
    closed = [(letter, answer) for letter, answer in answered if is_closed(answer)]
    tried = [(letter, answer) for letter, answer in answered if not is_closed(answer)]
    untouched = [letter for place, letter in enumerate(stretch.letters) if place not in stretch.answers]
    write_down(tried, clock=clock)
    claiming.give_back([letter for letter, _ in closed], AWAY, at=clock())
    claiming.give_back(untouched, "The others of its batch came first.", at=clock())
    is_away = bool(closed) and (not tried or any(answer.is_password_refused for _, answer in closed))
    if is_away:
        pausing.begin(cause_of(closed[0][1]), closed[0][1], at=clock())
    return Fate(len(answered), goes_on=not is_away and not stretch.is_full, is_smooth=stretch.is_smooth)


def is_closed(answer: Answer) -> bool:
    """Tell whether an answer says that the door is closed, which is no letter's fault."""
    return answer.step == Step.DOOR or answer.is_password_refused


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
