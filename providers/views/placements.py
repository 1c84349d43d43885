"""Placements that employers confirm: the page behind the link, and disagreements in the workspace."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community import links
from community.access import PortalRequest, WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import Item, TodayLine
from community.purposes import PLACEMENTS
from community.roles import EDITORS, READERS
from providers import confirming
from providers.forms.placements import AnswerForm, DecideForm
from providers.models import Confirmation, Inquiry

ROWS = 50
FAR = ("inquiry__organization", "inquiry__person", "filed_for__program__provider__organization", "decided_by")
TABS = {"": "To decide", "decided": "Decided", "confirmed": "Confirmed", "unanswered": "Not answered"}
OPEN_CASES = """
    SELECT COUNT(*) FROM providers_confirmation c
    JOIN providers_inquiry i ON i.id = c.inquiry_id
    JOIN directory_organization o ON o.id = i.organization_id
    WHERE o.community_id = %(community)s AND c.answer IN ('not_ours', 'otherwise') AND c.decided_at IS NULL
"""
MENU = Item("Providers", "Confirmations", "providers:confirmations", READERS, order=55, waiting=OPEN_CASES)
HARM = 34  # of waiting, beside what other apps say


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def by_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show one placement after another, keep what is said of each, and from then on show the receipt."""
    try:
        link = links.open_link(token, PLACEMENTS, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        return render(request, "employers/confirm/cannot.html", {"reason": reason}, status=410)
    inquiries = Inquiry.objects.of(request.community).at_record(link.record)
    inquiry = get_object_or_404(inquiries.select_related("organization__community", "person"))
    left = confirming.left(inquiry)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        meant = next((one for one in left if str(one.pk) == request.POST.get("placement")), None)
        if meant is None:
            messages.info(request, _("That was answered already, or is asked no more. Thank you."))
            return redirect(request.path)
        if form.is_valid() and keep(meant, form):
            return redirect(request.path)
        left = [meant, *(one for one in left if one.pk != meant.pk)]
    said = inquiry.confirmations.exclude(answer="").select_related("filed_for__program__provider__organization")
    context = {
        "inquiry": inquiry,
        "organization": inquiry.organization,
        "current": left[0] if left else None,
        "more": len(left) - 1,
        "said": list(said.order_by("answered_at", "pk")) if not left else [],
        "number": inquiry.confirmations.exclude(answer="").count() + 1,
        "form": form,
        "is_different": form.is_bound and form.data.get("answer") != Confirmation.Answer.YES,
    }
    return render(request, "providers/public/placements.html", context)


def keep(confirmation: Confirmation, form: AnswerForm) -> bool:
    """Keep what was said of one placement, and return whether it could be."""
    try:
        confirming.answer(
            confirmation, form.cleaned_data["answer"], words=form.cleaned_data["words"], at=timezone.now()
        )
    except confirming.CannotConfirm as reason:
        form.add_error(None, str(reason))
        return False
    return True


def narrowed(request: WorkspaceRequest, state: str) -> Any:
    """Return the placements in one of the tabs."""
    rows = Confirmation.objects.of(request.community).select_related(*FAR)
    if state == "decided":
        return rows.disputed().exclude(decided_at=None).order_by("-decided_at", "-pk")
    if state == "confirmed":
        return rows.filter(answer=Confirmation.Answer.YES).order_by("-answered_at", "-pk")
    if state == "unanswered":
        return rows.unanswered().order_by("-inquiry__asked_at", "pk")
    return rows.open_cases().order_by("answered_at", "pk")


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List what employers said of placements, disagreements first."""
    asked = request.GET.get("state", "")
    state = asked if asked in TABS else ""
    page = Paginator(narrowed(request, state), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tabs": TABS.items(),
        "state": state,
        "has_any": Inquiry.objects.of(request.community).exists(),
    }
    return render(request, "providers/workspace/placements/index.html", context)


def found(request: WorkspaceRequest, pk: int) -> Confirmation:
    """Return one of the community, or 404."""
    confirmation: Confirmation = get_object_or_404(
        Confirmation.objects.of(request.community).select_related(*FAR), pk=pk
    )
    return confirmation


def about(confirmation: Confirmation) -> dict[str, Any]:
    """Return what both pages of a case show."""
    return {
        "confirmation": confirmation,
        "organization": confirmation.inquiry.organization,
        "person": confirmation.inquiry.person,
        "provider": confirmation.filed_for.program.provider,
        "placement": confirming.placement_of(confirmation),
    }


@require_safe
@for_roles(READERS)
def case(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what both sides said of one placement."""
    confirmation = found(request, pk)
    context = about(confirmation) | {"may_decide": confirmation.is_open and bool(request.roles & EDITORS)}
    return render(request, "providers/workspace/placements/case.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def decide(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask what becomes of a disagreement, and do it."""
    confirmation = found(request, pk)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            confirming.decide(confirmation, **form.cleaned_data, by=request.user, at=timezone.now())
        except confirming.CannotConfirm as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Decided. It stands on the timeline of the provider.")
            return redirect("providers:confirmations")
    context = about(confirmation) | {"form": form}
    return render(request, "providers/workspace/placements/decide.html", context)


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many disagreements wait; nothing for those who do not read them."""
    if not roles_of(request) & READERS:
        return None
    count = Confirmation.objects.of(community).open_cases().count()
    return {
        "lines": [
            TodayLine(
                count=count,
                what=f"placement{'' if count == 1 else 's'} that an employer disputes",
                detail="The return says one thing, the employer another.",
                verb="Decide",
                url=reverse("providers:confirmations"),
                harm=HARM,
            )
        ]
    }
