"""Decisions on applications: how each gate was set, under which conditions, and what came of an appeal."""

from collections.abc import Collection
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Task
from providers.models.application import Application, Revision
from providers.models.criteria import CriteriaVersion
from providers.parts import CRITERIA
from providers.verdicts import HELD_FOR, IN_WORDS, SETTING_TONES, Reason, Result, Setting, Verdict

RECORD = "providers.decision"
KEYS = [(key.value, key.label) for key in CRITERIA]


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(application__provider__organization__community=community)

    def unpublished(self) -> Self:
        """Return those that nobody outside the team knows of."""
        return self.exclude(state=Decision.State.PUBLISHED)

    def pending(self) -> Self:
        """Return those that wait to be published."""
        return self.filter(state=Decision.State.PENDING)

    def published(self) -> Self:
        """Return those that were told."""
        return self.filter(state=Decision.State.PUBLISHED)


class Decision(models.Model):
    """What was decided on one application; once published it is never rewritten."""

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "Being decided"
        PENDING = "pending", "Waits to be published"
        PUBLISHED = "published", "Published"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    revision = models.ForeignKey(
        Revision, on_delete=models.RESTRICT, related_name="decisions", help_text="The one decided on."
    )
    criteria_version = models.ForeignKey(CriteriaVersion, on_delete=models.RESTRICT, related_name="decisions")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    outcome = models.CharField(max_length=12, choices=Verdict, blank=True)
    reasons = models.CharField(max_length=300, blank=True, help_text="Codes from the closed list, by commas.")
    reason = models.TextField(max_length=2_000, blank=True, help_text="In a sentence, for the team.")
    letter = models.TextField("the letter’s own words", max_length=4_000, blank=True)
    typed = models.JSONField(default=dict, blank=True, help_text="The form as it was last saved.")
    version = models.PositiveIntegerField(default=0, help_text="Counts what was saved, so that what is seen is meant.")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Decision"]] = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=~Q(state="published"), name="decision_one_unpublished"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", outcome="", decided_at=None)
                | (~Q(state="draft") & ~Q(outcome="") & ~Q(reason="") & Q(decided_at__isnull=False)),
                name="decision_past_draft_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, appeal_until__isnull=False)
                | (~Q(state="published") & Q(published_at=None, appeal_until=None)),
                name="decision_published_is_dated",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="declined") & ~Q(reasons="")) | (~Q(outcome="declined") & Q(reasons="")),
                name="decision_to_decline_has_reasons",
            ),
        ]
        indexes = [models.Index(fields=["state", "decided_at"], name="decision_by_state")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display() or self.get_state_display()}, {self.application.reference}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:decision", args=[self.application_id])

    @property
    def record(self) -> str:
        """Return how letters name this decision."""
        return f"{RECORD}:{self.pk}"

    @property
    def codes(self) -> list[str]:
        """Return the codes of its reasons."""
        return [code for code in self.reasons.split(",") if code]

    @property
    def reason_labels(self) -> list[str]:
        """Return its reasons as the team reads them."""
        return [str(Reason(code).label) for code in self.codes]

    @property
    def reasons_in_words(self) -> list[str]:
        """Return its reasons as the applicant reads them."""
        return [str(IN_WORDS[Reason(code)]) for code in self.codes]

    @property
    def is_pending(self) -> bool:
        """Tell whether it waits to be published."""
        return self.state == self.State.PENDING

    @property
    def is_published(self) -> bool:
        """Tell whether it was told."""
        return self.state == self.State.PUBLISHED

    def is_held(self, at: datetime) -> bool:
        """Tell whether somebody works on it just now."""
        return self.held_by_id is not None and self.held_at is not None and at - self.held_at < HELD_FOR


