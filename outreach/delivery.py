"""Delivery: due letters leave, for a few seconds at a time; several workers at once are safe.

Each letter goes waiting → claimed → sending → sent. "sending" is committed right before the final dot, so that after
any crash it is known whether the letter can have left. Nothing here raises for a letter's sake: one that cannot be made
fails, and the next one follows.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection

from outreach import claiming, hearing, pausing, settling, watching, writing
from outreach.answers import Answer, Cause, Step, cause_of
from outreach.composing import CannotCompose
from outreach.envelope import CannotAddress, Outgoing
from outreach.models import Letter
from outreach.states import State
from outreach.transports import Transport

logger = logging.getLogger(__name__)

BATCH = 20  # letters claimed at once
SETTLE_TRIES = 3  # how often a fate is written down before the lease decides


def run(choose: Callable[[], Transport], *, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> int:
    """Deliver what is due as long as there is time; return how many letters were tried.

    `choose` raises ImproperlyConfigured where the settings name no usable mail server.
    """
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
    tried = 0
    while has_time():
        batch = claiming.claim(at=clock(), limit=BATCH)
        if not batch:
            break
        for index, letter in enumerate(batch):
            rest = batch[index:]
            if not has_time():
                claiming.give_back(rest, "The worker's time was over.", at=clock())
                return tried
            if not transport.is_open and not knock(transport, clock=clock):
                claiming.give_back(rest, "The mail server cannot be used just now.", at=clock())
                return tried
            if letter.lease_until and letter.lease_until - clock() < claiming.LEASE / 2:
                claiming.renew(rest, at=clock())
            if not deliver(letter, transport, clock=clock):
                claiming.give_back(rest[1:], "The mail server cannot be used just now.", at=clock())
                return tried
            tried += 1
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


def deliver(letter: Letter, transport: Transport, *, clock: Callable[[], datetime]) -> bool:
    """Deliver one letter and write down its fate; False where no letter can leave and all must pause."""
    try:
        outgoing = writing.write_out(letter, at=clock())
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:  # noqa: BLE001 -- a poison letter, whatever its poison, never stops its batch
        is_known = isinstance(fault, CannotCompose | CannotAddress)
        reason = str(fault) if is_known else f"The letter cannot be made ({type(fault).__name__})."
        logger.warning("letter %s cannot be made: %s", letter.pk, type(fault).__name__)
        settling.fail(letter, reason, at=clock())
        if letter.step:
            watching.look(letter.step.campaign, at=clock())
        return True
    answer = hand_over(letter, outgoing, transport, clock=clock)
    if answer is None:
        return True
    if answer.step == Step.DOOR or answer.is_password_refused:
        pausing.begin(cause_of(answer), answer, at=clock())
        claiming.give_back([letter], "The mail server cannot be used just now.", at=clock())
        return False
    write_down(letter, answer, clock=clock)
    return True


def hand_over(
    letter: Letter, outgoing: Outgoing, transport: Transport, *, clock: Callable[[], datetime]
) -> Answer | None:
    """Return the mail server's answer, or None where the letter turned out to be ours no more."""
    begun = False
    is_ours = True

    def before_the_dot() -> bool:
        nonlocal begun, is_ours
        is_ours = begun = claiming.begin_sending(letter, at=clock())
        return is_ours

    try:
        answer = transport.deliver(outgoing, before_the_dot)
    except (OperationalError, InterfaceError):
        transport.close()
        raise
    except Exception as fault:
        logger.exception("letter %s: the transport failed", letter.pk)
        transport.close()
        answer = Answer(Step.DOT if begun else Step.CONTENT, None, f"The transport failed ({type(fault).__name__}).")
    return answer if is_ours else None


def write_down(letter: Letter, answer: Answer, *, clock: Callable[[], datetime]) -> None:
    """Settle a letter, also through a database that is being restarted: its fate is known and should not be lost."""
    for tries_left in reversed(range(SETTLE_TRIES)):
        try:
            state = settling.settle(letter, answer, at=clock())
            if answer.service_id:
                hearing.catch_up(answer.service_id, at=clock())
        except (OperationalError, InterfaceError):
            if not tries_left or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(1)  # second
        else:
            logger.info("letter %s (%s): %s, code %s", letter.pk, letter.kind, state, answer.code)
            if letter.step and state == State.FAILED:
                watching.look(letter.step.campaign, at=clock())
            return
