"""Workspace pages of results: what came of a campaign, several side by side, and the organizations behind a figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
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
from outreach.course import CampaignState, StepKind
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
TO_COME = (CampaignState.PLANNING, CampaignState.SCHEDULED)
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


class Row(NamedTuple):
    """A line as the page shows it: what it is called, the campaign's own page where it is one, its tasks, its cells."""

    label: str
    url: str
    tasks: int | None
    cells: list[Cell]  # none of a step of tasks


def drawn(lines: Sequence[Line], place: str, asked: Sequence[Campaign] = ()) -> list[Row]:
    """Return lines as the page shows them."""
    rows = []
    for line in lines:
        is_campaign = line.narrowing.by == "campaign"
        url = reverse("outreach:campaign-results", args=[line.narrowing.value]) if is_campaign else ""
        cells = [cell(line, measure, place, asked) for measure in Measure if line.tasks is None]
        rows.append(Row(line.label, url, line.tasks, cells))
    return rows


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
    parts = [(head, drawn(lines, place)) for head, lines in parts_of(look, "Steps", steps)]
    is_tasks = not any(step.kind == StepKind.LETTER for step in look.steps)
    context = {"campaign": campaign, "sent": total.sent, "parts": parts, "is_tasks": is_tasks}
    return render(request, "outreach/campaigns/results.html", context | SAID)


def parts_of(look: Look, head: str, lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Return the tables of a page: this one first, then what came by what stands in several steps or campaigns."""
    return [
        (head, lines),
        ("Who spoke", look.by_messenger()),
        ("Versions of the answers", look.by_version()),
        ("Members of alliances", look.by_alliance()),
    ]


def asked_for(request: WorkspaceRequest) -> tuple[list[Campaign], bool]:
    """Return the campaigns that the address names and that have started, and whether those were more than fit."""
    pks = {number for text in request.GET.getlist("campaign") if (number := paging.number_of(text))}
    rows = began(request).filter(pk__in=sorted(pks)[:CHOICES]).select_related("audience")
    some = list(rows[: MOST + 1])
    return some[:MOST], len(some) > MOST


def beside_each_other(request: WorkspaceRequest) -> tuple[list[Campaign], bool]:
    """Return the same; the newest where the address names none."""
    if "campaign" in request.GET:
        return asked_for(request)
    return list(began(request).select_related("audience")[:FIRST]), False


def began(request: WorkspaceRequest) -> CampaignQuerySet:
    """Return the campaigns that have begun to go, the newest first."""
    begun = found(request).filter(started_at__isnull=False).exclude(state__in=TO_COME)
    return begun.order_by("-started_at", "-pk")


@require_safe
@for_roles(READERS)
def compare(request: WorkspaceRequest) -> HttpResponse:
    """Show up to four campaigns side by side, and what came of all of them by messenger, version and alliance."""
    campaigns, is_more = beside_each_other(request)
    if campaigns and "what" in request.GET:
        return behind_several(request, campaigns)
    slots = [one.pk for one in campaigns] + [None] * (MOST - len(campaigns))
    choices = list(began(request).values_list("pk", "name")[:CHOICES])
    known = {pk for pk, _name in choices}
    choices += [(one.pk, one.name) for one in campaigns if one.pk not in known]
    context: dict[str, Any] = {"choices": choices, "slots": list(enumerate(slots, 1)), "is_more": is_more, "most": MOST}
    context |= {"is_chosen": "campaign" in request.GET, "campaign_count": len(campaigns)}
    if campaigns:
        look, place = Look(request.community, campaigns), reverse("outreach:campaigns-compare")
        parts = parts_of(look, "Campaigns", look.by_campaign())
        context["parts"] = [(head, drawn(lines, place, campaigns)) for head, lines in parts]
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


def name(request: WorkspaceRequest, pk: int) -> str:
    """Return what the campaign is called of which a file tells."""
    return str(started(request, pk))


def compared(request: WorkspaceRequest) -> Table:
    """Return the figures of the page of several campaigns, as a file: a line each, what nobody knows left empty."""
    campaigns, _is_more = beside_each_other(request)
    look = Look(request.community, campaigns)
    parts = parts_of(look, "Campaigns", look.by_campaign()) if campaigns else []
    heads = ("Table", "Line", *(measure.label for measure in Measure), "Signed by its link")
    return heads, ([head, line.label, *numbers(line)] for head, lines in parts for line in lines)


def numbers(line: Line) -> list[int | None]:
    """Return the figures of a line as numbers."""
    figures = (getattr(line.figures, measure.value) for measure in Measure)
    return [one.total if isinstance(one, Said) else one for one in figures] + [line.figures.by_link]
