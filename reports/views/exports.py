"""Lists of the lowest floor as files: it knows no spreadsheets."""

from django.utils import timezone

from community.access import WorkspaceRequest
from community.models import AuditEntry
from directory import exporting
from directory.views.exports import Table

AUDIT = {"When": "at", "Who": "by__name", "What": "sentence"}


def audit(request: WorkspaceRequest) -> Table:
    """Return who changed what, the newest first."""
    rows = exporting.plain(AuditEntry.objects.of(request.community).order_by("-at", "-id"), AUDIT)
    return AUDIT, ([f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}", by, what] for at, by, what in rows)
