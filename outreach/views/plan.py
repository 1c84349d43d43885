"""Workspace pages of the communications plan: its items as a list and on a calendar, planned against done."""

import calendar
from collections import defaultdict
from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import paging
from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from outreach import blocks, gathering, planning
from outreach.audience_rules import WrongRules
from outreach.course import STANDING, CampaignState, Fate
from outreach.filters import PlanFilter
from outreach.forms.plan import DoneForm, DropForm, ItemForm
from outreach.models import Campaign, Errand, PlanAudience, PlanItem
from outreach.models.plan import PlanItemQuerySet
from outreach.views import plan_against

FIRST_YEAR, LAST_YEAR = 2000, 2199
MOST = 1_000  # items of a year that are shown


def found(request: WorkspaceRequest) -> PlanItemQuerySet:
    """Return the items that this person may see."""
    return PlanItem.objects.of(request.community).select_related(
        "audience__people", "owner", "messenger_user", "messenger_person", "task"
    )


def year_of(request: WorkspaceRequest, today: date) -> int:
    """Return the year that is asked for, or this one."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return year if FIRST_YEAR <= year <= LAST_YEAR else today.year


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show a year of the plan, as a list or on a calendar, and what was planned against what was done."""
    today = timezone.localdate(timezone=request.community.zone)
    year = year_of(request, today)
    in_year = found(request).in_year(year)
    first, last = planning.span(request.community, today)
    filters = PlanFilter(request.GET, queryset=in_year, request=request)
    shown = list(filters.qs.order_by("due_on", "pk")[:MOST])
    everything = list(in_year.values_list("audience__name", "state", "due_on", "done_on"))
    is_calendar = request.GET.get("as") == "calendar"
    context = {
        "year": year,
        "before": year - 1 if year > first else None,
        "after": year + 1 if year < last else None,
        "today": today,
        "filters": filters,
        "is_narrowed": any(request.GET.get(name) for name in filters.filters),
        "is_calendar": is_calendar,
        "items": shown,
        "has_more": len(everything) > MOST,
        "months": months(year, shown) if is_calendar else [],
        "against": plan_against.compared(everything, today, in_year),
        "has_audiences": bool(everything) or PlanAudience.objects.of(request.community).exists(),
        "to_copy": planning.to_copy(request.community, year).count(),
        "untold": blocks.untold(request.community, today=today),
        "outlived": blocks.outlived(request.community, today=today),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/plan/index.html", context)


def months(year: int, items: list[PlanItem]) -> list[tuple[date, list[list[tuple[date, list[PlanItem]]]]]]:
    """Return the months of a year that have items: their weeks from Sunday, each day with what is due on it."""
    by_day = defaultdict(list)
    for item in items:
        by_day[item.due_on].append(item)
    weeks = calendar.Calendar(firstweekday=calendar.SUNDAY)
    return [
        (
            date(year, month, 1),
            [
                [(day, by_day[day] if day.month == month else []) for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in sorted({item.due_on.month for item in items})
    ]


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Put an item into the plan."""
    initial: dict[str, Any] = {name: request.GET[name] for name in ("audience", "channel") if name in request.GET}
    initial |= {"owner": request.user.pk, "messenger": f"user-{request.user.pk}"}
    form = ItemForm(request.POST if request.method == "POST" else None, community=request.community, initial=initial)
    if form.is_valid():
        item = planning.add(request.community, **form.facts(), created_at=timezone.now())
        messages.success(request, "It is in the plan.")
        return redirect(item)
    return render(request, "outreach/plan/edit.html", {"form": form})


@require_safe
@for_roles(READERS)
def item(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one item, what may be done with it, and what came of it."""
    shown = get_object_or_404(found(request).select_related("copied_from"), pk=pk)
    today = timezone.localdate(timezone=request.community.zone)
    can_write = bool(request.roles & EDITORS)
    context = {
        "item": shown,
        "reached": reached(shown),
        "is_given": is_given(shown),
        "today": today,
        "can_write": can_write,
        "done": DoneForm(today=today, prefix="done") if can_write else None,
        "drop": DropForm(prefix="drop") if can_write else None,
    }
    return render(request, "outreach/plan/item.html", context)


def reached(item: PlanItem) -> paging.Count | None:
    """Return how many people an item's audience finds today; None where no rules find it, or none that make sense."""
    people = item.audience.people
    with suppress(WrongRules):
        return gathering.size(people, at=timezone.now()) if people else None
    return None


def is_given(item: PlanItem) -> bool:
    """Tell whether it was carried out by a campaign, of letters or of tasks for everybody."""
    return item.campaigns.filter(started_at__isnull=False).exclude(state=CampaignState.CANCELED).exists()


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    shown = get_object_or_404(found(request), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = ItemForm(posted, community=request.community, initial=ItemForm.known(shown))
    if form.is_valid():
        try:
            planning.change(shown, by=request.user, at=timezone.now(), **form.facts())
        except planning.CannotPlan as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Saved.")
            return redirect(shown)
    return render(request, "outreach/plan/edit.html", {"form": form, "item": shown})


@require_POST
@for_roles(EDITORS)
def done(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that it was done, and what came of it."""
    shown = get_object_or_404(found(request), pk=pk)
    form = DoneForm(request.POST, today=timezone.localdate(timezone=request.community.zone), prefix="done")
    return finish(request, shown, planning.done, form, {"done": form})


@require_POST
@for_roles(EDITORS)
def drop(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that it will not be done, and why."""
    shown = get_object_or_404(found(request), pk=pk)
    form = DropForm(request.POST, prefix="drop")
    return finish(request, shown, planning.drop, form, {"drop": form})


def finish(request: WorkspaceRequest, shown: PlanItem, verb: Any, form: Any, context: dict[str, Any]) -> HttpResponse:
    """Do what was said of an item, or show its page with what is in the way."""
    if form.is_valid():
        try:
            verb(shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except planning.CannotPlan as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Noted.")
            for campaign in going_on(shown):
                messages.warning(request, f"“{campaign}” goes on all the same. Cancel it where it should not.")
            return redirect(shown)
    today = timezone.localdate(timezone=request.community.zone)
    blank = {"done": DoneForm(today=today, prefix="done"), "drop": DropForm(prefix="drop")}
    page = {
        "item": shown,
        "reached": reached(shown),
        "is_given": is_given(shown),
        "today": today,
        "can_write": True,
        "form": form,
        **blank,
        **context,
    }
    return render(request, "outreach/plan/item.html", page)


def going_on(item: PlanItem) -> list[Campaign]:
    """Return the campaigns of an item of which something may still come, or whose tasks are open."""
    is_open = Exists(Errand.objects.fated(Fate.OPEN).filter(step__campaign=OuterRef("pk")))
    return list(item.campaigns.filter(Q(state__in=STANDING) | is_open, started_at__isnull=False).order_by("pk"))


@require_POST
@for_roles(EDITORS)
def reopen(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Plan it again."""
    shown = get_object_or_404(found(request), pk=pk)
    planning.reopen(shown, by=request.user, at=timezone.now())
    messages.success(request, "It is planned again.")
    return redirect(shown)


@require_POST
@for_roles(EDITORS)
def task(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put it among the tasks of its owner."""
    shown = get_object_or_404(found(request), pk=pk)
    try:
        made = planning.make_task(shown, by=request.user, at=timezone.now())
    except planning.CannotPlan as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"It is among the tasks of {made.owner}.")
    return redirect(shown)


@require_POST
@for_roles(EDITORS)
def tasks(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Draft a task for everybody of its audience, and lead to the page that says who gets one."""
    shown = get_object_or_404(found(request), pk=pk)
    try:
        made = planning.make_tasks(shown, by=request.user, at=timezone.now())
    except planning.CannotPlan as reason:
        messages.warning(request, str(reason))
        return redirect(shown)
    return redirect("outreach:campaign-start", made.pk)


@require_POST
@for_roles(EDITORS)
def copy(request: WorkspaceRequest, year: int) -> HttpResponse:
    """Copy the plan of the year before."""
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise Http404
    count = planning.copy_year(request.community, year=year, by=request.user, at=timezone.now())
    said = f"{count} item{'' if count == 1 else 's'} of {year - 1} copied, each a year later." if count else ""
    messages.success(request, said or f"Nothing of {year - 1} is left to copy.")
    return redirect(reverse("outreach:plan") + f"?year={year}")
