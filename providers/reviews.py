"""Reading reviews: reviewers beside criteria, how many are in, and who may see the scores of others."""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import mean
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from community.models import Community, User
from community.roles import EDITORS, Role
from providers import conflicts
from providers.applying_states import State
from providers.models import Application, CriterionReview, Decision, Review
from providers.models.application import ApplicationQuerySet
from providers.parts import CRITERIA, Key


@dataclass(frozen=True)
class Row:
    """One criterion with what each reviewer gave, in the order of the reviewers; None where that is not in."""

    key: Key
    cells: list[CriterionReview | None]
    reviews: list[Review]

    @property
    def beside(self) -> list[tuple[CriterionReview | None, Review]]:
        """Return each cell with whose it is."""
        return list(zip(self.cells, self.reviews, strict=True))

    @property
    def scores(self) -> list[int]:
        """Return the scores that are in."""
        return [cell.score for cell in self.cells if cell and cell.score is not None]

    @property
    def spread(self) -> int:
        """Return how far the highest score is from the lowest."""
        return max(self.scores) - min(self.scores) if self.scores else 0

    @property
    def mean(self) -> float | None:
        """Return the mean of the scores; none is not zero."""
        return mean(self.scores) if self.scores else None

    @property
    def differs(self) -> bool:
        """Tell whether the reviewers see it so differently that they should talk."""
        return self.spread >= 2


@dataclass(frozen=True)
class Matrix:
    """Reviewers beside criteria: only what was handed in has scores here, a draft is its reviewer's own."""

    reviews: list[Review]
    rows: list[Row]
    wanted: int

    @property
    def count_in(self) -> int:
        """Return how many are in."""
        return sum(review.is_in for review in self.reviews)

    @property
    def is_complete(self) -> bool:
        """Tell whether as many are in as the community wants, and nobody who was asked is still at it."""
        return self.count_in >= self.wanted and all(review.is_in for review in self.reviews)

    @property
    def lacking(self) -> int:
        """Return how many reviewers are still to be asked."""
        return max(0, self.wanted - len(self.reviews))


def matrix(application: Application) -> Matrix:
    """Return reviewers × criteria of the round at hand; whether somebody may see it is asked of `may_see_scores`."""
    found = application.reviews.filter(round=application.round).live().select_related("reviewer", "revision")
    reviews = list(found.prefetch_related("criteria").order_by("assigned_at", "pk"))
    given = {(row.review_id, row.key): row for review in reviews if review.is_in for row in review.criteria.all()}
    return Matrix(
        reviews=reviews,
        rows=[Row(key, [given.get((review.pk, key)) for review in reviews], reviews) for key in CRITERIA],
        wanted=application.provider.organization.community.reviewers_per_application,
    )


def review_of(user: User, application: Application) -> Review | None:
    """Return somebody's own review of an application in the round at hand, stepped back or not."""
    return application.reviews.filter(round=application.round, reviewer=user).first()


def has_answered(user: User, application: Application) -> bool:
    """Test whether somebody has no review of their own that is still out."""
    own = review_of(user, application)
    return own is None or own.is_in or own.stepped_back_at is not None


def may_see_scores(user: User, roles: Collection[Role], application: Application) -> bool:
    """Test whether somebody sees what others gave: who handed in, and coordinators who have no open review here."""
    if conflicts.keeps_out(user, application):
        return False
    own = review_of(user, application)
    return own.is_in if own else bool(set(roles) & EDITORS)


@dataclass(frozen=True)
class Waiting:
    """How many applications in review want something: of one person, of who decides, of who asks reviewers."""

    mine: int
    to_decide: int
    to_staff: int


def waiting(community: Community, user: User) -> Waiting:
    """Return what waits, in one question.

    To decide is one of which all that are wanted are in and nothing was decided; to staff is one with fewer
    reviewers than wanted, as after one stepped back.
    """
    own = Q(reviews__reviewer=user, reviews__submitted_at=None, reviews__stepped_back_at=None)
    is_decided = Exists(Decision.objects.pending().filter(application=OuterRef("pk")))
    rows: Any = counted(Application.objects.of(community).filter(state=State.IN_REVIEW))
    rows = rows.annotate(is_decided=is_decided)
    rows = rows.annotate(mine=Count("reviews", filter=own & Q(reviews__round=F("round"))))
    wanted = community.reviewers_per_application
    found = list(rows.order_by().values_list("reviews_asked", "reviews_in", "mine", "is_decided"))
    return Waiting(
        mine=sum(mine for _asked, _handed, mine, _done in found),
        to_decide=sum(handed >= wanted and handed == asked and not done for asked, handed, _mine, done in found),
        to_staff=sum(asked < wanted for asked, _handed, _mine, _done in found),
    )


def counted(applications: ApplicationQuerySet) -> ApplicationQuerySet:
    """Return applications, each with how many were asked to review it in the round at hand and how many handed in."""
    these = Q(reviews__stepped_back_at=None, reviews__round=F("round"))
    asked = Count("reviews", filter=these)
    handed = Count("reviews", filter=these & Q(reviews__submitted_at__isnull=False))
    counted: ApplicationQuerySet = applications.annotate(reviews_asked=asked, reviews_in=handed)
    return counted
