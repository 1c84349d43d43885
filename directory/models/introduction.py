"""Introductions: whom we asked to introduce us to somebody, and what became of it."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models.organization import Organization
from directory.models.person import Person
from directory.replies import ANSWERED, LAPSE_AFTER, LIVE, OVERDUE_AFTER, REMIND_AFTER, State, is_overdue

INTRODUCTION_RECORD = "directory.introduction"
PEOPLE = ("introducer", "target", "through", "named")
WITH_ALL = (*PEOPLE, "organization", "introducer_organization", "asked_by", "answered_by")


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links and letters name so; none where it is no introduction's."""
        kind, _colon, pk = record.rpartition(":")
        is_ours = kind == INTRODUCTION_RECORD and pk.isascii() and pk.isdigit()
        return self.filter(pk=int(pk)) if is_ours else self.none()

    def with_all(self) -> Self:
        """Return them with everybody who is on them."""
        return self.select_related(*WITH_ALL)

    def open(self) -> Self:
        """Return those of which something is still to come."""
        return self.filter(closed_at=None)

    def waiting(self) -> Self:
        """Return those not answered yet."""
        return self.filter(state=State.ASKED)

    def to_take_up(self) -> Self:
        """Return those whose answer wants somebody of the team to do the next thing."""
        return self.open().exclude(state=State.ASKED)

    def overdue(self, at: datetime) -> Self:
        """Return those that have waited for their answer for so long that a call would help."""
        return self.waiting().filter(asked_at__lte=at - OVERDUE_AFTER)

    def to_remind(self, at: datetime) -> Self:
        """Return those to be asked once more."""
        return self.waiting().filter(reminded_at=None, asked_at__lte=at - REMIND_AFTER)

    def to_lapse(self, at: datetime) -> Self:
        """Return those whose last link ended without an answer."""
        last = at - LAPSE_AFTER
        return self.waiting().filter(Q(reminded_at=None, asked_at__lte=last) | Q(reminded_at__lte=last))


class Introduction(models.Model):
    """One request to one person to introduce us to somebody, or an introduction that was made without one."""

    State = State

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="introductions")
    introducer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="introductions")
    introducer_organization = models.ForeignKey(
        Organization,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="introductions_made",
        help_text="Where the introducer was at home when asked: it gets the credit.",
    )
    target = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="introductions_sought"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="introductions_sought"
    )
    through = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom the introducer would ask, on a way of three steps.",
    )
    words = models.TextField(blank=True, help_text="What was written to the introducer.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who of the team wrote the answer down; nobody where the introducer gave it by the link.",
    )
    note = models.TextField("what the introducer said", blank=True)
    until = models.DateField("not before", null=True, blank=True)
    named_name = models.CharField("whom to ask instead", max_length=150, blank=True)
    named_title = models.CharField(max_length=150, blank=True)
    named_email = models.EmailField(blank=True)
    named = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who was named, once a coordinator took them up.",
    )
    made_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When nothing more was to come of it.")

    objects: ClassVar[models.Manager["Introduction"]] = IntroductionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["introducer", "target"],
                condition=Q(state__in=LIVE, target__isnull=False),
                name="introduction_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(target__isnull=False) | Q(organization__isnull=False), name="introduction_to_somebody"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ASKED) | ~Q(introducer=F("target")), name="introduction_asked_of_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | Q(answered_at__isnull=False), name="introduction_answered_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.MADE) | Q(made_on__isnull=False), name="introduction_made_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*LIVE, State.NOT_ME]) | Q(closed_at__isnull=False),
                name="introduction_closed_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-id"], name="introduction_by_time"),
            models.Index(
                fields=["community", "state", "asked_at"],
                condition=Q(closed_at=None),
                name="introduction_open_by_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introducer} to {self.to}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("directory:introduction", args=[self.pk])

    @property
    def record(self) -> str:
        """Return how links and letters name it."""
        return f"{INTRODUCTION_RECORD}:{self.pk}"

    @property
    def to(self) -> str:
        """Return to whom, with where they work."""
        if self.target and self.organization:
            return f"{self.target} of {self.organization}"
        return str(self.target or self.organization)

    @property
    def next(self) -> Person | None:
        """Return whom the introducer knows on the way: who is between, or the one whom we want to meet."""
        return self.through or self.target

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether a call would help by now."""
        return is_overdue(self.state, self.asked_at, at)
