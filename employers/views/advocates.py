"""Workspace pages of advocates: who speaks for us, why, and what they agreed to."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import advocacy
from employers.forms.advocates import AdvocateForm, NewAdvocateForm
from employers.models import Advocate, Employer

PER_PAGE = 50


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the advocates, those not asked for longest first."""
    advocates = Advocate.objects.of(request.community).with_names()
    page = Paginator(advocates.order_by("person__folded_name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "can_write": bool(request.roles & EDITORS)}
    return render(request, "employers/workspace/advocates.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take somebody at an employer for an advocate."""
    organization = get_object_or_404(Organization.objects.of(request.community), pk=pk)
    employers = Employer.objects.select_related("organization__community")
    employer = get_object_or_404(employers, organization=organization)
    form = NewAdvocateForm(request.POST if request.method == "POST" else None, organization=employer.organization)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            advocacy.add(employer, said.pop("person"), by=request.user, at=timezone.now(), **said)
        except advocacy.CannotAdd as reason:
            form.add_error("person", str(reason))
        else:
            messages.success(request, "Noted.")
            return redirect("employers:advocates")
    return render(request, "employers/workspace/advocate.html", {"employer": employer, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change what is known of an advocate."""
    advocate = get_object_or_404(Advocate.objects.of(request.community).with_names(), pk=pk)
    known: dict[str, Any] = {name: getattr(advocate, name) for name in advocacy.WORDS}
    known |= {name: getattr(advocate, f"{name}_at") is not None for name in advocacy.CONSENTS}
    form = AdvocateForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        advocacy.change(advocate, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("employers:advocates")
    context = {"advocate": advocate, "employer": advocate.employer, "form": form}
    return render(request, "employers/workspace/advocate.html", context)


@require_POST
@for_roles(EDITORS)
def asked(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Note that an advocate was asked today."""
    advocates = Advocate.objects.of(request.community).select_related("person", "employer__organization__community")
    advocacy.ask(get_object_or_404(advocates, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, "Noted as asked today.")
    return redirect("employers:advocates")


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return the advocate nearest to an employer that has not signed, and where to add one of its own."""
    employer, roles = getattr(organization, "employer", None), roles_of(request)
    if employer is None or not roles & READERS:
        return None
    found = advocacy.nearest(organization)
    return {
        "advocate": found[0] if found else None,
        "why": found[1] if found else "",
        "add_url": reverse("employers:advocate-add", args=[organization.pk]) if roles & EDITORS else "",
    }
