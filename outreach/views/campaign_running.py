"""Workspace pages of a campaign that has started: how far it is, why some letters are not sent, pause and cancel."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from django.contrib import messages
from django.db.models import Case, Count, F, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community import paging
from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from outreach import running
from outreach.course import Fate
from outreach.marks import FIELDS, Mark
from outreach.models import Campaign, Credit, Errand
from outreach.models.letter import LetterQuerySet
from outreach.reasons import advice
from outreach.sequencing import office_of
from outreach.states import OPEN, State
from outreach.views.campaign_people import out_of
from outreach.views.campaign_progress import progress_of
from outreach.views.campaigns import one

SIZE = 50  # letters of a page
REASONS = 12
LONGEST_REASON = 200  # characters
A_SIGNATURE, SIGNATURES = "Somebody there signed (", "Somebody there signed."  # each names its own; told as one


@dataclass(frozen=True)
class Reason:
    """Why some letters were not sent, how many those are, and what can be done."""

    state: str
    words: str
    count: int
    advice: str


def page(request: WorkspaceRequest, campaign: Campaign) -> HttpResponse:
    """Show a campaign that has started."""
    now, narrowed, letters = timezone.now(), Narrowed.of(request), running.letters_of(campaign)
    rows = narrowed.rows(letters).order_by("pk")
    if after := paging.number_of(request.GET.get("after", "")):
        rows = rows.filter(pk__gt=after)
    shown = list(rows.select_related("organization", "step").defer("body", "values", "links")[: SIZE + 1])
    out = out_of(campaign.recipients.all())
    tasks = Errand.objects.of(campaign).by_fate()
    context = {
        "letters": shown[:SIZE],
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "state": narrowed.state,
        "narrowed": narrowed.label,
        "came_back": came_back(letters),
        "as_of": now,
        "is_open": office_of(campaign).is_open(now),
        "can_write": bool(request.roles & EDITORS),
        "may_put_off": running.may_put_off(campaign),
        "reasons": reasons_of(campaign),
        "steps": campaign.steps.select_related("byline").order_by("number"),
        "out": list(out[:REASONS]),
        "credits": credits_of(campaign),
        "tasks": [(fate.label.lower(), count) for fate, count in tasks.items() if count],
        "task_count": sum(tasks.values()),
    }
    return render(request, "outreach/campaigns/running.html", context | progress_of(campaign, at=now))


@dataclass(frozen=True)
class Narrowed:
    """Which letters are asked for: of a state, for a reason, with a mark; what makes no sense is left out."""

    state: str
    why: str
    mark: str

    @classmethod
    def of(cls, request: WorkspaceRequest) -> Self:
        """Return what the address asks for."""
        state, mark = request.GET.get("state", ""), request.GET.get("mark", "")
        return cls(
            state if state in State.values else "",
            request.GET.get("why", "")[:LONGEST_REASON],
            mark if mark in Mark and Mark(mark) in FIELDS else "",
        )

    @property
    def label(self) -> str:
        """Return what is asked for in words; empty where everything is."""
        said = [State(self.state).label] if self.state else []
        said += [Mark(self.mark).label] if self.mark else []
        return ", ".join(said).lower() + (f". {self.why}" if self.why else "")

    def rows(self, letters: LetterQuerySet) -> LetterQuerySet:
        """Return those letters."""
        letters = letters.filter(state=self.state) if self.state else letters
        letters = letters.filter(**{f"{FIELDS[Mark(self.mark)]}__isnull": False}) if self.mark else letters
        if self.why == SIGNATURES:
            return letters.filter(reason__startswith=A_SIGNATURE)
        return letters.filter(reason=self.why) if self.why else letters


def came_back(letters: LetterQuerySet) -> list[tuple[str, str, int]]:
    """Return what was heard of letters that had left, each mark with its words and to how many it came."""
    counts = letters.aggregate(**{mark.value: Count(field) for mark, field in FIELDS.items()})
    return [(mark.value, mark.label.lower(), counts[mark.value]) for mark in FIELDS if counts[mark.value]]


def credits_of(campaign: Campaign) -> list[Credit]:
    """Return the signatures that came by its links, the newest first."""
    came = Credit.objects.filter(step__campaign=campaign).select_related("commitment", "recipient", "step")
    return list(came.order_by("-at", "-pk")[:SIZE])


def reasons_of(campaign: Campaign) -> list[Reason]:
    """Return why letters were not sent, the most frequent first."""
    unsent = running.letters_of(campaign).filter(state__in=[State.SKIPPED, State.FAILED, State.UNKNOWN])
    words = Case(When(reason__startswith=A_SIGNATURE, then=Value(SIGNATURES)), default=F("reason"))
    counted = unsent.values_list("state", words).annotate(count=Count("pk")).order_by("-count", words)
    return [Reason(state, reason, count, advice(state, reason)) for state, reason, count in counted[:REASONS]]


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
    tasks = Errand.objects.of(campaign).by_fate()
    context = {
        "campaign": campaign,
        "open": sum(counts[one] for one in OPEN),
        "sent": counts[State.SENT],
        "tasks": tasks[Fate.WAITING],
        "given": tasks[Fate.OPEN],
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
