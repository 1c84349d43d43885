"""Delivery: due letters leave, for a few seconds at a time; several workers at once are safe.

Each letter goes waiting → claimed → sending → sent. "sending" is committed right before the final dot, so that after
any crash it is known whether the letter can have left. Where many are due, several conversations each have one letter
in hand: they are asked about, and settled, in one transaction for all, and no more can be in doubt than there are.
Nothing here raises for a letter's sake: one that cannot be made fails, and the next one follows.
"""

import logging
import time
from collections.abc import Callable, Sequence
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
from outreach.transports.several import SeveralConversations

logger = logging.getLogger(__name__)

BATCH = 200  # letters claimed at once
LETTERS_A_LINE = 25  # of a batch: where there is more to send, more conversations are held at once
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
        rest = claiming.claim(at=clock(), limit=BATCH)
        if not rest:
            break
        wanted = -(-len(rest) // LETTERS_A_LINE)
        while rest:
            if not has_time():
                claiming.give_back(rest, "The worker's time was over.", at=clock())
                return tried
            if not transport.is_open and not knock(transport, clock=clock):
                claiming.give_back(rest, "The mail server cannot be used just now.", at=clock())
                return tried
            if rest[0].lease_until and rest[0].lease_until - clock() < claiming.LEASE / 2:
                claiming.renew(rest, at=clock())
            width = transport.widen(wanted) if isinstance(transport, SeveralConversations) else 1
            if not deliver(rest[:width], transport, clock=clock):
                claiming.give_back(rest[width:], "The mail server cannot be used just now.", at=clock())
                return tried
            tried += len(rest[:width])
            rest = rest[width:]
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


def deliver(letters: Sequence[Letter], transport: Transport, *, clock: Callable[[], datetime]) -> bool:
    """Deliver some letters at once and write down their fates; False where none can leave and all must pause."""
    made = [(letter, outgoing) for letter in letters if (outgoing := make(letter, clock=clock))]
    if not made:
        return True
    answered = hand_over(made, transport, clock=clock)
    kept = [(letter, answer) for letter, answer in answered if is_closed(answer)]
    if kept:
        claiming.give_back([letter for letter, _ in kept], "The mail server cannot be used just now.", at=clock())
    write_down([(letter, answer) for letter, answer in answered if not is_closed(answer)], clock=clock)
    if not kept or (len(kept) < len(made) and not any(answer.is_password_refused for _, answer in kept)):
        return True
    pausing.begin(cause_of(kept[0][1]), kept[0][1], at=clock())
    return False


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


def hand_over(
    made: Sequence[tuple[Letter, Outgoing]], transport: Transport, *, clock: Callable[[], datetime]
) -> list[tuple[Letter, Answer]]:
    """Return the mail server's answers; letters that turned out to be ours no more are left out."""
    letters = [letter for letter, _ in made]
    asked: set[int] = set()
    begun: set[int] = set()

    def before_the_dots(places: Sequence[int]) -> set[int]:
        asked.update(places)
        ours = claiming.begin_sending([letters[place] for place in places], at=clock())
        begun.update(place for place in places if letters[place].pk in ours)
        return begun

    try:
        answers = handed(transport, [outgoing for _, outgoing in made], before_the_dots)
    except (OperationalError, InterfaceError):
        transport.close()
        raise
    except Exception as fault:
        logger.exception("letters %s: the transport failed", [letter.pk for letter in letters])
        transport.close()
        said = f"The transport failed ({type(fault).__name__})."
        answers = [Answer(Step.DOT if place in begun else Step.CONTENT, None, said) for place in range(len(made))]
    lost = asked - begun
    return [pair for place, pair in enumerate(zip(letters, answers, strict=True)) if place not in lost]


def handed(
    transport: Transport, letters: Sequence[Outgoing], before_the_dots: Callable[[Sequence[int]], set[int]]
) -> list[Answer]:
    """Hand letters over by whatever the transport can do: several at once, or the only one."""
    if isinstance(transport, SeveralConversations):
        return transport.deliver_all(letters, before_the_dots)
    return [transport.deliver(letter, lambda: bool(before_the_dots([0]))) for letter in letters]


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
