"""Links by e-mail: only a hash of the token is kept, bound to a purpose and a record."""

from django.db import models
from django.utils import timezone

from community.models.community import Community
from community.purposes import PURPOSES


class Link(models.Model):
    """One token that was handed out, by its hash."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices={key: key for key in PURPOSES})
    record = models.CharField(max_length=80, help_text="What the link is about, such as employers.commitment:7.")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "record"], name="link_by_record"),
            models.Index(fields=["expires_at"], name="link_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.record}"
