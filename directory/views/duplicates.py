"""Workspace page of duplicates: pairs that look alike, what was merged lately, and what is not the same."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.models import Job
from community.roles import EDITORS, READERS
from directory import duplicates
from directory.models import DuplicatePair, Merge
from directory.models.merge import UNDO_FOR

SHOWN = 30  # pairs of a page; the next come when these are decided
LATELY = 10  # merges and decisions


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show the likeliest pairs first."""
    pairs = DuplicatePair.objects.of(request.community).select_related("one", "other", "decided_by")
    job = Job.objects.of(request.community).filter(kind=duplicates.JOB).order_by("-pk").first()
    merges = Merge.objects.of(request.community).filter(at__gt=timezone.now() - UNDO_FOR).defer("moved")
    context = {
        "pairs": pairs.open().order_by("-score", "pk")[:SHOWN],
        "count": pairs.open().count(),
        "job": job if job and (job.is_open or was_lately(job)) else None,
        "has_looked": job is not None,
        "merges": merges.select_related("organization", "person", "by").order_by("-at", "-pk")[:LATELY],
        "others": pairs.filter(state=DuplicatePair.State.NOT_THE_SAME).order_by("-decided_at", "-pk")[:LATELY],
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/duplicates.html", context)


def was_lately(job: Job) -> bool:
    """Tell whether a job came to its end within a day, so that what came of it is still news."""
    return job.finished_at is not None and job.finished_at > timezone.now() - timedelta(days=1)


@require_POST
@for_roles(EDITORS)
def look(request: WorkspaceRequest) -> HttpResponse:
    """Look for duplicates in the background."""
    duplicates.start(request.community, by=request.user, at=timezone.now())
    return redirect("directory:duplicates")


@require_POST
@for_roles(EDITORS)
def differ(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Remember that two are not the same."""
    found = get_object_or_404(DuplicatePair.objects.of(request.community).select_related("one", "other"), pk=pk)
    duplicates.decide(found, state=DuplicatePair.State.NOT_THE_SAME, by=request.user, at=timezone.now())
    messages.success(request, f"{found.one} and {found.other} are not the same. It is remembered.")
    return redirect("directory:duplicates")


@require_POST
@for_roles(EDITORS)
def reopen(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask again about a pair."""
    found = get_object_or_404(DuplicatePair.objects.of(request.community), pk=pk)
    duplicates.decide(found, state=DuplicatePair.State.OPEN, by=request.user, at=timezone.now())
    return redirect("directory:duplicates")
