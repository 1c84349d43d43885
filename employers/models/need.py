"""Needs: what an employer needs beside roles and skills, open until somebody addressed it."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from employers.models.employer import Employer


class NeedQuerySet(models.QuerySet["Need"]):
    """Needs in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(employer__community=community)

    def open(self) -> Self:
        """Return those that nobody addressed yet."""
        return self.filter(addressed_on=None)


class Need(models.Model):
    """One thing an employer needs, in words, and what was done about it."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="needs")
    words = models.CharField("what they need", max_length=300)
    noted_on = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    addressed_on: "models.DateField[date | None, date | None]" = models.DateField(null=True, blank=True)
    addressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done = models.CharField("what was done", max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Need"]] = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(addressed_on=None) | ~Q(done=""), name="need_addressed_says_what_was_done"
            )
        ]
        indexes = [
            models.Index(fields=["employer", "noted_on"], condition=Q(addressed_on=None), name="need_open_by_employer")
        ]

    def __str__(self) -> str:
        return self.words
