"""Watching: a campaign whose letters bounce or are refused pauses by itself, and says why."""

from datetime import datetime

from django.db.models import Q

from outreach import alarms, running
from outreach.answers import NO_SUCH_WORDS
from outreach.course import CampaignState
from outreach.models import Campaign
from outreach.states import State

BOUNCED = Q(bounced_at__isnull=False) | Q(state=State.FAILED, reason=NO_SUCH_WORDS)


def look(campaign: Campaign, *, at: datetime) -> bool:
    """Pause a campaign where its letters say so, and return whether it was; what was before it last went on is past."""
    campaign = Campaign.objects.get(pk=campaign.pk)
    if campaign.state != CampaignState.RUNNING:
        return False
    settled = running.letters_of(campaign).filter(
        state__in=[State.SENT, State.FAILED], settled_at__gte=campaign.state_at
    )
    last = settled.order_by("-settled_at", "-pk").values_list("state", flat=True)[: alarms.IN_A_ROW]
    reason = alarms.alarm(settled=settled.count(), bounced=settled.filter(BOUNCED).count(), last=list(last))
    if not reason:
        return False
    try:
        running.pause(campaign, by=None, at=at, reason=reason)
    except running.CannotSteer:
        return False  # somebody was quicker
    return True


def look_at_all(*, at: datetime) -> int:
    """Look at every campaign that runs: bounces are told of later than letters leave. Return how many paused."""
    bounced = Q(steps__letters__bounced_at__isnull=False)
    running_ones = Campaign.objects.filter(bounced, state=CampaignState.RUNNING).distinct().order_by("pk")
    return sum(look(campaign, at=at) for campaign in running_ones)
