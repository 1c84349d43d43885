"""Reviews: who judges an application, whether something stands between, and what was given for each criterion."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Community
from providers.applying_states import State
from providers.models.application import Application, Revision
from providers.models.criteria import CriteriaVersion
from providers.parts import CRITERIA
from providers.scales import SCORED, Answer, Confidence


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Answers to the question of conflict in words."""

    def keeping_out(self) -> Self:
        """Return those by which somebody is kept out of an application."""
        return self.exclude(answer=Answer.NONE)


class Disclosure(models.Model):
    """What somebody of the team answered to whether something stands between them and an applicant.

    Whether a person is kept out of an application is read here and nowhere else, reviewer or not.
    """

    Answer = Answer

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="disclosures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer)
    words = models.CharField("what it is", max_length=500, blank=True)
    noted = models.JSONField(default=list, blank=True, help_text="What the portal knew of when it asked.")
    answered_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Disclosure"]] = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="disclosure_once_per_person"),
            models.CheckConstraint(
                condition=~Q(answer="conflict") | ~Q(words=""), name="disclosure_of_a_conflict_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_answer_display()}"

    @property
    def keeps_out(self) -> bool:
        """Tell whether this person is kept out of the application."""
        return self.answer != Answer.NONE


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(application__provider__organization__community=community)

    def of_this_round(self) -> Self:
        """Return those that count towards the decision at hand: an appeal or a re-review begins a round of its own."""
        return self.filter(round=F("application__round"))

    def live(self) -> Self:
        """Return those whose reviewer did not step back."""
        return self.filter(stepped_back_at=None)

    def handed_in(self) -> Self:
        """Return those that are in."""
        return self.filter(submitted_at__isnull=False)

    def waiting(self) -> Self:
        """Return those that can be written now and are not in."""
        return self.live().of_this_round().filter(submitted_at=None, application__state=State.IN_REVIEW)


class Review(models.Model):
    """One person's judgment of an application in one round; only `providers.reviewing` writes it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    round = models.PositiveSmallIntegerField(default=1)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assigned_at = models.DateTimeField(default=timezone.now)
    criteria_version = models.ForeignKey(
        CriteriaVersion, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", help_text="Its rubric."
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.RESTRICT, null=True, blank=True, related_name="reviews", help_text="The one judged."
    )
    scored = models.PositiveSmallIntegerField(default=0, help_text="How many criteria have a score and a confidence.")
    stepped_back_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is in.")
    asked_again_at = models.DateTimeField(
        null=True, blank=True, help_text="When a changed application came back to a review that was in."
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Review"]] = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "round", "reviewer"], name="review_once_per_round"),
            models.CheckConstraint(condition=Q(scored__lte=SCORED), name="review_scores_are_four"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(scored=SCORED, revision__isnull=False),
                name="review_that_is_in_has_all_scores",
            ),
            models.CheckConstraint(
                condition=Q(stepped_back_at=None) | Q(scored=0, submitted_at=None),
                name="review_of_who_stepped_back_has_no_scores",
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "submitted_at"], name="review_by_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.application}"

    @property
    def is_in(self) -> bool:
        """Tell whether it was handed in."""
        return self.submitted_at is not None

    @property
    def is_begun(self) -> bool:
        """Tell whether something was scored."""
        return self.scored > 0

    @property
    def asked_at(self) -> datetime:
        """Return when its reviewer was asked last."""
        return max(self.assigned_at, self.asked_again_at or self.assigned_at)


class CriterionReview(models.Model):
    """What one reviewer gave for one criterion, saved as they go."""

    Confidence = Confidence

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=20, choices=[(key.value, key.label) for key in CRITERIA])
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    comment = models.TextField(max_length=4_000, blank=True)
    revision = models.ForeignKey(
        Revision, on_delete=models.RESTRICT, related_name="+", help_text="What stood there when it was judged."
    )
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="criterion_review_once"),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=3), name="criterion_review_score_from_0_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.score}"

    @property
    def is_whole(self) -> bool:
        """Tell whether score and confidence are given."""
        return self.score is not None and bool(self.confidence)
