"""The criteria in the workspace: versions, the draft part by part, publishing, and two versions side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Community
from community.roles import CASE_READERS, EDITORS
from employers.forms.texts import CompareForm, PublishForm
from employers.redlining import compare as changes_between
from providers import gates, rulemaking
from providers.barriers import explained
from providers.criteria import parts
from providers.forms.criteria import PARTS, CriterionForm, ThresholdsForm
from providers.models import CriteriaVersion


def versions_of(community: Community) -> list[CriteriaVersion]:
    """Return every version, newest first."""
    versions = CriteriaVersion.objects.of(community).select_related("published_by").prefetch_related("criteria")
    return list(versions.order_by("-version"))


@require_safe
@for_roles(CASE_READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the versions."""
    versions = versions_of(request.community)
    published = [version for version in versions if version.is_published]
    context = {
        "versions": published,
        "draft": next((version for version in versions if not version.is_published), None),
        "newest": gates.read(published[0]) if published else None,
        "may_edit": bool(request.roles & EDITORS),
        "compare_form": CompareForm(texts=versions, initial=neighbors(versions)) if len(versions) > 1 else None,
    }
    return render(request, "providers/workspace/criteria/index.html", context)


def neighbors(versions: list[CriteriaVersion]) -> dict[str, int]:
    """Return the newest version and the one before it."""
    return {"before": versions[1].version, "after": versions[0].version}


@require_safe
@for_roles(CASE_READERS)
def version(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show one published version."""
    published = CriteriaVersion.objects.of(request.community).published().select_related("published_by")
    found = get_object_or_404(published.prefetch_related("criteria"), version=number)
    context = {"version": found, "criteria": gates.read(found), "barriers": explained()}
    return render(request, "providers/workspace/criteria/version.html", context)


@require_safe
@for_roles(EDITORS)
def draft(request: WorkspaceRequest) -> HttpResponse:
    """Show the draft as applicants will read it, with a way to change each part."""
    begun = CriteriaVersion.objects.draft(request.community)
    newest = CriteriaVersion.objects.newest(request.community)
    source = begun or newest
    context = {
        "draft": begun,
        "newest": newest,
        "criteria": gates.read(source) if source else None,
        "parts": PARTS.values(),
        "barriers": explained(),
    }
    return render(request, "providers/workspace/criteria/draft.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def part(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Write one part of the draft, which begins where there is none."""
    if key not in PARTS:
        raise Http404
    at_hand = PARTS[key]
    begun = CriteriaVersion.objects.draft(request.community)
    newest = CriteriaVersion.objects.newest(request.community)
    known = {"shown_from": request.community.demand_min_employers} if at_hand.form is ThresholdsForm else {}
    words = rulemaking.first_words(begun or newest, key)
    form = at_hand.form(request.POST if request.method == "POST" else None, initial=words, **known)
    if form.is_valid():
        try:
            rulemaking.write(request.community, key, form.cleaned_data, by=request.user)
        except rulemaking.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The draft is saved. Nobody outside the team sees it.")
            return redirect("providers:criteria-draft")
    context = {"form": form, "part": at_hand, "draft": begun, "is_criterion": at_hand.form is CriterionForm}
    return render(request, "providers/workspace/criteria/part.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def publish(request: WorkspaceRequest) -> HttpResponse:
    """Say exactly what publishing does, and do it."""
    begun = CriteriaVersion.objects.draft(request.community)
    if begun is None:
        raise Http404
    form = PublishForm(request.POST if request.method == "POST" else None, text=begun)
    if form.is_valid():
        try:
            rulemaking.publish(begun, by=request.user, at=timezone.now())
        except rulemaking.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Version {begun.version} is published. From now on applicants are asked for it.")
            return redirect("providers:criteria-versions")
    if form.is_bound:
        form.data = form.initial  # the page shows the draft as it is now
    context = {
        "form": form,
        "draft": begun,
        "criteria": gates.read(begun),
        "newest": CriteriaVersion.objects.newest(request.community),
        "barriers": explained(),
        "submit": f"Publish version {begun.version}",
    }
    return render(request, "providers/workspace/criteria/publish.html", context)


@require_safe
@for_roles(CASE_READERS)
def compare(request: WorkspaceRequest) -> HttpResponse:
    """Lay two versions side by side."""
    versions = versions_of(request.community)
    if len(versions) < 2:
        return redirect("providers:criteria-versions")
    form = CompareForm(request.GET if "before" in request.GET else neighbors(versions), texts=versions)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        by_number = {version.version: version for version in versions}
        before, after = by_number[form.cleaned_data["before"]], by_number[form.cleaned_data["after"]]
        sides = list(zip(parts(gates.read(before)), parts(gates.read(after)), strict=True))
        context |= {
            "before": before,
            "after": after,
            "parts": [(heading, changes_between(old, new)) for (_, old), (heading, new) in sides if old != new],
            "same": [heading for (_, old), (heading, new) in sides if old == new],
        }
    return render(request, "providers/workspace/criteria/compare.html", context)
