"""Asks: which roles and skills an employer wants, how many, and by when."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from community.models import Community
from employers.models.commitment import Commitment
from employers.models.employer import Employer
from employers.occupations import OCCUPATIONS


class AskQuerySet(models.QuerySet["Ask"]):
    """Asks in words."""

    def asked(self, community: Community, today: date) -> Self:
        """Return those of signed employers that still hold; those of an ended commitment no longer do."""
        return self.filter(
            Q(employer__in=Commitment.objects.of(community).active().values("employer")),
            Q(commitment=None) | Q(commitment__state=Commitment.State.ACTIVE),
            valid_until__gte=today,
        )

    def with_is_named(self, community: Community) -> Self:
        """Add whether the wall names the employer with this ask: by its commitment, else by any of its employer's."""
        public = Commitment.objects.of(community).public()
        by_any, by_itself = Q(employer__in=public.values("employer")), Q(commitment__in=public.values("pk"))
        return self.annotate(is_named=Case(When(commitment=None, then=by_any), default=by_itself))


class Ask(models.Model):
    """An occupation that an employer asks for; it counts as demand once its commitment is settled."""

    class Horizon(models.TextChoices):
        """By when people are wanted."""

        NOW = "now", _("Now")
        MONTHS = "6-9-months", _("In 6 to 9 months")
        ONE_YEAR = "1-year", _("In a year")
        TWO_YEARS = "2-years", _("In two years")
        FIVE_YEARS = "5-years", _("In five years")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="asks")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, null=True, blank=True, related_name="asks")
    occupation = models.CharField(max_length=7, choices=OCCUPATIONS, help_text="SOC 2018.")
    openings = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty where not said: missing is never zero."
    )
    horizon = models.CharField(max_length=12, choices=Horizon, default=Horizon.MONTHS)
    skills = models.JSONField(default=list, blank=True)
    town = models.CharField(max_length=120, blank=True)
    valid_until = models.DateField(help_text="The last day on which it holds.")
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When it was last said anew after signing.")
    ended_at = models.DateTimeField(null=True, blank=True)
    renewal_asked_for = models.DateField(
        null=True, blank=True, help_text="The end that the last letter was about: one letter for each."
    )

    objects: ClassVar[models.Manager["Ask"]] = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "occupation"], name="ask_once_per_commitment_and_occupation"),
            models.CheckConstraint(
                condition=Q(commitment__isnull=False) | Q(employer__isnull=False), name="ask_has_somebody_who_asks"
            ),
            models.CheckConstraint(
                condition=Q(openings=None) | Q(openings__gte=1), name="ask_missing_openings_are_not_zero"
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "valid_until"], name="ask_by_employer"),
            models.Index(fields=["changed_at"], name="ask_by_change"),
        ]

    def __str__(self) -> str:
        return self.get_occupation_display()
