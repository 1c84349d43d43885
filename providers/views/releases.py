"""Releases as they are read in the workspace: which there are, every figure, what changed, and what the public sees."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from directory.views.exports import Table
from providers import channels, comparing, drawing, gates, releasing
from providers.comparing import Caution
from providers.differing import Difference, Key, What
from providers.forms.releases import HELD, FiguresForm
from providers.models import Figure, Hold, Program, Provider, Release
from providers.outcomes import Kind, last_day
from providers.suppression import TOLD
from providers.views.channels import PER_PAGE, addresses, how

ROWS = 50  # differences on a page, and releases
PROGRAMS = 8  # on a page of figures
COLUMNS = {
    "Provider": "provider",
    "Program": "program",
    "Figure": "figure",
    "State": "state",
    "Value": "value",
    "Bound": "bound",
    "n from": "n_from",
    "n to": "n_to",
    "From": "from",
    "To": "to",
    "Lower quartile": "lower",
    "Upper quartile": "upper",
    "Mean": "mean",
    "Corrected": "is_corrected",
    "Definition": "definition",
}


def at_hand(request: WorkspaceRequest, number: int) -> Release:
    """Return the release of this number, or answer that there is none."""
    releases = Release.objects.of(request.community).select_related("community", "job", "drafted_by", "published_by")
    return get_object_or_404(releases, number=number)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the releases, the newest first."""
    today = timezone.localdate()
    releases = Release.objects.of(request.community).select_related("drafted_by", "published_by")
    counts = {
        "programs": Count("figures__program", distinct=True),
        "told": Count("figures", filter=Q(figures__state__in=sorted(TOLD))),
    }
    page = Paginator(releases.annotate(**counts).order_by("-number"), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "draft": Release.objects.of(request.community).open().first(),
        "last": channels.last_release(request.community),
        "why_not_yet": releasing.why_not_yet(request.community, today=today),
        "possible_from": releasing.possible_from(request.community, today=today),
        "programs": releasing.programs_of(request.community).count(),
        "may_edit": bool(request.roles & EDITORS),
    }
    return render(request, "providers/workspace/releases/index.html", context)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show every figure of a release, program by program; while it is computed, how far that is."""
    release = at_hand(request, number)
    context: dict[str, Any] = {"release": release, "may_edit": bool(request.roles & EDITORS)}
    if release.state == Release.State.COMPUTING:
        return render(request, "providers/workspace/releases/computing.html", context | {"job": release.job})
    form = FiguresForm(request.GET or None, providers=providers_in(release))
    found = narrowed(release, form)
    page = Paginator(found, PROGRAMS).get_page(request.GET.get("page"))
    context |= {
        "form": form,
        "is_narrowed": bool(form.asked("provider") or form.asked("state")),
        "page": page,
        "programs": figures_of(page.object_list, release, state=form.asked("state")),
        **around(release),
    }
    return render(request, "providers/workspace/releases/release.html", context)


def around(release: Release) -> dict[str, Any]:
    """Return what stands above the figures of a draft, and of a published release as well."""
    beside = comparing.beside_last(release)
    cautions = comparing.cautions(release, beside, today=timezone.localdate()) if release.is_draft else []
    return {"against": beside, "cautions": [(one.words, address_of(one, release)) for one in cautions]}


def address_of(caution: Caution, release: Release) -> str:
    """Return where to look, or an empty text."""
    return f"{reverse(caution.place, args=[release.number])}?{caution.asked}" if caution.place else ""


def providers_in(release: Release) -> list[tuple[int, str]]:
    """Return the providers of whose programs a release tells, by name."""
    its = Figure.objects.filter(release=release, program__provider=OuterRef("pk"))
    names = Provider.objects.filter(Exists(its)).order_by("organization__normalized_name", "pk")
    return list(names.values_list("pk", "organization__name"))


def narrowed(release: Release, form: FiguresForm) -> QuerySet[Program]:
    """Return the programs of a release with any figure that was asked for."""
    figures = Figure.objects.filter(release=release, program=OuterRef("pk"))
    state, provider = form.asked("state"), form.asked("provider")
    if state and state != HELD:
        figures = figures.filter(state=state)
    found = Program.objects.filter(Exists(figures)).select_related("provider__organization")
    if state == HELD:
        found = found.filter(Exists(Hold.objects.standing().filter(program=OuterRef("pk"))))
    return channels.in_order(found.filter(provider=provider) if provider else found)


def figures_of(
    programs: Iterable[Program], release: Release, *, state: str | None
) -> list[tuple[Program, list[dict[str, Any]], int]]:
    """Return programs, each with its figures in order and how many of them are held back."""
    shown = list(programs)
    rows: dict[int, dict[Kind, Figure]] = {program.pk: {} for program in shown}
    for figure in Figure.objects.filter(release=release, program__in=shown):
        rows[figure.program_id][Kind(figure.kind)] = figure
    holds = comparing.held_back(rows) if release.is_draft else {}
    found = []
    for program in shown:
        lines = [line(rows[program.pk][kind], holds) for kind in Kind if kind in rows[program.pk]]
        held = sum(bool(one["hold"]) for one in lines)
        if state:
            lines = [one for one in lines if (one["hold"] if state == HELD else one["figure"].state == state)]
        found.append((program, lines, held))
    return found


def line(figure: Figure, holds: dict[Key, Hold]) -> dict[str, Any]:
    """Return one figure as a row of a table."""
    told = channels.Told(Kind(figure.kind), figure.shown, figure.window)
    return {"figure": figure, "told": told, "hold": holds.get(Key(figure.program_id, told.kind))}


@require_safe
@for_roles(READERS)
def changes(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show how a release differs from the one before it, and why."""
    release = at_hand(request, number)
    if release.state == Release.State.COMPUTING:
        return redirect(release)
    above = around(release)
    beside: comparing.Beside = above["against"]
    only = request.GET.get("only", "")
    wanted = beside.large if only == "moved" else [one for one in beside.differences if only in {"", one.what}]
    page = Paginator(wanted, ROWS).get_page(request.GET.get("page"))
    programs = named({*(one.key.program for one in page), *beside.arrived, *beside.left})
    holds = comparing.held_back(programs) if release.is_draft else {}
    context = {
        "release": release,
        "may_edit": bool(request.roles & EDITORS),
        "only": only,
        "tabs": tabs(beside),
        "page": page,
        "rows": [row(one, programs, holds) for one in page],
        "arrived": [programs[pk] for pk in beside.arrived],
        "left": [programs[pk] for pk in beside.left],
        **above,
    }
    return render(request, "providers/workspace/releases/changes.html", context)


