"""Replies to letters, and what came of each."""

from datetime import UTC
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models import Community
from directory.models import Organization, Person
from outreach.models.letter import Letter
from outreach.outcomes import Outcome


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Replies in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def to_answer(self) -> Self:
        """Return those that a person wrote and nobody has seen to."""
        return self.filter(is_automatic=False, outcome="")

    def answered(self) -> Self:
        """Return those with an outcome."""
        return self.filter(is_automatic=False).exclude(outcome="")

    def automatic(self) -> Self:
        """Return those that a program wrote."""
        return self.filter(is_automatic=True)


class Reply(models.Model):
    """What somebody answered to a letter, by mail, or by another road and written down here."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="replies")
    key = models.CharField(max_length=64, help_text="Unique with the community: the same message is kept once.")
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    from_name = models.CharField(max_length=150, blank=True)
    from_email = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True, help_text="What they wrote, without what they quote.")
    is_automatic = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="When they wrote, or said so.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it down; nobody, where it came by mail.",
    )
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True, db_default="")
    later_on = models.DateField(null=True, blank=True, help_text="Not before this day.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    made = models.JSONField(
        null=True,
        blank=True,
        help_text="What followed from the outcome, so that it can be taken back.",
    )

    objects: ClassVar[models.Manager["Reply"]] = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(fields=["community", "key"], name="reply_once"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NOT_NOW) | Q(later_on__isnull=False), name="reply_not_now_has_a_day"
            ),
        ]
        indexes = [models.Index(fields=["community", "is_automatic", "outcome", "-at"], name="reply_by_outcome")]

    def __str__(self) -> str:
        return f"Reply of {self.from_name or self.from_email or 'somebody'}"

    @property
    def fingerprint(self) -> str:
        """Return what tells one outcome from another, so that nobody takes back what a colleague said since."""
        return self.settled_at.astimezone(UTC).isoformat() if self.settled_at else ""


class Mailbox(models.Model):
    """How far the mailbox of replies and bounces was read, and what kept us from reading on."""

    name = models.CharField(max_length=254, unique=True, help_text="Host and folder.")
    validity = models.BigIntegerField(default=0, help_text="UIDVALIDITY: with another one, ids mean others.")
    last_uid = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name
