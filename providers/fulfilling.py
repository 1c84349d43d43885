"""Conditions of listings: said to be met, seen to be met, put off; with the last one a listing has none any more."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import Community, User
from directory import todo
from employers.signing import local_day
from providers import conflicts, moving, signals
from providers.applying_states import State
from providers.kinds import Standing
from providers.models import Condition, Decision, Provider
from providers.verdicts import LONGEST, SOON

FAR = ("decision__application__provider__organization__community",)
AT_ONCE = 200  # of each community and run; the next run goes on


class CannotFulfill(Exception):
    """The condition cannot be changed like this; the message says why."""


def locked(condition: Condition) -> Condition:
    """Return a condition under a lock, with what it belongs to; raises CannotFulfill where it is open no more."""
    application = moving.locked(condition.decision.application)
    found = Condition.objects.select_for_update(of=("self",)).select_related(*FAR, "task").get(pk=condition.pk)
    found.decision.application = application
    if not found.is_open:
        raise CannotFulfill(_("This condition is not open any more."))
    return found


@transaction.atomic
def say_done(condition: Condition, *, note: str, url: str, by: User, at: datetime) -> Condition:
    """Keep that its provider says it is met, and by what one can see that. Raises CannotFulfill."""
    condition = locked(condition)
    if not note.strip():
        raise CannotFulfill(_("Say how we can see that it is met."))
    condition.said_done_at, condition.said_done_by = at, by
    condition.said_note, condition.said_url = note.strip(), url
    condition.save()
    tell(condition, "condition_said_done", by=by, at=at)
    return condition


@transaction.atomic
def meet(condition: Condition, *, note: str, by: User, at: datetime) -> Condition:
    """Note that the team saw it met; where it was the last, the listing has no conditions any more.

    Raises CannotFulfill where one has a conflict, or does not say by what one saw it.
    """
    condition = locked(condition)
    refuse_conflict(condition, by)
    if not note.strip():
        raise CannotFulfill("Say by what you saw that it is met.")
    condition.met_at, condition.met_by, condition.note = at, by, note.strip()
    condition.save()
    if condition.task:
        todo.done(condition.task, by=by, at=at)
    tell(condition, "condition_met", by=by, at=at)
    application = condition.decision.application
    if application.state == State.CONDITIONAL and not still_open(condition):
        moving.enter(application, to=State.LISTED, by=by, at=at)
        Provider.objects.filter(pk=application.provider_id, standing=Standing.CONDITIONAL).update(
            standing=Standing.LISTED
        )
        signals.conditions_met.send(Condition, decision=condition.decision, at=at)
    return condition


def still_open(condition: Condition) -> bool:
    """Test whether another condition of the same listing is still to be met."""
    return Condition.objects.open().filter(decision=condition.decision_id).exists()


@transaction.atomic
def put_off(condition: Condition, *, to: date, reason: str, by: User, at: datetime) -> Condition:
    """Give a condition another day, with the reason, which its provider reads. Raises CannotFulfill."""
    condition = locked(condition)
    refuse_conflict(condition, by)
    today = local_day(condition.decision.application.provider.organization.community, at)
    if not max(today, condition.due_on) < to <= today + LONGEST:
        raise CannotFulfill("Choose a later day than now, at most two years ahead.")
    if not reason.strip():
        raise CannotFulfill("Say why: they read it.")
    condition.due_on, condition.extension_reason = to, reason.strip()[:300]
    condition.soon_told_at = condition.late_told_at = None
    condition.save()
    if condition.task:
        todo.change(condition.task, title=condition.task.title, due_on=to, owner=condition.task.owner)
    tell(condition, "condition_put_off", by=by, at=at, until=str(to))
    signals.condition_put_off.send(Condition, condition=condition, at=at)
    return condition


def end(provider: Provider, *, but: Decision | None = None, by: User, at: datetime) -> None:
    """End the open conditions of a provider, but those of one decision: their listing is over, or a later one came."""
    mine = Condition.objects.open().filter(decision__application__provider=provider)
    for condition in mine.exclude(decision=but).select_related("task").select_for_update(of=("self",)):
        condition.ended_at = at
        condition.save(update_fields=["ended_at"])
        if condition.task:
            todo.done(condition.task, by=by, at=at)


def refuse_conflict(condition: Condition, by: User) -> None:
    """Raise CannotFulfill where somebody is kept out of the application."""
    if conflicts.keeps_out(by, condition.decision.application):
        raise CannotFulfill("You said that something stands between you and them. Somebody else looks at it.")


def tell(condition: Condition, verb: str, *, by: User, at: datetime, **facts: str) -> None:
    """Write a line about a condition on its organization's timeline."""
    conflicts.tell(verb, condition.decision.application, by=by, at=at, what=condition.what, **facts)


def remind(community: Community, *, at: datetime) -> int:
    """Tell providers of conditions whose day is near, or over, each once; return how many letters that made."""
    today = local_day(community, at)
    mine = Condition.objects.of(community).open().order_by("pk")
    soon = mine.filter(due_on__gte=today, due_on__lte=today + SOON, soon_told_at=None, said_done_at=None)
    late = mine.filter(due_on__lt=today, late_told_at=None, said_done_at=None)
    told = [(pk, "soon_told_at") for pk in soon.values_list("pk", flat=True)[:AT_ONCE]]
    told += [(pk, "late_told_at") for pk in late.values_list("pk", flat=True)[:AT_ONCE]]
    return sum(one(pk, field, at=at) for pk, field in told)


@transaction.atomic
def one(pk: int, field: str, *, at: datetime) -> bool:
    """Tell of one condition, unless that was done in this very moment."""
    if not Condition.objects.open().filter(pk=pk, **{field: None}).update(**{field: at}):
        return False
    condition = Condition.objects.select_related(*FAR).get(pk=pk)
    is_late = field == "late_told_at"
    signals.condition_due.send(Condition, condition=condition, is_late=is_late, at=at)
    return True
