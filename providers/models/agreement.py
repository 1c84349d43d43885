"""Data agreements: a provider's signature of one version, with everything that is evidence of it."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.models import Community
from employers.models import CommitmentText, Event
from employers.models.commitment import new_reference, new_salt
from providers.models.provider import Provider

RECORD = "providers.agreement"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def standing(self) -> Self:
        """Return those that hold."""
        return self.filter(state=Agreement.State.ACTIVE)


class Agreement(models.Model):
    """One signature at the desk, by somebody whose mailbox was proved when they signed in."""

    SUBJECT = Event.Subject.AGREEMENT

    class State(models.TextChoices):
        """How it stands; a newer version supersedes it, and it holds until then or until it is withdrawn."""

        ACTIVE = "active", _("Signed")
        SUPERSEDED = "superseded", _("Superseded")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="agreements")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=9, default=new_reference)
    text = models.ForeignKey(CommitmentText, on_delete=models.PROTECT, related_name="agreements")
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)

    # As typed.
    organization_name = models.CharField(max_length=200)
    signer_name = models.CharField(max_length=150)
    signer_title = models.CharField(max_length=150, blank=True)
    signer_email = models.EmailField(blank=True)
    typed_name = models.CharField(max_length=150, help_text="The signature.")
    may_sign = models.BooleanField("attested: I may sign for the organization", default=False)
    agreed_to_electronic = models.BooleanField("consented to sign electronically", default=False)

    # Evidence.
    salt = models.CharField(max_length=32, default=new_salt)
    text_sha256 = models.CharField(max_length=64)
    document = models.TextField(help_text="The document as signed, Markdown.")
    document_sha256 = models.CharField(max_length=64)
    review_shown_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField()
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    receipt_message_id = models.CharField(max_length=255, blank=True)

    # What became of it.
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="agreements"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    supersedes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Agreement"]] = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "reference"], name="agreement_reference_once"),
            models.CheckConstraint(condition=Q(may_sign=True, agreed_to_electronic=True), name="agreement_is_attested"),
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None) | (~Q(state="active") & Q(ended_at__isnull=False)),
                name="agreement_ends_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["provider", "state"], name="agreement_by_provider")]

    def __str__(self) -> str:
        return f"{self.organization_name}, {self.reference}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:agreement", args=[self.pk])

    @property
    def record(self) -> str:
        """Return how letters name this agreement."""
        return f"{RECORD}:{self.pk}"