class GateSetting(models.Model):
    """How a decision sets one gate. `outcome` is its decision's, so that the database refuses what does not fit."""

    Setting = Setting

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="gates")
    key = models.CharField(max_length=20, choices=KEYS)
    outcome = models.CharField(max_length=12, choices=Verdict)
    setting = models.CharField(max_length=12, choices=Setting)
    reason = models.TextField(max_length=1_000)
    conditions = models.PositiveSmallIntegerField(default=0, help_text="How many stand on it.")
    suggested = models.CharField(max_length=12, choices=Setting, help_text="What the evidence spoke for then.")
    evidence = models.JSONField(default=list, help_text="The evidence in sentences, as it stood.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "key"], name="gate_setting_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="gate_setting_has_reason"),
            models.CheckConstraint(
                condition=Q(outcome="declined") | Q(setting="met") | Q(outcome="conditional", setting="conditional"),
                name="gate_setting_fits_the_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="conditional", setting="conditional", conditions__gte=1)
                | (~Q(outcome="conditional", setting="conditional") & Q(conditions=0)),
                name="gate_setting_under_a_condition_has_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.get_setting_display()}"

    @property
    def tone(self) -> str:
        """Return the class of its pill."""
        return SETTING_TONES[Setting(self.setting)]


class ConditionQuerySet(models.QuerySet["Condition"]):
    """Conditions in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community that were told."""
        mine = self.filter(decision__application__provider__organization__community=community)
        return mine.filter(decision__state=Decision.State.PUBLISHED)

    def open(self) -> Self:
        """Return those that are still to be met."""
        return self.filter(met_at=None, ended_at=None, decision__state=Decision.State.PUBLISHED)

    def overdue(self, today: date) -> Self:
        """Return the open ones whose day is over."""
        return self.open().filter(due_on__lt=today)


class Condition(models.Model):
    """Something a listed provider has to show by a day."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="conditions")
    key = models.CharField(max_length=20, choices=KEYS)
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    first_due_on = models.DateField(help_text="As it was decided.")
    extension_reason = models.CharField(max_length=300, blank=True, help_text="Why it was put off.")
    said_done_at = models.DateTimeField(null=True, blank=True, help_text="When the provider said that it is met.")
    said_done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_note = models.TextField(max_length=2_000, blank=True)
    said_url = models.URLField(max_length=500, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=1_000, blank=True, help_text="By what the team saw that it is met.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When something else took its place.")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    soon_told_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Condition"]] = ConditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="condition_says_what"),
            models.CheckConstraint(
                condition=Q(due_on=F("first_due_on")) | (Q(due_on__gt=F("first_due_on")) & ~Q(extension_reason="")),
                name="condition_put_off_has_reason",
            ),
            models.CheckConstraint(condition=Q(met_at=None) | ~Q(note=""), name="condition_met_says_by_what"),
            models.CheckConstraint(
                condition=Q(said_done_at=None) | ~Q(said_note=""), name="condition_said_done_has_note"
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(met_at=None, ended_at=None), name="condition_open_by_day")
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:condition", args=[self.decision.application_id, self.pk])

    @property
    def record(self) -> str:
        """Return how letters name this condition."""
        return f"providers.condition:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to be met."""
        return self.met_at is None and self.ended_at is None


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(decision__application__provider__organization__community=community)

    def open(self) -> Self:
        """Return those of which nothing came yet."""
        return self.filter(result="")


class Appeal(models.Model):
    """That an applicant asked us to look again, and what came of it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals")
    received_on = models.DateField()
    words = models.TextField("what they say", max_length=4_000)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    result_words = models.TextField("why", max_length=2_000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Appeal"]] = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision"], condition=Q(result=""), name="appeal_one_open"),
            models.CheckConstraint(
                condition=Q(result="", settled_at=None)
                | (~Q(result="") & ~Q(result_words="") & Q(settled_at__isnull=False)),
                name="appeal_settled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal of {self.received_on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:appeal", args=[self.decision.application_id, self.pk])


def joined(codes: Collection[str]) -> str:
    """Return codes as they are kept, in the order of the closed list."""
    return ",".join(code for code in Reason.values if code in codes)
