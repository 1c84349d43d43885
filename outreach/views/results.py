"""Workspace pages of results: what came of a campaign, several side by side, and the organizations behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community import paging
from community.access import WorkspaceRequest, for_roles
from community.roles import READERS
from directory.models import Organization
from directory.views.exports import Table
from outreach import findings
from outreach.funnel import FEW, MEANINGS, Measure, Said
from outreach.models import Campaign
from outreach.models.campaign import CampaignQuerySet
from outreach.results import Line, Look, Narrowing
from outreach.views.campaigns import found, one

MOST = 4  # campaigns side by side
FIRST = 2  # of them where nobody has chosen any yet, the newest
SIZE = 50  # organizations of a page
CHOICES = 200  # campaigns of a menu
NAME = "normalized_name"
SAID = {"meanings": [(measure.label, words) for measure, words in MEANINGS.items()], "few": FEW}


def started(request: WorkspaceRequest, pk: int) -> Campaign:
    """Return a campaign that has started, or 404."""
    campaign = one(request, pk)
    if campaign.is_unstarted:
        raise Http404
    return campaign


@dataclass(frozen=True)
class Cell:
    """One number: None where nobody knows, with the address of what is behind it, and what is said beneath it."""

    label: str
    number: int | None
    url: str
    notes: list[str]
    missing: str  # what stands there where nobody knows


def drawn(
    lines: Sequence[Line], place: str, asked: Sequence[Campaign] = ()
) -> list[tuple[str, int | None, list[Cell]]]:
    """Return lines as the page shows them: what each is called, its tasks, its cells; a step of tasks has none."""
    return [
        (line.label, line.tasks, [cell(line, measure, place, asked) for measure in Measure if line.tasks is None])
        for line in lines
    ]


def cell(line: Line, measure: Measure, place: str, asked: Sequence[Campaign]) -> Cell:
    """Return one number of a line."""
    figure, notes = getattr(line.figures, measure.value), []
    if isinstance(figure, Said):
        number = figure.total
        notes += [f"said by {figure.by:,} of {line.figures.signed:,}"] if figure.by else []
    else:
        number = figure
        share = line.figures.share(figure) if measure != Measure.SENT else ""
        notes += [share] if share else []
        notes += [f"{line.figures.by_link:,} by its link"] if measure == Measure.SIGNED and line.figures.by_link else []
    query = [("by", line.narrowing.by), ("value", line.narrowing.value)] if line.narrowing.by else []
    if asked:
        query = [("what", measure.value), *(("campaign", str(one.pk)) for one in asked), *query]
    url = f"{place}{'' if asked else f'{measure.value}/'}{'?' if query else ''}{urlencode(query)}"
    is_empty = number is None or (not number and not (isinstance(figure, Said) and figure.by))
    return Cell(measure.label, number, "" if is_empty else url, notes, "not known" if line.figures.signed else "–")


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what came of a campaign: of all of it, and by step, messenger, version of an answer and alliance."""
    campaign = one(request, pk)
    if campaign.is_unstarted:
        return redirect(campaign)
    look, place = Look(request.community, [campaign]), reverse("outreach:campaign-results", args=[pk])
    total = look.total()
    steps = [Line("All together", total, Narrowing()), *look.by_step()]
    context = {"campaign": campaign, "sent": total.sent, "parts": parts_of(look, ("Steps", steps), place)}
    return render(request, "outreach/campaigns/results.html", context | SAID)


def parts_of(look: Look, first: tuple[str, list[Line]], place: str, asked: Sequence[Campaign] = ()) -> list[Any]:
    """Return the tables of a page: this one first, then what came by what stands in several steps or campaigns."""
    others = [
        ("Who spoke", look.by_messenger()),
        ("Versions of the answers", look.by_version()),
        ("Members of alliances", look.by_alliance()),
    ]
    return [(head, drawn(lines, place, asked)) for head, lines in (first, *others)]


