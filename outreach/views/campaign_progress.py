"""The part of a running campaign's page that moves: its numbers alone, so that nothing moves under anybody's hands."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from outreach import pausing, running
from outreach.course import CampaignState, StepKind
from outreach.models import Campaign
from outreach.states import State
from outreach.views.campaigns import one

MINUTE = timedelta(minutes=1)
DIGITS = 16  # of what tells one answer from the next
MOVING = frozenset({CampaignState.PLANNING, CampaignState.RUNNING})


@require_safe
@for_roles(READERS)
def progress(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the numbers that moved since they were asked for last; nothing where none has.

    Where the campaign itself is in another state, the whole page is asked for, once. Without a script it always is.
    """
    campaign = one(request, pk)
    if campaign.is_unstarted or "HX-Request" not in request.headers:
        return redirect(campaign)
    if request.GET.get("was") != was(campaign):
        return HttpResponseClientRefresh()
    context = progress_of(campaign, at=timezone.now())
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    context["can_write"] = bool(request.roles & EDITORS)
    context["has_moved"] = request.GET.get("shown") != context["shown"] and "told" not in request.GET
    return render(request, "outreach/campaigns/_moved.html", context)


def was(campaign: Campaign) -> str:
    """Return what tells the state of a campaign from the next one."""
    return f"{campaign.state}-{campaign.state_at.timestamp():.0f}"


def progress_of(campaign: Campaign, *, at: datetime) -> dict[str, Any]:
    """Return how far a campaign is; `shown` tells one count of its letters from the next, `seen` all that moves."""
    letters = running.letters_of(campaign)
    counts = letters.by_state()
    rate = letters.filter(state=State.SENT, settled_at__gt=at - MINUTE).count()
    pause = pausing.current() if campaign.state == CampaignState.RUNNING else None
    shown = ".".join(str(counts[one]) for one in State)
    told = (shown, rate, campaign.job and campaign.job.done, pause and (pause.pk, pause.next_try_at, pause.words))
    return {
        "campaign": campaign,
        "planned": sum(counts.values()),
        "is_tasks": not campaign.steps.filter(kind=StepKind.LETTER).exists(),
        "states": [(one, one.label.lower(), counts[one]) for one in State],
        "failed": counts[State.FAILED],
        "rate": rate,
        "pause": pause,
        "every": "3s" if campaign.state in MOVING else "15s",
        "was": was(campaign),
        "shown": shown,
        "seen": hashlib.sha256(repr(told).encode()).hexdigest()[:DIGITS],
    }
