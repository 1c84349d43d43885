"""Pairs of organizations that may be one: found in the background, decided by a coordinator, and remembered."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Community
from directory.models.organization import Organization


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    """Pairs in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those about which nobody has said anything yet."""
        return self.filter(state=DuplicatePair.State.OPEN)


class DuplicatePair(models.Model):
    """Two organizations that look alike, the older record first; a pair that was merged is a `Merge`."""

    class State(models.TextChoices):
        """What a coordinator said."""

        OPEN = "open", "Open"
        NOT_THE_SAME = "not_the_same", "Not the same"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    is_sure = models.BooleanField("certain by the strict rule", default=False)
    score = models.PositiveSmallIntegerField(help_text="How likely they are the same, in percent.")
    reasons = models.JSONField(default=list, help_text="Why, in words.")
    seen_at = models.DateTimeField(default=timezone.now, help_text="When they last looked alike.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["DuplicatePair"]] = DuplicatePairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="duplicate_pair_in_order"),
        ]
        indexes = [models.Index(fields=["community", "state", "-score", "id"], name="duplicate_pair_by_score")]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"

    @property
    def why(self) -> str:
        """Return the reasons as one line."""
        return ", ".join(self.reasons)
