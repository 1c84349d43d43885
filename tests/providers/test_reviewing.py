"""Reviewing: who is asked, what is kept, and when a review is in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from community.models import Community, Membership, User
from community.roles import Role
from directory.models import Entry
from providers import applying, conflicts, reviewing, reviews
from providers.models import Application, CriterionReview, Review
from providers.parts import CRITERIA, Key
from tests import make
from tests.make import NOW
from tests.providers import applicants, panel
from tests.providers.panel import LATER, clear, handed_in, in_review, score

pytestmark = pytest.mark.django_db


def test_the_first_reviewer_asked_brings_an_application_into_review(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    make.criteria(rivertown)
    application, revision = applicants.submitted(rivertown, make.user())
    review = reviewing.assign(application, reviewer, by=coordinator, at=LATER)
    application.refresh_from_db()
    assert application.state == "in_review"
    assert review.criteria_version == revision.criteria_version
    assert reviewing.assign(application, reviewer, by=coordinator, at=LATER) == review
    assert reviewing.assign(application, panel.someone(rivertown), by=coordinator, at=LATER) != review
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("reviewer_assigned") == 2


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EVALUATOR])
def test_who_does_not_review_here_is_not_asked(rivertown: Community, coordinator: User, role: Role) -> None:
    application, _revision = applicants.submitted(rivertown, make.user())
    for somebody in (make.member(rivertown, role), make.user()):
        with pytest.raises(reviewing.CannotAssign, match="does not review"):
            reviewing.assign(application, somebody, by=coordinator, at=LATER)
    application.refresh_from_db()
    assert application.state == "submitted"


@pytest.mark.parametrize("state", ["draft", "listed", "declined", "withdrawn"])
def test_nobody_is_asked_about_what_is_not_under_review(
    rivertown: Community, coordinator: User, reviewer: User, state: str
) -> None:
    application = make.application(make.provider(rivertown), state=state)
    with pytest.raises(reviewing.CannotAssign, match="nobody is to review it"):
        reviewing.assign(application, reviewer, by=coordinator, at=LATER)


def test_only_who_has_not_begun_is_taken_off(rivertown: Community, coordinator: User, reviewer: User) -> None:
    other = panel.someone(rivertown)
    application = in_review(rivertown, coordinator, reviewer, other)
    reviewing.unassign(Review.objects.get(reviewer=other), by=coordinator, at=LATER)
    review = score(clear(application, reviewer), 2)
    with pytest.raises(reviewing.CannotAssign, match="has begun"):
        reviewing.unassign(review, by=coordinator, at=LATER)
    assert list(application.reviews.all()) == [review]


def test_who_left_the_team_is_taken_off_whatever_they_began(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    other = panel.someone(rivertown)
    application = in_review(rivertown, coordinator, reviewer, other)
    handed_in(application, other)
    begun = score(clear(application, reviewer), 2)
    Membership.objects.filter(user__in=[reviewer, other]).delete()
    reviewing.unassign(begun, by=coordinator, at=LATER)
    with pytest.raises(reviewing.CannotAssign, match="this review stays"):
        reviewing.unassign(Review.objects.get(), by=coordinator, at=LATER)


def test_nothing_is_scored_before_the_question_of_conflict_is_answered(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    in_review(rivertown, coordinator, reviewer)
    with pytest.raises(reviewing.CannotReview, match="Answer first"):
        score(Review.objects.get(), 2)


def test_a_review_is_its_reviewers_own(rivertown: Community, coordinator: User, reviewer: User) -> None:
    review = clear(in_review(rivertown, coordinator, reviewer), reviewer)
    with pytest.raises(reviewing.CannotReview, match="somebody else"):
        reviewing.save(review, "demand", score=3, confidence="high", comment="", by=coordinator, at=LATER)
    with pytest.raises(reviewing.CannotReview, match="somebody else"):
        reviewing.hand_in(review, by=coordinator, at=LATER)


def test_a_review_is_in_once_all_is_said(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    review = score(clear(application, reviewer), 2, 3, 1)
    reviewing.save(review, "mission", score=1, confidence="low", comment=" ", by=reviewer, at=LATER)
    with pytest.raises(reviewing.CannotReview) as reason:
        reviewing.hand_in(review, by=reviewer, at=LATER)
    assert "Mission: a comment that says why it is low; Sharing data: a score, how sure you are" in str(reason.value)
    handed = reviewing.hand_in(score(review, 2, 3, 1, 0), by=reviewer, at=LATER)
    assert handed.revision == application.revisions.get()
    assert reviewing.hand_in(review, by=reviewer, at=LATER + timedelta(days=1)).submitted_at == LATER
    with pytest.raises(reviewing.CannotReview, match="its scores stand"):
        score(handed, 3)


@pytest.mark.parametrize("state", ["changes_requested", "declined", "withdrawn"])
def test_nothing_is_written_while_it_is_not_under_review(
    rivertown: Community, coordinator: User, reviewer: User, state: str
) -> None:
    review = clear(in_review(rivertown, coordinator, reviewer), reviewer)
    Application.objects.update(state=state)
    with pytest.raises(reviewing.CannotReview):
        score(review, 2)


def test_a_review_of_an_earlier_round_is_over(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    review = clear(application, reviewer)
    Application.objects.update(round=2)
    with pytest.raises(reviewing.CannotReview, match="earlier round"):
        score(review, 2)
    application.refresh_from_db()
    assert reviewing.assign(application, reviewer, by=coordinator, at=LATER) != review


@pytest.mark.parametrize(
    "wrong",
    [
        {"submitted_at": NOW},
        {"submitted_at": NOW, "scored": 4},
        {"scored": 5},
        {"stepped_back_at": NOW, "scored": 1},
    ],
)
def test_the_database_refuses_a_review_that_cannot_be(
    rivertown: Community, coordinator: User, reviewer: User, wrong: dict
) -> None:
    in_review(rivertown, coordinator, reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(**wrong)


def test_the_database_refuses_a_score_beyond_the_scale(rivertown: Community, coordinator: User, reviewer: User) -> None:
    review = score(clear(in_review(rivertown, coordinator, reviewer), reviewer), 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        review.criteria.update(score=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(application=review.application, reviewer=reviewer)


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["save", "hand in", "conflict", "let in", "assign"]),
        some.sampled_from(list(CRITERIA)),
        some.sampled_from([None, 0, 1, 2, 3]),
        some.sampled_from(["", "low", "high"]),
    ),
    max_size=14,
)


@pytest.fixture
def under_review(rivertown: Community, coordinator: User, reviewer: User) -> Application:
    """An application with one reviewer, who said that nothing stands between."""
    application = in_review(rivertown, coordinator, reviewer)
    clear(application, reviewer)
    return application


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_a_review_counts_its_scores_and_is_in_only_with_all(
    under_review: Application, coordinator: User, reviewer: User, steps: list
) -> None:
    application = under_review
    with transaction.atomic():
        for deed, key, given_score, confidence in steps:
            review = reviews.review_of(reviewer, application)
            try:
                if deed == "save" and review:
                    said = {"score": given_score, "confidence": confidence, "comment": "Because."}
                    reviewing.save(review, key, **said, by=reviewer, at=LATER)
                elif deed == "hand in" and review:
                    reviewing.hand_in(review, by=reviewer, at=LATER)
                elif deed == "conflict":
                    conflicts.answer(application, user=reviewer, answer="conflict", words="I teach there.", at=LATER)
                elif deed == "let in" and (found := conflicts.disclosed(reviewer, application)):
                    conflicts.let_in(found, by=coordinator, at=LATER)
                elif deed == "assign":
                    reviewing.assign(application, reviewer, by=coordinator, at=LATER)
            except (reviewing.CannotReview, reviewing.CannotAssign, conflicts.CannotAnswer):
                pass
            for one in application.reviews.all():
                rows = list(one.criteria.all())
                assert one.scored == sum(row.is_whole for row in rows)
                assert not one.is_in or one.scored == len(CRITERIA)
                assert not one.stepped_back_at or not rows
            if conflicts.keeps_out(reviewer, application):
                assert not CriterionReview.objects.filter(review__reviewer=reviewer).exists()
        transaction.set_rollback(True)


def test_a_changed_application_asks_again_only_for_what_changed(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    writer, other = make.user(), panel.someone(rivertown)
    application = in_review(rivertown, coordinator, reviewer, other, applicant=writer)
    handed_in(application, reviewer, 2, 1, 3, 2)
    begun = score(clear(application, other), 2, 2)
    applying.request_changes(application, {"quality": "Name the cohort."}, by=coordinator, at=LATER)
    again = LATER + timedelta(days=2)
    said = applicants.answers_for(application.kind, Key.QUALITY)
    said[next(iter(said))] = "The cohort of spring."
    applying.save(application, "quality", said, self_score=2, by=writer, at=again)
    revision = applying.submit(application, typed_name="Sam Okafor", by=writer, at=again)
    application.refresh_from_db()
    assert application.state == "in_review"
    review = Review.objects.get(reviewer=reviewer)
    assert (review.submitted_at, review.asked_again_at) == (None, again)
    assert reviewing.missing(review) == {Key.QUALITY: ["another look: the application changed since"]}
    assert set(reviewing.missing(begun)) == {Key.QUALITY, Key.MISSION, Key.DATA}
    with pytest.raises(reviewing.CannotReview, match="changed since"):
        reviewing.hand_in(review, by=reviewer, at=again)
    reviewing.save(review, "quality", score=2, confidence="high", comment="Better.", by=reviewer, at=again)
    assert reviewing.hand_in(review, by=reviewer, at=again).revision == revision


def test_a_review_that_judged_nothing_of_what_changed_stays_in(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    writer = make.user()
    application = in_review(rivertown, coordinator, reviewer, applicant=writer)
    review = handed_in(application, reviewer)
    applying.request_changes(application, {"organization": "Who answers?"}, by=coordinator, at=LATER)
    again = LATER + timedelta(days=2)
    said = applicants.answers_for(application.kind, Key.ORGANIZATION) | {"summary": "Another."}
    applying.save(application, "organization", said, by=writer, at=again)
    applying.submit(application, typed_name="Sam Okafor", by=writer, at=again)
    review.refresh_from_db()
    application.refresh_from_db()
    assert review.is_in and application.state == "in_review"
