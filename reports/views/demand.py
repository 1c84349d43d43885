"""The public demand page, and the same as data."""

import hashlib
import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from employers import demand, wall
from providers import teaching
from reports.demand_data import as_data


@require_safe
@login_not_required
def show(request: PortalRequest) -> HttpResponse:
    """Show which roles and skills the signed employers ask for."""
    today = timezone.localdate()
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
    return render(request, "reports/public/demand.html", context)


@require_safe
@login_not_required
def data(request: PortalRequest) -> HttpResponseBase:
    """Answer demand as JSON for anybody's page; its shape is described in docs/demand-json.md."""
    today = timezone.localdate()
    found = demand.now(request.community, today=today)
    facts = as_data(found, teaching.gap_map(request.community, found), request.community, today=today)
    content = json.dumps(facts, ensure_ascii=False, indent=1).encode()
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(content, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