def tabs(beside: comparing.Beside) -> list[tuple[str, str, int]]:
    """Return the ways to narrow what changed, each with how many there are."""
    counts = {what: sum(one.what == what for one in beside.differences) for what in What}
    ways = [("", "All", len(beside.differences)), ("moved", "Moved far", len(beside.large))]
    return ways + [(what.value, str(what.label), counts[what]) for what in What]


def named(programs: Iterable[int]) -> dict[int, Program]:
    """Return programs with their providers, by key."""
    found = Program.objects.filter(pk__in=programs).select_related("provider__organization")
    return {program.pk: program for program in found}


def row(difference: Difference, programs: dict[int, Program], holds: dict[Key, Hold]) -> dict[str, Any]:
    """Return one difference as a row of a table."""
    kind = difference.key.kind
    return {
        "difference": difference,
        "program": programs[difference.key.program],
        "before": channels.Told(kind, *difference.before),
        "after": channels.Told(kind, *difference.after),
        "why": difference.why({key: held.reason for key, held in holds.items()}),
    }


def previewed(request: WorkspaceRequest, number: int) -> Release:
    """Return the draft of this number; what is published is public, and what is computed is not whole."""
    release = at_hand(request, number)
    if not release.is_draft:
        raise Http404
    return release


@require_safe
@for_roles(READERS)
def preview(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show the public list as it would be, were this draft published now."""
    release, today = previewed(request, number), timezone.localdate()
    taught = channels.in_order(channels.programs(request.community, today))
    page = Paginator(taught, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "previewed": release,
        "release": release,
        "page": page,
        "cards": channels.cards(page.object_list, request.community, release, today=today),
        "criteria": gates.now(request.community),
        "others": list(channels.without_programs(request.community, today)),
        **how(release),
        **addresses(request.community),
    }
    return render(request, "providers/public/channels.html", context)


@require_safe
@for_roles(READERS)
def preview_channel(request: WorkspaceRequest, number: int, slug: str) -> HttpResponse:
    """Show one channel as it would be, its trend with the draft at the end."""
    release, today = previewed(request, number), timezone.localdate()
    on_list = channels.on_list(request.community, today).select_related("organization")
    provider = get_object_or_404(on_list, organization__slug=slug)
    taught = channels.in_order(channels.programs(request.community, today).filter(provider=provider))
    cards = channels.cards(taught, request.community, release, today=today)
    trends = channels.trends([card.program.pk for card in cards])
    context = {
        "previewed": release,
        "provider": provider,
        "organization": provider.organization,
        "release": release,
        "programs": [(card, drawing.points([*trends[card.program.pk], (release, card.headline)])) for card in cards],
        **how(release),
    }
    return render(request, "providers/public/channel.html", context)


def table(request: WorkspaceRequest, number: int) -> Table:
    """Return every figure of a release, as it is told, for a file."""
    release = at_hand(request, number)
    figures = Figure.objects.filter(release=release).select_related("program__provider__organization")
    order = ("program__provider__organization__normalized_name", "program__name", "program", "kind")
    return COLUMNS, (cells(figure) for figure in figures.order_by(*order).iterator(1_000))


def name(_request: WorkspaceRequest, number: int) -> str:
    """Return which release a file tells of."""
    return str(number)


def cells(figure: Figure) -> list[Any]:
    """Return one figure as a line of a file; what is not told is empty but for the reason."""
    program, window = figure.program, figure.window
    dates = (window.first, last_day(window.last)) if window else (None, None)
    return [
        program.provider.organization.name, program.name, str(figure.get_kind_display()), figure.state, figure.value,
        figure.bound, figure.n_from, figure.n_to, *dates, figure.lower, figure.upper, figure.mean,
        "yes" if figure.is_corrected else "", figure.definition,
    ]  # fmt: skip
