"""Releases: figures as they were published, frozen; what a coordinator holds back; and what was said of listings."""

from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community, Job
from providers.models.placement import Return
from providers.models.provider import Program
from providers.outcomes import Kind
from providers.suppression import TOLD, Bound, Policy, Shown, State
from providers.windows import Window

LONGEST = 300  # characters of a reason


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def published(self) -> Self:
        """Return the published ones, the newest first."""
        return self.filter(state=Release.State.PUBLISHED).order_by("-number")

    def open(self) -> Self:
        """Return the one that is being prepared, if any."""
        return self.exclude(state=Release.State.PUBLISHED)


class Release(models.Model):
    """A set of figures that are published together, once, at most each quarter."""

    class State(models.TextChoices):
        """How far it is."""

        COMPUTING = "computing", "Being computed"
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTING)
    as_of = models.DateField(help_text="The day by which cohorts are mature.")
    quarter = models.DateField(null=True, blank=True, help_text="First day of the quarter in which it was published.")
    policy = models.JSONField(help_text="The thresholds and versions by which its figures were made.")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of its figures when they were published.")

    objects: ClassVar[models.Manager["Release"]] = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="release_number_once"),
            models.UniqueConstraint(
                fields=["community", "quarter"], condition=Q(state="published"), name="release_at_most_quarterly"
            ),
            models.UniqueConstraint(
                fields=["community"], condition=~Q(state="published"), name="release_one_in_preparation"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False, quarter__isnull=False) & ~Q(sha256="")),
                name="release_published_is_dated_and_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.number}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:release", args=[self.number])

    @property
    def is_published(self) -> bool:
        """Tell whether it is public, and so frozen."""
        return self.state == self.State.PUBLISHED

    @property
    def is_draft(self) -> bool:
        """Tell whether it is computed and can be looked through."""
        return self.state == self.State.DRAFT

    @property
    def rules(self) -> Policy:
        """Return the thresholds by which its figures were made."""
        return Policy(min_cell=self.policy["min_cell"], known_percent=self.policy["known_percent"])


class Figure(models.Model):
    """One figure of a program in a release: what may be told and nothing else, so that no door can tell more."""

    # Each is the first column of an index below, and needs none of its own: thousands of rows are written at once.
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="figures", db_index=False)
    program = models.ForeignKey(Program, on_delete=models.RESTRICT, related_name="figures", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=20, choices=State)
    value = models.PositiveIntegerField(null=True, blank=True, help_text="Percent, or US dollars a year.")
    bound = models.CharField(max_length=8, blank=True)
    n_from = models.PositiveIntegerField(null=True, blank=True)
    n_to = models.PositiveIntegerField(null=True, blank=True, help_text="Empty beside a beginning: or more.")
    is_rounded = models.BooleanField(default=False)
    mean = models.PositiveIntegerField(null=True, blank=True)
    lower = models.PositiveIntegerField("lower quartile", null=True, blank=True)
    upper = models.PositiveIntegerField("upper quartile", null=True, blank=True)
    window_from = models.DateField(null=True, blank=True, help_text="First day of its first half-year.")
    window_to = models.DateField(null=True, blank=True, help_text="First day of its last half-year.")
    is_corrected = models.BooleanField(default=False, help_text="Its returns were corrected after it was first told.")
    sources = models.JSONField(default=list, blank=True, help_text="The submissions behind it; never shown.")
    definition = models.PositiveSmallIntegerField(help_text="The version of its definition.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "program", "kind"], name="figure_once_a_release"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(TOLD), value__isnull=False, n_from__isnull=False, window_to__isnull=False)
                | (
                    ~Q(state__in=sorted(TOLD)) & Q(value=None, n_from=None, n_to=None, window_from=None, window_to=None)
                ),
                name="figure_is_told_or_not",
            ),
            models.CheckConstraint(
                condition=Q(n_to=None) | Q(n_to__gte=F("n_from")), name="figure_band_begins_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(kind="salary") | Q(value__lte=100), name="figure_share_is_of_a_whole"
            ),
        ]
        indexes = [models.Index(fields=["program", "kind"], name="figure_by_program")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def window(self) -> Window | None:
        """Return the half-years it is about."""
        return window_of(self.window_from, self.window_to, self.is_corrected)

    @property
    def shown(self) -> Shown:
        """Return what it tells."""
        return shown_of(*(getattr(self, name) for name in SHOWN))


SHOWN = tuple(field.name for field in fields(Shown))
OF_WINDOW = ("window_from", "window_to", "is_corrected")


# Both are values that never change, and a page tells many of the same.
@lru_cache(maxsize=4_096)
def shown_of(kind: str, state: str, value: int | None, bound: str, *more: Any) -> Shown:
    """Return what a figure tells, from its columns SHOWN."""
    return Shown(Kind(kind), State(state), value, Bound(bound), *more)


@lru_cache(maxsize=512)
def window_of(first: date | None, last: date | None, is_corrected: bool) -> Window | None:
    """Return the half-years a figure is about, from its columns OF_WINDOW."""
    return None if first is None or last is None else Window(first, last, is_corrected=is_corrected)


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(program__provider__organization__community=community)

    def standing(self) -> Self:
        """Return those that were not lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A figure that a coordinator holds back, with the reason, until it is lifted."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=16, choices=Kind)
    reason = models.CharField(max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Hold"]] = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "kind"], condition=Q(lifted_at=None), name="hold_stands_once_a_figure"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_reason"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ListingNotice(models.Model):
    """That something was said of a listing because of one return: at most once each, however often it is looked at."""

    class Kind(models.TextChoices):
        """What was said."""

        WARNED = "warned", "Pauses soon"
        PAUSED = "paused", "Paused"
        RETURNED = "returned", "Listed again"

    awaited = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["awaited", "kind"], name="listing_notice_once")]

    def __str__(self) -> str:
        return self.get_kind_display()


def policy_of(community: Community) -> Policy:
    """Return the thresholds of a community as they are now."""
    return Policy(min_cell=community.min_cell, known_percent=community.known_rate_percent)


def columns_of(told: Shown, window: Window | None, sources: list[int]) -> dict[str, Any]:
    """Return what a figure's row holds of what may be told."""
    window = window if told.is_told else None
    return {
        "kind": told.kind.value,
        "state": told.state.value,
        "value": told.value,
        "bound": told.bound.value,
        "n_from": told.n_from,
        "n_to": told.n_to,
        "is_rounded": told.is_rounded,
        "mean": told.mean,
        "lower": told.lower,
        "upper": told.upper,
        "window_from": window.first if window else None,
        "window_to": window.last if window else None,
        "is_corrected": bool(window and window.is_corrected),
        "sources": sources if window else [],
    }
