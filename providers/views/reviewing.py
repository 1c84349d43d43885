"""The reviewer's pages: what waits for them, the question of conflict, one criterion at a time, and handing in."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import CASE_READERS, EDITORS, REVIEWERS
from providers import bearing, conflicts, gates, rejudging, reviewing, reviews
from providers.applying_states import State
from providers.criteria import Gate
from providers.forms.reviewing import ConflictForm, CriterionForm
from providers.models import Application, CriteriaVersion, CriterionReview, Review
from providers.parts import CRITERIA, SCORES, Key
from providers.views.applications import clock_of
from providers.views.guarding import application_of, kept_out, unconflicted

ROWS = 50
# What can be written now first, then what waits for the applicant, then what is in, then what is over.
ORDER = Case(
    When(submitted_at=None, stepped_back_at=None, application__state=State.IN_REVIEW, then=Value(0)),
    When(submitted_at=None, stepped_back_at=None, application__state=State.CHANGES_REQUESTED, then=Value(1)),
    When(submitted_at__isnull=False, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


@require_safe
@for_roles(REVIEWERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List what somebody was asked to review, what waits for them first."""
    mine = Review.objects.of(request.community).filter(reviewer=request.user)
    mine = mine.select_related("application__provider__organization")
    page = Paginator(mine.order_by(ORDER, "application__decide_by", "-pk"), ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {"page": page, "rows": [(review, clock_of(review.application, today)) for review in page]}
    return render(request, "providers/workspace/reviews/index.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(CASE_READERS)
def conflict(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask whether something stands between somebody and an applicant, with what the portal knows of."""
    application = application_of(request, pk)
    if not application.submitted_at:
        raise Http404
    found = conflicts.disclosed(request.user, application)
    if found and found.keeps_out:
        return kept_out(request, application, found)
    noted = conflicts.noted(request.user, application)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            conflicts.answer(application, user=request.user, **form.cleaned_data, noted=noted, at=timezone.now())
        except conflicts.CannotAnswer as reason:
            form.add_error(None, str(reason))
        else:
            return after_answer(request, application)
    context = {
        "application": application,
        "organization": application.provider.organization,
        "form": form,
        "noted": noted,
        "earlier": found,
        "review": reviews.review_of(request.user, application),
    }
    return render(request, "providers/workspace/reviews/conflict.html", context)


def after_answer(request: WorkspaceRequest, application: Application) -> HttpResponse:
    """Lead on: to the review where somebody has one, out where they stepped back."""
    if conflicts.keeps_out(request.user, application):
        messages.success(request, "Thank you for saying so. Somebody else reviews it; coordinators are told.")
        return redirect("providers:reviews" if request.roles & REVIEWERS else "providers:applications")
    review = reviews.review_of(request.user, application)
    if review and not review.is_in:
        return redirect("providers:review-criterion", pk=application.pk, key=CRITERIA[0])
    return redirect(application)


def own_review(request: WorkspaceRequest, pk: int) -> Review:
    """Return somebody's own review in the round at hand, or 404."""
    application = application_of(request, pk)
    rows = application.reviews.live().select_related("criteria_version", "revision")
    review = get_object_or_404(rows, round=application.round, reviewer=request.user)
    review.application = application
    return review


def rubric_of(review: Review, key: str) -> Gate | None:
    """Return one criterion in the version by which the review judges."""
    version = review.criteria_version
    return gates.read(version).gate(key) if version else None


def frame(review: Review, today: date) -> dict[str, Any]:
    """Return what all pages of a review show."""
    application = review.application
    rows = {row.key: row for row in review.criteria.select_related("revision")}
    latest = rejudging.latest_of(application)
    newest = CriteriaVersion.objects.newest(application.provider.organization.community)
    return {
        "application": application,
        "organization": application.provider.organization,
        "review": review,
        "clock": clock_of(application, today),
        "latest": latest,
        "given": rows,
        "changes": rejudging.changed(list(rows.values()), latest),
        "newer": newest if newest and newest != review.criteria_version else None,
        "is_writable": not review.is_in and application.state == State.IN_REVIEW,
        "steps": [(key, rows.get(key)) for key in CRITERIA],
    }


@require_http_methods(["GET", "POST"])
@for_roles(REVIEWERS)
@unconflicted
def criterion(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Show one criterion: what bears on it on the left, rubric and score on the right; saved as one goes."""
    review = own_review(request, pk)
    if key not in CRITERIA:
        raise Http404
    context = frame(review, timezone.localdate())
    given: CriterionReview | None = context["given"].get(key)
    gate = rubric_of(review, key)
    form = CriterionForm(request.POST if request.method == "POST" else None, gate=gate, given=given)
    saved = save(request, review, key, form) if request.method == "POST" else None
    if request.headers.get("HX-Request"):
        return render(request, "providers/workspace/reviews/_saved.html", {"form": form})
    if saved and not form.errors:
        return go_on(request, pk, key)
    if not context["is_writable"] or context["latest"] is None:
        return redirect("providers:review", pk=pk)
    place = CRITERIA.index(Key(key))
    context |= {
        "key": Key(key),
        "place": place + 1,
        "form": form,
        "gate": gate,
        "before": CRITERIA[place - 1] if place else None,
        "after": CRITERIA[place + 1] if place + 1 < len(CRITERIA) else None,
        "bearing": bearing.on(review.application, key, context["latest"], today=timezone.localdate()),
        "changed": context["changes"].get(key, []),
        "given_here": given,
        "may_open_files": True,
    }
    return render(request, "providers/workspace/reviews/criterion.html", context)


def save(request: WorkspaceRequest, review: Review, key: str, form: CriterionForm) -> CriterionReview | None:
    """Save what can be kept, or put the reason on the form."""
    form.is_valid()
    try:
        return reviewing.save(review, key, **form.kept, by=request.user, at=timezone.now())
    except reviewing.CannotReview as reason:
        form.add_error(None, str(reason))
    return None


def go_on(request: WorkspaceRequest, pk: int, key: str) -> HttpResponse:
    """Lead to the next criterion or the check after saving, and to the same page by the other button."""
    if request.POST.get("do") == "save":
        messages.success(request, "Saved.")
        return redirect("providers:review-criterion", pk=pk, key=key)
    place = CRITERIA.index(Key(key)) + 1
    if place < len(CRITERIA):
        return redirect("providers:review-criterion", pk=pk, key=CRITERIA[place])
    return redirect("providers:review", pk=pk)


@require_http_methods(["GET", "POST"])
@for_roles(REVIEWERS)
@unconflicted
def check(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show all of a review once more, and hand it in."""
    review = own_review(request, pk)
    problem = ""
    if request.method == "POST":
        try:
            reviewing.hand_in(review, by=request.user, at=timezone.now())
        except reviewing.CannotReview as reason:
            problem = str(reason)
        else:
            messages.success(request, "Your review is in. Thank you.")
            return redirect("providers:scores", pk=pk)
    context = frame(review, timezone.localdate())
    missing = {} if review.is_in else reviewing.missing(review)
    context |= {
        "problem": problem,
        "missing": missing,
        "next": next(iter(missing), None),
        "lines": [
            (key, row, words_of(review, key, row), missing.get(key, []), context["changes"].get(key, []))
            for key, row in context["steps"]
        ],
    }
    return render(request, "providers/workspace/reviews/check.html", context)


def words_of(review: Review, key: str, row: CriterionReview | None) -> str:
    """Return the descriptor of the score that was given, an empty text before."""
    if row is None or row.score is None:
        return ""
    gate = rubric_of(review, key)
    return dict(gate.scores)[row.score] if gate else str(dict(SCORES)[row.score])


@require_safe
@for_roles(REVIEWERS)
@unconflicted
def scores(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show what all reviewers gave to those who may see it: who handed in, and coordinators without an open review."""
    application = application_of(request, pk)
    is_editor = bool(request.roles & EDITORS)
    if not is_editor and not reviews.review_of(request.user, application):
        raise Http404
    may_see = reviews.may_see_scores(request.user, request.roles, application)
    context = {
        "application": application,
        "organization": application.provider.organization,
        "may_see": may_see,
        "matrix": reviews.matrix(application) if may_see else None,
        "is_editor": is_editor,
        "others": application.reviews.filter(~Q(reviewer=request.user), round=application.round).exists(),
    }
    return render(request, "providers/workspace/reviews/scores.html", context)
