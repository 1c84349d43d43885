"""Sequencing: the letters and errands of a campaign that was started, planned in slices, each once however often."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from community import jobs
from community.models import Job
from outreach import bylines, signers
from outreach.course import CampaignState, StepKind, problem_at_start
from outreach.kinds import CAMPAIGN, kind_of
from outreach.models import Campaign, Errand, Letter, Recipient, Step
from outreach.office import Office
from outreach.personal import LINKS, missing
from outreach.starting import held, move
from outreach.states import State

AT_ONCE = 200  # recipients of one stretch
OFF = "Taken off the list by {name}."


def office_of(campaign: Campaign) -> Office:
    """Return the community's office hours."""
    community = campaign.community
    return Office(community.zone, community.office_opens, community.office_closes)


def work(job: Job, until: datetime) -> bool:
    """Plan as many letters as the time allows, and return whether those were all."""
    campaign = Campaign.objects.select_related("community").filter(pk=job.arguments["campaign"]).first()
    if campaign is None:
        return True
    if job.total is None:
        job.total = campaign.recipients.reached().count()
    while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
        with transaction.atomic():
            is_over = stretch(job, at=timezone.now())
            jobs.advance(job)
        if is_over:
            return True
    return False


def stretch(job: Job, *, at: datetime) -> bool:
    """Plan what the next recipients get; at the end let the campaign go. Return whether nothing is left to plan."""
    campaign = held(Campaign(pk=job.arguments["campaign"]))
    if campaign.state != CampaignState.PLANNING:
        job.outcome = "It was canceled meanwhile."
        return True
    after = job.bookmark.get("after", 0)
    people = list(campaign.recipients.reached().filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    if people:
        plan(campaign, people, at=at)
        job.bookmark, job.done = {"after": people[-1].pk}, job.done + len(people)
        return False
    assert campaign.send_at is not None  # noqa: S101 -- it was started
    if campaign.reason:  # something happened meanwhile that somebody should look at
        move(campaign, CampaignState.HELD, by=None, at=at, reason=campaign.reason)
    else:
        is_now = campaign.send_at <= at
        move(campaign, CampaignState.RUNNING if is_now else CampaignState.SCHEDULED, by=campaign.started_by, at=at)
    job.outcome = f"Everything for {job.done} {'person' if job.done == 1 else 'people'} is planned."
    return True


def plan(campaign: Campaign, people: Sequence[Recipient], *, at: datetime) -> None:
    """Write the letters and errands of these recipients; what is there already stays as it is."""
    letters, errands = [], []
    signed = signers.among([one.organization_id for one in people])
    off = bylines.off_of(campaign)
    for step in campaign.steps.order_by("number"):
        due_at = office_of(campaign).days_later(campaign.send_at or at, step.days)
        for one in people:
            is_off = (step.pk, one.person_id) in off
            why_not = step.stopped or problem_at_start(step.condition, has_signed=one.organization_id in signed)
            why_not = why_not or (OFF.format(name=step.pinned_name) if is_off else "")
            if step.kind == StepKind.LETTER:
                letters.append(letter(campaign, step, one, due_at=due_at, why_not=why_not, at=at))
            else:
                state = Errand.State.SKIPPED if why_not else Errand.State.WAITING
                errands.append(Errand(step=step, recipient=one, due_at=due_at, state=state, reason=why_not))
    Letter.objects.bulk_create(letters, batch_size=AT_ONCE, ignore_conflicts=True)
    Errand.objects.bulk_create(errands, batch_size=AT_ONCE, ignore_conflicts=True)


def letter(campaign: Campaign, step: Step, one: Recipient, *, due_at: datetime, why_not: str, at: datetime) -> Letter:
    """Return one letter as it is planned: waiting, or skipped with the reason."""
    community, kind = campaign.community, kind_of(CAMPAIGN)
    reason = why_not or empty_for(campaign, step, one)
    return Letter(
        community=community,
        kind=kind.key,
        promise=kind.promise,
        is_transactional=kind.is_transactional,
        once_key=f"campaign-{campaign.pk}-{step.pk}-{one.pk}",
        message_id=f"<{secrets.token_hex(16)}@{community.host}>",
        to_name=one.name,
        to_email=one.email,
        record=record_of(campaign),
        organization_id=one.organization_id,
        person_id=one.person_id,
        step=step,
        recipient=one,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        values=values_of(step, one),
        links={"sign-up link": ["", sign_up_path(one, step)]},
        state=State.SKIPPED if reason else State.WAITING,
        reason=reason,
        settled_at=at if reason else None,
        created_at=at,
        due_at=due_at,
    )


def empty_for(campaign: Campaign, step: Step, one: Recipient) -> str:
    """Return which place is empty for somebody, in words; an empty text where all are filled."""
    common = campaign.pinned["values"] | {"name": one.name} | dict.fromkeys(LINKS, "link")
    empty = missing(f"{step.pinned_subject}\n{step.pinned_body}", common | values_of(step, one))
    return f"Nothing is known that could stand for (({empty[0]}))." if empty else ""


def values_of(step: Step, one: Recipient) -> dict[str, str]:
    """Return what fills the places of a letter to somebody; whoever lends their name to it speaks in it."""
    return one.values | {"messenger": step.pinned_name} if step.pinned_name else one.values


def sign_up_path(one: Recipient, step: Step) -> str:
    """Return where a letter's sign-up link leads."""
    return f"/signup/?invited={one.code}-{step.number}"


def record_of(campaign: Campaign) -> str:
    """Return what letters of a campaign are about, as links name it."""
    return f"outreach.campaign:{campaign.pk}"
