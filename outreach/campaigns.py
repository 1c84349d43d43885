"""Campaigns: begun from an item of the plan or from nothing, written in steps, and thrown away before they start."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from community import audit
from community.models import Community, User
from outreach import bylines
from outreach.copies import name_of_copy
from outreach.course import CampaignState, StepKind
from outreach.models import Campaign, PlanItem, Step

LONGEST = 120  # characters of a name
FAR = 100_000  # beyond the number of any step


class CannotChange(Exception):
    """This cannot be done with the campaign; the message says why."""


@transaction.atomic
def begin(community: Community, *, by: User, at: datetime, **facts: Any) -> Campaign:
    """Begin the draft of a campaign."""
    began = {"owner": by, "created_at": at, "state_at": at, "state_by": by}
    campaign = Campaign.objects.create(community=community, **began | facts)
    audit.record(f"began the campaign {campaign}", community=community, by=by, at=at)
    return campaign


def known_of(item: PlanItem, by: User) -> dict[str, Any]:
    """Return what an item of the plan says of a campaign that carries it out."""
    whom, messenger = item.audience, (item.messenger or str(by))[:150]
    return {"name": item.message[:LONGEST], "audience": whom.people, "told_as": whom, "messenger": messenger}


@transaction.atomic
def change(campaign: Campaign, *, at: datetime, **facts: Any) -> Campaign:
    """Say better what a campaign is. Raises CannotChange once it is shown to a colleague or goes.

    Whoever lent a letter their name sees it again.
    """
    campaign = draft(campaign)
    for name, value in facts.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(facts))
    bylines.change(campaign.steps.all(), at=at)
    return campaign


@transaction.atomic
def throw_away(campaign: Campaign, *, by: User, at: datetime) -> None:
    """Throw away a draft. Raises CannotChange once it goes."""
    campaign = draft(campaign)
    audit.record(f"threw away the draft of the campaign {campaign}", community=campaign.community, by=by, at=at)
    for step in campaign.steps.all():
        bylines.drop(step, at=at)
    campaign.delete()


@transaction.atomic
def copy(campaign: Campaign, *, by: User, at: datetime) -> tuple[Campaign, list[str]]:
    """Begin a campaign with the words and steps of another, for its next round.

    Whose name a letter bore is asked anew, by whoever sends it; return also why some are not. One who cannot lend it
    any more stands in the way of the copy with the reason, so that no letter leaves in another name unseen.
    """
    facts = {name: getattr(campaign, name) for name in ("audience", "told_as", "messenger")}
    others = Campaign.objects.of(campaign.community)
    name = name_of_copy(campaign.name, is_taken=lambda name: others.filter(name=name).exists(), longest=LONGEST)
    copied = begin(campaign.community, name=name, by=by, at=at, **facts)
    told = ("number", "kind", "days", "condition", "subject", "body")
    steps = campaign.steps.order_by("number").values(*told)
    Step.objects.bulk_create(Step(campaign=copied, **step) for step in steps)
    return copied, bylines.carry(campaign, copied, at=at)


@transaction.atomic
def add_step(campaign: Campaign, **facts: Any) -> Step:
    """Put a step at its place among the days, after those of the same day."""
    campaign = draft(campaign)
    last = campaign.steps.aggregate(last=Max("number"))["last"] or 0
    step = Step.objects.create(campaign=campaign, number=last + 1, **facts)
    in_order(campaign)
    step.refresh_from_db(fields=["number"])
    return step


@transaction.atomic
def change_step(step: Step, *, at: datetime, **facts: Any) -> Step:
    """Write a step anew; whoever lent it their name sees it again. A task bears nobody's name."""
    draft(step.campaign)
    for name, value in facts.items():
        setattr(step, name, value)
    step.save(update_fields=list(facts))
    bylines.change([step], at=at)
    if step.kind != StepKind.LETTER:
        bylines.drop(step, at=at)
    in_order(step.campaign)
    step.refresh_from_db(fields=["number"])
    return step


@transaction.atomic
def remove_step(step: Step, *, at: datetime) -> None:
    """Take a step out."""
    campaign = draft(step.campaign)
    bylines.drop(step, at=at)
    step.delete()
    in_order(campaign)


def in_order(campaign: Campaign) -> None:
    """Count the steps anew, by their days."""
    steps = list(campaign.steps.order_by("days", "number"))
    campaign.steps.update(number=F("number") + FAR)  # out of the way: a number stands once
    for number, step in enumerate(steps, start=1):
        campaign.steps.filter(pk=step.pk).update(number=number)


def draft(campaign: Campaign) -> Campaign:
    """Return the campaign as it is now, held; raises CannotChange where it is no draft any more."""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("community").get(pk=campaign.pk)
    if campaign.state == CampaignState.ASKED:
        raise CannotChange("A colleague is asked to approve it. Take that back first.")
    if campaign.state != CampaignState.DRAFT:
        raise CannotChange("It has started: what it says and to whom stays as it is.")
    return campaign


def letters_of(campaign: Campaign) -> list[Step]:
    """Return its letters in their order."""
    return list(campaign.steps.filter(kind=StepKind.LETTER).order_by("number"))
