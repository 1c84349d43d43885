"""The public list of curated channels: the page, one channel, a few side by side, and the same as data."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from community.kept import as_open_data, keep
from community.models import Community
from directory import spreadsheets
from directory.merging import successor
from employers.views.wall import MOST_KEPT, number
from providers import channels, channels_data, drawing, gates
from providers.channels_version import version
from providers.filters import ChannelFilter
from providers.models import Program, Release
from providers.outcomes import Kind
from providers.suppression import BANDS, FEW, WHOLE

PER_PAGE = 24
MOST_COMPARED = 3
SIDE_BY_SIDE = (
    Kind.HEADLINE, Kind.HEADLINE_90, Kind.SALARY, Kind.GRADUATION, Kind.REGIONAL, Kind.SIGNED_EMPLOYER, Kind.CONFIRMED,
)  # fmt: skip


@require_safe
@login_not_required
def index(request: PortalRequest) -> HttpResponse:
    """Show the curated channels, to be narrowed by what is taught, what it costs, how long it takes and where."""
    today = timezone.localdate()
    page = number(request.GET.get("page", "1"), otherwise=0, most=MOST_KEPT + 1)
    if set(request.GET) - {"page"} or not 0 < page <= MOST_KEPT:
        return HttpResponse(built(request, today))
    now = version(request.community, today=today)
    return HttpResponse(keep(request, f"channels-{page}", now, lambda: built(request, today)))


def built(request: PortalRequest, today: date) -> bytes:
    """Return the page of the list that the address asks for."""
    release = channels.last_release(request.community)
    found = ChannelFilter(
        request.GET or None, queryset=channels.programs(request.community, today), community=request.community
    )
    paginator = Paginator(channels.in_order(found.qs), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "release": release,
        "filter": found,
        "found": paginator.count,
        "page": page,
        "cards": channels.cards(page.object_list, request.community, release, today=today),
        "criteria": gates.now(request.community),
        "others": [] if found.is_narrowed else list(channels.without_programs(request.community, today)),
        "most_compared": MOST_COMPARED,
        **how(release),
        **addresses(request.community),
    }
    return render(request, "providers/public/channels.html", context).content


def how(release: Release | None) -> dict[str, Any]:
    """Return what a page says of how numbers are hidden."""
    least = release.rules.least if release else BANDS[0]
    return {"least": least, "few": FEW, "whole": WHOLE, "known": release.rules.known_percent if release else None}


def addresses(community: Community) -> dict[str, str]:
    """Return where the same is found as data."""
    return {"json_url": f"{community.url}/channels.json", "csv_url": f"{community.url}/channels.csv"}


@require_safe
@login_not_required
def channel(request: PortalRequest, slug: str) -> HttpResponseBase:
    """Show one channel with all figures of its programs; gone while it is not on the list.

    The address of an organization that was merged into another leads there, where that is on the list.
    """
    today = timezone.localdate()
    on_list = channels.on_list(request.community, today).select_related("organization")
    provider = on_list.filter(organization__slug=slug).first()
    if provider is None:
        into = successor(request.community, slug)
        return redirect("providers:channel", get_object_or_404(on_list, organization=into).organization.slug)
    release = channels.last_release(request.community)
    taught = channels.in_order(channels.programs(request.community, today).filter(provider=provider))
    shown = channels.cards(taught, request.community, release, today=today)
    trends = channels.trends([card.program.pk for card in shown])
    context = {
        "provider": provider,
        "organization": provider.organization,
        "release": release,
        "programs": [(card, drawing.points(trends[card.program.pk])) for card in shown],
        **how(release),
    }
    return render(request, "providers/public/channel.html", context)


@require_safe
@login_not_required
def compare(request: PortalRequest) -> HttpResponse:
    """Lay up to three programs side by side."""
    asked = [number(value, otherwise=0, most=9999) for value in request.GET.getlist("program")]
    wanted = list(dict.fromkeys(pk for pk in asked if pk))
    today = timezone.localdate()
    taught = channels.programs(request.community, today)
    found: QuerySet[Program] = channels.in_order(taught.filter(pk__in=wanted[:MOST_COMPARED]))
    release = channels.last_release(request.community)
    cards = channels.cards(found, request.community, release, today=today)
    context = {
        "cards": cards,
        "rows": [
            {"label": kind.label, "told": [(card, card.figures[kind]) for card in cards]} for kind in SIDE_BY_SIDE
        ],
        "release": release,
        "is_cut": len(wanted) > MOST_COMPARED,
        "most_compared": MOST_COMPARED,
        **how(release),
    }
    return render(request, "providers/public/compare.html", context)


@require_safe
@login_not_required
def as_json(request: PortalRequest) -> HttpResponseBase:
    """Answer the list as JSON-LD for anybody's page; its shape is described in docs/channels-json.md."""

    def document(cards: list[channels.Card], release: Release | None, today: date) -> bytes:
        others = channels.without_programs(request.community, today)
        facts = channels_data.as_data(cards, others, request.community, release)
        return json.dumps(facts, ensure_ascii=False, indent=1).encode()

    return as_file(request, "json", "application/ld+json", document)


@require_safe
@login_not_required
def as_csv(request: PortalRequest) -> HttpResponseBase:
    """Answer the list as a spreadsheet, a program a line."""

    def document(cards: list[channels.Card], release: Release | None, today: date) -> bytes:
        lines = channels_data.rows(cards, request.community, release)
        return b"".join(spreadsheets.as_csv(channels_data.heads(), lines))

    response = as_file(request, "csv", spreadsheets.TYPES[spreadsheets.CSV], document)
    response["Content-Disposition"] = 'attachment; filename="channels.csv"'
    return response


def as_file(
    request: PortalRequest,
    name: str,
    content_type: str,
    document: Callable[[list[channels.Card], Release | None, date], bytes],
) -> HttpResponseBase:
    """Answer the whole list in a form of data, with a tag by which an unchanged one is not sent again."""
    today = timezone.localdate()

    def build() -> bytes:
        release = channels.last_release(request.community)
        taught = channels.in_order(channels.programs(request.community, today))
        return document(channels.cards(taught, request.community, release, today=today), release, today)

    return as_open_data(request, f"channels-{name}", version(request.community, today=today), build, content_type)
