"""Settling: a letter's fate is written down, by the mail server's answer or by a person who found out."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from community import audit, links
from community.models import User
from community.purposes import PURPOSES
from outreach import bouncing, suppressing
from outreach.answers import Answer, Next, next_step
from outreach.kinds import KINDS
from outreach.marks import Mark
from outreach.models import Attempt, Letter
from outreach.signals import letter_sent
from outreach.states import State

logger = logging.getLogger(__name__)

UNSETTLED = frozenset({State.CLAIMED, State.SENDING, State.UNKNOWN, State.WAITING})
# What was said of many letters, as one parameter however many they are.
SAID = {
    "postgresql": "json_to_recordset(%s) AS said(letter bigint, code integer, words text)",
    "sqlite": "(SELECT value ->> 'letter' AS letter, value ->> 'code' AS code, value ->> 'words' AS words"
    " FROM json_each(%s)) AS said",
}[connection.vendor]
SENT = f"""
    UPDATE {Letter._meta.db_table}
    SET state = 'sent', reason = '', settled_at = %s, claim_token = '', lease_until = NULL,
        answer_code = said.code, answer = said.words
    FROM {SAID} WHERE {Letter._meta.db_table}.id = said.letter
"""  # noqa: S608 -- our own names
NOTE_SENT = f"""
    INSERT INTO {Attempt._meta.db_table} (letter_id, at, state, code, words)
    SELECT said.letter, %s, 'sent', said.code, said.words FROM {SAID}
"""  # noqa: S608 -- our own names


class CannotSettle(Exception):
    """The letter is not in a state in which this can be done; the message says why."""


def settle(letter: Letter, answer: Answer, *, at: datetime) -> State | None:
    """Write down what follows from the mail server's answer; None where the letter has become somebody else's."""
    return settle_all([(letter, answer)], at=at)[0]


@transaction.atomic(durable=True)
def settle_all(answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> list[State | None]:
    """Write down what follows from the answer to each letter; None for those that have become somebody else's.

    An answer that comes after the lease was over still counts, as long as nobody has claimed the letter anew.
    """
    held = Letter.objects.select_for_update().filter(pk__in=[letter.pk for letter, _ in answered], state__in=UNSETTLED)
    tokens = dict(held.order_by("pk").values_list("pk", "claim_token"))
    states: list[State | None] = []
    alike: list[tuple[Letter, Answer]] = []
    for letter, answer in answered:
        if tokens.get(letter.pk) != letter.claim_token:
            states.append(None)
        elif answer.is_delivered and not answer.service_id and letter.kept_values == letter.values:
            states.append(State.SENT)
            alike.append((letter, answer))
        else:
            states.append(settle_one(letter, answer, at=at))
    close_sent(alike, at=at)
    return states


def settle_one(letter: Letter, answer: Answer, *, at: datetime) -> State:
    """Write down what follows from the answer to one letter, which is ours."""
    current = Letter.objects.select_related("community").get(pk=letter.pk)
    first_tried_at = current.first_tried_at or at
    step = next_step(answer, promise=current.promise, attempts=current.attempts, first_tried_at=first_tried_at, at=at)
    close(current, step, answer, at=at)
    if step.state == State.SENT:
        tell_all_sent([current], at=at)
    if step.is_hard_bounce and current.bounced_at is None:
        Letter.objects.filter(pk=current.pk).update(bounced_at=at)
        bouncing.follow(current, Mark.HARD_BOUNCE, at=at)
    return step.state


def close_sent(sent: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
    """Write down that these letters have left, all in two statements, and announce it."""
    if not sent:
        return
    said = json.dumps([{"letter": one.pk, "code": answer.code, "words": answer.words[:500]} for one, answer in sent])
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(SENT, [moment, said])
        cursor.execute(NOTE_SENT, [moment, said])
    for letter, answer in sent:
        letter.state, letter.reason, letter.settled_at = State.SENT, "", at
        letter.claim_token, letter.lease_until = "", None
        letter.answer_code, letter.answer = answer.code, answer.words[:500]
    tell_all_sent([letter for letter, _ in sent], at=at)


def close(letter: Letter, step: Next, answer: Answer, *, at: datetime) -> None:
    """Write the new state with its line of history; secrets are struck out of what has left or never will."""
    letter.state = step.state
    letter.reason = step.reason
    letter.answer_code, letter.answer = answer.code, answer.words[:500]
    letter.service_id = answer.service_id[:200] or letter.service_id
    letter.lease_until = None
    if step.state != State.UNKNOWN:  # a late answer still finds its letter by the token
        letter.claim_token = ""
    if step.state == State.WAITING:
        letter.due_at = at + step.delay
    else:
        letter.settled_at = at
    if not letter.is_open:
        letter.values = letter.kept_values
    letter.save(
        update_fields=[
            *("state", "reason", "answer_code", "answer", "lease_until", "claim_token"),
            *("due_at", "settled_at", "values", "service_id"),
        ]
    )
    words = answer.words or step.reason or ("no answer" if answer.code is None else "")
    Attempt.objects.create(letter=letter, at=at, state=step.state, code=answer.code, words=words[:500])


def tell_sent(letter: Letter, *, at: datetime) -> None:
    """Announce that a letter has left; whatever a listener does wrong, it has."""
    try:
        with transaction.atomic():
            letter_sent.send(Letter, letter=letter, at=at)
    except Exception:
        logger.exception("letter %s: a listener failed", letter.pk)


def tell_all_sent(letters: Sequence[Letter], *, at: datetime) -> None:
    """Announce that letters have left, together; where a listener fails, each by itself."""
    try:
        with transaction.atomic():
            for letter in letters:
                letter_sent.send(Letter, letter=letter, at=at)
    except Exception:  # noqa: BLE001 -- nothing of it was kept, and whoever fails is told below
        for letter in letters:
            tell_sent(letter, at=at)


@transaction.atomic
def fail(letter: Letter, reason: str, *, at: datetime) -> None:
    """Fail a letter that cannot be made or handed over, whatever the server; the rest of its batch goes on."""
    ours = Letter.objects.filter(pk=letter.pk, claim_token=letter.claim_token, state=State.CLAIMED)
    failed = {"state": State.FAILED, "reason": reason[:200], "settled_at": at, "values": letter.kept_values}
    if ours.update(**failed, claim_token="", lease_until=None):
        Attempt.objects.create(letter=letter, at=at, state=State.FAILED, words=reason[:500])


def settle_by_news(letter: Letter, *, at: datetime) -> None:
    """End the doubt about a letter, which is held: something came back that carries its id, so it has left."""
    letter.state, letter.reason, letter.settled_at = State.SENT, "", at
    letter.claim_token, letter.lease_until, letter.values = "", None, letter.kept_values
    letter.save(update_fields=["state", "reason", "settled_at", "claim_token", "lease_until", "values"])
    tell_sent(letter, at=at)


@transaction.atomic
def settle_by_hand(letter: Letter, *, arrived: bool, by: User, at: datetime) -> Letter:
    """End the doubt about a letter: it arrived, or it did not and is sent again under the same Message-ID.

    Raises CannotSettle where its fate is not unknown.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.state != State.UNKNOWN:
        raise CannotSettle(f"This letter is {letter.get_state_display().lower()}: there is nothing to settle.")
    if arrived:
        letter.state, letter.reason = State.SENT, ""
        letter.settled_by, letter.settled_at, letter.claim_token = by, at, ""
        letter.save(update_fields=["state", "reason", "settled_by", "settled_at", "claim_token"])
        tell_sent(letter, at=at)
    else:
        wait_again(letter, at=at)
    words = "It arrived." if arrived else "It did not arrive; send it again."
    Attempt.objects.create(letter=letter, at=at, state=letter.state, words=words, by=by)
    outcome = "arrived" if arrived else "did not arrive and is sent again"
    audit.record(
        f"settled letter {letter.pk} ({letter.label.lower()}): it {outcome}", community=letter.community, by=by, at=at
    )
    return letter


