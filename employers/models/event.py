"""The chain of evidence: append-only events, each carrying the hash of the one before."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from community.models import Community

GENESIS = "0" * 64


class Chain(models.Model):
    """Where a community's chain ends; its row is locked while an event is added, so that the chain cannot fork."""

    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="chain")
    head = models.CharField(max_length=64, default=GENESIS)
    length = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.length} events"


class EventQuerySet(models.QuerySet["Event"]):
    """Events of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def about(self, subject: str, reference: str) -> Self:
        """Return what became of one thing that was signed, in order."""
        return self.filter(subject=subject, reference=reference).order_by("number")


class Event(models.Model):
    """One thing that became of what was signed. `hash` = sha256(previous_hash + canonical JSON of `content`)."""

    class Subject(models.TextChoices):
        """What was signed. An app above keeps its own rows of it: they are known here by their reference alone."""

        COMMITMENT = "commitment", "Commitment"
        AGREEMENT = "agreement", "Data agreement"

    class Kind(models.TextChoices):
        """What became of it."""

        SIGNED = "signed", "Signed"
        CONFIRMED = "confirmed", "Confirmed"
        SETTLED = "settled", "Settled"
        REJECTED = "rejected", "Rejected"
        CONSENT_CHANGED = "consent_changed", "Consent changed"
        WITHDRAWN = "withdrawn", "Withdrawn"
        SUPERSEDED = "superseded", "Superseded"
        EXPIRED = "expired", "Expired"
        REPOINTED = "re-pointed", "Re-pointed"
        ERASED = "erased", "Personal values erased"

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="commitment_events")
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.COMMITMENT)
    reference = models.CharField(max_length=9, help_text="Of what was signed.")
    commitment = models.ForeignKey(
        "employers.Commitment", on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    number = models.PositiveIntegerField(help_text="Its place in the chain, from 1.")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    content = models.JSONField(help_text="What is hashed: no personal value but as a salted digest, no database key.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar[models.Manager["Event"]] = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "previous_hash"], name="event_chain_does_not_fork"),
            models.UniqueConstraint(fields=["community", "number"], name="event_number_once"),
            models.CheckConstraint(
                condition=Q(subject="commitment", commitment__isnull=False)
                | (~Q(subject="commitment") & Q(commitment=None)),
                name="event_of_a_commitment_points_at_it",
            ),
        ]
        indexes = [
            models.Index(fields=["commitment", "number"], name="event_by_commitment"),
            models.Index(fields=["community", "subject", "reference", "number"], name="event_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the event once; evidence is never rewritten."""
        if self.pk:
            raise TypeError("Evidence is never rewritten.")
        super().save(*args, **kwargs)
