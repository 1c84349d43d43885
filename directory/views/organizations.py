"""Workspace pages of organizations: the list, one organization, and what is done there."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.paging import count_of, number_of, slice_of
from community.places import under
from community.roles import EDITORS, READERS
from directory import introductions, matching, merging, notes, organizations, people, todo
from directory.filters import OrganizationFilter
from directory.forms.organizations import DomainForm, OrganizationForm
from directory.forms.people import ColleagueForm
from directory.forms.todo import ComposerForm
from directory.models import Affiliation, Domain, Organization, Person, Sector, SizeBand
from directory.views.history import timeline_of

PEOPLE = 20  # shown of an organization, those who left last
TASKS = 20
SURE = 90  # percent; an organization with a name so alike is asked about before it is added again
LISTED = ("pk", "name", "normalized_name", "sector", "size_band", "town", "owner__name", "owner__email")
SECTORS, SIZES = dict(Sector.choices), dict(SizeBand.choices)


def found(request: WorkspaceRequest) -> "QuerySet[Organization]":
    """Return the organizations that this person may see."""
    return Organization.objects.of(request.community)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List organizations by name; search, filters and place stand in the address."""
    filters = OrganizationFilter(request.GET, request.community)
    rows = filters.narrow(found(request))
    page = slice_of(rows.values(*LISTED), found(request), "normalized_name", request.GET)
    context = {
        "filters": filters,
        "page": page,
        "lines": lines_of(page.rows),
        "count": count_of(rows, page),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/organizations.html", context)


def lines_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows in words, ready for a template that has nothing left to work out."""
    tagged = Organization.tags.through.objects.filter(organization__in=[row["pk"] for row in rows])
    tags: dict[int, SafeString] = defaultdict(SafeString)
    for pk, tag in tagged.order_by("tag__name").values_list("organization_id", "tag__name"):
        tags[pk] += pill_of(tag)
    return [
        {
            "url": under("directory:organizations", row["pk"]),
            "name": row["name"],
            "sector": SECTORS.get(row["sector"], ""),
            "town": row["town"],
            "size": SIZES.get(row["size_band"], "").replace(" people", ""),
            "owner": row["owner__name"] or row["owner__email"] or "",
            "tags": tags[row["pk"]],
        }
        for row in rows
    ]


@lru_cache(maxsize=1_000)
def pill_of(tag: str) -> SafeString:
    """Return a tag as it stands in a list."""
    return format_html('<span class="pill pill-quiet pill-tag">{}</span> ', tag)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one organization with all that is known; the address of one that was merged leads to its record."""
    organization = found(request).select_related("owner", "alliance").filter(pk=pk).first()
    if organization is None:
        if into := merging.successor_of_number(request.community, pk, "organization"):
            return redirect(into)
        raise Http404
    return page_of(request, organization, composer_of(request, organization))


def page_of(
    request: WorkspaceRequest, organization: Organization, composer: ComposerForm, domain: Any = None
) -> HttpResponse:
    """Answer with the organization's page and the forms as they stand."""
    organization.community = request.community  # at hand: panels need not ask for it
    context = {
        "organization": organization,
        "domains": organization.domains.order_by("name"),
        "tags": organization.tags.order_by("name"),
        "people": Affiliation.objects.filter(organization=organization)
        .select_related("person")
        .order_by(F("until").desc(nulls_first=True), "person__folded_name", "pk")[:PEOPLE],
        "tasks": list(
            todo.readable.by(request.user, organization.tasks.open())
            .select_related("owner", "person")
            .order_by(F("due_on").asc(nulls_last=True), "pk")[:TASKS]
        ),
        "glances": panels_of("organization-glance", request, organization),
        "panels": panels_of("organization", request, organization),
        "panels_beside": panels_of("organization-beside", request, organization),
        "composer": composer,
        "domain_form": domain or DomainForm(),
        "today": timezone.localdate(),
        "can_write": bool(request.roles & EDITORS),
        **timeline_of(request, organization.entries.all(), "organization"),
    }
    return render(request, "directory/organization.html", context)


def composer_of(request: WorkspaceRequest, organization: Organization) -> ComposerForm:
    """Return the composer, filled with what was posted, or with what and whom a link says it is about."""
    return ComposerForm(
        request.POST or None,
        community=request.community,
        today=timezone.localdate(),
        organization=organization,
        by=request.user,
        kind=request.GET.get("write", ""),
        person=number_of(request.GET.get("with", "")),
    )


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Add an organization; where one of that name is known, ask first."""
    form = OrganizationForm(request.POST or None, community=request.community)
    alike: list[matching.Match] = []
    if form.is_valid() and "anyway" not in request.POST:
        alike = [
            found for found in matching.likely(request.community, form.cleaned_data["name"]) if found.score >= SURE
        ]
    if form.is_valid() and not alike:
        organization = organizations.add(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{organization} is in the directory.")
        return redirect(organization)
    return render(request, "directory/organization_form.html", {"form": form, "alike": alike})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change what is known about an organization."""
    organization = get_object_or_404(found(request), pk=pk)
    form = OrganizationForm(request.POST or None, community=request.community, organization=organization)
    if form.is_valid():
        organization = organizations.change(organization, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{organization} is saved.")
        return redirect(organization)
    return render(request, "directory/organization_form.html", {"form": form, "organization": organization})


@require_POST
@for_roles(EDITORS)
def write(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write a note, call, meeting, e-mail or introduction on the timeline, or make a task."""
    organization = get_object_or_404(found(request).select_related("owner"), pk=pk)
    composer = composer_of(request, organization)
    if composer.is_valid() and write_down(
        request, composer, organization=organization, person=composer.cleaned_data["person"]
    ):
        return redirect(organization)
    return page_of(request, organization, composer)


def write_down(
    request: WorkspaceRequest,
    composer: ComposerForm,
    *,
    person: Person | None,
    organization: Organization | None = None,
) -> bool:
    """Hand what the composer holds to the verb that it asks for; False where that refuses, with the reason in it."""
    data = composer.cleaned_data
    about: dict[str, Any] = {"person": person, "organization": organization}
    if composer.is_introduction:
        return log(request, composer, target=person, organization=organization)
    if composer.is_task:
        todo.add(
            request.community,
            title=data["text"],
            due_on=data["due_on"],
            owner=data["owner"],
            by=request.user,
            at=timezone.now(),
            **about,
        )
        messages.success(request, "The task is on the list.")
    else:
        notes.write(
            data["kind"],
            community=request.community,
            text=data["text"],
            by=request.user,
            at=notes.moment_of(data["on"], timezone.localtime()),
            **about,
        )
        messages.success(request, "It is on the timeline.")
    return True


def log(request: WorkspaceRequest, composer: ComposerForm, **to: Any) -> bool:
    """Write down an introduction that happened elsewhere; False where it cannot be, with the reason in the composer."""
    said = composer.cleaned_data
    try:
        introductions.log(
            said["introducer"], words=said["text"], on=said["on"], by=request.user, at=timezone.now(), **to
        )
    except introductions.CannotChange as reason:
        composer.add_error("introducer", str(reason))
        return False
    messages.success(request, f"{said['introducer']} introduced us: it is on the timelines of both.")
    return True


@require_POST
@for_roles(EDITORS)
def add_domain(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give an organization a mail domain."""
    organization = get_object_or_404(found(request).select_related("owner"), pk=pk)
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            organizations.add_domain(organization, form.cleaned_data["domain"], by=request.user, at=timezone.now())
        except organizations.CannotAddDomain as reason:
            form.add_error("domain", str(reason))
        else:
            return redirect(organization)
    composer = ComposerForm(
        community=request.community, today=timezone.localdate(), organization=organization, by=request.user
    )
    return page_of(request, organization, composer, form)


@require_POST
@for_roles(EDITORS)
def remove_domain(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take a mail domain from its organization."""
    domain = get_object_or_404(Domain.objects.of(request.community).select_related("organization"), pk=pk)
    organizations.remove_domain(domain, by=request.user, at=timezone.now())
    messages.success(request, f"{domain.name} is no longer a domain of {domain.organization}.")
    return redirect(domain.organization)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add_person(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put somebody into an organization."""
    organization = get_object_or_404(found(request), pk=pk)
    form = ColleagueForm(request.POST or None)
    if form.is_valid():
        person = people.enlist(organization, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{person} is at {organization}.")
        return redirect(organization)
    return render(request, "directory/colleague_form.html", {"form": form, "organization": organization})
