"""The page a coordinator's day begins with."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import ADMINISTRATORS, EDITORS, READERS, TEAM
from reports import agenda, wording


@require_safe
@for_roles(TEAM)
def today(request: WorkspaceRequest) -> HttpResponse:
    """Show what wants somebody today, ordered by what waiting would harm most, and what happened."""
    now = timezone.localtime()
    lines = agenda.lines(request, request.community)
    bars = agenda.funnel(request, request.community)
    sees_records, can_write = bool(request.roles & READERS), bool(request.roles & EDITORS)
    things = sum(line.count for line in lines)
    return render(
        request,
        "reports/workspace/today.html",
        {
            "headline": wording.headline(now.hour, things, whom="you" if can_write or not sees_records else "the team"),
            "now": now,
            "lines": lines,
            "bars": bars,
            "most": max((bar["count"] for bar in bars), default=0),
            "can_write": can_write,
            "is_administrator": bool(request.roles & ADMINISTRATORS),
            "sees_records": sees_records,
            "tasks": agenda.tasks(request.community, request.user) if sees_records else [],
            "days": agenda.days(request.community, request.user, now=now) if sees_records else [],
        },
    )
