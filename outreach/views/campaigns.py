"""Workspace pages of campaigns: all of them, and how one begins."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import EDITORS, READERS
from outreach import campaigns, happening
from outreach.filters import CampaignFilter
from outreach.forms.campaigns import CampaignForm
from outreach.models import Campaign, Letter, PlanItem
from outreach.models.campaign import CampaignQuerySet
from outreach.states import State

SIZE = 50  # campaigns of a page


def found(request: WorkspaceRequest) -> CampaignQuerySet:
    """Return the campaigns that this person may see."""
    return Campaign.objects.of(request.community)


def one(request: WorkspaceRequest, pk: int) -> Campaign:
    """Return one of them, or 404."""
    rows = found(request).select_related(
        "community", "audience", "told_as", "owner", "plan_item", "state_by", "asked_by", "started_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List campaigns, the newest first, with what was sent of each and how many organizations signed."""
    filters = CampaignFilter(request.GET, queryset=found(request), request=request)
    rows = filters.qs.select_related("audience", "owner").order_by("-pk")
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    shown = {campaign.pk: campaign for campaign in page}
    by_state = Letter.objects.filter(step__campaign__in=list(shown)).order_by().values_list("step__campaign", "state")
    planned: Counter[int] = Counter()
    sent: Counter[int] = Counter()
    for pk, state, count in by_state.annotate(Count("pk")):
        planned[pk] += count
        sent[pk] += count if state == State.SENT else 0
    signed = happening.signed_of(request.community, [campaign for campaign in page if campaign.started_at])
    context = {
        "filters": filters,
        "page": page,
        "rows": [(campaign, planned[campaign.pk], sent[campaign.pk], signed.get(campaign.pk)) for campaign in page],
        "can_compare": len(signed) > 1,
        "is_narrowed": any(request.GET.get(name) for name in filters.filters),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "outreach/campaigns/index.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Begin a campaign, from an item of the plan, from an audience, or from nothing."""
    asked = request.GET.get("item", "")
    items = PlanItem.objects.of(request.community).select_related("audience", "messenger_user", "messenger_person")
    item = items.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    first: dict[str, Any] = {"owner": request.user.pk, "messenger": str(request.user)}
    first["audience"] = number_of(request.GET.get("audience", ""))
    if item:
        first |= campaigns.known_of(item, request.user)
    posted = request.POST if request.method == "POST" else None
    form = CampaignForm(posted, community=request.community, user=request.user, initial=first)
    if form.is_valid():
        facts = {**form.cleaned_data, "plan_item": item}
        campaign = campaigns.begin(request.community, by=request.user, at=timezone.now(), **facts)
        messages.success(request, "It is begun. Nothing leaves before you say so; write its first letter now.")
        return redirect("outreach:campaign-step-add", pk=campaign.pk)
    return render(request, "outreach/campaigns/edit.html", {"form": form, "item": item})
