"""Merges: two records that became one, with all that is needed to part them again."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models.organization import Organization
from directory.models.person import Person

UNDO_FOR = timedelta(days=30)


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def standing(self) -> Self:
        """Return those that were not undone."""
        return self.filter(undone_at=None)

    def with_ledger(self) -> Self:
        """Return those of which it is kept what moved, row by row."""
        return self.exclude(moved=[])


class Merge(models.Model):
    """One record that went into another; where the one that stayed went on into a third, `kept` is the third."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="merges")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="merges", help_text="What stayed."
    )
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="merges", help_text="Who stayed."
    )
    gone = models.PositiveBigIntegerField(help_text="The number of the record that went.")
    gone_name = models.CharField(max_length=200)
    gone_slug = models.SlugField(max_length=80, blank=True, help_text="Its old place in public addresses.")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    counts = models.JSONField(default=list, blank=True, help_text="What moved: pairs of a number and what it counts.")
    moved = models.JSONField(default=list, blank=True, help_text="Every row that changed, as it was; emptied in time.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Merge"]] = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization=None, person__isnull=False) | Q(organization__isnull=False, person=None),
                name="merge_of_organizations_or_people",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-at", "-id"], name="merge_by_time"),
            models.Index(fields=["community", "gone_slug"], condition=Q(undone_at=None), name="merge_by_old_slug"),
            models.Index(fields=["community", "gone"], condition=Q(undone_at=None), name="merge_by_old_number"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} into {self.kept}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("directory:merge", args=[self.pk])

    @property
    def kept(self) -> Organization | Person:
        """Return the record that stayed."""
        kept: Any = self.organization or self.person
        return kept

    @property
    def undo_until(self) -> datetime:
        """Return until when it can be undone."""
        return self.at + UNDO_FOR

    def pointed(self, model: str, field: str) -> list[Any]:
        """Return the keys of a model's rows that this merge pointed elsewhere by a field."""
        steps = [
            step for step in self.moved if (step["do"], step["model"], step.get("field")) == ("point", model, field)
        ]
        return [pk for step in steps for pk in step["rows"]]
