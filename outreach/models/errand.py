"""Errands: what of a campaign is no letter, such as a call or a visit, and becomes a task of somebody of the team."""

from typing import Self

from django.db import models
from django.db.models import Count, Q

from directory.models import Task
from outreach.course import Fate
from outreach.models.campaign import Campaign, Recipient, Step

FATED = {
    Fate.WAITING: Q(state="waiting"),
    Fate.OPEN: Q(task__isnull=False, task__done_at=None),
    Fate.DONE: Q(task__done_at__isnull=False, task__is_dropped=False),
    Fate.DROPPED: Q(state="skipped", task=None) | Q(state="given", task=None) | Q(task__is_dropped=True),
}


class ErrandQuerySet(models.QuerySet["Errand"]):
    """Errands in words; what has become of one is said by its task, where it has one."""

    def of(self, campaign: Campaign) -> Self:
        """Return those of one campaign."""
        return self.filter(step__campaign=campaign)

    def fated(self, fate: str) -> Self:
        """Return those of which this has become; one whose task is gone counts as dropped."""
        return self.filter(FATED[Fate(fate)])

    def standing(self) -> Self:
        """Return those that are to come, or somebody has or had: not those that were dropped."""
        return self.filter(FATED[Fate.WAITING] | FATED[Fate.OPEN] | FATED[Fate.DONE])

    def by_fate(self) -> dict[Fate, int]:
        """Count how many have become what."""
        counts = self.aggregate(**{fate.value: Count("pk", filter=asked) for fate, asked in FATED.items()})
        return {fate: counts[fate.value] for fate in Fate}


class Errand(models.Model):
    """What a step that is no letter is for one recipient: it becomes a task when its day comes."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        GIVEN = "given", "Among the tasks"
        SKIPPED = "skipped", "Skipped"

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="errands")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="errands")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was skipped.")
    task = models.OneToOneField(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="errand")

    objects = ErrandQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "recipient"], name="campaign_errand_once")]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="errand_waiting_by_due")]

    def __str__(self) -> str:
        return f"{self.step} for {self.recipient}"

    @property
    def fate(self) -> Fate:
        """Return what has become of it."""
        if self.state == self.State.WAITING:
            return Fate.WAITING
        if self.task is None or self.task.is_dropped:
            return Fate.DROPPED
        return Fate.DONE if self.task.done_at else Fate.OPEN
