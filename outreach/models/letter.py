"""Letters: the outbox, where the database is the queue."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Organization, Person
from outreach.kinds import KINDS, label_of
from outreach.models.campaign import Recipient, Step
from outreach.states import OPEN, Promise, State

LATE_AFTER = timedelta(minutes=15)


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def due(self, at: datetime) -> Self:
        """Return those that wait and whose time has come; those of campaigns leave at their own pace."""
        return self.filter(state=State.WAITING, due_at__lte=at, step=None)

    def late(self, at: datetime) -> Self:
        """Return those on the way for longer than they should be, retries included."""
        since = at - LATE_AFTER
        never_tried = Q(state=State.WAITING, first_tried_at=None, due_at__lte=since, step=None)
        return self.filter(never_tried | Q(state__in=OPEN, first_tried_at__lte=since))

    def about(self, record: str) -> Self:
        """Return those about what links name so, such as employers.commitment:7."""
        return self.filter(record=record)

    def failed(self) -> Self:
        """Return those that will not arrive unless somebody does something."""
        return self.filter(state=State.FAILED)

    def unknown(self) -> Self:
        """Return those whose fate a person has to settle."""
        return self.filter(state=State.UNKNOWN)

    def bounced(self) -> Self:
        """Return those to addresses that do not exist."""
        return self.filter(bounced_at__isnull=False)

    def to_mend(self) -> Self:
        """Return those that bounced and whose address nobody has seen to."""
        return self.bounced().filter(mended_at=None).exclude(to_email="")

    def by_state(self) -> dict[State, int]:
        """Return how many there are in each state, zero included."""
        counts = dict(self.order_by().values_list("state").annotate(models.Count("pk")))
        return {state: counts.get(state.value, 0) for state in State}


class Letter(models.Model):
    """One message to one person, whatever the reason. It never holds a working link: tokens are made at delivery."""

    State = State
    Promise = Promise

    # Every index that is not needed is one less to write to three times for each letter that leaves.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="letters", db_index=False)
    kind = models.CharField(max_length=40)
    promise = models.CharField(max_length=14, choices=Promise)
    is_transactional = models.BooleanField(
        default=True, help_text="Answers something the recipient did; the others can be unsubscribed."
    )
    once_key = models.CharField(
        max_length=200, help_text="Unique with the community: the same letter twice is impossible."
    )
    message_id = models.CharField(max_length=255)

    to_name = models.CharField(max_length=150, blank=True)
    to_email = models.EmailField(help_text="In lower case, as it is looked up.")
    record = models.CharField(
        max_length=80,
        blank=True,
        db_default="",
        help_text="What it is about, as links name it: employers.commitment:7.",
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")
    step = models.ForeignKey(
        Step,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="letters",
        db_index=False,
        help_text="Of a campaign.",
    )
    recipient = models.ForeignKey(
        Recipient, on_delete=models.RESTRICT, null=True, blank=True, related_name="letters", help_text="As above."
    )
    language = models.CharField(
        max_length=12, default="en-us", help_text="Of the letterhead; the body is in it already."
    )
    subject = models.CharField(
        max_length=200, help_text="With ((placeholders)), as the body. Both are empty where a step holds them."
    )
    body = models.TextField(help_text="Markdown with ((placeholders)).")
    values = models.JSONField(default=dict, blank=True, help_text="What fills the placeholders.")
    links = models.JSONField(
        default=dict, blank=True, help_text="Placeholder → purpose and record of the link made at delivery."
    )

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    send_by = models.DateTimeField(
        null=True, blank=True, help_text="After this it is of no use any more, and is skipped."
    )
    claim_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True, help_text="From here the 72 hours of retries count.")
    answer_code = models.PositiveIntegerField(null=True, blank=True, help_text="The mail server's last answer.")
    answer = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was sent, failed, skipped or lost from sight."
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was skipped, failed or is unknown.")
    service_id = models.CharField(max_length=200, blank=True, db_default="", help_text="What the service calls it.")
    delivered_at = models.DateTimeField(null=True, blank=True)
    soft_bounced_at = models.DateTimeField(null=True, blank=True, help_text="Came back; another day it may arrive.")
    bounced_at = models.DateTimeField(null=True, blank=True, help_text="There is no such address.")
    complained_at = models.DateTimeField(null=True, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True, help_text="When somebody saw to the address that bounced.")

    objects: ClassVar[models.Manager["Letter"]] = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "once_key"], name="letter_once"),
            models.UniqueConstraint(fields=["message_id"], name="letter_message_id"),
            models.UniqueConstraint(
                fields=["step", "to_email"], condition=Q(step__isnull=False), name="letter_once_in_a_step"
            ),
            models.CheckConstraint(
                condition=Q(step=None, recipient=None) | Q(step__isnull=False, recipient__isnull=False),
                name="letter_of_a_step_has_a_recipient",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "sending"]) | (~Q(claim_token="") & Q(lease_until__isnull=False)),
                name="letter_held_under_a_lease",
            ),
            models.CheckConstraint(condition=Q(to_email=Lower("to_email")), name="letter_address_is_lower_case"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state="waiting", step=None), name="letter_waiting_by_due"
            ),
            models.Index(
                fields=["step", "due_at", "id"],
                condition=Q(state="waiting", step__isnull=False),
                name="letter_waiting_by_step",
            ),
            models.Index(fields=["step", "state"], condition=Q(step__isnull=False), name="letter_of_step_by_state"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="letter_held_by_lease"
            ),
            models.Index(fields=["community", "state", "-id"], name="letter_by_state"),
            models.Index(fields=["community", "-id"], name="letter_by_time"),
            models.Index(  # also by how an address begins, in any collation
                fields=["community", "to_email"],
                opclasses=["int8_ops", "varchar_pattern_ops"],
                name="letter_by_address",
            ),
            models.Index(fields=["community", "record"], name="letter_by_record"),
            models.Index(
                fields=["settled_by"], condition=Q(settled_by__isnull=False), name="letter_settled_by_somebody"
            ),
            models.Index(fields=["service_id"], condition=~Q(service_id=""), name="letter_by_service_id"),
            models.Index(
                fields=["community", "-bounced_at"], condition=Q(bounced_at__isnull=False), name="letter_bounced"
            ),
            # Whom anybody wrote to lately, unasked.
            models.Index(
                fields=["organization", "created_at"],
                condition=Q(is_transactional=False, organization__isnull=False),
                name="letter_unasked_by_organization",
            ),
            models.Index(
                fields=["person", "created_at"],
                condition=Q(is_transactional=False, person__isnull=False),
                name="letter_unasked_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_name or 'somebody'}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("outreach:letter", args=[self.pk])

    @property
    def label(self) -> str:
        """Return what its kind is called."""
        return label_of(self.kind)

    @property
    def source(self) -> tuple[str, str]:
        """Return its subject and body; those of a campaign are pinned in its step."""
        return (self.step.pinned_subject, self.step.pinned_body) if self.step else (self.subject, self.body)

    @property
    def kept_values(self) -> dict[str, str]:
        """Return its values without the secrets of its kind."""
        return KINDS[self.kind].without_secrets(self.values) if self.kind in KINDS else dict(self.values)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still on its way."""
        return self.state in OPEN


class Attempt(models.Model):
    """One thing that happened to a letter on its way, append-only."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="history", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    code = models.PositiveIntegerField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["letter", "id"], name="attempt_by_letter"),
            models.Index(fields=["by"], condition=Q(by__isnull=False), name="attempt_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%H:%M:%S}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line once."""
        if self.pk:
            raise TypeError("A letter's history is never rewritten.")
        super().save(*args, **kwargs)
