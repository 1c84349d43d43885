"""Requests about returns: a provider asks for more time or to be excused, and a coordinator answers."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from providers.models.placement import Return

REQUEST_RECORD = "providers.return_request"


class ReturnRequestQuerySet(models.QuerySet["ReturnRequest"]):
    """Requests in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(awaited__program__provider__organization__community=community)

    def answered(self) -> Self:
        """Return those that a coordinator answered."""
        return self.filter(state__in=[ReturnRequest.State.GRANTED, ReturnRequest.State.REFUSED])

    def open(self) -> Self:
        """Return those that wait for an answer: a return that came meanwhile needs none."""
        return self.filter(state=ReturnRequest.State.OPEN, awaited__state=Return.State.AWAITED)


class ReturnRequest(models.Model):
    """What a provider asked about one return."""

    class Kind(models.TextChoices):
        """What is asked for."""

        MORE_TIME = "more_time", _("More time")
        EXCUSE = "excuse", _("To be excused")

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("Waiting for an answer")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

    awaited = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind)
    until = models.DateField(null=True, blank=True, help_text="To which day, where more time is asked for.")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=300, blank=True, help_text="What the coordinator said with it.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ReturnRequest"]] = ReturnRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["awaited"], condition=Q(state="open"), name="return_request_open_once_a_return"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="return_request_has_reason"),
            models.CheckConstraint(
                condition=Q(kind="more_time", until__isnull=False) | Q(kind="excuse", until=None),
                name="return_request_for_time_names_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="return_request_open_until_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="return_request_refused_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.awaited}"

    @property
    def record(self) -> str:
        """Return how letters name it."""
        return f"{REQUEST_RECORD}:{self.pk}"
