"""Readers of trials: to whom the team sends letters of campaigns as a test."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from community.models import Community, Membership


class TrialReaderQuerySet(models.QuerySet["TrialReader"]):
    """Readers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community; whoever left its team is none any more."""
        team = Membership.objects.of(community).filter(user=OuterRef("user"), user__is_active=True)
        return self.filter(Q(user=None) | Exists(team), community=community)


class TrialReader(models.Model):
    """Somebody of the team, or an address that a coordinator typed."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="trial_readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(blank=True, help_text="Where it is nobody of the team; in lower case.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["TrialReader"]] = TrialReaderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"], condition=Q(user__isnull=False), name="trial_reader_of_the_team_once"
            ),
            models.UniqueConstraint(
                fields=["community", "email"], condition=~Q(email=""), name="trial_reader_address_once"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user=None) & ~Q(email="")),
                name="trial_reader_is_a_colleague_or_an_address",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="trial_reader_address_is_lower_case"),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.email

    @property
    def address(self) -> str:
        """Return where tests go."""
        return self.user.email.lower() if self.user else self.email
