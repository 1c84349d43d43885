"""Workspace pages of the warmest ways to an organization or a person."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from directory import introductions, paths
from directory.models import Introduction, Organization, Person
from directory.warmth import Way


@require_safe
@for_roles(READERS)
def to_organization(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show who could introduce us to somebody at an organization."""
    organization = get_object_or_404(Organization.objects.of(request.community), pk=pk)
    return answer(request, organization, paths.at(organization))


@require_safe
@for_roles(READERS)
def to_person(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show who could introduce us to a person."""
    person = get_object_or_404(Person.objects.of(request.community), pk=pk)
    return answer(request, person, [person.pk])


def answer(request: WorkspaceRequest, to: Organization | Person, targets: Collection[int]) -> HttpResponse:
    """Answer with the ways to these people, each with whom to ask."""
    found = paths.find(request.community, targets, now=timezone.now())
    first = {way.people[1] for way in found.ways if len(way.people) > 2}
    asked = introductions.between(request.community, first, targets)
    ways = [
        {
            "start": found.people[way.people[0]],
            "steps": [
                {
                    "person": found.people[step.other],
                    "why": step.why,
                    "is_inferred": step.is_inferred,
                    "is_last": step is way.steps[-1],
                    "load": found.load.get(step.other, 0),
                }
                for step in way.steps
            ],
            **to_ask(request, to, way, found, asked),
        }
        for way in found.ways
    ]
    context = {
        "to": to,
        "ways": ways,
        "is_team_known": found.is_team_known,
        "is_anybody_there": bool(targets),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/ways.html", context)


def to_ask(
    request: WorkspaceRequest,
    to: Organization | Person,
    way: Way,
    found: paths.Found,
    asked: dict[Any, Introduction],
) -> dict[str, Any]:
    """Return whom to ask on a way, the first whom we know, by which address, and what was asked of them before.

    On a way without anybody between there is nobody to ask.
    """
    start, introducer, target = found.people[way.people[0]], found.people[way.people[1]], way.people[-1]
    if introducer.pk == target:
        return {"introducer": None}
    said = {
        "organization": to.pk if isinstance(to, Organization) else "",
        "through": way.people[2] if len(way.people) > 3 else "",
        "knower": "" if start.user_id == request.user.pk else start.pk,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    address = reverse("directory:introduction-ask", args=[introducer.pk, target])
    return {
        "introducer": introducer,
        "ask_url": f"{address}?{query}" if query else address,
        "before": asked.get((introducer.pk, target)),
    }
