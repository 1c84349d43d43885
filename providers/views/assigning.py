"""Doors of coordinators to reviews: asking and taking off reviewers, letting in again, and asking for changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.roles import CASE_READERS, EDITORS
from providers import applying, conflicts, deciding, moving, reviewing, reviews
from providers.applying_states import OPEN, State, can_move
from providers.forms.reviewing import AssignForm, ChangesForm
from providers.models import Application, Disclosure, Review
from providers.parts import Key
from providers.views.desk_decisions import last_told
from providers.views.guarding import application_of, unconflicted


@require_POST
@for_roles(EDITORS)
@unconflicted
def assign(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask somebody to review."""
    application = application_of(request, pk)
    form = AssignForm(request.POST, people=may_be_asked(application))
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["reviewer"]))
        return redirect(application)
    try:
        reviewing.assign(application, form.reviewer, by=request.user, at=timezone.now())
    except (reviewing.CannotAssign, moving.CannotMove) as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"{form.reviewer} is asked to review it, and gets a letter.")
    return redirect(application)


def may_be_asked(application: Application) -> list[Any]:
    """Return who reviews here, was not asked yet and is not kept out."""
    community = application.provider.organization.community
    asked = application.reviews.filter(round=application.round).values("reviewer")
    out = application.disclosures.keeping_out().values("user")
    people = reviewing.may_review(community).exclude(pk__in=asked).exclude(pk__in=out)
    return list(people.order_by("name", "pk"))


@require_POST
@for_roles(EDITORS)
@unconflicted
def take_off(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Take somebody off who has not begun."""
    application = application_of(request, pk)
    review = get_object_or_404(application.reviews.select_related("reviewer"), pk=other)
    try:
        reviewing.unassign(review, by=request.user, at=timezone.now())
    except reviewing.CannotAssign as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"{review.reviewer} is not asked to review it any more.")
    return redirect(application)


@require_POST
@for_roles(EDITORS)
@unconflicted
def let_in(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Open an application again to somebody who stepped back by mistake."""
    application = application_of(request, pk)
    disclosure = get_object_or_404(Disclosure.objects.keeping_out().filter(application=application), pk=other)
    try:
        conflicts.let_in(disclosure, by=request.user, at=timezone.now())
    except conflicts.CannotAnswer as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"{disclosure.user} can read this application again.")
    return redirect(application)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@unconflicted
def changes(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask what is to change, part by part; show the letter; send it and hand the ticked parts back."""
    application = application_of(request, pk)
    if not can_move(application.state, State.CHANGES_REQUESTED):
        messages.error(request, f"It is “{application.get_state_display()}” now, so nothing can be asked for.")
        return redirect(application)
    form = ChangesForm(request.POST if request.method == "POST" else None, parts=parts_of(application))
    is_checked = form.is_valid()
    if is_checked and request.POST.get("do") == "send":
        try:
            reviewing.request_changes(application, form.wanted, by=request.user, at=timezone.now())
        except (reviewing.CannotAssign, applying.CannotWrite, moving.CannotMove) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "They are asked, and only what you ticked is open to them.")
            return redirect(application)
    context = {
        "application": application,
        "organization": application.provider.organization,
        "form": form,
        "said": said_of(request, application),
        "panels": panels_of("changes-letter", request, (application, form.wanted)) if is_checked else [],
        "is_checked": is_checked and not form.errors and request.POST.get("do") != "again",
    }
    return render(request, "providers/workspace/reviews/changes.html", context)


def parts_of(application: Application) -> list[Any]:
    """Return the parts of an application in their order."""
    found = {part.key: part for part in application.parts.all()}
    return [found[key] for key in Key if key in found]


def said_of(request: WorkspaceRequest, application: Application) -> dict[str, list[tuple[str, str]]]:
    """Return what reviewers wrote, by criterion, to who may read it: what is to change is often there already."""
    if not reviews.may_see_scores(request.user, request.roles, application):
        return {}
    return {
        row.key: [(str(review.reviewer), cell.comment) for cell, review in row.beside if cell and cell.comment]
        for row in reviews.matrix(application).rows
    }


def beside(request: WorkspaceRequest, application: Application, own: Review | None) -> dict[str, Any]:
    """Return what the page of an application says of its reviews to whoever looks; they are not kept out of it."""
    is_editor, is_open = bool(request.roles & EDITORS), application.state in reviewing.ASSIGNABLE
    matrix = reviews.matrix(application)
    answers = list(application.disclosures.select_related("user").order_by("answered_at", "pk"))
    is_asked = any(one.user_id == request.user.pk for one in answers)
    kept_out = [one for one in answers if one.keeps_out] if is_editor else []
    community = application.provider.organization.community
    here = list(reviewing.may_review(community).order_by("name", "pk")) if is_editor and is_open else []
    left = {one.pk for one in here} - {one.reviewer_id for one in matrix.reviews} - {one.user_id for one in kept_out}
    return {
        "matrix": matrix,
        "own": own,
        "is_editor": is_editor,
        "is_open": is_open,
        "may_take_off": may_be_taken_off(matrix.reviews, {one.pk for one in here}) if here else set(),
        "assign_form": AssignForm(people=[one for one in here if one.pk in left]) if left else None,
        "kept_out": kept_out,
        "decision": deciding.at_hand(application) if is_editor else None,
        "last_told": last_told(application) if is_editor and application.state not in OPEN else None,
        "may_rest": is_editor
        and (can_move(application.state, State.SUSPENDED) or application.state == State.SUSPENDED),
        "may_decide": is_editor
        and application.state == State.IN_REVIEW
        and reviews.has_answered(request.user, application),
        "may_request_changes": is_editor and can_move(application.state, State.CHANGES_REQUESTED),
        "noted": conflicts.noted(request.user, application) if is_editor and is_open and not is_asked else [],
        "may_answer": not is_asked and bool(request.roles & CASE_READERS),
    }


def is_out(own: Review | None) -> bool:
    """Test whether somebody has a review of their own that is still to be handed in."""
    return own is not None and not own.is_in and not own.stepped_back_at


def may_be_taken_off(live: list[Review], here: set[int]) -> set[int]:
    """Return the keys of the reviews that nobody began, or whose reviewer left the team before they were in."""
    return {one.pk for one in live if not one.is_in and (not one.criteria.all() or one.reviewer_id not in here)}
