"""Moving: the one door through which an application comes from one state into another."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from directory import timeline
from providers import signals
from providers.applying_states import State, can_move, public_label
from providers.models import Application, Decision

FAR = ("provider__organization__community",)


class CannotMove(Exception):
    """The application cannot come into this state; the message says why."""


def locked(application: Application) -> Application:
    """Return the application with its row locked until the transaction ends, and what it belongs to."""
    return Application.objects.select_for_update(of=("self",)).select_related(*FAR).get(pk=application.pk)


@transaction.atomic
def move(application: Application, *, to: str, by: User | None, at: datetime, reason: str = "") -> Application:
    """Bring an application into another state; a line on the timeline and the signal `application_moved` tell of it.

    Raises CannotMove where it does not lead there from where it is now.
    """
    return enter(locked(application), to=to, by=by, at=at, reason=reason)


def enter(application: Application, *, to: str, by: User | None, at: datetime, reason: str = "") -> Application:
    """Move as above an application that is locked already, together with what the caller changed in its row."""
    before = application.state
    if not can_move(before, to):
        raise CannotMove(
            _("The application %(reference)s cannot go on like this: it is “%(state)s” now. Please look at it again.")
            % {"reference": application.reference, "state": public_label(before)}
        )
    if before == State.IN_REVIEW:
        undecide(application)
    application.state, application.state_since, application.reason = to, at, reason[:300]
    application.save()
    organization = application.provider.organization
    timeline.record(
        "application_moved",
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        text=reason,
        facts={
            "application": application.pk,
            "reference": application.reference,
            "before": before,
            "after": application.get_state_display(),
        },
    )
    signals.application_moved.send(Application, application=application, before=before, by=by, at=at)
    return application


def undecide(application: Application) -> None:
    """Make what was decided a draft again, where it was not published: it was decided on something else."""
    for decision in Decision.objects.pending().select_for_update(of=("self",)).filter(application=application):
        decision.gates.all().delete()
        decision.conditions.all().delete()
        decision.state, decision.outcome, decision.reasons = Decision.State.DRAFT, "", ""
        decision.decided_by, decision.decided_at = None, None
        decision.version += 1
        decision.save()
