"""Planning: who tells whom what, when and how; done, dropped, made a task, copied to the next year."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from community import audit
from community.models import Community, User
from directory import todo
from directory.models import Task
from outreach import campaigns
from outreach.course import CampaignState, Condition
from outreach.models import Audience, Campaign, PlanAudience, PlanItem
from outreach.models.plan import PlanItemQuerySet
from outreach.planned import Channel, ItemState, a_year_later

TITLE = 200  # characters of a task
SUBJECT = 150  # characters of what the tasks of a campaign are
PAIRS = re.compile(r"\({2,}|\){2,}")
BY_CHANNEL = {
    Channel.CALL: "Call ((name??somebody)), ((organization))",
    Channel.VISIT: "Visit ((name??somebody)), ((organization))",
    Channel.INTRODUCTION: "Ask for an introduction to ((name??somebody)), ((organization))",
    Channel.EVENT: "Invite ((name??somebody)), ((organization))",
}


class CannotPlan(Exception):
    """This cannot be done with the plan; the message says why."""


@transaction.atomic
def reach(
    community: Community, *, name: str, note: str, by: User, at: datetime, people: Audience | None = None
) -> PlanAudience:
    """Put an audience into the plan; `people` are the saved rules that find it."""
    if PlanAudience.objects.of(community).filter(name__iexact=name).exists():
        raise CannotPlan(f"{name} is in the plan already.")
    audience = PlanAudience.objects.create(community=community, name=name, note=note, people=people)
    audit.record(f"put the audience {name} into the plan", community=community, by=by, at=at)
    return audience


@transaction.atomic
def rename(audience: PlanAudience, *, name: str, note: str, people: Audience | None = None) -> PlanAudience:
    """Say better who an audience is, and which saved rules find it."""
    others = PlanAudience.objects.of(audience.community).exclude(pk=audience.pk)
    if others.filter(name__iexact=name).exists():
        raise CannotPlan(f"{name} is in the plan already.")
    audience.name, audience.note, audience.people = name, note, people
    audience.save(update_fields=["name", "note", "people"])
    return audience


@transaction.atomic
def remove(audience: PlanAudience, *, by: User, at: datetime) -> None:
    """Take an audience off the plan with the words written for it; refused while items are meant for it."""
    audience = PlanAudience.objects.select_for_update().get(pk=audience.pk)
    if audience.items.exists():
        raise CannotPlan("Items of the plan are meant for it. Give them another audience first.")
    audit.record(f"took the audience {audience} off the plan", community=audience.community, by=by, at=at)
    audience.delete()


def add(community: Community, **facts: Any) -> PlanItem:
    """Put an item into the plan."""
    return PlanItem.objects.create(community=community, **facts)


@transaction.atomic
def change(item: PlanItem, *, by: User, at: datetime, **facts: Any) -> PlanItem:
    """Change what is planned, and its task and drafts with it. Raises CannotPlan where it is over."""
    item = locked(item)
    before = told_of(item, by)
    for name, value in facts.items():
        setattr(item, name, value)
    item.save(update_fields=list(facts))
    if item.task and item.task.done_at is None:
        todo.change(item.task, title=title_of(item), due_on=item.due_on, owner=item.owner)
    for draft in item.campaigns.filter(state=CampaignState.DRAFT):
        with suppress(campaigns.CannotChange):  # in this moment it is no draft any more
            follow(draft, before, told_of(item, by), at=at)
    return item


@dataclass(frozen=True)
class Told:
    """What an item says of the campaign that carries it out, and of the tasks of one that gives tasks."""

    facts: dict[str, Any]
    channel: str
    subject: str


def told_of(item: PlanItem, by: User) -> Told:
    """Return what an item says of its campaigns."""
    facts = campaigns.known_of(item, by) | {"owner": item.owner or by}
    return Told(facts, item.channel, subject_of(item) if item.channel in BY_CHANNEL else "")


def follow(draft: Campaign, before: Told, after: Told, *, at: datetime) -> None:
    """Let a draft say what its item says by now; what somebody has put otherwise in the draft stays."""
    facts = {name: after.facts[name] for name, value in before.facts.items() if getattr(draft, name) == value}
    changed = {name: value for name, value in facts.items() if value != before.facts[name]}
    if changed:
        campaigns.change(draft, at=at, **changed)
    if before.subject and after.subject:
        for step in draft.steps.filter(kind=before.channel, subject=before.subject):
            campaigns.change_step(step, at=at, kind=after.channel, subject=after.subject)


@transaction.atomic
def done(item: PlanItem, *, on: date, note: str, by: User, at: datetime) -> PlanItem:
    """Say that it was done on a day, and what came of it; its task is done with it."""
    item = locked(item)
    if on > at.astimezone(item.community.zone).date():
        raise CannotPlan("That day is still to come.")
    item.state, item.done_on, item.note = ItemState.DONE, on, note
    item.save(update_fields=["state", "done_on", "note"])
    if item.task:
        todo.done(item.task, by=by, at=at)
    return item


@transaction.atomic
def drop(item: PlanItem, *, note: str, by: User, at: datetime) -> PlanItem:
    """Say that it will not be done, and why; its task is done with."""
    item = locked(item)
    item.state, item.note = ItemState.DROPPED, note
    item.save(update_fields=["state", "note"])
    if item.task:
        todo.drop(item.task, reason=note, by=by, at=at)
    return item


@transaction.atomic
def reopen(item: PlanItem, *, by: User, at: datetime) -> bool:
    """Plan it again, its task with it, and return True; where it is planned, do nothing and return False."""
    again = {"state": ItemState.PLANNED, "done_on": None, "note": ""}
    if not PlanItem.objects.filter(pk=item.pk).exclude(state=ItemState.PLANNED).update(**again):
        return False
    if item.task:
        todo.reopen(item.task, by=by, at=at)
    return True


@transaction.atomic
def make_task(item: PlanItem, *, by: User, at: datetime) -> Task:
    """Put it among the tasks of its owner. Raises CannotPlan where it is there already."""
    item = locked(item)
    if item.task:
        raise CannotPlan("It is among the tasks already.")
    item.task = todo.add(item.community, title=title_of(item), by=by, at=at, due_on=item.due_on, owner=item.owner or by)
    item.save(update_fields=["task"])
    return item.task


@transaction.atomic
def make_tasks(item: PlanItem, *, by: User, at: datetime) -> Campaign:
    """Draft a task for everybody whom its audience finds, as a campaign of one step; pressed again, return that one.

    Nobody has a task before the campaign starts. Raises CannotPlan where it is a letter, or nothing finds the people.
    """
    item = locked(item)
    if item.channel == Channel.LETTER:
        raise CannotPlan("It is a letter: make it a campaign.")
    if item.audience.people is None:
        raise CannotPlan(f"No saved audience finds {item.audience} yet. Choose one first.")
    mine = item.campaigns.exclude(state=CampaignState.CANCELED).filter(steps__kind=item.channel)
    if known := mine.order_by("-pk").first():
        return known
    told = told_of(item, by)
    campaign = campaigns.begin(item.community, by=by, at=at, plan_item=item, **told.facts)
    campaigns.add_step(campaign, kind=told.channel, condition=Condition.ANY, subject=told.subject)
    return campaign


def subject_of(item: PlanItem) -> str:
    """Return what each task is called, with places for the person and where they work."""
    plain = PAIRS.sub(lambda found: found[0][0], item.message)  # what somebody wrote fills no place
    return f"{BY_CHANNEL[Channel(item.channel)]}: {plain}"[:SUBJECT]


def title_of(item: PlanItem) -> str:
    """Return what its task is called."""
    return f"{item.get_channel_display()} to {item.audience}: {item.message}"[:TITLE]


def locked(item: PlanItem) -> PlanItem:
    """Return the item as it is now, held; raises CannotPlan where it is over."""
    item = (
        PlanItem.objects.select_for_update(of=("self",))
        .select_related("task", "audience__people", "owner", "messenger_user", "messenger_person")
        .get(pk=item.pk)
    )
    if item.state != ItemState.PLANNED:
        raise CannotPlan(f"It is {item.get_state_display().lower()} already. Plan it again first.")
    return item


def span(community: Community, today: date) -> tuple[int, int]:
    """Return the first and the last year worth a look: from the first item, or this year, to the last, or the next."""
    days = PlanItem.objects.of(community).aggregate(first=Min("due_on"), last=Max("due_on"))
    first, last = days["first"] or today, days["last"] or today
    return min(first.year, today.year), max(last.year, today.year + 1)


def to_copy(community: Community, year: int) -> PlanItemQuerySet:
    """Return what was planned for the year before, was not dropped, and was not copied yet."""
    return PlanItem.objects.of(community).in_year(year - 1).exclude(state=ItemState.DROPPED).filter(copy=None)


@transaction.atomic
def copy_year(community: Community, *, year: int, by: User, at: datetime) -> int:
    """Plan again, a year later, what was planned for the year before `year` and was not dropped; return how many.

    What was copied once is not copied again.
    """
    Community.objects.select_for_update().get(pk=community.pk)  # pressed twice, the second finds them copied
    copies = [
        PlanItem(
            community=community,
            audience_id=item.audience_id,
            message=item.message,
            channel=item.channel,
            messenger_user_id=item.messenger_user_id,
            messenger_person_id=item.messenger_person_id,
            due_on=a_year_later(item.due_on),
            owner_id=item.owner_id,
            copied_from=item,
            created_at=at,
        )
        for item in to_copy(community, year).order_by("due_on", "pk")
    ]
    PlanItem.objects.bulk_create(copies)
    if copies:
        things = "item" if len(copies) == 1 else "items"
        audit.record(f"copied {len(copies)} {things} of the plan to {year}", community=community, by=by, at=at)
    return len(copies)
