"""Workspace pages of merging: which other record, which of two is right, what moved, and parting again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS, READERS
from directory import matching, merging, merging_people
from directory.filters import Words
from directory.forms.merging import Line, MergeForm
from directory.ledger import CannotMerge, CannotUndo
from directory.models import DuplicatePair, Merge, Organization, Person
from directory.organizations import CHANGEABLE, in_words, label_of
from directory.people import CHANGEABLE as OF_PEOPLE
from directory.people import LABELS
from directory.views.duplicates import places_of

FOUND = 20  # organizations to choose from
ALIKE = 8  # that may be meant


@require_safe
@for_roles(EDITORS)
def choose(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask which other record is the same organization: those that look alike, or any by search."""
    organizations = Organization.objects.of(request.community)
    organization = get_object_or_404(organizations, pk=pk)
    words = Words(request.GET)
    found = organizations.search(words.words).exclude(pk=pk).order_by("normalized_name", "pk")[:FOUND]
    domain = organization.domains.order_by("-verified_at", "name").values_list("name", flat=True).first() or ""
    alike = matching.likely(request.community, organization.name, domain, limit=ALIKE + 1)
    context = {
        "organization": organization,
        "q": words,
        "found": found if words.words else None,
        "alike": [match for match in alike if match.organization.pk != pk][:ALIKE],
    }
    return render(request, "directory/merge_choose.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def merge(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show two organizations and what their one record will be, and merge them."""
    organizations = Organization.objects.of(request.community).select_related("owner")
    kept, gone = get_object_or_404(organizations, pk=pk), get_object_or_404(organizations, pk=other)
    lines = [Line(name, label_of(name).capitalize(), in_words(kept, name), in_words(gone, name)) for name in CHANGEABLE]
    page = ("directory:organizations-merge", "directory/merge.html")
    return decide(request, kept, gone, lines, verb=merging.merge, page=page)


def decide(
    request: WorkspaceRequest,
    kept: Any,
    gone: Any,
    lines: list[Line],
    *,
    verb: Callable[..., Merge],
    page: tuple[str, str],
    about: dict[int, str] | None = None,
) -> HttpResponse:
    """Answer with two records side by side, or merge them by the verb of their kind and lead to the one that stays.

    `page` is the route and the template of the kind, `about` what is said of each beside its fields.
    """
    route, template = page
    form = MergeForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        try:
            done = verb(kept, gone, take=form.taken, by=request.user, at=timezone.now())
        except CannotMerge as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{done.gone_name} and {done.kept} are one now. You can undo it for 30 days.")
            return redirect(done.kept)
    context = {
        "kept": kept,
        "gone": gone,
        "form": form,
        "moving": merging.moving(gone),
        "kept_about": (about or {}).get(kept.pk, ""),
        "gone_about": (about or {}).get(gone.pk, ""),
        "is_same": kept == gone,
        "swap_url": reverse(route, args=[gone.pk, kept.pk]),
    }
    return render(request, template, context)


@require_safe
@for_roles(EDITORS)
def choose_person(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask which other record is the same person: those that look alike, those of the same name, or any by search."""
    people = Person.objects.of(request.community)
    person = get_object_or_404(people, pk=pk)
    words = Words(request.GET)
    found = people.search(words.words) if words.words else people.filter(folded_name=person.folded_name)
    context = {
        "person": person,
        "q": words,
        "found": found.exclude(pk=pk).order_by("folded_name", "pk")[:FOUND],
        "alike": [
            (pair.beside(pk), pair.why) for pair in DuplicatePair.objects.of(request.community).open_with(person)
        ],
    }
    return render(request, "directory/merge_choose_person.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def merge_people(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show two people and what their one record will be, and merge them."""
    people = Person.objects.of(request.community)
    kept, gone = get_object_or_404(people, pk=pk), get_object_or_404(people, pk=other)
    lines = [Line(name, LABELS[name].capitalize(), getattr(kept, name), getattr(gone, name)) for name in OF_PEOPLE]
    page = ("directory:people-merge", "directory/merge_people.html")
    about = places_of({kept.pk, gone.pk})
    return decide(request, kept, gone, lines, verb=merging_people.merge, page=page, about=about)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what a merge moved."""
    return page_of(request, found(request, pk))


@require_POST
@for_roles(EDITORS)
def undo(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Part again what was merged."""
    done = found(request, pk)
    try:
        done = merging.undo(done, by=request.user, at=timezone.now())
    except CannotUndo as reason:
        return page_of(request, done, str(reason))
    messages.success(request, f"{done.gone_name} and {done.kept} are two records again.")
    return redirect(done)


def found(request: WorkspaceRequest, pk: int) -> Merge:
    """Return the merge that is asked for."""
    merges = Merge.objects.of(request.community).select_related("organization", "person", "by", "undone_by")
    return get_object_or_404(merges, pk=pk)


def page_of(request: WorkspaceRequest, done: Merge, problem: str = "") -> HttpResponse:
    """Answer with the merge's page, and why it cannot be undone where that was asked."""
    context = {
        "merge": done,
        "problem": problem,
        "is_open": done.undone_at is None and timezone.now() <= done.undo_until,
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/merged.html", context)
