"""Referrals: who invites whom to sign, by which road, and what came of it."""

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Organization, Person
from employers.models.commitment import REFERENCE_LETTERS, Commitment, Consent
from employers.models.employer import Employer

CODE_LENGTH = 10  # letters, some 49 bits: short enough for a card, too long to guess


def new_code() -> str:
    """Return a code that a person can read out and nobody can guess."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(CODE_LENGTH))


class ReferralLinkQuerySet(models.QuerySet["ReferralLink"]):
    """Links in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def with_inviter(self) -> Self:
        """Return them with everything that says who invites."""
        return self.select_related(
            "community", "user", "person", "commitment", "employer__organization", "organization"
        )


class ReferralLink(models.Model):
    """Somebody's own lasting address to pass on. Before their signature is settled it has no employer yet.

    Somebody may come to hold two of them where records are merged; both go on working.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=CODE_LENGTH, default=new_code)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="referral_links")
    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, null=True, blank=True, related_name="referral_links"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="referral_links",
        help_text="Where its holder is at home, where that is no employer: an alliance, or another.",
    )
    commitment = models.OneToOneField(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="referral_link"
    )
    named_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be named on its page.")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["ReferralLink"]] = ReferralLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="referral_code_once"),
            models.CheckConstraint(condition=Q(employer=None) | Q(organization=None), name="referral_link_of_one_home"),
        ]
        indexes = [models.Index(fields=["user", "employer"], name="referral_link_by_user")]

    def __str__(self) -> str:
        return f"{self.name or 'Somebody'}, {self.code}"

    def get_absolute_url(self) -> str:
        """Return the page that it leads to."""
        return reverse("employers:invited", args=[self.code])

    @property
    def url(self) -> str:
        """Return the whole address, as it is passed on."""
        return self.community.url + self.get_absolute_url()

    @property
    def name(self) -> str:
        """Return who holds it, for the team."""
        if self.person:
            return self.person.name
        return self.user.name if self.user else self.commitment.signer_name if self.commitment else ""

    @property
    def holder(self) -> str:
        """Return what two links of one holder at one employer have in common."""
        if self.person_id:
            return f"person-{self.person_id}-{self.employer_id}"
        return f"user-{self.user_id}-{self.employer_id}" if self.user_id else f"link-{self.pk}"

    @property
    def email(self) -> str:
        """Return where its holder is written to; empty where no address is known."""
        known = (self.person, "email"), (self.user, "email"), (self.commitment, "signer_email")
        return next((address for one, name in known if one and (address := getattr(one, name))), "")

    @property
    def bringer(self) -> Organization | None:
        """Return the organization that brings whoever comes by it: the holder's employer, or where they are at home."""
        return self.employer.organization if self.employer else self.organization

    @property
    def public_organization(self) -> str:
        """Return the organization that invites, where it agreed to be named."""
        if self.employer is None:
            return ""
        agreed = Q(consents__kind=Consent.Kind.LIST_NAME, consents__withdrawn_at=None)
        is_named = self.employer.commitments.filter(agreed, state=Commitment.State.ACTIVE).exists()
        return self.employer.organization.name if is_named else ""

    @property
    def public_name(self) -> str:
        """Return the person who invites, where they agreed to be named."""
        return self.name if self.named_at else ""


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Referrals in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those of which nothing came yet."""
        return self.filter(state=Referral.State.OPEN)

    def signed(self) -> Self:
        """Return those whose organization signed."""
        return self.filter(state=Referral.State.SIGNED)


class Referral(models.Model):
    """One organization brought by another, whatever the road; its link says who brought it."""

    class Road(models.TextChoices):
        """How we heard of it."""

        LINK = "link", "By their link"
        DESK = "desk", "From their desk"
        COORDINATOR = "coordinator", "Told to a coordinator"
        INTRODUCTION = "introduction", "By an introduction"

    class State(models.TextChoices):
        """What came of it."""

        OPEN = "open", "Open"
        SIGNED = "signed", "Signed"
        DROPPED = "dropped", "Put aside"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    link = models.ForeignKey(ReferralLink, on_delete=models.CASCADE, related_name="referrals")
    road = models.CharField(max_length=12, choices=Road)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    at = models.DateTimeField()

    # As typed.
    name = models.CharField("organization", max_length=200)
    contact_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    domain = models.CharField(max_length=253, blank=True, help_text="Of the address; empty at a free mailbox.")
    words = models.TextField(max_length=1000, blank=True)

    organization = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was credited or put aside.")

    objects: ClassVar[models.Manager["Referral"]] = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(settled_at__isnull=False), name="referral_settled_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-at"], name="referral_by_state"),
            models.Index(fields=["community", "domain"], name="referral_by_domain", condition=~Q(domain="")),
            models.Index(fields=["community", "email"], name="referral_by_email", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_house(self) -> bool:
        """Tell whether a colleague of the same organization was brought."""
        employer = self.link.employer
        return employer is not None and employer.organization_id == self.organization_id
