"""Lists of the app as files: the rows that search and filters found."""

from django.utils import timezone

from community.access import WorkspaceRequest
from directory.views.exports import Table
from employers import exporting
from employers.models import Advocate, Ask, Need, Referral
from employers.table import EmployerFilter
from employers.views import queue


def employers(request: WorkspaceRequest) -> Table:
    """Return the employers that the same address shows as a table."""
    filters = EmployerFilter(request.GET, request.community, today=timezone.localdate(), by=request.user)
    return exporting.EMPLOYERS, exporting.employers(filters)


def advocates(request: WorkspaceRequest) -> Table:
    """Return the advocates."""
    return exporting.ADVOCATES, exporting.advocates(Advocate.objects.of(request.community))


def referrals(request: WorkspaceRequest) -> Table:
    """Return who brought whom, and what came of it."""
    return exporting.REFERRALS, exporting.referrals(Referral.objects.of(request.community))


def needs(request: WorkspaceRequest) -> Table:
    """Return the open needs or, with `state=addressed`, those that were addressed."""
    found = Need.objects.of(request.community)
    is_open = request.GET.get("state") != "addressed"
    return exporting.NEEDS, exporting.needs(found.open() if is_open else found.exclude(addressed_on=None))


def roles(request: WorkspaceRequest) -> Table:
    """Return the roles and skills that signed employers ask for now."""
    return exporting.ROLES, exporting.roles(Ask.objects.asked(request.community, timezone.localdate()))


def signatures(request: WorkspaceRequest) -> Table:
    """Return the signatures that words and state found."""
    return exporting.SIGNATURES, exporting.signatures(queue.signatures(request))
