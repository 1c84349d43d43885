"""The public wall: the page, one employer, the same as data, and a small frame for other sites."""

import hashlib
import json
from datetime import date
from typing import Any

from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from community.kept import as_open_data, keep
from directory.merging import successor
from employers import wall
from employers.filters import WallFilter
from employers.models import CommitmentText, Employer
from employers.wall_data import as_data
from employers.wall_version import version
from employers.wordings import TextKind

PER_PAGE = 24
EMBEDDED, MOST_EMBEDDED = 6, 24
MOST_KEPT = 50  # pages


def number(asked: str, *, otherwise: int, most: int) -> int:
    """Return a number from an address, from 1 to `most`; `otherwise` where it is none."""
    is_number = asked.isascii() and asked.isdigit() and len(asked) < 5
    return min(max(int(asked), 1), most) if is_number else otherwise


@require_safe
@login_not_required
def show(request: PortalRequest) -> HttpResponse:
    """Show who signed, to be narrowed by words, sector, role and town."""
    today = timezone.localdate()
    page = number(request.GET.get("page", "1"), otherwise=0, most=MOST_KEPT + 1)
    if set(request.GET) - {"page"} or not 0 < page <= MOST_KEPT:
        return HttpResponse(built(request, today))
    return HttpResponse(
        keep(request, f"employers-{page}", version(request.community, today=today), lambda: built(request, today))
    )


def built(request: PortalRequest, today: date) -> bytes:
    """Return the page of the wall that the address asks for."""
    counts = wall.count(request.community)
    named = wall.named(request.community)
    found = WallFilter(request.GET or None, queryset=named, community=request.community, today=today)
    paginator = Paginator(wall.page_order(found.qs), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    months = wall.trend(request.community, today=today) if counts.employers else []
    context = {
        "counts": counts,
        "newest": CommitmentText.objects.newest(request.community),
        "filter": found,
        "found": paginator.count,
        "page": page,
        "tiles": wall.tiles(page.object_list, today=today),
        "bars": bars(months),
        "earlier": counts.employers - sum(signed for _month, signed in months),
        "embed_url": f"{request.community.url}/employers/embed/",
        "data_url": f"{request.community.url}/employers.json",
    }
    return render(request, "employers/wall/wall.html", context).content


def bars(months: list[tuple[date, int]]) -> list[dict[str, Any]]:
    """Return the months with where their bars stand in a drawing 100 wide and 40 high."""
    most = max((signed for _month, signed in months), default=0) or 1
    return [
        {
            "month": month,
            "count": signed,
            "x": place * 100 / len(months) + 0.85,
            "top": 40 - 40 * signed / most,
            "height": 40 * signed / most,
        }
        for place, (month, signed) in enumerate(months)
    ]


@require_safe
@login_not_required
def employer(request: PortalRequest, slug: str) -> HttpResponseBase:
    """Show exactly what one employer promised; gone the moment it is not public.

    The address of an organization that was merged into another leads there, where that is public.
    """
    named = wall.lean(wall.named(request.community))
    found = named.filter(organization__slug=slug).first()
    if found is None:
        into = successor(request.community, slug)
        return redirect("employers:public-employer", get_object_or_404(named, organization=into).organization.slug)
    [tile] = wall.tiles([found], today=timezone.localdate())
    commitments = [(one, wall.in_order(one), wall.last_confirmed(one)) for one in tile.commitments]
    return render(request, "employers/wall/employer.html", {"tile": tile, "commitments": commitments})


@require_safe
@login_not_required
def logo(request: PortalRequest, slug: str) -> HttpResponseBase:
    """Answer an employer's logo while its signer agrees to show it."""
    return picture(request, get_object_or_404(wall.with_logo(request.community), organization__slug=slug))


def picture(request: PortalRequest, employer: Employer) -> HttpResponse:
    """Answer a logo that is asked for again each time, so that a consent taken back bites at once."""
    try:
        with employer.logo.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError) as missing:
        raise Http404 from missing
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    unchanged = get_conditional_response(request, etag=tag)
    response = HttpResponse(status=304) if unchanged is not None else HttpResponse(content, content_type="image/png")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@require_safe
@login_not_required
def data(request: PortalRequest) -> HttpResponseBase:
    """Answer the wall as JSON for anybody's page; its shape is described in docs/employers-json.md."""
    now = timezone.now()
    today = timezone.localdate(now)

    def document() -> bytes:
        shown = wall.tiles(wall.page_order(wall.named(request.community)), today=today)
        facts = as_data(shown, wall.count(request.community), request.community, at=now)
        return json.dumps(facts, ensure_ascii=False, indent=1).encode()

    return as_open_data(
        request, "employers-data", version(request.community, today=today), document, content_type="application/json"
    )


@require_safe
@login_not_required
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: Any) -> HttpResponseBase:
    """Show the newest signers in a frame of somebody else's page; the only page that may be framed."""
    limit = number(request.GET.get("limit", ""), otherwise=EMBEDDED, most=MOST_EMBEDDED)
    today = timezone.localdate()

    def frame() -> bytes:
        context = {
            "tiles": wall.tiles(wall.newest(wall.named(request.community))[:limit], today=today),
            "counts": wall.count(request.community),
            "wall_url": f"{request.community.url}/employers/",
        }
        return render(request, "employers/wall/embed.html", context).content

    return HttpResponse(keep(request, f"employers-embed-{limit}", version(request.community, today=today), frame))


@require_safe
@login_not_required
def text(request: PortalRequest, version: int, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """Show one version of what is signed as it was published."""
    published = CommitmentText.objects.of(request.community, kind).published()
    found = get_object_or_404(published, version=version)
    context = {"text": found, "newest": published.first(), "is_agreement": kind == TextKind.AGREEMENT}
    return render(request, "employers/wall/text.html", context)
