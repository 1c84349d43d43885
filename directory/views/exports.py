"""Lists as files: the rows that search and filters found, as CSV or XLSX."""

from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import READERS
from directory import exporting, spreadsheets
from directory.filters import OrganizationFilter, PersonFilter
from directory.models import Organization, Person


def answer(form: str, title: str, heads: Iterable[str], rows: Iterable[list[Any]]) -> StreamingHttpResponse:
    """Return a table as a file to keep, sent while it is read."""
    response = StreamingHttpResponse(
        spreadsheets.written(form, list(heads), rows, title=title), content_type=spreadsheets.TYPES[form]
    )
    name = f"{title.lower()}-{timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@for_roles(READERS)
def organizations(request: WorkspaceRequest, form: str) -> StreamingHttpResponse:
    """Answer with the organizations that the same address shows as a list."""
    found = OrganizationFilter(request.GET, request.community).narrow(Organization.objects.of(request.community))
    return answer(form, "Organizations", exporting.ORGANIZATIONS, exporting.organizations(found))


@require_safe
@for_roles(READERS)
def people(request: WorkspaceRequest, form: str) -> StreamingHttpResponse:
    """Answer with the people that the same address shows as a list."""
    found = PersonFilter(request.GET, request.community).narrow(Person.objects.of(request.community))
    return answer(form, "People", exporting.PEOPLE, exporting.people(found))
