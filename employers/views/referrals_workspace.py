"""Workspace pages of referrals: who brought whom, what to follow up, and who told us of an organization."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import brought, introducing
from employers.forms.referrals import BringerForm
from employers.models import Referral
from employers.stages import Stage

PER_PAGE = 200  # lines of the tree
SHOWN = 50


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show what to follow up, who brought whom, and by whom and through which alliances most came."""
    per_page = brought.MOST if "whole" in request.GET else PER_PAGE
    tree = brought.lines(request.community)
    page = Paginator(tree, per_page).get_page(request.GET.get("page"))
    told = list(brought.to_follow_up(request.community)[: SHOWN + 1])
    context = {
        "page": page,
        "left_out": brought.left_out(request.community) if len(tree) >= brought.MOST else 0,
        "told": told[:SHOWN],
        "has_more": len(told) > SHOWN,
        "bringers": brought.bringers(request.community, SHOWN),
        "alliances": brought.alliances(request.community, SHOWN),
    }
    return render(request, "employers/workspace/referrals.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def told(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Note which employer told us of an organization."""
    organization = get_object_or_404(Organization.objects.of(request.community).select_related("community"), pk=pk)
    form = BringerForm(request.POST if request.method == "POST" else None, community=request.community)
    if form.is_valid():
        try:
            introducing.tell(organization, by=request.user, at=timezone.now(), **form.cleaned_data)
        except introducing.CannotIntroduce as reason:
            form.add_error("bringer", str(reason))
        else:
            messages.success(request, f"Noted. When {organization} signs, {form.cleaned_data['bringer']} is thanked.")
            return redirect(organization)
    context = {"organization": organization, "form": form}
    return render(request, "employers/workspace/referral.html", context)


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return who told us of an organization; nothing where it is no employer."""
    roles = roles_of(request)
    if getattr(organization, "employer", None) is None or not roles & READERS:
        return None
    referrals = Referral.objects.filter(organization=organization).exclude(state=Referral.State.DROPPED)
    inviter = "link__person", "link__user", "link__commitment", "link__employer__organization", "link__organization"
    return {
        "referrals": list(referrals.select_related(*inviter).order_by("at", "pk")[:10]),
        "note_url": reverse("employers:referral", args=[organization.pk]) if roles & EDITORS else "",
    }


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many organizations somebody told us of whom nobody took up; introductions have their own lines."""
    if not roles_of(request) & READERS:
        return None
    told = Referral.objects.of(community).open().filter(organization__employer__stage=Stage.IDENTIFIED)
    count = told.filter(road__in=[Referral.Road.DESK, Referral.Road.COORDINATOR]).count()
    line = TodayLine(
        count=count,
        what="referral to take up" if count == 1 else "referrals to take up",
        detail="An employer told us of them, and nobody has been in touch yet.",
        verb="Look",
        url=reverse("employers:referrals"),
        harm=45,
    )
    return {"lines": [line]}
