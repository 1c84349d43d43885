"""Workspace pages of a campaign that has started: how far it is, why some letters are not sent, pause and cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.db.models import Case, Count, F, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from outreach import running
from outreach.models import Campaign, Credit, Errand
from outreach.reasons import advice
from outreach.sequencing import office_of
from outreach.states import OPEN, State
from outreach.views.campaign_progress import progress_of
from outreach.views.campaigns import one

SIZE = 50  # letters of a page
REASONS = 12
ID_DIGITS = 18
A_SIGNATURE, SIGNATURES = "Somebody there signed (", "Somebody there signed."  # each names its own; told as one


@dataclass(frozen=True)
class Reason:
    """Why some letters were not sent, how many those are, and what can be done."""

    words: str
    count: int
    advice: str


def page(request: WorkspaceRequest, campaign: Campaign) -> HttpResponse:
    """Show a campaign that has started."""
    now, state, rows = timezone.now(), state_of(request), running.letters_of(campaign).order_by("pk")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) <= ID_DIGITS:
        rows = rows.filter(pk__gt=int(after))
    if state:
        rows = rows.filter(state=state)
    shown = list(rows.select_related("organization", "step").defer("body", "values", "links")[: SIZE + 1])
    out = campaign.recipients.exclude(left_out="").values_list("left_out").annotate(Count("pk")).order_by("-pk__count")
    tasks = Errand.objects.of(campaign).by_fate()
    told = list(out[:REASONS])
    context = {
        "letters": shown[:SIZE],
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "state": state,
        "state_label": State(state).label if state else "",
        "as_of": now,
        "is_open": office_of(campaign).is_open(now),
        "can_write": bool(request.roles & EDITORS),
        "may_put_off": running.may_put_off(campaign),
        "reasons": reasons_of(campaign),
        "steps": campaign.steps.select_related("byline").order_by("number"),
        "out": told,
        "out_count": len(told),
        "credits": credits_of(campaign),
        "tasks": [(fate.label.lower(), count) for fate, count in tasks.items() if count],
        "task_count": sum(tasks.values()),
    }
    return render(request, "outreach/campaigns/running.html", context | progress_of(campaign, at=now))


def state_of(request: WorkspaceRequest) -> str:
    """Return which state of letters is asked for; a state that makes no sense is left out."""
    asked = request.GET.get("state", "")
    return asked if asked in State.values else ""


def credits_of(campaign: Campaign) -> list[Credit]:
    """Return the signatures that came by its links, the newest first."""
    came = Credit.objects.filter(step__campaign=campaign).select_related("commitment", "recipient", "step")
    return list(came.order_by("-at", "-pk")[:SIZE])


def reasons_of(campaign: Campaign) -> list[Reason]:
    """Return why letters were not sent, the most frequent first."""
    unsent = running.letters_of(campaign).filter(state__in=[State.SKIPPED, State.FAILED, State.UNKNOWN])
    words = Case(When(reason__startswith=A_SIGNATURE, then=Value(SIGNATURES)), default=F("reason"))
    counted = unsent.values_list("state", words).annotate(count=Count("pk")).order_by("-count", words)
    return [Reason(reason, count, advice(state, reason)) for state, reason, count in counted[:REASONS]]


@require_POST
@for_roles(EDITORS)
def pause(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let nothing more leave until somebody resumes it."""
    campaign = one(request, pk)
    done = "Paused. What is being handed over just now still arrives."
    return told(request, campaign, partial(running.pause, campaign, by=request.user, at=timezone.now()), done)


@require_POST
@for_roles(EDITORS)
def resume(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let it go on."""
    campaign = one(request, pk)
    return told(request, campaign, partial(running.resume, campaign, by=request.user, at=timezone.now()), "It goes on.")


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def cancel(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask whether it is to end, and end it."""
    campaign = one(request, pk)
    if request.method == "POST":
        ended = partial(running.cancel, campaign, by=request.user, at=timezone.now())
        return told(request, campaign, ended, "Canceled. Nothing more of it leaves.")
    counts = running.letters_of(campaign).by_state()
    tasks = Errand.objects.filter(step__campaign=campaign, state=Errand.State.WAITING).count()
    context = {
        "campaign": campaign,
        "open": sum(counts[one] for one in OPEN),
        "sent": counts[State.SENT],
        "tasks": tasks,
    }
    return render(request, "outreach/campaigns/cancel.html", context)


@require_POST
@for_roles(EDITORS)
def retry(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send once more what failed."""
    campaign = one(request, pk)
    try:
        again, stuck = running.retry_failed(campaign, by=request.user, at=timezone.now())
    except running.CannotSteer as reason:
        messages.error(request, str(reason))
        return redirect(campaign)
    rest = f" {stuck} cannot be: the address is held back." if stuck else ""
    if again or stuck:
        messages.success(request, f"{again} letter{'' if again == 1 else 's'} will be tried again.{rest}")
    else:
        messages.info(request, "No letter of it failed.")
    return redirect(campaign)


def told(request: WorkspaceRequest, campaign: Campaign, deed: Callable[[], object], done: str) -> HttpResponse:
    """Do what was asked, say that it is done or why it cannot be, and lead back to the campaign."""
    try:
        deed()
    except running.CannotSteer as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(campaign)
