"""Suspending: a listing rests for a reason that its provider reads, and comes back for another."""

from datetime import datetime

from django.db import transaction

from community.models import User
from providers import conflicts, moving, signals
from providers.applying_states import State, can_move
from providers.kinds import Standing
from providers.models import Application, Condition, Provider


class CannotSuspend(Exception):
    """The listing cannot rest or come back like this; the message says why."""


@transaction.atomic
def suspend(application: Application, *, reason: str, by: User, at: datetime) -> Application:
    """Take a listing off the public list until it is brought back; its provider is told why. Raises CannotSuspend."""
    application = checked(application, State.SUSPENDED, reason, by)
    return settle(application, State.SUSPENDED, reason, by=by, at=at)


@transaction.atomic
def bring_back(application: Application, *, reason: str, by: User, at: datetime) -> Application:
    """Put a listing back, with the conditions that are still open. Raises CannotSuspend."""
    application = checked(application, State.LISTED, reason, by)
    if application.state != State.SUSPENDED:
        raise CannotSuspend(f"It is “{application.get_state_display()}” now, so it does not rest.")
    is_bound = Condition.objects.open().filter(decision__application=application).exists()
    return settle(application, State.CONDITIONAL if is_bound else State.LISTED, reason, by=by, at=at)


def checked(application: Application, to: State, reason: str, by: User) -> Application:
    """Return the application under a lock; raises CannotSuspend where somebody is kept out, or it does not go there."""
    application = moving.locked(application)
    if conflicts.keeps_out(by, application):
        raise CannotSuspend("You said that something stands between you and them. Somebody else decides.")
    if not can_move(application.state, to):
        raise CannotSuspend(f"It is “{application.get_state_display()}” now, so this cannot be done.")
    if not reason.strip():
        raise CannotSuspend("Say why: they read it in the letter.")
    return application


def settle(application: Application, to: State, reason: str, *, by: User, at: datetime) -> Application:
    """Move application and listing together, and announce it; since when it owes returns stays as it was."""
    moving.enter(application, to=to, by=by, at=at, reason=reason.strip()[:300])
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=application.provider_id)
    provider.standing = Standing(to.value)
    provider.save(update_fields=["standing"])
    application.provider.standing = provider.standing
    signals.listing_settled.send(Application, application=application, reason=reason.strip(), at=at)
    return application
