"""Joining the team by the link in an invitation."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from community import links, purposes, team
from community.access import PortalRequest
from community.forms.team import JoinForm
from community.links import CannotOpen
from community.views.patience import patient
from community.views.sign_in import come_in, refuse_link


@require_http_methods(["GET", "POST"])
@login_not_required
@patient
@sensitive_post_parameters("password")
@sensitive_variables("token")
def invitation(request: PortalRequest, token: str) -> HttpResponse:
    """Ask for name and password where there is none yet, and join."""
    now = timezone.now()
    try:
        link = links.open_link(token, purposes.INVITATION, community=request.community, at=now)
        invited = team.invitation_of(link)
        needs_password = team.needs_password(invited)
        form = JoinForm(
            request.POST if request.method == "POST" else None,
            email=invited.email,
            needs_password=needs_password,
            initial={"name": invited.name},
        )
        if form.is_valid():
            return come_in(request, team.accept(token, community=request.community, **form.cleaned_data, at=now))
    except CannotOpen as reason:
        return refuse_link(request, reason)
    except team.CannotChange as reason:
        form.add_error(None, str(reason))
    context = {"form": form, "invitation": invited, "needs_password": needs_password}
    return render(request, "community/invitation.html", context)
