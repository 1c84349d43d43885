"""Claiming: a worker takes letters under a token and a lease, and gives back what it does not get done."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Coalesce

from community.models import Community
from outreach import pacing, signers, suppressing
from outreach.answers import after_lost_lease
from outreach.course import condition_problem
from outreach.models import Attempt, Letter, Step
from outreach.states import HELD, State

NOTE = f"""
    INSERT INTO {Attempt._meta.db_table} (letter_id, at, state, words)
    SELECT id, %%s, %%s, %%s FROM {Letter._meta.db_table} WHERE id IN (%s)
"""  # noqa: S608 -- our own names
LEASE = timedelta(seconds=60)
# The longest wait for the answer to the final dot is shorter, so that a lease never ends under a worker that lives.
LEASE_AFTER_DOT = timedelta(seconds=120)


@transaction.atomic(durable=True)
def claim(*, at: datetime, limit: int) -> list[Letter]:
    """Take up to so many due letters, oldest first; those that must not leave are skipped on the way, with the reason.

    Those of campaigns come after all others, at their own pace. Their history begins where they are about to leave.

    Two workers never get the same letter: the update asks once more that it still waits.
    """
    due = Letter.objects.due(at).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    token = secrets.token_hex(16)
    chosen = list(due.values_list("pk", flat=True)[:limit])
    if len(chosen) < limit:
        chosen += pacing.next_letters(at=at, limit=limit - len(chosen))
    waiting = Letter.objects.filter(pk__in=chosen, state=State.WAITING)
    waiting.update(
        state=State.CLAIMED,
        claim_token=token,
        lease_until=at + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", at),
    )
    claimed = Letter.objects.filter(pk__in=chosen, claim_token=token, state=State.CLAIMED)
    letters = sorted(claimed.order_by("due_at", "pk"), key=lambda letter: letter.step_id is not None)
    share(letters)
    unwanted = out_of_place(letters) | suppressing.held_back(letters, at=at) | too_late(letters, at)
    skip((letter for letter in letters if letter.pk in unwanted), unwanted, at=at)
    return [letter for letter in letters if letter.pk not in unwanted]


def share(letters: Sequence[Letter]) -> None:
    """Let letters of one community, or of one step, have the same one in hand: what it keeps is found once."""
    communities = Community.objects.in_bulk({letter.community_id for letter in letters})
    steps = Step.objects.select_related("campaign").in_bulk({letter.step_id for letter in letters if letter.step_id})
    for letter in letters:
        letter.community = communities[letter.community_id]
        if letter.step_id:
            letter.step = steps[letter.step_id]


def too_late(letters: Iterable[Letter], at: datetime) -> dict[int, str]:
    """Return the letters that are of no use any more, with the reason."""
    return {
        letter.pk: "It came too late to be of use." for letter in letters if letter.send_by and letter.send_by <= at
    }


def out_of_place(letters: Iterable[Letter]) -> dict[int, str]:
    """Return the letters of campaigns that are not for their organization by now, with the reason."""
    of_steps = [letter for letter in letters if letter.step]
    signed = signers.among([letter.organization_id for letter in of_steps]) if of_steps else set()
    said = {
        letter.pk: letter.step.stopped
        or condition_problem(letter.step.condition, has_signed=letter.organization_id in signed)
        for letter in of_steps
        if letter.step
    }
    return {pk: reason for pk, reason in said.items() if reason}


def skip(letters: Iterable[Letter], reasons: dict[int, str], *, at: datetime) -> None:
    """Close letters that must not leave."""
    for letter in letters:
        reason = reasons[letter.pk]
        Letter.objects.filter(pk=letter.pk).update(
            state=State.SKIPPED,
            reason=reason,
            settled_at=at,
            values=letter.kept_values,
            claim_token="",
            lease_until=None,
        )
        note([letter], State.SKIPPED, reason, at=at)


def note(letters: Sequence[Letter], state: State, words: str, *, at: datetime) -> None:
    """Write one line of history for each letter, in one statement, which a stretch of hundreds needs."""
    if letters:
        moment = connection.ops.adapt_datetimefield_value(at)
        with connection.cursor() as cursor:
            cursor.execute(NOTE % ", ".join(str(letter.pk) for letter in letters), [moment, state.value, words[:500]])


@transaction.atomic(durable=True)
def give_back(letters: Sequence[Letter], words: str, *, at: datetime) -> None:
    """Let letters wait again that were claimed and not tried; the claim does not count as an attempt."""
    given = ours_among(letters) if letters else []
    Letter.objects.filter(pk__in=[letter.pk for letter in given]).update(
        state=State.WAITING,
        claim_token="",
        lease_until=None,
        attempts=F("attempts") - 1,
        first_tried_at=Case(When(attempts=1, then=None), default=F("first_tried_at")),
    )
    note(given, State.WAITING, words, at=at)
    pacing.not_taken([letter for letter in given if letter.step_id], at=at)


def ours_among(letters: Sequence[Letter]) -> list[Letter]:
    """Return which of these letters are still in our hands, held; in one order, so that nobody waits in a ring.

    Each is ours by its own token: one that was lost and claimed anew is not what it was when it was claimed first.
    """
    ours = Letter.objects.filter(pk__in=[letter.pk for letter in letters], state__in=HELD)
    tokens = dict(ours.order_by("pk").select_for_update(of=("self",)).values_list("pk", "claim_token"))
    return [letter for letter in letters if tokens.get(letter.pk) == letter.claim_token]


@transaction.atomic(durable=True)
def renew(letters: Sequence[Letter], *, at: datetime) -> None:
    """Lengthen the lease of letters that are still ours and still to be tried."""
    ours = ours_among(letters)
    Letter.objects.filter(pk__in=[letter.pk for letter in ours]).update(lease_until=at + LEASE)
    for letter in ours:
        letter.lease_until = at + LEASE


@transaction.atomic(durable=True)
def begin_sending(letters: Sequence[Letter], *, at: datetime) -> list[Letter]:
    """Commit that these letters are about to leave, and return those that are still ours."""
    ours = ours_among(letters)
    pks = [letter.pk for letter in ours]
    Letter.objects.filter(pk__in=pks).update(state=State.SENDING, lease_until=at + LEASE_AFTER_DOT)
    note(ours, State.SENDING, "", at=at)
    return ours


@transaction.atomic(durable=True)
def release_lost(*, at: datetime, limit: int = 200) -> int:
    """Decide the fate of letters whose lease is over, because their worker died or hangs; return how many."""
    lost = Letter.objects.filter(state__in=HELD, lease_until__lt=at).order_by("lease_until")
    if connection.features.has_select_for_update_skip_locked:
        lost = lost.select_for_update(skip_locked=True)
    return sum(let_go(one, has_left=one.state == State.SENDING, of={one.state}, at=at) for one in lost[:limit])


@transaction.atomic(durable=True)
def release(letters: Sequence[Letter], *, left: Collection[int], at: datetime) -> int:
    """Decide the fate of letters whose worker is no more; `left` are the ids of those that may have left already.

    What it had committed last may come into force after it has died: whichever of its hands a letter is in by then.
    """
    return sum(let_go(letter, has_left=letter.pk in left, of={letter.state, *HELD}, at=at) for letter in letters)


def let_go(letter: Letter, *, has_left: bool, of: Collection[str], at: datetime) -> int:
    """Let a letter wait again, or leave it in doubt where it may have left; return how many that were, 0 or 1.

    The token stays, so that an answer that comes after all can still be written down, until somebody claims anew.
    """
    step = after_lost_lease(
        was_sending=has_left,
        promise=letter.promise,
        attempts=letter.attempts,
        first_tried_at=letter.first_tried_at or at,
        at=at,
    )
    if step.state == letter.state:
        return 0
    ours = Letter.objects.filter(pk=letter.pk, state__in=of, claim_token=letter.claim_token)
    count = ours.update(
        state=step.state,
        due_at=at + step.delay,
        lease_until=None,
        reason=step.reason,
        settled_at=None if step.state == State.WAITING else at,
    )
    if count:
        note([letter], step.state, step.reason or "Its worker ended before the letter was handed over.", at=at)
    return count
