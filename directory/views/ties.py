"""Workspace pages of who knows whom, and the pieces of it on the pages of people and organizations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles, roles_of
from community.roles import EDITORS, READERS
from directory import acquaintance, ties
from directory.filters import QUERY
from directory.forms.ties import LostTouchForm, TieForm
from directory.models import Organization, Person, Tie

CANDIDATES = 20  # people to choose from


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say whom a person knows: first find them, then say how and how well."""
    person = get_object_or_404(Person.objects.of(request.community), pk=pk)
    form = TieForm(request.POST or None, community=request.community, person=person)
    if form.is_valid():
        data = form.cleaned_data
        other = data.pop("other")
        said_by_person = {"person": person, "other": other}.get(data.pop("says"))
        ties.tie(person, other, by=request.user, said_by_person=said_by_person, at=timezone.now(), **data)
        messages.success(request, f"{person} and {other} know each other.")
        return redirect(person)
    query = request.GET.get("q", "")[:QUERY]
    found = Person.objects.of(request.community).exclude(pk=person.pk)
    found = found.search(query) if query.strip() else found.none()
    context = {
        "form": form,
        "person": person,
        "query": query,
        "people": found.order_by("folded_name", "pk")[:CANDIDATES],
    }
    return render(request, "directory/tie_form.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def end(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that two people have lost touch."""
    tie = get_object_or_404(Tie.objects.of(request.community).select_related("from_person", "to_person"), pk=pk)
    form = LostTouchForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            ties.end(tie, until=form.cleaned_data["until"], by=request.user, at=timezone.now())
        except ties.CannotTie as reason:
            form.add_error("until", str(reason))
        else:
            messages.success(request, f"{tie} have lost touch.")
            return redirect(tie.from_person)
    return render(request, "directory/tie_end.html", {"form": form, "tie": tie})


@require_POST
@for_roles(EDITORS)
def me(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that a person is the one who signed in, or, with `not`, that they are not."""
    person = get_object_or_404(Person.objects.of(request.community), pk=pk)
    try:
        if "not" in request.POST:
            ties.disclaim(person, by=request.user)
        else:
            ties.claim(person, by=request.user)
    except ties.CannotClaim as reason:
        messages.error(request, str(reason))
    return redirect(person)


def on_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """Return whom a person knows, told and inferred."""
    if not roles_of(request) & READERS:
        return None
    return {
        "ties": acquaintance.of_person(person),
        "inferred": acquaintance.inferred(person),
        "is_me": person.user_id is not None and person.user_id == request.user.pk,
        "may_be_me": person.user_id is None,
    }


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return who knows those at an organization."""
    return {"ties": acquaintance.at(organization)} if roles_of(request) & READERS else None
