"""Workspace page of a campaign's people: whom it was for when it started, what each got, and why some get nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.paging import number_of
from community.roles import READERS
from directory import search
from directory.models import Organization, Person
from outreach.filters import QUERY
from outreach.models import Campaign, Errand, Letter, Recipient
from outreach.models.campaign import RecipientQuerySet
from outreach.views.campaigns import one

SIZE = 50  # people of a page
OUT = "out"


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List those of the audience as it was at the start, with what became of each step, or why they get nothing."""
    campaign = one(request, pk)
    if campaign.is_unstarted:
        return redirect(campaign)
    everybody = Recipient.objects.filter(campaign=campaign)
    why, words = request.GET.get("why", ""), request.GET.get("q", "").strip()[:QUERY]
    is_out = request.GET.get("show") == OUT
    rows = everybody.exclude(left_out="") if is_out else everybody.reached()
    rows = rows.filter(left_out=why) if is_out and why else rows
    rows = rows.filter(named(campaign, words)) if words else rows
    if after := number_of(request.GET.get("after", "")):
        rows = rows.filter(pk__gt=after)
    shown = list(rows.select_related("person", "organization").defer("values").order_by("pk")[: SIZE + 1])
    reasons = list(out_of(everybody))
    left_out = sum(count for _why, count in reasons)
    context: dict[str, Any] = {
        "campaign": campaign,
        "rows": with_steps(shown[:SIZE]),
        "next": shown[SIZE - 1].pk if len(shown) > SIZE else None,
        "is_out": is_out,
        "reasons": reasons,
        "why": why,
        "words": words,
        "reached": everybody.count() - left_out,
        "left_out": left_out,
    }
    return render(request, "outreach/campaigns/people.html", context)


def out_of(recipients: RecipientQuerySet) -> Any:
    """Return why nothing goes to some, and to how many for each reason, the most frequent first."""
    counted = recipients.exclude(left_out="").values_list("left_out").annotate(count=Count("pk"))
    return counted.order_by("-count", "left_out")


def named(campaign: Campaign, words: str) -> Q:
    """Return the condition that somebody is meant by some words: how the address begins, their name, or where."""
    people = Person.objects.of(campaign.community).search(words).order_by()
    places = Organization.objects.of(campaign.community).search(words).order_by()
    begins = search.starts_with(connections[people.db].vendor, "email", search.clean(words).lower())
    return begins | Q(person__in=people.values("pk")) | Q(organization__in=places.values("pk"))


def with_steps(people: Sequence[Recipient]) -> list[tuple[Recipient, list[Letter | Errand]]]:
    """Return people with their letters and tasks in the order of the steps."""
    letters = Letter.objects.filter(recipient__in=people).select_related("step").defer("body", "values", "links")
    errands = Errand.objects.filter(recipient__in=people).select_related("step", "task")
    found: dict[int, list[Letter | Errand]] = {one.pk: [] for one in people}
    for each in [*letters, *errands]:
        if each.recipient_id:
            found[each.recipient_id].append(each)
    return [(one, sorted(found[one.pk], key=lambda each: each.step.number if each.step else 0)) for one in people]
