"""Confirmations of placements: an employer's contact is asked of each start in a job, and what they said."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.models import Organization, Person
from employers.occupations import OCCUPATIONS
from providers.models.placement import Return

INQUIRY_RECORD = "providers.inquiry"


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    """Inquiries in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links and letters name so; none where it is no inquiry's."""
        kind, _colon, pk = record.rpartition(":")
        is_ours = kind == INQUIRY_RECORD and pk.isascii() and pk.isdigit()
        return self.filter(pk=int(pk)) if is_ours else self.none()


class Inquiry(models.Model):
    """That somebody at an employer was asked to confirm placements, by one letter with one link."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="inquiries")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="inquiries")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Inquiry"]] = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "inquiries"
        indexes = [models.Index(fields=["person", "asked_at"], name="inquiry_by_person")]

    def __str__(self) -> str:
        return f"{self.organization}, {self.asked_at:%Y-%m-%d}"

    @property
    def record(self) -> str:
        """Return how letters and links name it."""
        return f"{INQUIRY_RECORD}:{self.pk}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Confirmations in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(inquiry__organization__community=community)

    def unanswered(self) -> Self:
        """Return those of which nothing was said."""
        return self.filter(answer="")

    def disputed(self) -> Self:
        """Return those that were not confirmed."""
        return self.filter(answer__in=[Confirmation.Answer.NOT_OURS, Confirmation.Answer.OTHERWISE])

    def open_cases(self) -> Self:
        """Return the disputed ones that wait for a coordinator."""
        return self.disputed().filter(decided_at=None)


class Confirmation(models.Model):
    """One placement that an employer was asked about, as it was asked: nothing here names who was hired."""

    class Answer(models.TextChoices):
        """What the employer said."""

        YES = "yes", _("Yes, that is right")
        NOT_OURS = "not_ours", _("Not our hire")
        OTHERWISE = "otherwise", _("The month or the role is wrong")

    class Decision(models.TextChoices):
        """What a coordinator made of a disagreement."""

        CONFIRMED = "confirmed", "The employer confirms it after all"
        UNCONFIRMED = "unconfirmed", "It stays as not confirmed"
        CORRECT = "correct", "The provider is to correct its return"
        ASK_AGAIN = "ask_again", "Somebody else there is to be asked"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="confirmations")
    filed_for = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="confirmations")
    reference = models.CharField(max_length=40, help_text="The provider's own.")
    started_on = models.DateField()
    occupation = models.CharField(max_length=7, choices=OCCUPATIONS, blank=True)
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="What they said with a disagreement.")
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Confirmation"]] = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "filed_for", "reference"], name="confirmation_asked_once_an_inquiry"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="confirmation_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["not_ours", "otherwise"]) | ~Q(words=""),
                name="confirmation_disagreement_has_words",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (Q(answer__in=["not_ours", "otherwise"], decided_at__isnull=False) & ~Q(decision="") & ~Q(reason="")),
                name="confirmation_decided_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["filed_for", "reference"], name="confirmation_by_placement"),
            models.Index(
                fields=["answered_at"],
                condition=Q(answer__in=["not_ours", "otherwise"], decided_at=None),
                name="confirmation_open_cases",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, {self.filed_for}"

    def get_absolute_url(self) -> str:
        """Return the page of its case in the workspace."""
        return reverse("providers:confirmation", args=[self.pk])

    @property
    def role(self) -> str:
        """Return the role in words, or an empty text where it was not said."""
        return str(self.get_occupation_display()) if self.occupation else ""

    @property
    def month(self) -> date:
        """Return the first day of the month in which the job began: the day is nobody's to be asked."""
        return self.started_on.replace(day=1)

    @property
    def is_open(self) -> bool:
        """Tell whether it is a disagreement that waits for a coordinator."""
        return self.answer in {self.Answer.NOT_OURS, self.Answer.OTHERWISE} and self.decided_at is None
