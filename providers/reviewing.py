"""Reviewing: reviewers assigned, criteria scored one by one as they go, and a review handed in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from community.models import Community, Membership, User
from community.roles import REVIEWERS
from providers import applying, conflicts, moving, rejudging, signals
from providers.applying_states import State
from providers.models import Application, CriteriaVersion, CriterionReview, Review
from providers.parts import CRITERIA, Key
from providers.scales import lacks

ASSIGNABLE = frozenset({State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED})


class CannotAssign(Exception):
    """This person cannot be assigned, or not taken off; the message says why."""


class CannotReview(Exception):
    """The review cannot be written or handed in just now; the message says why."""


def may_review(community: Community) -> QuerySet[User]:
    """Return who of a community's team reviews applications."""
    held = Q()
    for role in REVIEWERS:
        held |= Q(**{f"is_{role.value}": True})
    members = Membership.objects.of(community).filter(held).values("user")
    return User.objects.filter(pk__in=members, is_active=True)


@transaction.atomic
def assign(application: Application, reviewer: User, *, by: User, at: datetime) -> Review:
    """Ask somebody to review; the first one asked brings the application into review. Twice is once.

    Raises CannotAssign where one of the two has a conflict, the person does not review here, or it is over.
    """
    application = moving.locked(application)
    community = application.provider.organization.community
    if application.state not in ASSIGNABLE:
        raise CannotAssign(f"This application is “{application.get_state_display()}” now: nobody is to review it.")
    if conflicts.keeps_out(by, application):
        raise CannotAssign("You said that something stands between you and the applicant. Ask another coordinator.")
    if not may_review(community).filter(pk=reviewer.pk).exists():
        raise CannotAssign(f"{reviewer} does not review applications here.")
    if conflicts.keeps_out(reviewer, application):
        raise CannotAssign(f"{reviewer} is kept out of this application. Choose somebody else.")
    before = application.reviews.filter(round=application.round, reviewer=reviewer).first()
    if before:
        return before
    review = Review.objects.create(
        application=application,
        round=application.round,
        reviewer=reviewer,
        assigned_by=by,
        assigned_at=at,
        criteria_version=version_for(application),
    )
    conflicts.tell("reviewer_assigned", application, by=by, at=at, who=str(reviewer))
    signals.review_assigned.send(Review, review=review, by=by, at=at)
    if application.state == State.SUBMITTED:
        moving.enter(application, to=State.IN_REVIEW, by=by, at=at)
    return review


def version_for(application: Application) -> CriteriaVersion | None:
    """Return the criteria by which an application is judged: those its writers acknowledged."""
    latest = application.revisions.exclude(criteria_version=None).order_by("-number").first()
    acknowledged = latest.criteria_version if latest else None
    return acknowledged or CriteriaVersion.objects.newest(application.provider.organization.community)


@transaction.atomic
def unassign(review: Review, *, by: User, at: datetime) -> None:
    """Take somebody off who has not begun, or who left the team with a review that is not in.

    Raises CannotAssign where they have begun, or one has a conflict oneself.
    """
    application = moving.locked(review.application)
    review = Review.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    if conflicts.keeps_out(by, application):
        raise CannotAssign("You said that something stands between you and the applicant. Ask another coordinator.")
    if review.stepped_back_at or review.is_in or (review.criteria.exists() and is_here(review)):
        raise CannotAssign(f"{review.reviewer} has begun, so this review stays.")
    conflicts.tell("reviewer_taken_off", application, by=by, at=at, who=str(review.reviewer))
    signals.review_unassigned.send(Review, review=review, at=at)
    review.delete()


