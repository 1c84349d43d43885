"""The advocate kit: the words that a community approved for those who speak for it, each piece in versions."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from community.models import Community
from employers.evidence import sha256
from employers.pieces import Piece


class KitTextQuerySet(models.QuerySet["KitText"]):
    """Pieces of the kit in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def approved(self) -> Self:
        """Return what advocates use, or once used."""
        return self.filter(approved_at__isnull=False)

    def newest(self) -> Self:
        """Return of each piece the version that was approved last."""
        newer = KitText.objects.approved().filter(
            community=OuterRef("community"), piece=OuterRef("piece"), version__gt=OuterRef("version")
        )
        return self.approved().filter(~Exists(newer))


class KitText(models.Model):
    """One version of a piece: a draft until somebody approves it, and from then on never changed."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    piece = models.CharField(max_length=8, choices=Piece)
    version = models.PositiveIntegerField()
    words = models.TextField(max_length=4000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["KitText"]] = KitTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "piece", "version"], name="kit_text_version_once"),
            models.UniqueConstraint(
                fields=["community", "piece"], condition=Q(approved_at=None), name="kit_text_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_piece_display()}, version {self.version}"

    @property
    def fingerprint(self) -> str:
        """Return what tells one wording from another, so that nobody approves what they have not read."""
        return sha256(self.words)
