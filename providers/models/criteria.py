"""Criteria: versions of what a provider has to show, frozen and hashed when published."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from employers import evidence
from providers.criteria import Thresholds
from providers.kinds import Barrier
from providers.parts import CRITERIA, Key

RUBRIC = 400  # characters of a descriptor
OF_VERSION = ("intro", "selection", "demand_employers", "placement_rate_percent", "barriers")
OF_CRITERION = ("title", "rule", "explanation", "evidence", "rubric_0", "rubric_1", "rubric_2", "rubric_3")


class CriteriaVersionQuerySet(models.QuerySet["CriteriaVersion"]):
    """Versions of the criteria in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def published(self) -> Self:
        """Return the frozen ones, newest first."""
        return self.filter(published_at__isnull=False).order_by("-version")

    def newest(self, community: Community) -> "CriteriaVersion | None":
        """Return what holds in this community now; None before the first."""
        return self.of(community).published().prefetch_related("criteria").first()

    def draft(self, community: Community) -> "CriteriaVersion | None":
        """Return the draft, where one was begun."""
        return self.of(community).filter(published_at=None).prefetch_related("criteria").first()


class CriteriaVersion(models.Model):
    """One version of the criteria with its thresholds; `sha256` is over its wording."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="criteria_versions")
    version = models.PositiveIntegerField()
    intro = models.TextField(max_length=4_000, help_text="Markdown, above the four criteria.")
    selection = models.TextField(max_length=4_000, help_text="Markdown: selecting on skills rather than pedigree.")
    demand_employers = models.PositiveSmallIntegerField(default=3)
    placement_rate_percent = models.PositiveSmallIntegerField(default=70)
    barriers = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["CriteriaVersion"]] = CriteriaVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "version"], name="criteria_version_once"),
            models.UniqueConstraint(fields=["community"], condition=Q(published_at=None), name="criteria_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at=None, sha256="") | (Q(published_at__isnull=False) & ~Q(sha256="")),
                name="criteria_hashed_when_published",
            ),
            models.CheckConstraint(
                condition=Q(demand_employers__gte=1)
                & Q(placement_rate_percent__gte=1, placement_rate_percent__lte=100)
                & Q(barriers__gte=1, barriers__lte=len(Barrier)),
                name="criteria_thresholds_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def is_published(self) -> bool:
        """Tell whether it is frozen."""
        return self.published_at is not None

    @property
    def wording(self) -> tuple[str]:
        """Return all that it says, as one piece of canonical JSON: thresholds beside the words that name them."""
        content: dict[str, Any] = {name: getattr(self, name) for name in OF_VERSION}
        content["criteria"] = {row.key: row.words for row in self.criteria.all()}
        return (evidence.canonical(content),)

    @property
    def thresholds(self) -> Thresholds:
        """Return what has to be reached."""
        return Thresholds(
            demand_employers=self.demand_employers,
            placement_rate_percent=self.placement_rate_percent,
            barriers=self.barriers,
        )


class Criterion(models.Model):
    """One of the four criteria in one version: ((employers)), ((rate)) and ((barriers)) stand for the thresholds."""

    criteria_version = models.ForeignKey(CriteriaVersion, on_delete=models.CASCADE, related_name="criteria")
    key = models.CharField(max_length=20, choices=[(key.value, key.label) for key in CRITERIA])
    title = models.CharField(max_length=120)
    rule = models.CharField(max_length=500, help_text="The gate in a sentence.")
    explanation = models.TextField(max_length=4_000, help_text="Markdown: why, and what counts.")
    evidence = models.TextField(max_length=2_000, help_text="What good evidence looks like, a line each.")
    rubric_0 = models.CharField(max_length=RUBRIC)
    rubric_1 = models.CharField(max_length=RUBRIC)
    rubric_2 = models.CharField(max_length=RUBRIC)
    rubric_3 = models.CharField(max_length=RUBRIC)

    class Meta:
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["criteria_version", "key"], name="criterion_once_per_version")]

    def __str__(self) -> str:
        return str(Key(self.key).label)

    @property
    def words(self) -> dict[str, str]:
        """Return all that it says."""
        return {name: getattr(self, name) for name in OF_CRITERION}
