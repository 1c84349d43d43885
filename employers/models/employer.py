"""Employers: organizations that hire."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.models import Organization
from employers.stages import OPEN_STAGES, WITH_A_REASON, Stage


def logo_path(employer: "Employer", filename: str) -> str:
    """Return where an employer's re-encoded logo is kept."""
    return f"employers/{employer.pk}/logo.png"


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)

    def open(self) -> Self:
        """Return those in conversation, or on the way there."""
        return self.filter(stage__in=OPEN_STAGES)

    def quiet(self, today: date, days: int) -> Self:
        """Return the open ones with whom nobody spoke for more than so many days."""
        return (
            self.open()
            .annotate(heard=Coalesce("last_contact_on", "stage_since"))
            .filter(heard__lt=today - timedelta(days=days))
        )

    def due(self, today: date) -> Self:
        """Return those whose next step's day has come."""
        return self.filter(next_step_on__lte=today)


class Employer(models.Model):
    """What the portal knows of an organization as one that hires."""

    class Workforce(models.TextChoices):
        """How many people work in IT there."""

        NONE = "0", _("None yet")
        XS = "1-4", _("1–4 people")
        S = "5-19", _("5–19 people")
        M = "20-99", _("20–99 people")
        L = "100+", _("100 people or more")

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="employer")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.IDENTIFIED)
    stage_since = models.DateField(default=timezone.localdate)
    stage_reason = models.CharField(max_length=300, blank=True, help_text="Why declined, or not to be contacted.")
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True, help_text="When somebody last spoke with them.")
    it_workforce = models.CharField("people in IT", max_length=10, choices=Workforce, blank=True)
    logo = models.ImageField(upload_to=logo_path, blank=True)

    objects: ClassVar[models.Manager["Employer"]] = EmployerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(WITH_A_REASON)) | ~Q(stage_reason=""),
                name="employer_turned_down_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_step_on=None) | ~Q(next_step=""), name="employer_next_day_has_step"
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "stage_since"], name="employer_by_stage"),
            models.Index(
                fields=["next_step_on"], condition=Q(next_step_on__isnull=False), name="employer_by_next_step"
            ),
        ]

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return self.organization.get_absolute_url()

    @property
    def heard_on(self) -> date:
        """Return when something was last heard of them, at the latest when they came to their stage."""
        return self.last_contact_on or self.stage_since
