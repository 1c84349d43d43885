"""Workspace pages of a campaign's start: who gets what, who gets nothing and why, and the button."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from outreach import starting
from outreach.course import CampaignState
from outreach.forms.starting import LATER, StartForm
from outreach.models import Campaign, Step
from outreach.personal import Addressee
from outreach.sequencing import office_of
from outreach.starting import Prepared
from outreach.views.campaigns import one

SIZE = 50  # people of a page


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def start(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show exactly who gets what and who gets nothing and why, and let it go, or ask a colleague."""
    campaign, now = one(request, pk), timezone.now()
    if not campaign.is_unstarted:
        if request.method == "POST":
            messages.info(request, "It has started already. Nothing leaves twice.")
        return redirect(campaign)
    form = StartForm(
        request.POST if request.method == "POST" else None, office=office_of(campaign), now=now, initial=known(campaign)
    )
    if form.is_valid():
        verb = starting.ask if "ask" in request.POST else starting.start
        try:
            verb(campaign, seen=request.POST.get("seen", ""), by=request.user, at=now, **form.facts())
        except starting.CannotStart as reason:
            form.add_error(None, str(reason))
        else:
            asked = "Your colleagues find it on their page of today. Nothing leaves before one of them says so."
            messages.success(request, asked if "ask" in request.POST else "It goes. Its letters are being written now.")
            return redirect(campaign)
    prepared = starting.prepare(campaign, at=now)
    return render(request, "outreach/campaigns/start.html", context(request, campaign, form, prepared))


def known(campaign: Campaign) -> dict[str, Any]:
    """Return when it was asked to leave."""
    if campaign.send_at is None:
        return {}
    local = campaign.send_at.astimezone(campaign.community.zone)
    return {"when": LATER, "on": local.date(), "clock": local.time()}


def context(request: WorkspaceRequest, campaign: Campaign, form: StartForm, prepared: Prepared) -> dict[str, Any]:
    """Return what the page shows."""
    is_out = request.GET.get("show") == "out"
    people = [one for one in prepared.people if bool(one.left_out) == is_out]
    page = Paginator(people, SIZE).get_page(request.GET.get("page"))
    unfilled = {(empty.one.email, empty.step.number): empty.names for empty in prepared.empty}
    rows = [(somebody, [of_step(prepared, step, somebody, unfilled) for step in prepared.steps]) for somebody in page]
    reached = len(prepared.reached)
    is_asked = campaign.state == CampaignState.ASKED
    return {
        "campaign": campaign,
        "form": form,
        "page": page,
        "rows": rows,
        "is_out": is_out,
        "reached": reached,
        "left_out": len(prepared.people) - reached,
        "letters": prepared.first_letters,
        "later": sum(step.days > 0 for step in prepared.steps),
        "obstacles": prepared.obstacles,
        "seen": prepared.fingerprint,
        "needs_a_colleague": not is_asked and starting.needs_a_colleague(campaign, reached),
        "is_mine": is_asked and campaign.asked_by == request.user,
        "is_open": office_of(campaign).is_open(timezone.now()),
    }


def of_step(
    prepared: Prepared, step: Step, one: Addressee, unfilled: dict[tuple[str, int], tuple[str, ...]]
) -> tuple[Step, tuple[str, ...], str]:
    """Return what one step is to somebody: the step, the places that are empty, and who took them off its list."""
    is_off = one.person_id in prepared.off(step)
    return step, unfilled.get((one.email, step.number), ()), prepared.words[step.pk].name if is_off else ""


@require_POST
@for_roles(EDITORS)
def take_back(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Make it a draft again."""
    campaign = one(request, pk)
    try:
        starting.take_back(campaign, by=request.user, at=timezone.now())
    except starting.CannotStart as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "It is a draft again.")
    return redirect(campaign)
