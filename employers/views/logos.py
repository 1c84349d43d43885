"""An employer's logo in the workspace: a coordinator puts it up for those who send it by mail."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import logos, wall
from employers.forms.desk import LogoForm
from employers.models import Employer
from employers.views.wall import picture


def employer_of(request: WorkspaceRequest, pk: int) -> Employer:
    """Return an organization's employer in this community, or 404."""
    organization = get_object_or_404(Organization.objects.of(request.community), pk=pk)
    return get_object_or_404(Employer.objects.select_related("organization"), organization=organization)


def on_wall(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return what an organization's page says of its place on the wall; nothing where it is no employer."""
    employer: Employer | None = getattr(organization, "employer", None)  # asked once for all panels
    if employer is None or not roles_of(request) & READERS:
        return None
    community = organization.community
    return {
        "employer": employer,
        "is_named": wall.public_commitments(community).filter(employer=employer).exists(),
        "is_logo_public": bool(employer.logo) and wall.with_logo(community).filter(pk=employer.pk).exists(),
        "may_edit": bool(roles_of(request) & EDITORS),
    }


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show today's logo, and take a new one; whether it shows is up to the signer."""
    employer = employer_of(request, pk)
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    form.fields["logo"].label = f"The logo of {employer}"
    if form.is_valid():
        try:
            logos.put(employer, form.cleaned_data["logo"], by=request.user, at=timezone.now())
        except logos.CannotShow as reason:
            form.add_error("logo", str(reason))
        else:
            messages.success(request, "The logo is saved.")
            return redirect(employer)
    context = on_wall(request, employer.organization) or {}
    return render(request, "employers/workspace/logo.html", {**context, "form": form})


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take the logo away."""
    employer = employer_of(request, pk)
    logos.remove(employer, by=request.user, at=timezone.now())
    messages.success(request, "The logo is gone.")
    return redirect(employer)


@require_safe
@for_roles(READERS)
def file(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Answer the logo to the team, shown in public or not."""
    return picture(request, employer_of(request, pk))
