"""Texts that are signed: versions of the ask and of the data agreement, frozen and hashed when published."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Community
from employers.wordings import TextKind


class CommitmentTextQuerySet(models.QuerySet["CommitmentText"]):
    """Texts in words."""

    def of(self, community: Community, kind: TextKind = TextKind.COMMITMENT) -> Self:
        """Return those of one community and kind."""
        return self.filter(community=community, kind=kind)

    def published(self) -> Self:
        """Return the frozen ones, newest first."""
        return self.filter(published_at__isnull=False).order_by("-version")

    def newest(self, community: Community, kind: TextKind = TextKind.COMMITMENT) -> "CommitmentText | None":
        """Return what is signed in this community now, tied to the community at hand; None before the first."""
        text = self.of(community, kind).published().first()
        if text:
            text.community = community
        return text


class CommitmentText(models.Model):
    """One version of the ask, or of another text that is signed. `sha256` is over the UTF-8 bytes of `body`."""

    Kind = TextKind

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="commitment_texts")
    kind = models.CharField(max_length=12, choices=TextKind, default=TextKind.COMMITMENT)
    version = models.PositiveIntegerField()
    body = models.TextField(
        max_length=20_000, help_text="Markdown. The first paragraph is the ask, quoted on every page."
    )
    in_short = models.TextField(max_length=2_000, help_text="One line each: what it means, in plain words.")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager["CommitmentText"]] = CommitmentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "kind", "version"], name="text_version_once_per_kind"),
            models.UniqueConstraint(
                fields=["community", "kind"], condition=Q(published_at=None), name="text_one_draft_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, sha256="") | (Q(published_at__isnull=False) & ~Q(sha256="")),
                name="commitment_text_hashed_when_published",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def is_published(self) -> bool:
        """Tell whether the text is frozen."""
        return self.published_at is not None

    @property
    def wording(self) -> tuple[str, str]:
        """Return all that is read before it is signed."""
        return self.body, self.in_short

    @property
    def ask(self) -> str:
        """Return the first paragraph, which is quoted wherever the commitment appears."""
        return self.body.strip().split("\n\n", 1)[0].replace("\n", " ")

    @property
    def bullets(self) -> list[str]:
        """Return the lines of "In short"."""
        return [line.strip("-* ").strip() for line in self.in_short.splitlines() if line.strip("-* ")]