def asked_for(request: WorkspaceRequest) -> tuple[list[Campaign], bool]:
    """Return the campaigns that the address names and that have started, and whether those were more than fit."""
    pks = {number for text in request.GET.getlist("campaign") if (number := paging.number_of(text))}
    rows = began(request).filter(pk__in=sorted(pks)[:CHOICES]).select_related("audience")
    some = list(rows[: MOST + 1])
    return some[:MOST], len(some) > MOST


def began(request: WorkspaceRequest) -> CampaignQuerySet:
    """Return the campaigns that have started, the newest first."""
    return found(request).filter(started_at__isnull=False).order_by("-started_at", "-pk")


@require_safe
@for_roles(READERS)
def compare(request: WorkspaceRequest) -> HttpResponse:
    """Show up to four campaigns side by side, and what came of all of them by messenger, version and alliance."""
    campaigns, is_more = asked_for(request)
    is_chosen = "campaign" in request.GET
    if not is_chosen:
        campaigns = list(began(request).select_related("audience")[:FIRST])
    if campaigns and "what" in request.GET:
        return behind_several(request, campaigns)
    slots = [one.pk for one in campaigns] + [None] * (MOST - len(campaigns))
    choices = list(began(request).values_list("pk", "name")[:CHOICES])
    known = {pk for pk, _name in choices}
    choices += [(one.pk, one.name) for one in campaigns if one.pk not in known]
    context: dict[str, Any] = {"choices": choices, "slots": list(enumerate(slots, 1)), "is_more": is_more, "most": MOST}
    context |= {"is_chosen": is_chosen, "campaign_count": len(campaigns)}
    if campaigns:
        look, place = Look(request.community, campaigns), reverse("outreach:campaigns-compare")
        context["parts"] = parts_of(look, ("Campaigns", look.by_campaign()), place, campaigns)
    return render(request, "outreach/campaigns/compare.html", context | SAID)


@require_safe
@for_roles(READERS)
def behind(request: WorkspaceRequest, pk: int, what: str) -> HttpResponse:
    """List the organizations behind a figure of one campaign."""
    campaign = started(request, pk)
    back = reverse("outreach:campaign-results", args=[pk])
    return listed(request, Look(request.community, [campaign]), what, {"about": str(campaign), "back": back})


def behind_several(request: WorkspaceRequest, campaigns: list[Campaign]) -> HttpResponse:
    """List the organizations behind a figure of several campaigns."""
    query = urlencode([("campaign", one.pk) for one in campaigns])
    back = f"{reverse('outreach:campaigns-compare')}?{query}"
    look, about = Look(request.community, campaigns), "Campaigns side by side"
    return listed(request, look, request.GET["what"], {"about": about, "back": back})


def listed(request: WorkspaceRequest, look: Look, what: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with the list behind one figure: of those written to by name, of the others the latest first."""
    if what not in Measure.values:
        raise Http404
    measure = Measure(what)
    try:
        part, came, letters = look.narrowed(Narrowing(request.GET.get("by", ""), request.GET.get("value", "")))
    except KeyError as unknown:
        raise Http404 from unknown
    if measure == Measure.SENT:
        rows = Organization.objects.of(request.community).filter(pk__in=letters.order_by().values("organization"))
        page: Any = paging.slice_of(rows.values("pk", NAME), rows, NAME, request.GET)
        units = [row["pk"] for row in page.rows]
    else:
        counted = came.of(measure)
        order = sorted(counted, key=lambda unit: (counted[unit].on, unit), reverse=True)
        page = Paginator(order, SIZE).get_page(request.GET.get("page"))
        units = list(page)
    steps = {step.pk: step for step in look.steps}
    rows_of = findings.of_units(request.community, units, came, letters)
    context |= {
        "measure": measure,
        "meaning": MEANINGS[measure],
        "is_sent": measure == Measure.SENT,
        "part": part,
        "page": page,
        "rows": [(row, steps.get(row.signed.step) if row.signed else None) for row in rows_of],
    }
    return render(request, "outreach/campaigns/behind.html", context)


def table(request: WorkspaceRequest, pk: int) -> Table:
    """Return everybody written to and what came of it, as a file."""
    return findings.HEADS, findings.table(Look(request.community, [started(request, pk)]))
