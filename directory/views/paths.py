"""Workspace pages of the warmest ways to an organization or a person."""

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import READERS
from directory import paths
from directory.models import Organization, Person


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
    """Answer with the ways to these people."""
    found = paths.find(request.community, targets, now=timezone.now())
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
        }
        for way in found.ways
    ]
    context = {"to": to, "ways": ways, "is_team_known": found.is_team_known, "is_anybody_there": bool(targets)}
    return render(request, "directory/ways.html", context)
