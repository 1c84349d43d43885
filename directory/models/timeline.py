"""What happened, append-only, and what is to be done."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from directory.models.organization import Organization
from directory.models.person import Person


class EntryQuerySet(models.QuerySet["Entry"]):
    """Timeline entries of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Entry(models.Model):
    """One thing that happened; its sentence is the template `directory/timeline/<verb>.html`."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="entries")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="entries")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True, help_text="What somebody wrote, as they wrote it.")
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["community", "-at", "-id"], name="entry_by_time"),
            models.Index(fields=["organization", "-at", "-id"], name="entry_by_organization"),
            models.Index(fields=["person", "-at", "-id"], name="entry_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} at {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the entry once; what happened is never rewritten."""
        if self.pk:
            raise TypeError("A timeline entry is never rewritten.")
        super().save(*args, **kwargs)

    @property
    def template(self) -> str:
        """Return the template of the entry's sentence."""
        return f"directory/timeline/{self.verb}.html"


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those not done."""
        return self.filter(done_at=None)

    def due(self, today: date) -> Self:
        """Return the open ones whose day has come."""
        return self.open().filter(due_on__lte=today)


class Task(models.Model):
    """Something somebody of the team is to do by a day."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="tasks")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    is_dropped = models.BooleanField(
        default=False, db_default=False, help_text="It is closed, and nobody did it: it was not needed any more."
    )

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(done_at__isnull=False), name="task_dropped_is_closed"
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "-done_at", "-id"], condition=Q(done_at__isnull=False), name="task_done_by_time"
            ),
            models.Index(fields=["community", "due_on", "id"], condition=Q(done_at=None), name="task_open_by_day"),
        ]

    def __str__(self) -> str:
        return self.title
