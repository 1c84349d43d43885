"""Demand against supply: what the list lacks, for the team with every number, and what a provider could add."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import PersonalRequest, WorkspaceRequest, for_roles, roles_of
from community.roles import CASE_READERS, READERS
from directory.views.exports import Table
from employers import demand, desks
from providers import gates, teaching
from providers.gaps import RoleGap, SkillGap
from providers.kinds import Standing
from providers.models import Provider

PER_PAGE = 50
HEADS = [
    "Asked for", "Occupation", "Name", "Employers", "Openings", "Towns",
    "Taught on the list by", "Taught by applicants", "Public",
]  # fmt: skip


@require_safe
@for_roles(CASE_READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show all that is asked for beside who teaches it, on the list and among those who apply."""
    community = request.community
    found = demand.whole(community, today=timezone.localdate())
    listed = teaching.gap_map(community, found)
    applying = teaching.gap_map(community, found, {Standing.APPLICANT})
    skills = list(zip(listed.skills, applying.skills, strict=True))
    context = {
        "roles": list(zip(listed.roles, applying.roles, strict=True)),
        "page": Paginator(skills, PER_PAGE).get_page(request.GET.get("page")),
        "listed": listed,
        "minimum": community.demand_min_employers,
        "may_open_skills": bool(roles_of(request) & READERS),  # reviewers read cases, and no lists of employers
    }
    return render(request, "providers/workspace/supply.html", context)


def table(request: WorkspaceRequest) -> Table:
    """Return all that is asked for beside who teaches it, roles first, as a file."""
    community = request.community
    found = demand.whole(community, today=timezone.localdate())
    listed = teaching.gap_map(community, found)
    applying = teaching.gap_map(community, found, {Standing.APPLICANT})
    minimum = community.demand_min_employers

    def rows() -> Iterator[list[Any]]:
        for gap, other in zip(listed.roles, applying.roles, strict=True):
            role = gap.role
            asked = ["Role", role.code, role.title, role.employers, role.openings, ", ".join(role.towns)]
            yield [*asked, *taught(gap, other), "yes" if role.employers >= minimum else "no"]
        for one, another in zip(listed.skills, applying.skills, strict=True):
            asked = ["Skill", "", one.skill.name, one.skill.employers, None, ""]
            yield [*asked, *taught(one, another), "yes" if one.skill.employers >= minimum else "no"]

    return HEADS, rows()


def taught(on_list: RoleGap | SkillGap, applying: RoleGap | SkillGap) -> list[str]:
    """Return who teaches one thing, on the list and among those who apply."""
    return ["; ".join(on_list.providers), "; ".join(applying.providers)]


@require_safe
def desk(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show a provider how what it teaches meets what employers ask for, as far as everybody may know."""
    organizations = desks.organizations_of(request.user, request.community)
    provider = get_object_or_404(Provider.objects.filter(organization__in=organizations), organization__slug=slug)
    found = demand.now(request.community, today=timezone.localdate())
    criteria = gates.now(request.community)
    context = {
        "provider": provider,
        "programs": teaching.aligned(provider.programs.offered(), found, request.community),
        "demand": found,
        "gate": criteria.demand if criteria else None,
    }
    return render(request, "providers/desk/demand.html", context)


def on_desk(request: HttpRequest, subject: desks.Desk) -> dict[str, Any] | None:
    """Return the providers of this desk, each with a way to what employers ask for."""
    providers = Provider.objects.filter(organization__in=[one.pk for one in subject.organizations])
    found = list(providers.select_related("organization").order_by("organization__normalized_name"))
    return {"providers": found} if found else None
