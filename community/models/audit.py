"""The audit trail: who changed roles, settings and other things that matter, append-only."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models.community import Community


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Audit entries of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class AuditEntry(models.Model):
    """One change, in words."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="audit_entries")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sentence = models.CharField(max_length=400)

    objects: ClassVar[models.Manager["AuditEntry"]] = AuditQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["community", "-at", "-id"], name="audit_by_time")]

    def __str__(self) -> str:
        return self.sentence

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the entry once; an audit trail is never rewritten."""
        if self.pk:
            raise TypeError("An audit entry is never rewritten.")
        super().save(*args, **kwargs)
