"""What a signer has typed so far, kept on the server between the pages of the form."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from community.models import Community
from employers.models.commitment import Commitment


class SignupDraftQuerySet(models.QuerySet["SignupDraft"]):
    """Drafts of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class SignupDraft(models.Model):
    """An unfinished sign-up. Once signed it points at its commitment, so that a second press signs nothing."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict, help_text="The cleaned answers by page.")
    renews = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="renewal_drafts"
    )
    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="draft")
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["SignupDraft"]] = SignupDraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["touched_at"], name="signup_draft_by_age")]

    def __str__(self) -> str:
        return f"Draft of {self.created_at:%Y-%m-%d}"
