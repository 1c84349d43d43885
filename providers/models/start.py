"""Starts: what a visitor typed to begin an application, until their mailbox answers."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from community.models import Community
from providers.kinds import Kind
from providers.models.application import Application

RECORD = "providers.start"


class StartQuerySet(models.QuerySet["Start"]):
    """Starts in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links name so; none where it is no start's."""
        kind, _, pk = record.rpartition(":")
        return self.filter(pk=int(pk)) if kind == RECORD and pk.isascii() and pk.isdigit() else self.none()


class Start(models.Model):
    """One request for a link. Whatever it says changes nothing before the link is used."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=150)
    organization_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    is_to_check = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="Where it led."
    )

    objects: ClassVar[models.Manager["Start"]] = StartQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="start_by_age")]

    def __str__(self) -> str:
        return f"{self.organization_name}, {self.kind}"

    @property
    def record(self) -> str:
        """Return how links by e-mail name this start."""
        return f"{RECORD}:{self.pk}"
