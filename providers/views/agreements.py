"""Data agreements in the workspace: each with its evidence and what became of it."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import User
from community.roles import CASE_READERS, EDITORS, READERS
from directory.models import Organization
from providers import attesting, beginning, channels, conflicts, opening, pausing
from providers.grace import Place
from providers.kinds import LISTED, half
from providers.models import Agreement, Provider


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show an agreement with its evidence, and whether it is as it was signed."""
    agreements = Agreement.objects.of(request.community).select_related("text", "community", "provider__organization")
    agreement = get_object_or_404(agreements.select_related("supersedes"), pk=pk)
    context = {
        "agreement": agreement,
        "events": attesting.events_of(agreement),
        "problems": list(attesting.differences(agreement)),
    }
    return render(request, "providers/workspace/agreement.html", context)


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what an organization is as a provider; nothing where it is none."""
    if not roles_of(request) & CASE_READERS:
        return None
    provider = Provider.objects.filter(organization=organization).first()
    if provider is None:
        return None
    today = timezone.localdate()
    user = cast("User", request.user)
    seen: Any = conflicts.as_seen_by(user, provider.applications.order_by("-created_at", "-pk"))
    applications = list(seen[:5])
    place, day = pausing.place(provider, today=today, grace=channels.grace_of(organization.community))
    owing = provider.programs.offered().order_by("name", "pk") if provider.standing in opening.OWING else ()
    for program in owing:
        program.provider = provider  # at hand: by it is known from when each reports
    return {
        "provider": provider,
        "is_listed": provider.standing in LISTED,
        "knows_standing": not any(one.is_kept_out for one in applications),
        "programs": [(program, half(beginning.begins(program))) for program in owing],
        "may_edit": bool(roles_of(request) & EDITORS),
        "is_paused": place == Place.PAUSED,
        "pauses_on": day,
        "applications": applications,
        "agreement": provider.agreements.standing().order_by("-pk").first(),
    }
