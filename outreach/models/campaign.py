"""Campaigns: what is sent to an audience, step by step, and to whom it goes."""

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.filling import readable
from community.models import Community, Job
from directory.models import Organization, Person
from employers.models import Commitment
from outreach.course import OVER, STANDING, UNSTARTED, WRITTEN_AS, CampaignState, Condition, StepKind
from outreach.models.audience import Audience
from outreach.models.plan import Block, PlanAudience, PlanItem

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12  # letters, 60 bits: too long to guess


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Campaigns in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def standing(self) -> Self:
        """Return those with steps still to come."""
        return self.filter(state__in=STANDING)


class Campaign(models.Model):
    """Letters, calls and introductions to an audience, in steps. What it says and to whom is pinned when it starts."""

    State = CampaignState

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="campaigns")
    name = models.CharField(max_length=120)
    plan_item = models.ForeignKey(
        PlanItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="campaigns",
        help_text="Carried out.",
    )
    audience = models.ForeignKey(
        Audience,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        help_text="To whom.",
    )
    told_as = models.ForeignKey(
        PlanAudience,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose answers its letters take.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    messenger = models.CharField(max_length=150, blank=True, help_text="Who speaks in it, by name.")

    state = models.CharField(max_length=9, choices=CampaignState, default=CampaignState.DRAFT)
    state_at = models.DateTimeField(default=timezone.now, help_text="Since when it is in this state.")
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it is paused, held or canceled.")
    created_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True, help_text="When somebody said that it goes.")
    send_at = models.DateTimeField(null=True, blank=True, help_text="When its first letters leave.")
    send_by = models.DateTimeField(
        null=True, blank=True, help_text="Where they have not begun to leave by then, somebody is asked instead."
    )
    pinned = models.JSONField(default=dict, blank=True, help_text="The letterhead as it was at the start.")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Campaign"]] = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "asked"], started_at=None)
                | (~Q(state__in=["draft", "asked"]) & Q(started_at__isnull=False, send_at__isnull=False)),
                name="campaign_started_once_it_goes",
            ),
            models.CheckConstraint(
                condition=Q(send_by=None) | Q(send_at=None) | Q(send_by__gt=F("send_at")),
                name="campaign_send_by_after_send_at",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "-id"], name="campaign_by_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("outreach:campaign", args=[self.pk])

    @property
    def is_unstarted(self) -> bool:
        """Tell whether nothing of it was planned or sent."""
        return self.state in UNSTARTED

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more comes of it by itself."""
        return self.state in OVER


class StepQuerySet(models.QuerySet["Step"]):
    """Steps in words."""

    def letters(self) -> Self:
        """Return those that are letters."""
        return self.filter(kind=StepKind.LETTER)

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(campaign__community=community)


class Step(models.Model):
    """One step of a campaign: a letter, or a task for somebody of the team."""

    Kind = StepKind

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind, default=StepKind.LETTER)
    days = models.PositiveIntegerField(default=0, help_text="Days after the first letters leave.")
    condition = models.CharField(max_length=8, choices=Condition, default=Condition.UNSIGNED)
    subject = models.CharField(max_length=200, help_text="Of the letter, or what the task is; with ((places)).")
    body = models.TextField(max_length=10_000, blank=True, help_text="Markdown with ((places)).")
    pinned_subject = models.CharField(max_length=200, blank=True, help_text="As it was at the start.")
    pinned_body = models.TextField(blank=True, help_text="As it was at the start, answers and numbers put in.")
    pinned_name = models.CharField(
        max_length=150, blank=True, db_default="", help_text="In whose name it goes, as it was at the start."
    )
    pinned_email = models.EmailField(blank=True, db_default="", help_text="Where answers go besides us, as above.")
    stopped = models.CharField(
        max_length=200,
        blank=True,
        db_default="",
        help_text="Why nothing more of it leaves, whatever becomes of others.",
    )
    answers = models.ManyToManyField(Block, blank=True, related_name="+", help_text="The versions it told.")

    objects: ClassVar[models.Manager["Step"]] = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaign_step_once"),
            models.CheckConstraint(condition=~Q(kind="letter") | ~Q(body=""), name="campaign_letter_says_something"),
        ]

    def __str__(self) -> str:
        return f"Step {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        """Return the page where it is written."""
        return reverse("outreach:campaign-step", args=[self.campaign_id, self.pk])

    @property
    def title(self) -> str:
        """Return what it is called: its subject, or what the task is, with its places named."""
        return readable(self.pinned_subject or self.subject)

    @property
    def written_as(self) -> str:
        """Return as what a timeline tells that its task was done; empty where it is any note."""
        return WRITTEN_AS.get(StepKind(self.kind), "")

    @property
    def messenger(self) -> str:
        """Return who spoke: the advocate in whose name it went, else whoever speaks in the whole campaign."""
        return self.pinned_name or self.campaign.messenger


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Recipients in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(campaign__community=community)

    def reached(self) -> Self:
        """Return those to whom something goes."""
        return self.filter(left_out="")


class Recipient(models.Model):
    """Somebody in a campaign's audience when it started, as they were known then, and why nothing goes to some."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="campaign_places")
    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="campaign_places"
    )
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True, help_text="As it is compared.")
    values = models.JSONField(default=dict, blank=True, help_text="What fills the places for them.")
    left_out = models.CharField(max_length=200, blank=True, help_text="Why nothing goes to them.")
    code = models.CharField(max_length=CODE_LENGTH, default=new_code, unique=True, help_text="Of their sign-up link.")

    objects: ClassVar[models.Manager["Recipient"]] = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "email"], condition=Q(left_out=""), name="campaign_recipient_once"
            ),
            models.CheckConstraint(
                condition=~Q(left_out="") | ~Q(email=""), name="campaign_recipient_has_an_address_or_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Credit(models.Model):
    """One signature that came by the link of a letter, whoever gave it."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="credit")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="credits")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="credits")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.commitment} by {self.step}"

    @property
    def is_forwarded(self) -> bool:
        """Tell whether somebody else signed than the letter went to."""
        return self.commitment.signer_email.lower() != self.recipient.email
