"""Pausing: while the mail server cannot be used, every letter waits, a person is told, and one worker asks again.

A refused password is asked again every five minutes and at once when a person resumes; silence after 15 seconds, then
twice as long each time, up to five minutes. No letter is blamed, so none waits longer once the server is back.
"""

from datetime import datetime

from django.db import transaction

from community import audit
from community.models import Community, User
from outreach.answers import Answer, Cause, pause_for
from outreach.models import Pause

NAME = "mail server"


def current() -> Pause | None:
    """Return the pause, if letters pause."""
    return Pause.objects.filter(name=NAME).first()


@transaction.atomic(durable=True)
def may_try(*, at: datetime) -> bool:
    """Tell whether letters may leave; during a pause that is one worker at a time, when it is time to ask again."""
    pause = current()
    if pause is None:
        return True
    mine = Pause.objects.filter(pk=pause.pk, next_try_at=pause.next_try_at, next_try_at__lte=at)
    return bool(mine.update(next_try_at=at + pause_for(pause.cause, pause.tries)))


@transaction.atomic(durable=True)
def begin(cause: Cause, answer: Answer, *, at: datetime) -> None:
    """Pause all letters, or lengthen the pause."""
    pause, is_new = Pause.objects.select_for_update().get_or_create(
        name=NAME, defaults={"cause": cause, "since": at, "next_try_at": at + pause_for(cause, 1)}
    )
    pause.cause, pause.code, pause.words = cause, answer.code, answer.words[:500]
    if not is_new:
        pause.tries += 1
        pause.next_try_at = at + pause_for(cause, pause.tries)
    pause.save()


def end() -> None:
    """End the pause: the mail server is there again."""
    Pause.objects.filter(name=NAME).delete()


@transaction.atomic
def resume(*, community: Community, by: User, at: datetime) -> bool:
    """Ask the mail server again at the next tick; False where nothing pauses."""
    if not Pause.objects.filter(name=NAME).update(next_try_at=at):
        return False
    audit.record("asked the mail server again before the pause was over", community=community, by=by, at=at)
    return True
