"""Tending: what campaigns do by themselves at each tick: begin in time, hand out tasks, end, or wait for somebody.

Nothing here writes a letter; it only lets those go that were planned.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format

from community import heartbeats, installation
from directory import todo
from outreach import contacting, lending, pinning, recipients, running, signers, watching
from outreach.course import CampaignState, condition_problem
from outreach.models import Campaign, Errand, Letter
from outreach.models.campaign import CampaignQuerySet
from outreach.starting import due_on, held, move
from outreach.states import OPEN, State

OUTAGE = timedelta(minutes=15)
GOING = frozenset({CampaignState.RUNNING, CampaignState.SCHEDULED})
TASKS_AT_ONCE = 50
NEVER_LEFT = (
    "Its letters were to begin to leave by {when}, and none has. Let it go on, and they leave at once, with "
    "later steps counted from then; or cancel it."
)
OUTAGE_WORDS = "Nothing worked in the background from {since} on. Look at what happened meanwhile, then let it go on."
RESTORED_WORDS = (
    "The database was put back from a backup, or came to another machine. What left after the backup was taken waits "
    "here again and would leave twice. Compare with what the mail server sent, then let it go on or cancel it."
)


def tend(heartbeat: str, *, at: datetime) -> None:
    """Do what is due; `heartbeat` says when this was done last."""
    installation.recognize(Path(settings.VAR_DIR), otherwise=lambda: hold_restored(at=at))
    seen = heartbeats.last(heartbeat)
    if seen and at - seen > OUTAGE:
        hold_all(seen, at=at)
    for campaign in Campaign.objects.filter(state=CampaignState.SCHEDULED, send_at__lte=at).order_by("send_at", "pk"):
        begin(campaign, at=at)
    for campaign in late(at):
        hold(campaign, NEVER_LEFT, at=at)
    contacting.follow_all(at=at)
    watching.look_at_all(at=at)
    lending.tend(at=at)
    hand_out(at=at)
    finish(at=at)


def late(at: datetime) -> CampaignQuerySet:
    """Return the campaigns of which letters were to leave by now, and nothing has begun: no letter, and no task."""
    letters, errands = Letter.objects.filter(step__campaign=OuterRef("pk")), Errand.objects.filter(task__isnull=False)
    due = letters.filter(state=State.WAITING, due_at__lte=OuterRef("send_by"))
    tried, given = letters.filter(first_tried_at__isnull=False), errands.filter(step__campaign=OuterRef("pk"))
    going = Campaign.objects.filter(state=CampaignState.RUNNING, send_by__lte=at)
    return going.filter(Exists(due), ~Exists(tried), ~Exists(given)).order_by("pk")


def hold_all(since: datetime, *, at: datetime) -> int:
    """Hold every campaign that runs or is scheduled, until somebody says that it still holds; return how many.

    What somebody decided in the last minutes of the outage still holds.
    """
    standing = Campaign.objects.filter(state__in=GOING).order_by("pk")
    count = 0
    for campaign in standing.filter(state_at__lt=at - OUTAGE).select_related("community"):
        words = OUTAGE_WORDS.format(since=clock(since, campaign))
        count += hold(campaign, words, at=at)
    return count


def hold_restored(*, at: datetime) -> int:
    """Hold every campaign of which a letter could leave, until somebody says that it still holds; return how many.

    One whose letters are still being planned is held once they are.
    """
    planning = Campaign.objects.filter(state=CampaignState.PLANNING).update(reason=RESTORED_WORDS)
    letters = Letter.objects.filter(step__campaign=OuterRef("pk"), state__in=OPEN)
    going = Q(state__in=GOING)
    again = Q(Exists(letters), state=CampaignState.DONE)  # of one that is done, what failed is sent again
    found = Campaign.objects.filter(going | again).order_by("pk")
    whatever = GOING | {CampaignState.DONE}
    return planning + sum(hold(campaign, RESTORED_WORDS, at=at, of=whatever) for campaign in found)


@transaction.atomic
def begin(campaign: Campaign, *, at: datetime) -> None:
    """Let a scheduled campaign go; where it is too late for it, ask somebody instead."""
    campaign = held(campaign)
    if campaign.state != CampaignState.SCHEDULED:
        return
    if campaign.send_by and campaign.send_by <= at:
        move(
            campaign,
            CampaignState.HELD,
            by=None,
            at=at,
            reason=NEVER_LEFT.format(when=clock(campaign.send_by, campaign)),
        )
    else:
        move(campaign, CampaignState.RUNNING, by=campaign.started_by, at=at)


@transaction.atomic
def hold(campaign: Campaign, words: str, *, at: datetime, of: Collection[CampaignState] = GOING) -> bool:
    """Hold a campaign until somebody decides, and return whether it went until now."""
    campaign = held(campaign)
    if campaign.state not in of:
        return False
    when = clock(campaign.send_by, campaign) if campaign.send_by else ""
    move(campaign, CampaignState.HELD, by=None, at=at, reason=words.format(when=when))
    running.take_from_hand(campaign)
    return True


def clock(moment: datetime, campaign: Campaign) -> str:
    """Return a moment in the community's time zone, in words."""
    return date_format(moment.astimezone(campaign.community.zone), "g:i a \\o\\n F j")


@transaction.atomic
def hand_out(*, at: datetime) -> int:
    """Make tasks of the errands whose day has come; return how many."""
    due = Errand.objects.filter(state=Errand.State.WAITING, due_at__lte=at)
    due = due.filter(step__campaign__state=CampaignState.RUNNING).order_by("due_at", "pk")
    errands = list(due.select_for_update(of=("self",)).select_related("step", "recipient")[:TASKS_AT_ONCE])
    signed = signers.among([errand.recipient.organization_id for errand in errands])
    for errand in errands:
        give(errand, has_signed=errand.recipient.organization_id in signed, at=at)
    return len(errands)


def give(errand: Errand, *, has_signed: bool, at: datetime) -> None:
    """Make one errand a task of whoever sees to the campaign, or say why there is none."""
    campaign = Campaign.objects.select_related("community", "owner", "plan_item").get(pk=errand.step.campaign_id)
    if reason := condition_problem(errand.step.condition, has_signed=has_signed):
        errand.state, errand.reason = Errand.State.SKIPPED, reason
    else:
        one = errand.recipient
        errand.task = todo.add(
            campaign.community,
            title=pinning.title_of(campaign, errand.step.pinned_subject, recipients.from_recipient(one)),
            by=campaign.started_by,
            at=at,
            due_on=due_on(campaign, errand.step, at.astimezone(campaign.community.zone).date()),
            owner=campaign.owner,
            organization=one.organization,
            person=one.person,
        )
        errand.state = Errand.State.GIVEN
    errand.save(update_fields=["state", "reason", "task"])


def finish(*, at: datetime) -> int:
    """End campaigns of which nothing is to come any more; return how many."""
    to_come = Letter.objects.filter(step__campaign=OuterRef("pk"), state__in=OPEN)
    errands = Errand.objects.filter(step__campaign=OuterRef("pk"), state=Errand.State.WAITING)
    over = Campaign.objects.filter(~Exists(to_come), ~Exists(errands), state=CampaignState.RUNNING)
    return over.update(state=CampaignState.DONE, state_at=at, state_by=None, reason="")
