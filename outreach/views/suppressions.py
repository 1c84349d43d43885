"""Workspace pages of addresses that are not written to: why, since when, and what a coordinator may take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import EDITORS, READERS
from directory.views.exports import Table
from outreach import exporting, suppressing
from outreach.filters import QUERY
from outreach.forms.holding import HoldForm
from outreach.models import Suppression
from outreach.models.suppression import SuppressionQuerySet

SIZE = 50  # lines of a page


def found(request: WorkspaceRequest) -> SuppressionQuerySet:
    """Return the lines in force that the address of the page asks for."""
    rows: SuppressionQuerySet = Suppression.objects.of(request.community).in_force(timezone.now())
    if (reason := request.GET.get("reason", "")) in Suppression.Reason.values:
        rows = rows.filter(reason=reason)
    if query := request.GET.get("q", "").strip()[:QUERY]:
        rows = rows.filter(address_hash__in=suppressing.searched(request.community, query))
    return rows.select_related("by")


def table(request: WorkspaceRequest) -> Table:
    """Return what the same address shows as a list, to be kept as a file."""
    return exporting.SUPPRESSIONS, exporting.suppressions(found(request), request.community)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List addresses that are not written to, the newest first."""
    rows, before = found(request).order_by("-pk"), number_of(request.GET.get("before", ""))
    shown = list(rows.filter(pk__lt=before)[: SIZE + 1] if before else rows[: SIZE + 1])
    people = suppressing.known(request.community, {line.address_hash for line in shown})
    context = {
        "lines": [(line, people.get(line.address_hash)) for line in shown[:SIZE]],
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "is_later_page": bool(before),
        "reasons": Suppression.Reason.choices,
        "reason": request.GET.get("reason", ""),
        "q": request.GET.get("q", "")[:QUERY],
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/held_back.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Stop letters to an address."""
    form = HoldForm(request.POST if request.method == "POST" else None, initial={"email": request.GET.get("email", "")})
    if form.is_valid():
        email, scope = form.cleaned_data["email"], Suppression.Scope(form.cleaned_data["scope"])
        if suppressing.hold(request.community, email, scope=scope, by=request.user, at=timezone.now()):
            messages.success(request, "No letter goes to this address any more.")
        else:
            messages.info(request, "Letters to this address were stopped before.")
        return redirect("outreach:held-back")
    return render(request, "outreach/hold.html", {"form": form})


@require_POST
@for_roles(EDITORS)
def lift(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let letters go to an address again, unless its owner does not want them."""
    line = get_object_or_404(Suppression.objects.of(request.community), pk=pk)
    mine = Suppression.objects.of(request.community).filter(pk=line.pk)
    try:
        suppressing.lift(mine, request.community, by=request.user, at=timezone.now())
    except suppressing.CannotLift as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, "Letters to this address may leave again.")
    return redirect("outreach:held-back")
