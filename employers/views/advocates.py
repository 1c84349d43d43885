"""Workspace pages of advocates: who speaks for us, why, and what they agreed to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.paging import slice_of
from community.roles import EDITORS, READERS
from directory.models import Organization
from employers import advocacy, brought, kit
from employers.forms.advocates import AdvocateForm, NewAdvocateForm
from employers.models import Advocate, CommitmentText, Employer
from employers.stages import COMMITTED

OWN = 10  # advocates shown of one employer


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the advocates by name, each with when they were last asked and whom they brought."""
    advocates = Advocate.objects.of(request.community)
    page = slice_of(advocates.with_names(), advocates, "person__folded_name", request.GET)
    told = brought.by_advocate(page.rows)
    context = {
        "page": page,
        "rows": [(one, told.get(one.pk)) for one in page.rows],
        "can_write": bool(request.roles & EDITORS),
    }
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
            advocate = advocacy.add(employer, said.pop("person"), by=request.user, at=timezone.now(), **said)
        except advocacy.CannotAdd as reason:
            form.add_error("person", str(reason))
        else:
            messages.success(request, "Noted. Here is what to hand to them.")
            return redirect("employers:advocate-kit", pk=advocate.pk)
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
    advocacy.ask(advocate_at(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Noted as asked today.")
    return redirect("employers:advocates")


@require_safe
@for_roles(READERS)
def own_kit(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show an advocate's link, the words to hand to them, and what came of it."""
    advocate = advocate_at(request, pk)
    context = what_they_pass_on(request, advocate)
    context["told"] = brought.by_advocate([advocate]).get(pk)
    context["can_write"] = bool(request.roles & EDITORS)
    return render(request, "employers/workspace/advocate_kit.html", context)


@require_POST
@for_roles(EDITORS)
def link(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give an advocate a link of their own, where they have none."""
    advocacy.give_link(advocate_at(request, pk), at=timezone.now())
    return redirect("employers:advocate-kit", pk=pk)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what taking somebody from the advocates means, and do it."""
    advocate = advocate_at(request, pk)
    if request.method == "POST":
        advocacy.remove(advocate, by=request.user, at=timezone.now())
        messages.success(request, f"{advocate.person} is no advocate any more.")
        return redirect("employers:advocates")
    return render(request, "employers/workspace/advocate_remove.html", {"advocate": advocate})


@require_safe
@for_roles(READERS)
def own_page(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show the page to hand over with an advocate's link, made for paper."""
    context = what_they_pass_on(request, advocate_at(request, pk))
    if context["link"] is None:
        return redirect("employers:advocate-kit", pk=pk)
    return render(request, "employers/workspace/advocate_page.html", context)


def advocate_at(request: WorkspaceRequest, pk: int) -> Advocate:
    """Return an advocate of this community, or 404."""
    advocates = Advocate.objects.of(request.community).select_related("person", "employer__organization__community")
    return get_object_or_404(advocates, pk=pk)


def what_they_pass_on(request: WorkspaceRequest, advocate: Advocate) -> dict[str, Any]:
    """Return an advocate's link and the kit filled with it; no words before there is a link."""
    links: Any = advocacy.links_of(advocate)
    link = links.with_inviter().order_by("pk").first()
    context: dict[str, Any] = {"advocate": advocate, "link": link}
    if link:
        written, filling = kit.words(request.community), kit.values(link, advocate.employer, request.community)
        text = CommitmentText.objects.newest(request.community)
        context |= {"kit": kit.spoken(written, filling), "page": kit.page(written, filling), "text": text}
    return context


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return an employer's own advocates, and while it has not signed the nearest one who could speak to it."""
    employer, roles = getattr(organization, "employer", None), roles_of(request)
    if employer is None or not roles & READERS:
        return None
    found = None if employer.stage in COMMITTED else advocacy.nearest(organization)
    return {
        "own": list(employer.advocates.select_related("person").order_by("person__folded_name", "pk")[:OWN]),
        "is_wanted": employer.stage not in COMMITTED,
        "advocate": found[0] if found else None,
        "why": found[1] if found else "",
        "add_url": reverse("employers:advocate-add", args=[organization.pk]) if roles & EDITORS else "",
    }
