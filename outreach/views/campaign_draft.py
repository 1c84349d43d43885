"""Workspace pages of a campaign while it is written: what is in the way, and how it is changed."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from outreach import campaigns, gathering, starting, voices
from outreach.audience_rules import WrongRules
from outreach.forms.campaigns import CampaignForm
from outreach.models import Campaign
from outreach.views import campaign_running
from outreach.views.campaigns import one

NAMED = 25  # people named with an empty place
LOOKED_AT = 2_000  # people of whom a draft tells what is missing: the page before it leaves tells it of all


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say better what a campaign is and whom it reaches."""
    campaign = one(request, pk)
    posted = request.POST if request.method == "POST" else None
    known = CampaignForm.known(campaign)
    form = CampaignForm(posted, community=request.community, user=request.user, initial=known)
    if form.is_valid():
        try:
            campaigns.change(campaign, at=timezone.now(), **form.cleaned_data)
        except campaigns.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(campaign)
    return render(request, "outreach/campaigns/edit.html", {"form": form, "campaign": campaign})


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show a campaign: its steps, whom it reaches and what is in the way; once it has started, how far it is."""
    campaign = one(request, pk)
    if not campaign.is_unstarted:
        return campaign_running.page(request, campaign)
    context = {"campaign": campaign, "can_write": bool(request.roles & EDITORS), **prepared(request, campaign)}
    return render(request, "outreach/campaigns/draft.html", context)


def prepared(request: WorkspaceRequest, campaign: Campaign) -> dict[str, Any]:
    """Return what the page of a draft shows: who is reached, and what is in the way."""
    now = timezone.now()
    found, reached, left_out = starting.prepare(campaign, at=now, most=LOOKED_AT), 0, 0
    if campaign.audience:
        with suppress(WrongRules):
            tally = gathering.tally(campaign.audience, at=now)
            reached, left_out = tally.people, tally.out
    return {
        "steps": found.steps,
        "outdated": [step.pk for step in found.steps if found.is_outdated(step)],
        "reached": reached,
        "left_out": left_out,
        "looked_at": LOOKED_AT if reached > LOOKED_AT and not found.named else None,
        "empty": found.empty[:NAMED],
        "more_empty": max(0, len(found.empty) - NAMED),
        "checks": voices.among(found.checks, campaign, by=request.user, at=now),
        "is_ready": not found.obstacles,
        "is_tasks": bool(found.steps) and not starting.has_letters(found.steps),
    }


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Throw away a draft."""
    campaign = one(request, pk)
    try:
        campaigns.throw_away(campaign, by=request.user, at=timezone.now())
    except campaigns.CannotChange as reason:
        messages.error(request, str(reason))
        return redirect(campaign)
    messages.success(request, f"The draft of {campaign} is gone.")
    return redirect("outreach:campaigns")


@require_POST
@for_roles(EDITORS)
def copy(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Begin a campaign with the words of another."""
    copied, said = campaigns.copy(one(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Copied. Nothing of it leaves before you say so.")
    for sentence in said:
        messages.warning(request, sentence)
    return redirect(copied)
