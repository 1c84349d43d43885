"""Returns in the workspace: the board of all providers and half-years, one return, and a letter by hand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import TodayLine, panels_of
from community.roles import EDITORS, READERS
from directory.models import Affiliation
from directory.views.exports import Table
from providers import chasing, confirming, letting_off, returns_grid
from providers.forms.requests import ReasonForm
from providers.models import Return, ReturnDraft
from providers.outcomes import last_day

ROWS = 50  # programs of a page
LONGEST = 100  # of what is searched for
OVERDUE = """
    SELECT COUNT(*) FROM providers_return r
    JOIN providers_program m ON m.id = r.program_id
    JOIN providers_provider p ON p.id = m.provider_id
    JOIN directory_organization o ON o.id = p.organization_id
    WHERE o.community_id = %(community)s AND r.state = 'awaited' AND COALESCE(r.extended_to, r.due_on) < %(today)s
"""
OVERDUE_HARM = 22  # of waiting, beside what other apps say


def asked(request: HttpRequest) -> tuple[str, str]:
    """Return the state and the words that the address asks for."""
    state = request.GET.get("state", "")
    return (state if state in returns_grid.TABS else "", request.GET.get("q", "")[:LONGEST])


def half_year(said: str) -> date | None:
    """Return the half-year that an address names by its first day, or None."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show how every return stands: programs down, half-years across."""
    today, (state, q) = timezone.localdate(), asked(request)
    everything = returns_grid.of(request.community)
    found = returns_grid.narrowed(everything, request.community, state=state, q=q, today=today)
    across, older, newer = returns_grid.halves(found, until=half_year(request.GET.get("until", "")))
    page = Paginator(returns_grid.programs(found.filter(cohort__in=across)), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": returns_grid.rows(page.object_list, across, today=today),
        "across": returns_grid.names(across),
        "older": older,
        "newer": newer,
        "tabs": returns_grid.counts(everything, request.community, state=state, q=q, today=today),
        "state": state,
        "q": q,
    }
    return render(request, "providers/workspace/returns/index.html", context)


def table(request: WorkspaceRequest) -> Table:
    """Return the returns that the same address shows, to be kept as a file."""
    today, (state, q) = timezone.localdate(), asked(request)
    everything = returns_grid.of(request.community)
    found = returns_grid.narrowed(everything, request.community, state=state, q=q, today=today)
    return returns_grid.HEADS, returns_grid.table(found, today=today)


def return_of(request: WorkspaceRequest, pk: int) -> Any:
    """Return a return of the community, or 404."""
    rows = returns_grid.with_versions(returns_grid.of(request.community))
    return get_object_or_404(rows.select_related("program__provider__organization__community"), pk=pk)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one return: how it stands, what came, and whom to ask."""
    owed, today = return_of(request, pk), timezone.localdate()
    provider = owed.program.provider
    versions = list(owed.submissions.select_related("submitted_by", "undone_by").order_by("-version"))
    current = next((one for one in versions if one.is_current), None)
    chased_at = chasing.chased_at(provider)
    people = Affiliation.objects.current().filter(organization=provider.organization)
    context = {
        "owed": owed,
        "provider": provider,
        "organization": provider.organization,
        "standing": returns_grid.stands(owed, today),
        "days": (owed.falls_on - today).days,
        "versions": versions,
        "current": current,
        "outcomes": returns_grid.by_status(current) if current else [],
        "draft": ReturnDraft.objects.filter(filed_for=owed).only("touched_at").first(),
        "requests": list(owed.requests.select_related("asked_by", "answered_by").order_by("-pk")),
        "said": confirming.summary(owed),
        "last_day": last_day(owed.cohort),
        "people": list(people.select_related("person").order_by("-has_desk", "person__folded_name", "pk")[:8]),
        "chased_at": chased_at,
        "may_chase": bool(request.roles & EDITORS) and owed.is_awaited and owed.falls_on < today,
        "may_let_off": bool(request.roles & EDITORS) and owed.is_awaited,
        "may_edit": bool(request.roles & EDITORS),
        "has_contact": bool(chasing.contacts(provider)),
        "may_be_undone": bool(current and owed.closed_at and owed.closed_at > timezone.now()),
        "others": others(owed, today),
        "agreement": provider.agreements.standing().order_by("-pk").first(),
        "panels": panels_of("return", request, owed),
    }
    return render(request, "providers/workspace/returns/show.html", context)


def others(owed: Return, today: date) -> list[returns_grid.Cell]:
    """Return the other returns of the same program, the newest first."""
    rows = returns_grid.with_versions(Return.objects.filter(program=owed.program_id).exclude(pk=owed.pk))
    return [returns_grid.Cell(one, returns_grid.stands(one, today)) for one in rows.order_by("-cohort")]


@require_POST
@for_roles(EDITORS)
def chase(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write to a provider about all that is overdue."""
    owed = return_of(request, pk)
    try:
        due = chasing.chase(owed.program.provider, by=request.user, at=timezone.now())
    except chasing.CannotChase as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"A letter is on its way about {len(due)} overdue return{'s'[: len(due) > 1]}.")
    return redirect("providers:return", owed.pk)


@require_POST
@for_roles(EDITORS)
def close(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Close a return that came: nobody undoes it from now on."""
    owed = return_of(request, pk)
    try:
        letting_off.close(owed, by=request.user, at=timezone.now())
    except letting_off.CannotLetOff as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, "Closed. From now on it is corrected, with the reason, and never undone.")
    return redirect("providers:return", owed.pk)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def open_again(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let a provider undo what it filed for another week."""
    said = "Open again: for a week they may undo what they filed."
    return reopened(request, pk, {Return.State.SUBMITTED, Return.State.NIL}, "open_again", said)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def await_again(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Await an excused return again."""
    said = "It is awaited again, by the day on which it was due."
    return reopened(request, pk, {Return.State.EXCUSED}, "await_again", said)


def reopened(request: WorkspaceRequest, pk: int, states: set[Return.State], page: str, said: str) -> HttpResponse:
    """Ask for the reason why a return in one of these states is opened again, and open it."""
    owed = return_of(request, pk)
    if owed.state not in states:
        return redirect("providers:return", owed.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            letting_off.reopen(owed, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except letting_off.CannotLetOff as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, said)
            return redirect("providers:return", owed.pk)
    return render(request, f"providers/workspace/returns/{page}.html", {"owed": owed, "form": form})


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many returns are overdue, and since when; nothing for those who do not read them."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    late = list(Return.objects.of(community).overdue_by_provider(today))
    count = sum(row["late"] for row in late)
    oldest = (today - late[0]["since"]).days if late else 0
    return {
        "lines": [
            TodayLine(
                count=count,
                what=f"return{'' if count == 1 else 's'} overdue",
                detail=f"Of {len(late)} provider{'' if len(late) == 1 else 's'}; the oldest for {oldest} days."
                if late
                else "",
                verb="Chase",
                url=f"{reverse('providers:returns')}?state=overdue",
                harm=OVERDUE_HARM,
            )
        ]
    }
