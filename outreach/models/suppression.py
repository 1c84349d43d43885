"""Addresses that must not be written to, kept as a hash so that they survive erasure."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from outreach.suppression import OURS, OWN_WILL, against


def new_salt() -> str:
    """Return 256 random bits."""
    return secrets.token_hex(32)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def in_force(self, at: datetime) -> Self:
        """Return those that hold letters back at a moment."""
        return self.filter(Q(until=None) | Q(until__gt=at))

    def against(self, topic: str) -> Self:
        """Return those that hold back letters of a topic, which answer nothing that the recipient did."""
        return self.filter(scope__in=against(topic))

    def beside(self, reason: str) -> Self:
        """Return those whose place a reason could take: each of ours has one of its own, all others share one."""
        return self.filter(reason=reason) if reason in OURS else self.exclude(reason__in=OURS)


class Suppression(models.Model):
    """One address that must not be written to, with reason and scope.

    What a coordinator set stands beside what the person says and what comes back: to take the one off leaves the other.
    """

    class Reason(models.TextChoices):
        """Why."""

        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        HARD_BOUNCE = "hard_bounce", "The address does not exist"
        COMPLAINT = "complaint", "Complained"
        SOFT_BOUNCES = "soft_bounces", "Letters keep coming back"
        PAUSED = "paused", "Asked for a pause"
        PUT_OFF = "put_off", "Answered “not now”"
        STAFF = "staff", "Stopped by a coordinator"

    class Scope(models.TextChoices):
        """Which letters are held back."""

        NEWS = "news", "All but answers to what they did"
        ALL = "all", "Every letter"
        COMMITMENT = "commitment", "Letters about their commitment"
        INTRODUCTIONS = "introductions", "Requests for introductions"
        THANKS = "thanks", "Thanks for whom they brought"
        INVITATIONS = "invitations", "News and invitations"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="suppressions")
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=15, choices=Reason)
    scope = models.CharField(max_length=15, choices=Scope)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True, help_text="When letters may go again; none, never.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Suppression"]] = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "address_hash", "scope"],
                condition=~Q(reason__in=["put_off", "staff"]),
                name="suppression_found_once",
            ),
            models.UniqueConstraint(
                fields=["community", "address_hash", "scope", "reason"],
                condition=Q(reason__in=["put_off", "staff"]),
                name="suppression_of_ours_once",
            ),
        ]
        indexes = [models.Index(fields=["community", "-at", "-id"], name="suppression_by_time")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.get_scope_display().lower()}"

    @property
    def is_own_will(self) -> bool:
        """Tell whether the person said so, and nobody else takes it back."""
        return self.reason in OWN_WILL


class Salt(models.Model):
    """What is mixed into the hashes of a community's addresses: random, its own, and not the installation's key.

    A key is rotated, and an address that must not be written to has to be known after that, too.
    """

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=64, default=new_salt)

    def __str__(self) -> str:
        return f"Salt of {self.community}"
