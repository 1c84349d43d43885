"""The team in the workspace: who belongs to it, as what, and who is invited."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import team
from community.access import WorkspaceRequest, for_roles
from community.forms.team import InviteForm, RolesForm
from community.models import Invitation, Membership
from community.roles import ADMINISTRATORS, EXPLANATIONS, TEAM


def memberships(request: WorkspaceRequest) -> QuerySet[Membership]:
    """Return the members of the community at hand, with who they are."""
    return Membership.objects.of(request.community).select_related("user", "community")


def open_invitation(request: WorkspaceRequest, pk: int) -> Invitation:
    """Return an invitation of the community at hand that is still open."""
    return get_object_or_404(Invitation.objects.of(request.community).open().select_related("community"), pk=pk)


@require_safe
@for_roles(TEAM)
def members(request: WorkspaceRequest) -> HttpResponse:
    """Show the team, and to administrators who is invited."""
    is_administrator = bool(request.roles & ADMINISTRATORS)
    invitations = Invitation.objects.of(request.community).open().order_by("name") if is_administrator else []
    context = {
        "members": memberships(request).order_by("user__name", "pk"),
        "invitations": invitations,
        "is_administrator": is_administrator,
        "explanations": [(role.value, words) for role, words in EXPLANATIONS.items()],
    }
    return render(request, "community/team.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(ADMINISTRATORS)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite somebody by letter."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            invitation = team.invite(
                community=request.community, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except team.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{invitation.name} gets a letter with a link that works for 14 days.")
            return redirect("community:team")
    return render(request, "community/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles(ADMINISTRATORS)
def member(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change somebody's roles."""
    membership = get_object_or_404(memberships(request), pk=pk)
    form = RolesForm(request.POST or None, initial={"roles": [role.value for role in membership.roles]})
    if form.is_valid():
        try:
            team.change_roles(membership, roles=form.cleaned_data["roles"], by=request.user, at=timezone.now())
        except team.CannotChange as reason:
            form.add_error("roles", str(reason))
        else:
            messages.success(request, f"{membership.user} is now {membership.roles_in_words}.")
            return redirect("community:team")
    return render(request, "community/member.html", {"membership": membership, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(ADMINISTRATORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what removing means, then remove."""
    membership = get_object_or_404(memberships(request), pk=pk)
    if request.method == "POST":
        try:
            team.remove(membership, by=request.user, at=timezone.now())
        except team.CannotChange as reason:
            messages.error(request, str(reason))
            return redirect("community:member", pk=pk)
        messages.success(request, f"{membership.user} is no longer in the team.")
        return redirect("community:arrive" if membership.user == request.user else "community:team")
    return render(request, "community/member_remove.html", {"membership": membership})


@require_POST
@for_roles(ADMINISTRATORS)
def resend(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = open_invitation(request, pk)
    try:
        team.resend(invitation, by=request.user, at=timezone.now())
        messages.success(request, f"{invitation.name} gets a new letter. The link in the old one no longer works.")
    except team.CannotChange as reason:
        messages.error(request, str(reason))
    return redirect("community:team")


@require_POST
@for_roles(ADMINISTRATORS)
def revoke(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = open_invitation(request, pk)
    try:
        team.revoke(invitation, by=request.user, at=timezone.now())
        messages.success(request, f"The invitation of {invitation.name} is taken back.")
    except team.CannotChange as reason:
        messages.error(request, str(reason))
    return redirect("community:team")
