"""The communications plan: whom we want to reach, what each is told, and who says it when and how."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Person, Task
from employers.evidence import sha256
from outreach.models.audience import Audience
from outreach.planned import Channel, ItemState, Question

EVERYBODY_IS_0 = Coalesce("audience", 0)


class PlanAudienceQuerySet(models.QuerySet["PlanAudience"]):
    """Audiences of the plan in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class PlanAudience(models.Model):
    """Whom the plan wants to reach."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="plan_audiences")
    name = models.CharField(max_length=120)
    note = models.CharField("who they are, and what moves them", max_length=500, blank=True)
    people = models.ForeignKey(
        Audience,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="planned_as",
        help_text="The saved rules that find them.",
    )

    objects: ClassVar[models.Manager["PlanAudience"]] = PlanAudienceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audiences of the plan"
        constraints = [
            models.UniqueConstraint(fields=["community", "name"], name="plan_audience_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BlockQuerySet(models.QuerySet["Block"]):
    """Versions of approved words in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def at(self, question: str, audience: PlanAudience | None) -> Self:
        """Return the versions of one answer: to one audience, or to everybody."""
        return self.filter(question=question, audience=audience)

    def drafts(self) -> Self:
        """Return those that nobody approved yet."""
        return self.filter(approved_at=None)

    def newest(self) -> Self:
        """Return of each answer the version that was approved last."""
        newer = (
            Block.objects.filter(community=OuterRef("community"), question=OuterRef("question"))
            .filter(version__gt=OuterRef("version"), approved_at__isnull=False)
            .alias(to=EVERYBODY_IS_0)
            .filter(to=Coalesce(OuterRef("audience"), 0))
        )
        return self.filter(~Exists(newer), approved_at__isnull=False)


class Block(models.Model):
    """One version of an answer, to one audience or to everybody: a draft until approved, and from then on as it is."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="blocks")
    audience = models.ForeignKey(
        PlanAudience, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks", help_text="Or everybody."
    )
    question = models.CharField(max_length=10, choices=Question)
    version = models.PositiveIntegerField()
    words = models.TextField(max_length=10_000, help_text="Markdown.")
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which it may go into a letter.")

    objects: ClassVar[models.Manager["Block"]] = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("community", "question", EVERYBODY_IS_0, "version", name="block_version_once"),
            models.UniqueConstraint(
                "community", "question", EVERYBODY_IS_0, condition=Q(approved_at=None), name="block_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(approved_at__isnull=False), name="block_expires_once_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_question_display()} Version {self.version}"

    @property
    def fingerprint(self) -> str:
        """Return what tells one wording from another, so that nobody approves what they have not read."""
        return sha256(self.words)

    def has_expired(self, today: date) -> bool:
        """Tell whether somebody has to approve the words anew before they may go into a letter."""
        return self.expires_on is not None and self.expires_on < today


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    """Items of the plan in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def in_year(self, year: int) -> Self:
        """Return those whose day is in a year."""
        return self.filter(due_on__range=(date(year, 1, 1), date(year, 12, 31)))

    def open(self) -> Self:
        """Return what is still to be done."""
        return self.filter(state=ItemState.PLANNED)

    def overdue(self, today: date) -> Self:
        """Return what should have been done before today."""
        return self.open().filter(due_on__lt=today)


class PlanItem(models.Model):
    """One thing that somebody is to tell an audience by a day, through a channel."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="plan_items")
    audience = models.ForeignKey(PlanAudience, on_delete=models.PROTECT, related_name="items")
    message = models.CharField(max_length=300, help_text="What is told, in a line.")
    channel = models.CharField(max_length=12, choices=Channel)
    messenger_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    messenger_person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="An advocate."
    )
    due_on = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField("what came of it, or why it was dropped", max_length=300, blank=True)
    task = models.OneToOneField(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="plan_item")
    copied_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copy", help_text="Of the year before."
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["PlanItem"]] = PlanItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="plan_item_done_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(note=""), name="plan_item_dropped_says_why"),
            models.CheckConstraint(
                condition=Q(messenger_user=None) | Q(messenger_person=None), name="plan_item_one_messenger"
            ),
        ]
        indexes = [models.Index(fields=["community", "due_on", "id"], name="plan_item_by_day")]

    def __str__(self) -> str:
        return self.message

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("outreach:plan-item", args=[self.pk])

    @property
    def messenger(self) -> str:
        """Return who tells it, by name; empty where nobody was chosen."""
        return str(self.messenger_user or self.messenger_person or "")
