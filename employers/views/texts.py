"""Texts that are signed, in the workspace: versions, the draft, publishing, and two versions side by side.

The same pages serve every kind of text; a route says which.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Community
from community.roles import EDITORS, READERS
from employers import texts
from employers.forms.texts import CompareForm, DraftForm, PublishForm
from employers.models import CommitmentText
from employers.redlining import compare as changes_between
from employers.wordings import WORDINGS, TextKind


def draft_in(community: Community, kind: TextKind) -> CommitmentText | None:
    """Return the draft, where one was begun."""
    return CommitmentText.objects.of(community, kind).filter(published_at=None).first()


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """List the versions."""
    versions = list(texts.versions_of(request.community, kind))
    published = [text for text in versions if text.is_published]
    context = {
        "wording": WORDINGS[kind],
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
def version(request: WorkspaceRequest, number: int, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """Show one published version."""
    published = texts.versions_of(request.community, kind).filter(published_at__isnull=False)
    text = get_object_or_404(published, version=number)
    return render(request, "employers/texts/version.html", {"text": text, "wording": WORDINGS[kind]})


def first_words(text: CommitmentText | None, kind: TextKind) -> dict[str, str]:
    """Return what a draft begins with: itself, the version before, or the portal's own words."""
    return dict(zip(("body", "in_short"), text.wording if text else texts.FIRST_WORDS[kind], strict=True))


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def draft(request: WorkspaceRequest, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """Write the next version; beneath the form stands how the saved draft will look."""
    begun, wording = draft_in(request.community, kind), WORDINGS[kind]
    newest = CommitmentText.objects.newest(request.community, kind)
    data = request.POST if request.method == "POST" else None
    form = DraftForm(data, wording=wording, initial=first_words(begun or newest, kind))
    if form.is_valid():
        try:
            texts.write(request.community, **form.cleaned_data, by=request.user, kind=kind)
        except texts.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The draft is saved. Nobody outside the team sees it.")
            return redirect(wording.draft)
    context = {"form": form, "draft": begun, "newest": newest, "wording": wording}
    return render(request, "employers/texts/draft.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def publish(request: WorkspaceRequest, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """Say exactly what publishing does, and do it."""
    wording = WORDINGS[kind]
    begun = get_object_or_404(CommitmentText.objects.of(request.community, kind), published_at=None)
    form = PublishForm(request.POST if request.method == "POST" else None, text=begun)
    if form.is_valid():
        try:
            texts.publish(begun, by=request.user, at=timezone.now())
        except texts.CannotPublish as reason:
            form.add_error(None, str(reason))
        else:
            said = f"Version {begun.version} is published. From now on it is what {wording.signers} sign."
            messages.success(request, said)
            return redirect(wording.index)
    if form.is_bound:
        form.data = form.initial  # the page shows the draft as it is now
    versions = [text for text in texts.versions_of(request.community, kind) if text.is_published]
    context = {
        "form": form,
        "draft": begun,
        "newest": versions[0] if versions else None,
        "bound": [text for text in versions if text.bound],
        "submit": f"Publish version {begun.version}",
        "wording": wording,
    }
    return render(request, "employers/texts/publish.html", context)


@require_safe
@for_roles(READERS)
def compare(request: WorkspaceRequest, kind: TextKind = TextKind.COMMITMENT) -> HttpResponse:
    """Lay two versions side by side."""
    versions = list(texts.versions_of(request.community, kind))
    if len(versions) < 2:
        return redirect(WORDINGS[kind].index)
    form = CompareForm(request.GET if "before" in request.GET else neighbors(versions), texts=versions)
    context: dict[str, Any] = {"form": form, "wording": WORDINGS[kind]}
    if form.is_valid():
        by_number = {text.version: text for text in versions}
        before, after = by_number[form.cleaned_data["before"]], by_number[form.cleaned_data["after"]]
        context |= {
            "before": before,
            "after": after,
            "parts": [
                (WORDINGS[kind].label, changes_between(before.body, after.body)),
                ("In short", changes_between(as_list(before), as_list(after))),
            ],
        }
    return render(request, "employers/texts/compare.html", context)


def as_list(text: CommitmentText) -> str:
    """Return "In short" with each line as a paragraph of its own."""
    return "\n\n".join(text.bullets)
