"""Workspace pages of a campaign's start: who gets what, who gets nothing and why, and the button."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from outreach import running, showing, starting, voices
from outreach.course import CampaignState
from outreach.forms.starting import LATER, StartForm
from outreach.models import Campaign
from outreach.sequencing import office_of
from outreach.showing import Shown
from outreach.starting import Outline
from outreach.states import State
from outreach.views.campaigns import one

SIZE = 20  # people of a page


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def start(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show exactly who gets what and who gets nothing and why, and let it go, or ask a colleague."""
    campaign, now = one(request, pk), timezone.now()
    if not campaign.is_unstarted:
        if request.method == "POST":
            messages.info(request, "It has started already. Nothing leaves twice.")
        return redirect(campaign)
    outline = starting.outline_of(campaign, at=now)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        office=office_of(campaign),
        now=now,
        has_letters=starting.has_letters(outline.steps) or not outline.steps,
        initial=known(campaign),
    )
    is_fresh = False
    if form.is_valid():
        verb = starting.ask if "ask" in request.POST else starting.start
        try:
            verb(campaign, seen=request.POST.get("seen", ""), by=request.user, at=now, **form.facts())
        except starting.CannotStart as reason:
            form.add_error(None, str(reason))
            is_fresh = True
        else:
            asked = "Your colleagues find it on their page of today. Nothing leaves before one of them says so."
            messages.success(request, asked if "ask" in request.POST else gone(form))
            return redirect(campaign)
    shown = showing.show(campaign, outline, at=now, is_fresh=is_fresh or "anew" in request.GET)
    if request.method == "GET" and "anew" in request.GET:
        return redirect("outreach:campaign-start", campaign.pk)
    return render(request, "outreach/campaigns/start.html", context(request, campaign, form, outline, shown))


def gone(form: StartForm) -> str:
    """Return what happens now that somebody pressed Send, and what only later."""
    has_letters = "patience" in form.fields
    if form.send_at:
        first = "letters leave" if has_letters else "tasks are given"
        moment = date_format(timezone.localtime(form.send_at), "g:i a \\o\\n F j")
        return f"Scheduled. Its first {first} at {moment}."
    return f"It goes. Its {'letters are being written' if has_letters else 'tasks are being given'} now."


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def put_off(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let a campaign that waits for its day, or for a decision, begin at another moment."""
    campaign, now = one(request, pk), timezone.now()
    if not running.may_put_off(campaign):
        messages.info(request, "Its start cannot be moved any more.")
        return redirect(campaign)
    counts = running.letters_of(campaign).by_state()
    form = StartForm(
        request.POST if request.method == "POST" else None,
        office=office_of(campaign),
        now=now,
        has_letters=any(counts.values()),
        initial=known(campaign) if campaign.send_at and campaign.send_at > now else {},
    )
    if form.is_valid():
        try:
            running.put_off(campaign, by=request.user, at=now, **form.facts())
        except running.CannotSteer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{gone(form)} Later steps move with it." if form.send_at else "It goes.")
            return redirect(campaign)
    shown = {"campaign": campaign, "form": form, "waiting": counts[State.WAITING]}
    return render(request, "outreach/campaigns/move.html", shown)


def known(campaign: Campaign) -> dict[str, Any]:
    """Return when it was asked to leave."""
    if campaign.send_at is None:
        return {}
    local = campaign.send_at.astimezone(campaign.community.zone)
    return {"when": LATER, "on": local.date(), "clock": local.time()}


def context(
    request: WorkspaceRequest, campaign: Campaign, form: StartForm, outline: Outline, shown: Shown
) -> dict[str, Any]:
    """Return what the page shows."""
    is_out = request.GET.get("show") == "out"
    now = timezone.now()
    people = shown.outside if is_out else shown.inside
    page = Paginator(range(len(people)), SIZE).get_page(request.GET.get("page"))
    rows = showing.rows(campaign, outline, people.at(list(page)))
    reached = len(shown.inside)
    is_asked = campaign.state == CampaignState.ASKED
    return {
        "campaign": campaign,
        "form": form,
        "page": page,
        "rows": rows,
        "steps": outline.steps,
        "has_gaps": any(row.gaps for row in rows),
        "is_out": is_out,
        "reached": reached,
        "left_out": len(shown.outside),
        "letters": shown.first_letters,
        "to_begin_with": begin_with(shown),
        "is_tasks": bool(outline.steps) and not starting.has_letters(outline.steps),
        "due_on": starting.due_on(campaign, outline.steps[0], outline.today) if outline.steps else None,
        "later": sum(step.days > 0 for step in outline.steps),
        "obstacles": shown.obstacles,
        "beside": voices.checks(campaign, shown.beside, by=request.user, at=now),
        "seen": shown.fingerprint,
        "read_at": shown.read_at if shown.is_kept else None,
        "needs_a_colleague": not is_asked and starting.needs_a_colleague(campaign, reached),
        "is_mine": is_asked and campaign.asked_by == request.user,
        "is_open": office_of(campaign).is_open(now),
    }


def begin_with(shown: Shown) -> str:
    """Return how many letters leave and how many tasks are given on the first day, in words."""
    told = [(shown.first_letters, "letter"), (shown.first_tasks, "task")]
    said = [f"{count:,} {what}{'' if count == 1 else 's'}" for count, what in told if count]
    return " and ".join(said) or "no letters"


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
