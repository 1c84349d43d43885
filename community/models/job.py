"""Long work with progress, leases that keep nightly work single, heartbeats, and the marks of installations."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models.community import Community


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class Job(models.Model):
    """One piece of long work that a person started; its steps are run by beat's tick."""

    class State(models.TextChoices):
        """How far the work is."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    arguments = models.JSONField(default=dict, blank=True)
    bookmark = models.JSONField(default=dict, blank=True, help_text="Where the next slice goes on.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it, in a sentence.")
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Job"]] = JobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="job_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """Return how much is done in percent, or None while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def is_open(self) -> bool:
        """Tell whether work is still to come."""
        return self.state in {self.State.WAITING, self.State.RUNNING}


class Lease(models.Model):
    """A named lock with a holder and an expiry: two beats are harmless."""

    name = models.CharField(max_length=100, unique=True)
    holder = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a thing that must keep going last went."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """The mark that the folder of one installation remembers: a database from a backup bears another."""

    name = models.CharField(max_length=32, unique=True)
    mark = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return self.name
