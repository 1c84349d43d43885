"""Stopping: once an organization signs or answers, no further step of any campaign comes to it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, Value, prefetch_related_objects
from django.db.models.functions import Greatest

from community.models import Community, User
from directory import todo
from directory.models import Organization, Task
from outreach import running
from outreach.course import WRITTEN_AS, CampaignState, Condition, Fate
from outreach.models import Attempt, Campaign, Errand, Letter
from outreach.models.errand import ErrandQuerySet
from outreach.office import Office
from outreach.states import State

SIGNED = "Somebody there signed ({reference})."
ANSWERED = "They answered."
IN_TOUCH = "A colleague is in touch with them."
AGAIN = "It had ended. What had stopped some of it was put aside: look whether that still holds, then let it go on."
DOES = {kind: step for step, kind in WRITTEN_AS.items()}  # which step what is written down does the task of


@transaction.atomic
def stop(
    community: Community,
    *,
    reason: str,
    at: datetime,
    organization: Organization | None = None,
    email: str = "",
    is_signature: bool = False,
    until: date | None = None,
    apart_from: Collection[int] = (),
) -> int:
    """Skip whatever was still to come to an organization, or an address; return how many letters that were.

    Steps that are only for those who signed stay where it is a signature. `until` leaves alone what campaigns that
    started after that day are to send: what was said before them is no answer to them. So do campaigns in `apart_from`.
    """
    whom = Q(pk__in=[])
    letters, errands = whom, whom
    if organization:
        letters |= Q(organization=organization)
        errands |= Q(recipient__organization=organization)
    if email:
        letters |= Q(to_email=email)
        errands |= Q(recipient__email=email)
    to_stop = Letter.objects.of(community).filter(letters, step__isnull=False)
    to_drop = Errand.objects.filter(errands, step__campaign__community=community)
    if is_signature:
        to_stop = to_stop.exclude(step__condition=Condition.SIGNED)
        to_drop = to_drop.exclude(step__condition=Condition.SIGNED)
    if until:
        over = datetime.combine(until + timedelta(days=1), time(), community.zone)
        to_stop = to_stop.filter(step__campaign__started_at__lt=over)
        to_drop = to_drop.filter(step__campaign__started_at__lt=over)
    if apart_from:
        to_stop = to_stop.exclude(step__campaign__in=apart_from)
        to_drop = to_drop.exclude(step__campaign__in=apart_from)
    for errand in held(to_drop, Fate.WAITING, Fate.OPEN):
        drop(errand, reason, at=at)
    return running.skip(to_stop, reason, at=at)


def close_done(organization: Organization, *, kind: str, on: date, by: User | None, at: datetime) -> set[int]:
    """Mark tasks of campaigns as done that asked for what was written down: a call, a visit, an introduction.

    Return the ids of these campaigns: with them it is a step, and nothing that ends them.
    """
    over = datetime.combine(on + timedelta(days=1), time(), organization.community.zone)
    asked = Errand.objects.fated(Fate.OPEN).filter(recipient__organization=organization, step__kind=DOES.get(kind))
    of = set()
    for errand in asked.filter(task__created_at__lt=over).select_related("task", "step"):
        if errand.task and todo.done(errand.task, by=by, at=at):
            of.add(errand.step.campaign_id)
    return of


def held(errands: ErrandQuerySet, *fates: Fate) -> list[Errand]:
    """Return errands of which this has become, as they are now, held, with their tasks.

    One that becomes a task in this very moment is waited for, and its task read after that: what is asked before would
    not see it.
    """
    found = list(errands.select_for_update(of=("self",)).order_by("pk"))
    prefetch_related_objects(found, "task")
    return [errand for errand in found if errand.fate in fates]


def may_stop(community: Community) -> bool:
    """Tell whether any campaign has steps to come, or open tasks: most signatures come while none has."""
    given = Task.objects.of(community).open().filter(errand__isnull=False)
    return Campaign.objects.of(community).standing().exists() or given.exists()


def drop(errand: Errand, reason: str, *, at: datetime) -> None:
    """Skip an errand; where it is among the tasks already and still open, that is done with."""
    if errand.task and not todo.drop(errand.task, reason=reason, by=None, at=at):
        return
    errand.state, errand.reason = Errand.State.SKIPPED, reason
    errand.save(update_fields=["state", "reason"])


def take_up(errand: Errand, *, at: datetime) -> None:
    """Let an errand that was dropped come on its day, or be among the tasks as it was."""
    if errand.task:
        todo.reopen(errand.task, by=None, at=at)
    errand.state, errand.reason = Errand.State.GIVEN if errand.task else Errand.State.WAITING, ""
    errand.save(update_fields=["state", "reason"])


@transaction.atomic
def go_on(community: Community, *, reason: str, at: datetime) -> int:
    """Let wait again what was stopped for a reason that turned out to be none; return how many letters that were.

    Tasks that were dropped for it are opened again. Letters whose day is over come when the office opens next. A
    campaign that had ended for want of anything to come is held: somebody decides whether it still goes.
    """
    dropped = Errand.objects.filter(step__campaign__community=community, reason=reason)
    errands = held(dropped.exclude(step__campaign__state=CampaignState.CANCELED), Fate.DROPPED)
    for errand in errands:
        take_up(errand, at=at)
    stopped = Letter.objects.of(community).filter(step__isnull=False, state=State.SKIPPED, reason=reason)
    stopped = stopped.exclude(step__campaign__state=CampaignState.CANCELED)
    taken = list(stopped.select_for_update(of=("self",)).values_list("pk", flat=True))
    to_come = [errand.pk for errand in errands if errand.state == Errand.State.WAITING]
    ended = Campaign.objects.filter(Q(steps__letters__in=taken) | Q(steps__errands__in=to_come))
    ended = ended.filter(state=CampaignState.DONE)
    Campaign.objects.filter(pk__in=ended.values("pk")).update(
        state=CampaignState.HELD, state_at=at, state_by=None, reason=AGAIN
    )
    soon = Office(community.zone, community.office_opens, community.office_closes).next_open(at)
    count = Letter.objects.filter(pk__in=taken, state=State.SKIPPED).update(
        state=State.WAITING, reason="", settled_at=None, due_at=Greatest("due_at", Value(soon))
    )
    words = "What had stopped it was put aside."
    Attempt.objects.bulk_create(Attempt(letter_id=pk, at=at, state=State.WAITING, words=words) for pk in taken)
    return count
