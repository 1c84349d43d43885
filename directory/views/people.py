"""Workspace pages of people: the list, one person, and where they work."""

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
from community.paging import count_of, slice_of
from community.places import under
from community.roles import EDITORS, READERS
from directory import merging, people, todo
from directory.filters import QUERY, PersonFilter
from directory.forms.people import AffiliationForm, EndForm, PersonForm
from directory.forms.todo import ComposerForm
from directory.models import Affiliation, Organization, Person
from directory.views.history import timeline_of
from directory.views.organizations import write_down

CANDIDATES = 20  # organizations to choose from
LISTED = ("pk", "name", "folded_name", "email", "phone")


def found(request: WorkspaceRequest) -> "QuerySet[Person]":
    """Return the people that this person may see."""
    return Person.objects.of(request.community)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List people by name; search, filters and place stand in the address."""
    filters = PersonFilter(request.GET, request.community)
    rows = filters.narrow(found(request))
    page = slice_of(rows.values(*LISTED), found(request), "folded_name", request.GET)
    context = {
        "filters": filters,
        "page": page,
        "lines": lines_of(page.rows),
        "count": count_of(rows, page),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/people.html", context)


def lines_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows ready for the template, each with where the person works now."""
    current = Affiliation.objects.current().filter(person__in=[row["pk"] for row in rows]).order_by("pk")
    jobs: dict[int, list[SafeString]] = {}
    for person, title, pk, name in current.values_list("person_id", "title", "organization_id", "organization__name"):
        before = f"{title}, " if title else ""
        job = format_html('{}<a href="{}">{}</a>', before, under("directory:organizations", pk), name)
        jobs.setdefault(person, []).append(job)
    between = SafeString("<br>")
    return [
        row | {"url": under("directory:people", row["pk"]), "jobs": SafeString(between.join(jobs.get(row["pk"], ())))}
        for row in rows
    ]


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one person with all that is known; the address of one that was merged leads to their record."""
    person = found(request).filter(pk=pk).first()
    if person is None:
        if into := merging.successor_of_number(request.community, pk, "person"):
            return redirect(into)
        raise Http404
    return page_of(request, person, composer_of(request))


def page_of(request: WorkspaceRequest, person: Person, composer: ComposerForm) -> HttpResponse:
    """Answer with the person's page and the composer as it stands."""
    person.community = request.community  # at hand: panels need not ask for it
    context = {
        "person": person,
        "affiliations": person.affiliations.select_related("organization").order_by(
            F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "pk"
        ),
        "tasks": todo.readable.by(request.user, person.tasks.open())
        .select_related("owner", "organization")
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:20],
        "panels": panels_of("person", request, person),
        "composer": composer,
        "today": timezone.localdate(),
        "can_write": bool(request.roles & EDITORS),
        **timeline_of(request, person.entries.all(), "person"),
    }
    return render(request, "directory/person.html", context)


def composer_of(request: WorkspaceRequest) -> ComposerForm:
    """Return the composer, filled where something was posted."""
    return ComposerForm(request.POST or None, community=request.community, today=timezone.localdate(), by=request.user)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Add a person."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            person = people.add(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        except people.CannotAddPerson as reason:
            form.add_error("email", str(reason))
        else:
            messages.success(request, f"{person} is in the directory.")
            return redirect(person)
    return render(request, "directory/person_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change what is known about a person."""
    person = get_object_or_404(found(request), pk=pk)
    form = PersonForm(request.POST or None, person=person)
    if form.is_valid():
        try:
            person = people.change(person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except people.CannotAddPerson as reason:
            form.add_error("email", str(reason))
        else:
            messages.success(request, f"{person} is saved.")
            return redirect(person)
    return render(request, "directory/person_form.html", {"form": form, "person": person})


@require_POST
@for_roles(EDITORS)
def write(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write a note, call, meeting or e-mail on the timeline, or make a task."""
    person = get_object_or_404(found(request), pk=pk)
    composer = composer_of(request)
    if composer.is_valid() and write_down(request, composer, person=person):
        return redirect(person)
    return page_of(request, person, composer)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def affiliate(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say where a person works: first find the organization, then say as what."""
    person = get_object_or_404(found(request), pk=pk)
    form = AffiliationForm(request.POST or None, community=request.community)
    if form.is_valid():
        data = form.cleaned_data
        people.affiliate(
            person, data["organization"], title=data["title"], since=data["since"], by=request.user, at=timezone.now()
        )
        messages.success(request, f"{person} is at {data['organization']}.")
        return redirect(person)
    query = request.GET.get("q", "")[:QUERY]
    organizations = (
        Organization.objects.of(request.community).search(query) if query.strip() else Organization.objects.none()
    )
    context = {
        "form": form,
        "person": person,
        "query": query,
        "organizations": organizations.order_by("normalized_name", "pk")[:CANDIDATES],
    }
    return render(request, "directory/affiliation_form.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def end_affiliation(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that a person left, and when."""
    affiliation = get_object_or_404(
        Affiliation.objects.of(request.community).select_related("person", "organization"), pk=pk
    )
    form = EndForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            people.end_affiliation(affiliation, until=form.cleaned_data["until"], by=request.user, at=timezone.now())
        except people.CannotEnd as reason:
            form.add_error("until", str(reason))
        else:
            messages.success(request, f"{affiliation.person} left {affiliation.organization}.")
            return redirect(affiliation.person)
    return render(request, "directory/affiliation_end.html", {"form": form, "affiliation": affiliation})
