"""Employers: organizations that hire."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.models import Organization
from employers.stages import Stage


def logo_path(employer: "Employer", filename: str) -> str:
    """Return where an employer's re-encoded logo is kept."""
    return f"employers/{employer.pk}/logo.png"


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)


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
    it_workforce = models.CharField("people in IT", max_length=10, choices=Workforce, blank=True)
    logo = models.ImageField(upload_to=logo_path, blank=True)

    objects: ClassVar[models.Manager["Employer"]] = EmployerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stage"], name="employer_by_stage")]

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return self.organization.get_absolute_url()