@transaction.atomic
def request_changes(application: Application, wanted: Mapping[str, str], *, by: User, at: datetime) -> Application:
    """Ask the applicant for changes, part by part; only these open again, and a letter tells them.

    Raises CannotAssign where one has a conflict oneself, CannotWrite where no part is named, and CannotMove.
    """
    if conflicts.keeps_out(by, application):
        raise CannotAssign("You said that something stands between you and the applicant. Ask another coordinator.")
    application = applying.request_changes(application, wanted, by=by, at=at)
    signals.changes_requested.send(Application, application=application, wanted=dict(wanted), by=by, at=at)
    return application


def is_here(review: Review) -> bool:
    """Test whether a reviewer still reviews here."""
    community = review.application.provider.organization.community
    return may_review(community).filter(pk=review.reviewer_id).exists()


def writable(review: Review, *, by: User) -> Review:
    """Return a review with its row and its application's locked; raises CannotReview where it is not to be written."""
    application = moving.locked(review.application)
    review = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    review.application = application
    if review.reviewer_id != by.pk:
        raise CannotReview("This review is somebody else’s.")
    if review.stepped_back_at or conflicts.keeps_out(by, application):
        raise CannotReview("You are kept out of this application, so there is nothing to review.")
    if conflicts.disclosed(by, application) is None:
        raise CannotReview("Answer first whether something stands between you and the applicant.")
    if review.round != application.round:
        raise CannotReview("This review belongs to an earlier round, which is over.")
    if application.state == State.CHANGES_REQUESTED:
        raise CannotReview("It is with the applicant, who was asked for changes. It comes back to you once they did.")
    if application.state != State.IN_REVIEW:
        raise CannotReview(f"This application is “{application.get_state_display()}” now, so reviews are closed.")
    if review.is_in:
        raise CannotReview("Your review is in, so its scores stand.")
    return review


@transaction.atomic
def save(
    review: Review, key: str, *, score: int | None, confidence: str, comment: str, by: User, at: datetime
) -> CriterionReview:
    """Save what is given for one criterion, finished or not; it holds for what stands in the application now.

    Raises CannotReview.
    """
    review = writable(review, by=by)
    latest = rejudging.latest_of(review.application)
    if latest is None or key not in CRITERIA:
        raise CannotReview("There is nothing to judge here.")
    given = {"score": score, "confidence": confidence, "comment": comment, "revision": latest, "saved_at": at}
    saved, _is_new = CriterionReview.objects.update_or_create(review=review, key=key, defaults=given)
    review.scored = sum(one.is_whole for one in review.criteria.all())
    review.save(update_fields=["scored"])
    return saved


def missing(review: Review) -> dict[Key, list[str]]:
    """Return what each criterion lacks before the review can be handed in; what lacks nothing is left out."""
    rows = {row.key: row for row in review.criteria.select_related("revision")}
    changes = rejudging.changed(list(rows.values()), rejudging.latest_of(review.application))
    found = {}
    for key in CRITERIA:
        row = rows.get(key)
        wants = lacks(row.score, row.confidence, row.comment) if row else lacks(None, "", "")
        if key in changes:
            wants.append("another look: the application changed since")
        if wants:
            found[key] = wants
    return found


@transaction.atomic
def hand_in(review: Review, *, by: User, at: datetime) -> Review:
    """Hand a review in: its scores stand from now on, and show to the others who handed in. Twice is once.

    Raises CannotReview where something is missing, or it is not to be written.
    """
    if review.reviewer_id == by.pk and Review.objects.filter(pk=review.pk, submitted_at__isnull=False).exists():
        return Review.objects.get(pk=review.pk)
    review = writable(review, by=by)
    if wanting := missing(review):
        said = "; ".join(f"{key.label}: {', '.join(wants)}" for key, wants in wanting.items())
        raise CannotReview(f"Something is missing. {said}.")
    review.submitted_at, review.revision = at, rejudging.latest_of(review.application)
    review.save(update_fields=["submitted_at", "revision"])
    conflicts.tell("review_handed_in", review.application, by=by, at=at)
    signals.review_handed_in.send(Review, review=review, at=at)
    return review
