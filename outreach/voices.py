"""One voice: which other campaigns the people of a campaign stand in just now, or stood in lately."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format

from community.models import User
from outreach import exclusions, gathering
from outreach.audience_rules import WrongRules
from outreach.checking import Check
from outreach.course import STANDING
from outreach.models import Campaign

LATELY = timedelta(days=14)
LOOKED_AT = 50  # other campaigns, the newest
MOST = 5  # of them that are told, the newest that reach the same people


@dataclass(frozen=True)
class Beside:
    """Another campaign, and how many of the people of this one it goes to or went to."""

    campaign: Campaign
    count: int


def beside(campaign: Campaign, *, at: datetime) -> list[Beside]:
    """Return the other campaigns of the last days, or still going, that reach the same people; the newest first."""
    newest = others(campaign, at=at)
    counts: dict[int, int] = {}
    if newest and campaign.audience:
        with suppress(WrongRules):
            same = gathering.people(campaign.audience, at=at).order_by().values("pk")
            reached = exclusions.reached([one.pk for one in newest]).filter(person__in=same)
            counts = dict(reached.order_by().values_list("campaign").annotate(Count("person", distinct=True)))
    return [Beside(one, counts[one.pk]) for one in newest if counts.get(one.pk)][:MOST]


def others(campaign: Campaign, *, at: datetime) -> list[Campaign]:
    """Return the other campaigns that are looked at."""
    started = Campaign.objects.of(campaign.community).exclude(pk=campaign.pk).filter(started_at__isnull=False)
    lately = started.filter(Q(state__in=STANDING) | Q(started_at__gte=at - LATELY))
    return list(lately.select_related("community").order_by("-started_at", "-pk")[:LOOKED_AT])


def checks(campaign: Campaign, found: Sequence[Beside], *, by: User, at: datetime) -> list[Check]:
    """Return what to look at, one line for each other campaign; where this person may, with the way to leave out."""
    audience = campaign.audience
    ways = []
    if audience and (audience.is_shared or audience.owner_id == by.pk):
        ways = [("Leave these people out", reverse("outreach:audience-change", args=[audience.pk]))]
    return [
        Check(
            f"The same people in {one.campaign}",
            False,
            is_in_the_way=False,
            words=said(one, at=at),
            url=one.campaign.get_absolute_url(),
            verb=f"Look at {one.campaign}",
            ways=tuple((verb, f"{url}?leave-out={one.campaign.pk}#id_received") for verb, url in ways),
        )
        for one in found
    ]


def among(found: Sequence[Check], campaign: Campaign, *, by: User, at: datetime) -> list[Check]:
    """Return other checks with these: behind what is in the way, before what is well."""
    mine = checks(campaign, beside(campaign, at=at), by=by, at=at)
    return sorted([*found, *mine], key=lambda check: (check.is_well, not check.is_in_the_way))


def said(one: Beside, *, at: datetime) -> str:
    """Return how many stand in another campaign as well, and since when it goes."""
    zone = one.campaign.community.zone
    began = one.campaign.started_at.astimezone(zone) if one.campaign.started_at else at.astimezone(zone)
    day = "today" if began.date() == at.astimezone(zone).date() else f"on {date_format(began, 'F j')}"
    who = "One of these people also stands" if one.count == 1 else f"{one.count:,} of these people also stand"
    state = one.campaign.get_state_display().lower()
    return f"{who} in “{one.campaign}”, started {day} at {date_format(began, 'g:i a')}: {state}."
