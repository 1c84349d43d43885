"""What came back about letters, each once, however often it is told."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach.marks import Mark
from outreach.models.letter import Letter


class MailEventQuerySet(models.QuerySet["MailEvent"]):
    """Events in words."""

    def unmatched(self) -> Self:
        """Return those whose letter is not known, or not yet."""
        return self.filter(letter=None)

    def old(self, before: datetime) -> Self:
        """Return those heard before a moment."""
        return self.filter(heard_at__lt=before)


class MailEvent(models.Model):
    """One thing that a service or a server told; it holds no address and none of their words."""

    key = models.CharField(max_length=64, unique=True, help_text="The same news twice is impossible.")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    service_id = models.CharField(max_length=200, blank=True, help_text="What the service calls the letter.")
    source = models.CharField(max_length=40)
    mark = models.CharField(max_length=15, choices=Mark)
    happened_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    objects: ClassVar[models.Manager["MailEvent"]] = MailEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["service_id"], condition=Q(letter=None) & ~Q(service_id=""), name="mail_event_unmatched"
            ),
            models.Index(fields=["heard_at"], name="mail_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_mark_display()} at {self.happened_at:%Y-%m-%d %H:%M}"
