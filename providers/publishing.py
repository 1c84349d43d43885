"""Publishing decisions: the application moves, the listing follows, conditions become tasks, and letters leave.

Each decision is a transaction of its own: one that cannot be published keeps no other from it.
"""

from datetime import date, datetime

from django.db import transaction

from community.models import Community, User
from directory import todo
from employers.signing import local_day
from providers import conflicts, fulfilling, moving, rejudging, signals
from providers.applying_states import STANDING, State
from providers.kinds import LISTED, Standing
from providers.models import Application, Decision, Provider
from providers.models.decision import DecisionQuerySet
from providers.verdicts import APPEAL_WITHIN, Verdict, reviewed_again_on


class CannotPublish(Exception):
    """The decision cannot be published just now; the message says why."""


def waiting(community: Community, user: User) -> DecisionQuerySet:
    """Return the decisions that wait to be published, without those that somebody is kept out of, oldest first."""
    found: DecisionQuerySet = (
        Decision.objects.of(community).pending().exclude(application__in=conflicts.kept_from(user))
    )
    far = ("application__provider__organization__community", "decided_by")
    return found.select_related(*far).order_by("decided_at", "pk")


@transaction.atomic
def publish(decision: Decision, *, seen: int, by: User, at: datetime) -> bool:
    """Publish a decision as it was seen and return True; where a colleague did so already, return False.

    Raises CannotPublish where it was changed meanwhile, or does not hold any more.
    """
    application = moving.locked(decision.application)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    decision.application = application
    if decision.is_published:
        return False
    today = local_day(application.provider.organization.community, at)
    refuse(decision, seen=seen, by=by, today=today)
    decision.state, decision.published_by, decision.published_at = Decision.State.PUBLISHED, by, at
    decision.appeal_until = today + APPEAL_WITHIN
    decision.save()
    close_earlier(application, decision, by=by, at=at)
    moving.enter(application, to=decision.outcome, by=by, at=at)
    list_by(decision, today=today)
    give_tasks(decision, by=by, at=at)
    conflicts.tell("decision_published", application, by=by, at=at, outcome=decision.get_outcome_display())
    signals.decision_published.send(Decision, decision=decision, by=by, at=at)
    return True


def refuse(decision: Decision, *, seen: int, by: User, today: date) -> None:
    """Raise CannotPublish where a decision is not the one that was seen, or does not hold any more."""
    application = decision.application
    name = application.provider.organization.name
    if conflicts.keeps_out(by, application):
        raise CannotPublish(f"{name}: you said that something stands between. Somebody else publishes it.")
    if not decision.is_pending or decision.version != seen:
        raise CannotPublish(f"{name}: it was changed since you opened this page. Look at it once more.")
    if application.state != State.IN_REVIEW:
        raise CannotPublish(f"{name}: the application is “{application.get_state_display()}” now.")
    latest = rejudging.latest_of(application)
    if latest is None or latest.pk != decision.revision_id:
        raise CannotPublish(f"{name}: it was submitted anew after it was decided. Decide once more.")
    if decision.conditions.filter(due_on__lte=today).exists():
        raise CannotPublish(f"{name}: the day of a condition came before it was told. Give it another.")


def close_earlier(application: Application, decision: Decision, *, by: User, at: datetime) -> None:
    """End what stood before: the listing that this one renews, and conditions of earlier decisions."""
    before = application.renews
    if before and before.state in STANDING:
        moving.move(before, to=State.FOLLOWED, by=by, at=at)
    fulfilling.end(application.provider, but=decision, by=by, at=at)


def list_by(decision: Decision, *, today: date) -> None:
    """Make or change the listing; who was listed before goes on owing returns from the day it was first."""
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=decision.application.provider_id)
    is_listed = decision.outcome in LISTED
    if not (is_listed and provider.standing in LISTED):
        provider.standing_since = today
    provider.standing = Standing(decision.outcome)
    months = decision.application.provider.organization.community.review_months
    provider.review_due_on = reviewed_again_on(today, months=months) if is_listed else None
    provider.review_told_for = provider.review_late_for = None
    provider.save()


def give_tasks(decision: Decision, *, by: User, at: datetime) -> None:
    """Make a task of each condition, for whoever looks after the organization and may read of it."""
    organization = decision.application.provider.organization
    if decision.outcome != Verdict.CONDITIONAL:
        return
    whose = next(
        one
        for one in (organization.owner, decision.decided_by, by)
        if one == by or (one and not conflicts.keeps_out(one, decision.application))
    )
    for condition in decision.conditions.order_by("due_on", "pk"):
        condition.task = todo.add(
            organization.community,
            title=f"See whether this condition is met: {condition.what}"[:200],
            due_on=condition.due_on,
            owner=whose,
            organization=organization,
            by=by,
            at=at,
        )
        condition.save(update_fields=["task"])
