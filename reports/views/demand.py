"""The public demand page, and the same as data."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from community.kept import as_open_data, keep
from employers import demand, wall
from providers import teaching
from reports.demand_data import as_data
from reports.demand_version import version


@require_safe
@login_not_required
def show(request: PortalRequest) -> HttpResponse:
    """Show which roles and skills the signed employers ask for."""
    today = timezone.localdate()

    def page() -> bytes:
        found = demand.now(request.community, today=today)
        context = {
            "today": today,
            "demand": found,
            "gaps": teaching.gap_map(request.community, found),
            "most_roles": max((bar.count for bar in found.role_bars), default=0),
            "most_skills": max((bar.count for bar in found.skill_bars), default=0),
            "counts": wall.count(request.community),
            "data_url": f"{request.community.url}/demand.json",
        }
        return render(request, "reports/public/demand.html", context).content

    return HttpResponse(keep(request, "demand", version(request.community, today=today), page))


@require_safe
@login_not_required
def data(request: PortalRequest) -> HttpResponseBase:
    """Answer demand as JSON for anybody's page; its shape is described in docs/demand-json.md."""
    today = timezone.localdate()

    def document() -> bytes:
        found = demand.now(request.community, today=today)
        facts = as_data(found, teaching.gap_map(request.community, found), request.community, today=today)
        return json.dumps(facts, ensure_ascii=False, indent=1).encode()

    return as_open_data(
        request, "demand-data", version(request.community, today=today), document, content_type="application/json"
    )