@transaction.atomic
def try_again(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Send a failed letter once more, with 72 hours of its own.

    Raises CannotSettle where it has not failed, its secrets are gone, or its address is held back.
    """
    letter = Letter.objects.select_for_update(of=("self",)).select_related("community").get(pk=letter.pk)
    if letter.state != State.FAILED:
        raise CannotSettle(f"This letter is {letter.get_state_display().lower()}: only a failed one is sent again.")
    kind = KINDS.get(letter.kind)
    if kind is None or kind.secrets - set(letter.values):
        raise CannotSettle("What it said is of no use any more. The person can ask for a new one.")
    if letter.pk in suppressing.held_back([letter], at=at):
        raise CannotSettle("Letters to this address are held back. Allow them first, if you know that it works.")
    wait_again(letter, at=at)
    Attempt.objects.create(letter=letter, at=at, state=letter.state, words="Send it again.", by=by)
    audit.record(f"sent letter {letter.pk} ({letter.label.lower()}) again", community=letter.community, by=by, at=at)
    return letter


def wait_again(letter: Letter, *, at: datetime) -> None:
    """Put a letter back to where it waits, as if it were new."""
    letter.state, letter.reason, letter.claim_token = State.WAITING, "", ""
    letter.attempts, letter.first_tried_at, letter.due_at, letter.lease_until = 0, None, at, None
    letter.settled_at, letter.settled_by = None, None
    letter.save(
        update_fields=[
            *("state", "reason", "claim_token", "attempts", "first_tried_at"),
            *("due_at", "lease_until", "settled_at", "settled_by"),
        ]
    )


@transaction.atomic
def revoke_links(letter: Letter, *, by: User, at: datetime) -> int:
    """Take back every open link to what this letter is about; return how many there were."""
    count = sum(links.revoke(record, PURPOSES[purpose], at=at) for purpose, record in letter.links.values() if purpose)
    audit.record(
        f"took back the links of letter {letter.pk} ({letter.label.lower()})", community=letter.community, by=by, at=at
    )
    return count
