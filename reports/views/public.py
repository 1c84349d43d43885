"""Pages of the public face that span floors: home, why join, privacy."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from community.models import Community
from directory.models.organization import Sector
from employers import demand, wall
from employers.models import CommitmentText
from outreach import blocks
from reports.case import FIVE_WEEKS
from reports.forms.case import CaseForm

TILES = 3
PEERS = 12
NOT_FOR_MACHINES = (
    "/workspace/",
    "/desk/",
    "/sign-in/",
    "/signup/confirm/",
    "/invitation/",
    "/unsubscribe/",
    "/admin/",
)


@require_safe
@login_not_required
def home(request: PortalRequest) -> HttpResponse:
    """Show what this community is, its numbers of today, and who is behind it."""
    now = timezone.localtime()
    counts = wall.count(request.community)
    signers = newest(request.community, today=now.date(), limit=TILES) if counts.named else []
    return render(
        request,
        "reports/public/home.html",
        {
            "now": now,
            "counts": counts,
            "new": wall.trend(request.community, today=now.date())[-1][1] if counts.employers else 0,
            "signers": signers,
            "rest": counts.named - len(signers),
            "demand": demand.now(request.community, today=now.date()),
            "text": CommitmentText.objects.newest(request.community),
        },
    )


@require_safe
@login_not_required
def why_join(request: PortalRequest) -> HttpResponse:
    """Show the three answers and an employer's own case, computed from the numbers in the address."""
    start = {"openings": 3, "days": FIVE_WEEKS, "daily_cost": request.community.vacancy_day_cost}
    is_asked = any(name in request.GET for name in CaseForm.base_fields)
    form = CaseForm({**start, **request.GET.dict()})
    case = form.case() if form.is_valid() else None
    sector = form.cleaned_data.get("sector", "")
    now = timezone.localtime()
    return render(
        request,
        "reports/public/why_join.html",
        {
            "now": now,
            "answers": blocks.public(request.community, today=now.date()),
            "form": form,
            "case": case,
            "is_asked": is_asked,
            "sector": Sector(sector).label if sector else "",
            "signers": newest(request.community, today=now.date(), limit=PEERS, sector=sector),
            "text": CommitmentText.objects.newest(request.community),
        },
    )


@require_safe
@login_not_required
def privacy(request: PortalRequest) -> HttpResponse:
    """Say in plain words what is kept, why and how long."""
    return render(request, "reports/public/privacy.html")


@require_safe
@login_not_required
def robots(request: PortalRequest) -> HttpResponse:
    """Ask machines to read the public pages only; links by letter and what lies behind a sign-in are no reading."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_MACHINES), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def newest(community: Community, *, today: date, limit: int, sector: str = "") -> list[wall.Tile]:
    """Return the latest employers that the wall names, of one sector where it is given."""
    named = wall.named(community)
    if sector:
        named = named.filter(organization__sector=sector)
    return wall.tiles(wall.newest(named)[:limit], today=today)
