"""The list of employers as a file: the rows that search and filters found, as CSV or XLSX."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import READERS
from directory.views.exports import answer
from employers import exporting
from employers.table import EmployerFilter


@require_safe
@for_roles(READERS)
def employers(request: WorkspaceRequest, form: str) -> StreamingHttpResponse:
    """Answer with the employers that the same address shows as a list."""
    filters = EmployerFilter(request.GET, request.community, today=timezone.localdate(), by=request.user)
    return answer(form, "Employers", exporting.EMPLOYERS, exporting.employers(filters))
