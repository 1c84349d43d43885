"""Bylines: the advocates in whose names letters of campaigns go, and what each said of words and list."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Person, Task
from employers.models import Advocate, ReferralLink
from outreach.bylined import ANSWERABLE, LONGEST_WISH, WAITING, BylineState
from outreach.models.campaign import Step

RECORD = "outreach.byline"


class BylineQuerySet(models.QuerySet["Byline"]):
    """Bylines in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(step__campaign__community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links and letters name so; none where it is no byline's."""
        kind, _colon, pk = record.rpartition(":")
        is_ours = kind == RECORD and pk.isascii() and pk.isdigit()
        return self.filter(pk=int(pk)) if is_ours else self.none()

    def with_all(self) -> Self:
        """Return them with the letter and whose name it bears."""
        return self.select_related(
            "step__campaign__community",
            "step__campaign__owner",
            "step__campaign__audience",
            "step__campaign__told_as",
            "advocate__person",
            "advocate__employer__organization",
            "asked_by",
            "task",
        )


class Byline(models.Model):
    """Whose name a letter bears, and how far their word is. Nothing of the letter leaves before they approved it."""

    State = BylineState

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="byline")
    advocate = models.ForeignKey(
        Advocate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bylines",
        help_text="None where they are no advocate any more.",
    )
    name = models.CharField(max_length=150, help_text="As it stands in the letters.")
    link = models.ForeignKey(
        ReferralLink,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="To whose credit signatures are.",
    )
    state = models.CharField(max_length=8, choices=BylineState, default=BylineState.CHOSEN)
    rounds = models.PositiveIntegerField(default=0, help_text="How often they were asked.")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="Once at most for each time they are asked.")
    put_off_until = models.DateTimeField(
        null=True, blank=True, help_text="What they would be reminded of was not ready; it is looked at again then."
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    wish = models.TextField("what they said", max_length=LONGEST_WISH, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    words_print = models.CharField(max_length=64, blank=True, help_text="Fingerprint of the words they approved.")
    people = models.JSONField(default=list, blank=True, help_text="To whom, by id, they approved it.")
    before = models.JSONField(
        null=True, blank=True, help_text="What they had approved when they were asked anew: day, words and people."
    )
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody changed what they had approved; they are asked again."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why its letters stopped.")
    task = models.ForeignKey(
        Task,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What their last answer gave somebody of the team to do.",
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Byline"]] = BylineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="chosen", asked_at=None) | (~Q(state="chosen") & Q(asked_at__isnull=False)),
                name="byline_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(approved_at__isnull=False) & ~Q(words_print="")),
                name="byline_approves_certain_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_at__isnull=False) & ~Q(reason="")),
                name="byline_ended_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="asked", reminded_at=None), name="byline_to_remind"),
            models.Index(fields=["changed_at"], condition=Q(changed_at__isnull=False), name="byline_to_ask_again"),
        ]

    def __str__(self) -> str:
        return f"{self.step} in the name of {self.name}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("outreach:byline", args=[self.step.campaign_id, self.step_id])

    @property
    def record(self) -> str:
        """Return how links and letters name it."""
        return f"{RECORD}:{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether an answer of theirs is still to come."""
        return self.state in WAITING

    @property
    def is_answerable(self) -> bool:
        """Tell whether their link takes an answer."""
        return self.state in ANSWERABLE


class TakenOff(models.Model):
    """Somebody whom an advocate does not want to write to: this letter does not go to them."""

    byline = models.ForeignKey(Byline, on_delete=models.CASCADE, related_name="taken_off")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["byline", "person"], name="byline_takes_off_once")]
        verbose_name_plural = "names taken off letters"

    def __str__(self) -> str:
        return f"{self.person}, not by {self.byline}"
