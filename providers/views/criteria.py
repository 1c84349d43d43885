"""The criteria before any sign-in: what they are, what they were, and how one's own program looks beside them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import PortalRequest
from employers import demand
from employers.models import SkillAlias
from providers import gates, selfcheck
from providers.alignment import align
from providers.barriers import explained
from providers.criteria import Criteria
from providers.forms.check import SECTIONS, SelfCheckForm
from providers.selfcheck import State

BARS = 5  # roles beside the criteria


@require_safe
@login_not_required
def show(request: PortalRequest) -> HttpResponse:
    """Show today's criteria in plain words."""
    found = demand.now(request.community, today=timezone.localdate())
    bars = found.role_bars[:BARS]
    context: dict[str, Any] = {
        "criteria": gates.now(request.community),
        "barriers": explained(),
        "demand": found,
        "bars": bars,
        "most": max((bar.count for bar in bars), default=0),
    }
    return render(request, "providers/public/criteria.html", context)


@require_safe
@login_not_required
def version(request: PortalRequest, number: int) -> HttpResponse:
    """Show one published version, also an earlier one: applicants stay bound to theirs."""
    criteria = gates.at(request.community, number)
    if criteria is None:
        raise Http404
    context = {"criteria": criteria, "newest": gates.now(request.community), "barriers": explained()}
    return render(request, "providers/public/version.html", context)


@require_safe
@login_not_required
def check(request: PortalRequest) -> HttpResponse:
    """Say what is missing from what is ticked and typed; it stands in the address, and nothing of it is kept."""
    criteria = gates.now(request.community)
    is_asked = "kind" in request.GET
    form = SelfCheckForm(request.GET if is_asked else None)
    context: dict[str, Any] = {"criteria": criteria, "form": form}
    if criteria:
        context["sections"] = [(criteria.gate(key), [form[name] for name in names]) for key, names in SECTIONS.items()]
    if criteria and form.is_valid():
        context |= result(request, criteria, form.answers())
    return render(request, "providers/public/check.html", context)


def result(request: PortalRequest, criteria: Criteria, answers: selfcheck.Answers) -> dict[str, Any]:
    """Return how each criterion looks, from what everybody may read of demand."""
    found = demand.now(request.community, today=timezone.localdate())
    aliases = SkillAlias.objects.of(request.community).as_read()
    findings = selfcheck.check(answers, criteria, align(answers.occupations, answers.skills, found, aliases))
    asked = [one for one in findings if one.state != State.NOT_ASKED]
    return {
        "findings": findings,
        "asked": len(asked),
        "met": sum(one.state == State.LOOKS_MET for one in asked),
    }
