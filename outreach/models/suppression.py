"""Addresses that must not be written to, kept as a hash so that they survive erasure."""

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models import Community


def new_salt() -> str:
    """Return 256 random bits."""
    return secrets.token_hex(32)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Suppressions of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Suppression(models.Model):
    """One address that must not be written to, with reason and scope."""

    class Reason(models.TextChoices):
        """Why."""

        UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
        HARD_BOUNCE = "hard_bounce", "The address does not exist"
        COMPLAINT = "complaint", "Complained"
        STAFF = "staff", "Stopped by a coordinator"

    class Scope(models.TextChoices):
        """Which letters are held back."""

        NEWS = "news", "All but answers to what they did"
        ALL = "all", "Every letter"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="suppressions")
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=15, choices=Reason)
    scope = models.CharField(max_length=5, choices=Scope)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Suppression"]] = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "address_hash", "scope"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.get_scope_display().lower()}"


class Salt(models.Model):
    """What is mixed into the hashes of a community's addresses: random, its own, and not the installation's key.

    A key is rotated, and an address that must not be written to has to be known after that, too.
    """

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=64, default=new_salt)

    def __str__(self) -> str:
        return f"Salt of {self.community}"
