"""Check-ins: each quarter, in one page, what came of a commitment."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from community.models import Community
from employers.freshness import Said, short
from employers.models.commitment import Commitment

CHECK_IN_RECORD = "employers.check_in"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Check-ins in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(commitment__community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links and letters name so; none where it is no check-in's."""
        kind, _colon, pk = record.rpartition(":")
        is_ours = kind == CHECK_IN_RECORD and pk.isascii() and pk.isdigit()
        return self.filter(pk=int(pk)) if is_ours else self.none()


def number(label: str) -> "models.PositiveIntegerField[int | None, int | None]":
    """Return a column for a count that somebody may not have said."""
    return models.PositiveIntegerField(label, null=True, blank=True, help_text="Missing is never zero.")


class CheckIn(models.Model):
    """What a signer was asked about one quarter, and what they said."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="check_ins")
    quarter = models.DateField(help_text="The first day of the quarter that it is about.")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    introduced = number("candidates introduced")
    interviewed = number("candidates interviewed")
    offered = number("offers made")
    hired = number("people hired")
    open_roles = number("roles open now")
    gave_feedback = models.BooleanField("gave feedback on the training", null=True, blank=True)

    objects: ClassVar[models.Manager["CheckIn"]] = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "quarter"], name="check_in_once_per_commitment_and_quarter")
        ]
        indexes = [models.Index(fields=["answered_at"], name="check_in_by_answer")]

    def __str__(self) -> str:
        return f"{self.name}, {self.commitment}"

    @property
    def name(self) -> str:
        """Return the quarter as one writes it."""
        return short(self.quarter)

    @property
    def record(self) -> str:
        """Return how links by e-mail name it."""
        return f"{CHECK_IN_RECORD}:{self.pk}"

    @property
    def said(self) -> Said:
        """Return it as the rule of freshness reads it."""
        return Said(
            quarter=self.quarter,
            is_answered=self.answered_at is not None,
            interviewed=self.interviewed,
            offered=self.offered,
            hired=self.hired,
            gave_feedback=self.gave_feedback,
        )
