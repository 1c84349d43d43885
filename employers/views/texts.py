"""The commitment's text in the workspace: versions, the draft, publishing, and two versions side by side."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Community
from community.roles import EDITORS, READERS
from employers import texts
from employers.forms.texts import CompareForm, DraftForm, PublishForm
from employers.models import Commitment, CommitmentText
from employers.redlining import compare as changes_between
from employers.states import OPEN

BINDING = Q(commitments__state__in=OPEN)


def versions_of(community: Community) -> QuerySet[Any]:
    """Return every version, newest first, each with how many signed it and how many are bound to it now."""
    versions = CommitmentText.objects.of(community).select_related("published_by")
    signed = Count("commitments", filter=~Q(commitments__state=Commitment.State.REJECTED))
    return versions.annotate(signed=signed, bound=Count("commitments", filter=BINDING)).order_by("-version")


def draft_in(community: Community) -> CommitmentText | None:
    """Return the draft, where one was begun."""
    return CommitmentText.objects.of(community).filter(published_at=None).first()


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the versions."""
    versions = list(versions_of(request.community))
    published = [text for text in versions if text.is_published]
    context = {
        "versions": published,
        "draft": next((text for text in versions if not text.is_published), None),
        "newest": published[0] if published else None,
        "may_edit": bool(request.roles & EDITORS),
        "compare_form": CompareForm(texts=versions, initial=neighbors(versions)) if len(versions) > 1 else None,
    }
    return render(request, "employers/texts/index.html", context)


def neighbors(versions: list[CommitmentText]) -> dict[str, int]:
    """Return the newest version and the one before it."""
    return {"before": versions[1].version, "after": versions[0].version}


@require_safe
@for_roles(READERS)
def version(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show one published version."""
    text = get_object_or_404(versions_of(request.community), version=number, published_at__isnull=False)
    return render(request, "employers/texts/version.html", {"text": text})


def first_words(text: CommitmentText | None) -> dict[str, str]:
    """Return what a draft begins with: itself, the version before, or the portal's own words."""
    if text is None:
        return {"body": texts.FIRST_BODY, "in_short": texts.FIRST_IN_SHORT}
    return {"body": text.body, "in_short": text.in_short}


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def draft(request: WorkspaceRequest) -> HttpResponse:
    """Write the next version; beneath the form stands how the saved draft will look."""
    begun = draft_in(request.community)
    newest = CommitmentText.objects.newest(request.community)
    form = DraftForm(request.POST if request.method == "POST" else None, initial=first_words(begun or newest))
    if form.is_valid():
        try:
            texts.write(request.community, **form.cleaned_data, by=request.user)
        except texts.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The draft is saved. Nobody outside the team sees it.")
            return redirect("employers:text-draft")
    return render(request, "employers/texts/draft.html", {"form": form, "draft": begun, "newest": newest})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def publish(request: WorkspaceRequest) -> HttpResponse:
    """Say exactly what publishing does, and do it."""
    begun = get_object_or_404(CommitmentText.objects.of(request.community), published_at=None)
    form = PublishForm(request.POST if request.method == "POST" else None, text=begun)
    if form.is_valid():
        try:
            texts.publish(begun, by=request.user, at=timezone.now())
        except texts.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Version {begun.version} is published. From now on it is what employers sign.")
            return redirect("employers:texts")
    if form.is_bound:
        form.data = form.initial  # the page shows the draft as it is now
    versions = [text for text in versions_of(request.community) if text.is_published]
    context = {
        "form": form,
        "draft": begun,
        "newest": versions[0] if versions else None,
        "bound": [text for text in versions if text.bound],
        "submit": f"Publish version {begun.version}",
    }
    return render(request, "employers/texts/publish.html", context)


@require_safe
@for_roles(READERS)
def compare(request: WorkspaceRequest) -> HttpResponse:
    """Lay two versions side by side."""
    versions = list(versions_of(request.community))
    if len(versions) < 2:
        return redirect("employers:texts")
    form = CompareForm(request.GET if "before" in request.GET else neighbors(versions), texts=versions)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        by_number = {text.version: text for text in versions}
        before, after = by_number[form.cleaned_data["before"]], by_number[form.cleaned_data["after"]]
        context |= {
            "before": before,
            "after": after,
            "parts": [
                ("The commitment", changes_between(before.body, after.body)),
                ("In short", changes_between(as_list(before), as_list(after))),
            ],
        }
    return render(request, "employers/texts/compare.html", context)


def as_list(text: CommitmentText) -> str:
    """Return "In short" with each line as a paragraph of its own."""
    return "\n\n".join(text.bullets)
