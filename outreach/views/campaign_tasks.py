"""Workspace page of a campaign's tasks: calls, visits and the like, of whom each is, and what has become of it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import EDITORS, READERS
from outreach import pinning, recipients
from outreach.course import Fate, StepKind
from outreach.models import Campaign, Errand
from outreach.models.errand import ErrandQuerySet
from outreach.starting import due_on
from outreach.views.campaigns import one

SIZE = 50  # tasks of a page
SHOWN = ("step", "recipient__organization", "recipient__person", "task__owner", "task__done_by")


def told(campaign: Campaign, errand: Errand) -> tuple[Errand, str, date | None]:
    """Return an errand with what its task is or would be called, and by when it is or would be due."""
    if errand.task:
        return errand, errand.task.title, errand.task.due_on
    title = pinning.title_of(campaign, errand.step.pinned_subject, recipients.from_recipient(errand.recipient))
    day = errand.due_at.astimezone(campaign.community.zone).date()
    return errand, title, due_on(campaign, errand.step, day) if errand.fate == Fate.WAITING else None


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List the tasks of a campaign in the order in which they were planned; by what has become of them, and by step."""
    campaign = one(request, pk)
    if campaign.is_unstarted:
        return redirect(campaign)
    steps = list(campaign.steps.exclude(kind=StepKind.LETTER).order_by("number"))
    asked = number_of(request.GET.get("step", ""))
    step = next((one for one in steps if one.pk == asked), None)
    mine: ErrandQuerySet = Errand.objects.of(campaign)
    mine = mine.filter(step=step) if step else mine
    fate = request.GET.get("state", "") if request.GET.get("state", "") in Fate.values else ""
    rows = mine.fated(fate) if fate else mine
    if after := number_of(request.GET.get("after", "")):
        rows = rows.filter(pk__gt=after)
    shown = list(rows.select_related(*SHOWN).order_by("pk")[: SIZE + 1])
    counts = mine.by_fate()
    context: dict[str, Any] = {
        "campaign": campaign,
        "steps": steps,
        "step": step,
        "errands": [told(campaign, errand) for errand in shown[:SIZE]],
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "fate": fate,
        "fates": [(one, one.label.lower(), counts[one]) for one in Fate],
        "planned": sum(counts.values()),
        "today": timezone.localdate(timezone=request.community.zone),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/campaigns/tasks.html", context)
