"""What was changed, and how far long work is."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from community import jobs
from community.access import WorkspaceRequest, for_roles
from community.models import AuditEntry, Job
from community.paging import slice_of
from community.roles import READERS


@require_safe
@for_roles(READERS)
def audit(request: WorkspaceRequest) -> HttpResponse:
    """Show who changed what, newest first."""
    entries = AuditEntry.objects.of(request.community)
    page = slice_of(entries.select_related("by"), entries, "-at", request.GET)
    return render(request, "community/audit.html", {"page": page})


@require_safe
@for_roles(READERS)
def job(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show how far long work is; htmx asks for the piece alone, every two seconds while work is left."""
    at_hand = get_object_or_404(Job.objects.of(request.community).select_related("requested_by"), pk=pk)
    template = "community/_job.html" if request.headers.get("HX-Request") else "community/job.html"
    context = {"job": at_hand, "place": jobs.places.get(at_hand.kind), "end": jobs.end_of(at_hand)}
    return render(request, template, context)
