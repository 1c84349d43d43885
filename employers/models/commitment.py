"""Commitments: one organization's signature of one version, with everything that is evidence of it."""

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import connections, models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory import search
from directory.models import Organization
from directory.names import fold
from employers.models.employer import Employer
from employers.models.event import Event
from employers.models.text import CommitmentText
from employers.states import State

RECORD = "employers.commitment"
TYPED = ("organization_name", "signer_name", "signer_email", "reference")  # by which one is searched
WORDS = 5  # more are left out
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read as another


def new_reference() -> str:
    """Return a reference that a person can read out: eight letters, some 39 bits."""
    letters = [secrets.choice(REFERENCE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def new_salt() -> str:
    """Return the salt that hides a commitment's personal values in the chain."""
    return secrets.token_hex(16)


def scan_path(commitment: "Commitment", filename: str) -> str:
    """Return where the scan of a paper signature is kept."""
    return f"commitments/{secrets.token_hex(16)}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that links and letters name so; none where it is no commitment's."""
        kind, _, pk = record.rpartition(":")
        return self.filter(pk=int(pk)) if kind == RECORD and pk.isascii() and pk.isdigit() else self.none()

    def waiting(self) -> Self:
        """Return the confirmed ones that a coordinator has to settle."""
        return self.filter(state=Commitment.State.CONFIRMED)

    def active(self) -> Self:
        """Return the settled ones in their term."""
        return self.filter(state=Commitment.State.ACTIVE)

    def public(self) -> Self:
        """Return the active ones whose signers agreed to be named."""
        return self.active().filter(consents__kind=Consent.Kind.LIST_NAME, consents__withdrawn_at=None)

    def search(self, query: str) -> Self:
        """Return those in which each word stands: in what was typed, the reference, or their organization's record."""
        vendor = connections[self.db].vendor
        found = self
        for word in search.clean(query).split()[:WORDS]:
            if vendor == "sqlite" and len(word) >= search.TRIGRAM:
                typed = search.in_words("employers_commitment", word)
            else:
                typed = Q(*[(f"{field}__icontains", word) for field in TYPED], _connector=Q.OR)
            found = found.filter(typed | Q(search.is_among(vendor, known_as(vendor, fold(word)), "employer")))
        return found


def known_as(vendor: str, word: str) -> "models.QuerySet[Employer, Any]":
    """Return the keys of the employers in whose name or town a folded word stands."""
    is_long = len(word) >= search.TRIGRAM
    named = search.contains(vendor, "directory_organization", word) if is_long else Q(search_text__contains=word)
    return Employer.objects.filter(organization__in=Organization.objects.filter(named)).order_by().values("pk")


class Commitment(models.Model):
    """One signature. What was typed is kept as typed; the employer is empty until it is settled."""

    SUBJECT = Event.Subject.COMMITMENT
    State = State

    class Method(models.TextChoices):
        """The road the signature took."""

        WEB = "web", "Online"
        PAPER = "paper", "On paper"

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="commitments")
    reference = models.CharField(max_length=9, default=new_reference)
    text = models.ForeignKey(CommitmentText, on_delete=models.PROTECT, related_name="commitments")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments")
    state = models.CharField(max_length=12, choices=State, default=State.AWAITING)
    method = models.CharField(max_length=5, choices=Method, default=Method.WEB)

    # As typed.
    organization_name = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, blank=True)
    town = models.CharField(max_length=120, blank=True)
    website = models.URLField(blank=True)
    it_workforce = models.CharField(max_length=10, choices=Employer.Workforce, blank=True)
    signer_name = models.CharField(max_length=150)
    signer_title = models.CharField(max_length=150, blank=True)
    signer_email = models.EmailField(blank=True, help_text="Empty only on paper.")
    signer_phone = models.CharField(max_length=40, blank=True)
    typed_name = models.CharField(max_length=150, help_text="The signature.")
    may_sign = models.BooleanField("attested: I may sign for the organization", default=False)
    agreed_to_electronic = models.BooleanField("consented to sign electronically", default=False)

    # Evidence.
    salt = models.CharField(max_length=32, default=new_salt)
    text_sha256 = models.CharField(max_length=64)
    document = models.TextField(help_text="The document as signed, Markdown.")
    document_sha256 = models.CharField(max_length=64)
    review_shown_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(help_text="On paper: noon of the day that stands on it.")
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    is_domain_verified = models.BooleanField("the address's domain is the organization's", default=False)
    is_to_check = models.BooleanField("came in an odd way: check before settling", default=False)
    receipt_message_id = models.CharField(max_length=255, blank=True)
    scan = models.FileField(upload_to=scan_path, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    # What became of it.
    confirmation_sent_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")
    last_notice = models.PositiveIntegerField(
        null=True, blank=True, help_text="The last letter about the end: so many days before it."
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="superseded_by"
    )

    objects: ClassVar[models.Manager["Commitment"]] = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "reference"], name="commitment_reference_once"),
            models.CheckConstraint(
                condition=~Q(state="active")
                | Q(employer__isnull=False, settled_at__isnull=False, ends_on__isnull=False),
                name="commitment_active_is_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "active"])
                | Q(confirmed_at__isnull=False)
                | Q(countersigned_by__isnull=False),
                name="commitment_confirmed_or_countersigned",
            ),
            models.CheckConstraint(
                condition=~Q(method="paper") | (Q(countersigned_by__isnull=False) & ~Q(scan_sha256="")),
                name="commitment_paper_is_countersigned_with_a_scan",
            ),
            models.CheckConstraint(
                condition=Q(method="paper") | Q(may_sign=True, agreed_to_electronic=True),
                name="commitment_web_is_attested",
            ),
            models.CheckConstraint(
                # An erased commitment has neither salt nor address.
                condition=Q(method="paper") | ~Q(signer_email="") | Q(salt=""),
                name="commitment_web_has_an_address",
            ),
            models.UniqueConstraint(
                fields=["community", "scan_sha256", "organization_name"],
                condition=~Q(scan_sha256="") & ~Q(state__in=["withdrawn", "rejected"]),
                name="commitment_one_entry_per_paper",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-signed_at"], name="commitment_by_state"),
            models.Index(fields=["employer", "state"], name="commitment_by_employer"),
            models.Index(fields=["ends_on"], condition=Q(state="active"), name="commitment_active_by_end"),
            models.Index(fields=["community", "signer_email"], name="commitment_by_address"),
            models.Index(fields=["community", "-signed_at", "-id"], name="commitment_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_name}, {self.reference}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("employers:commitment", args=[self.pk])

    @property
    def record(self) -> str:
        """Return how links by e-mail name this commitment."""
        return f"{RECORD}:{self.pk}"


class Promise(models.Model):
    """One item chosen in a commitment."""

    class Kind(models.TextChoices):
        """What can be promised; the interview is always included."""

        INTERVIEW = "interview", _("Interview candidates from nontraditional training")
        INTERNSHIP = "internship_or_apprenticeship", _("Offer a paid internship or apprenticeship")
        FULL_TIME = "full_time_hire", _("Hire qualified candidates into full-time IT roles")
        FEEDBACK_WRITTEN = "feedback_written", _("Give written feedback in 6 to 12 months")
        FEEDBACK_PHONE = "feedback_phone", _("Give feedback by phone in 6 to 12 months")
        FEEDBACK_METRICS = "feedback_metrics", _("Share hiring and retention numbers in 6 to 12 months")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=30, choices=Kind)
    how = models.CharField(max_length=200, blank=True, help_text="In a line, such as: two interns each summer.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commitment", "kind"], name="promise_once_per_commitment")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Consent(models.Model):
    """One separate, revocable consent of a signer."""

    class Kind(models.TextChoices):
        """What can be agreed to, each by itself."""

        LIST_NAME = "list_name", _("List our name on the public wall")
        SHOW_LOGO = "show_logo", _("Show our logo")
        SHARE = "share", _("Share our commitment with partner communities")
        NEWS = "news", _("Send us news of the initiative")

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=10, choices=Kind)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["commitment", "kind"], name="consent_once_per_commitment")]

    def __str__(self) -> str:
        return self.get_kind_display()
