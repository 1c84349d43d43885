"""Returns on their way: drafts, and whom names of employers mean."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from directory.models import Organization
from providers.models.placement import Return, Submission
from providers.models.provider import Provider


class ReturnDraft(models.Model):
    """What was typed or read for a return and is not filed yet: one a return, saved as one goes."""

    filed_for = models.OneToOneField(Return, on_delete=models.CASCADE, related_name="draft")
    rows = models.JSONField(default=list, blank=True, help_text="Each as typed, by field; nothing for an empty row.")
    enrollments = models.CharField(max_length=12, blank=True)
    excepted = models.CharField(max_length=12, blank=True)
    method = models.CharField(max_length=4, choices=Submission.Method, default=Submission.Method.FORM)
    version = models.PositiveIntegerField(default=1, help_text="Grows with each save, so that none is lost unseen.")
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    touched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Draft for {self.filed_for}"

    @property
    def filled(self) -> list[tuple[int, dict[str, str]]]:
        """Return the rows that say anything, each with its place from 1."""
        return [(number, row) for number, row in enumerate(self.rows, start=1) if any(row.values())]


class EmployerNameQuerySet(models.QuerySet["EmployerName"]):
    """Names of employers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def by_team(self) -> Self:
        """Return what the team says, which holds for every provider."""
        return self.filter(provider=None)

    def waiting(self) -> Self:
        """Return those of which the team has said nothing yet."""
        return self.by_team().filter(said_at=None)


class EmployerName(models.Model):
    """Whom a name that was typed in a return means: by a provider for its own returns, by the team for everybody's."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, help_text="As names of organizations are compared.")
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: nobody we know.",
    )
    spellings = models.JSONField(default=list, blank=True, help_text="As it was typed.")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(null=True, blank=True, help_text="Empty while it waits for the team.")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["EmployerName"]] = EmployerNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(provider=None), name="employer_name_once_for_all"
            ),
            models.UniqueConstraint(
                fields=["provider", "name"], condition=~Q(provider=None), name="employer_name_once_per_provider"
            ),
            models.CheckConstraint(
                condition=Q(organization=None) | Q(said_at__isnull=False), name="employer_name_meant_was_said"
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "created_at"],
                condition=Q(provider=None, said_at=None),
                name="employer_name_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.organization or 'nobody we know'}"
