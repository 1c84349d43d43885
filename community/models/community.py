"""The community: the local initiative that the portal serves, with everything a coordinator may set."""

import zoneinfo
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from community import hosts

THRESHOLD = {"min": MinValueValidator(1), "percent": MaxValueValidator(100)}


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless the name is a time zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone such as America/New_York.")


def logo_path(community: "Community", filename: str) -> str:
    """Return where a community's re-encoded logo is kept: under a new name each time, as caches keep it for a year."""
    return f"communities/{community.pk}/{filename}"


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities by host."""

    def at_host(self, host: str) -> Self:
        """Return the community whose host name this is, port left out."""
        return self.filter(host=host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host)


def threshold(default: int, label: str, help_text: str = "", *, highest: int = 100_000) -> models.PositiveIntegerField:
    """Return a threshold of the domain: a whole number from 1 that a coordinator may set."""
    return models.PositiveIntegerField(
        label, default=default, help_text=help_text, validators=[MinValueValidator(1), MaxValueValidator(highest)]
    )


class Community(models.Model):
    """One local initiative with its own host name."""

    name = models.CharField(max_length=120, help_text="As it stands on every page, such as Rivertown TechHire.")
    region = models.CharField(max_length=120, help_text="The town, county or region, such as Rivertown.")
    tagline = models.CharField(max_length=200, blank=True)
    host = models.CharField("host name", max_length=253, unique=True, help_text="Such as techhire.rivertown.org.")
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[validate_time_zone])
    color = models.CharField(
        "brand color",
        max_length=7,
        default="#0b6b66",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a color such as #0b6b66.")],
    )
    logo = models.ImageField(upload_to=logo_path, blank=True)

    contact_name = models.CharField("contact person", max_length=120)
    contact_title = models.CharField("their title", max_length=120, blank=True)
    contact_email = models.EmailField("their e-mail")
    contact_phone = models.CharField("their phone", max_length=40, blank=True)
    postal_address = models.CharField(
        max_length=300, blank=True, help_text="On one line; the law asks for it in every campaign letter."
    )

    sender_name = models.CharField("letters come from", max_length=120, blank=True)
    sender_email = models.EmailField("their address", blank=True)

    is_second_factor_required = models.BooleanField(
        "everybody in the team needs a second factor",
        default=False,
        help_text="An authenticator app or a passkey beside the password.",
    )

    # Thresholds of the domain, with the defaults of the design.
    commitment_term_months = threshold(12, "A commitment lasts (months)", highest=120)
    renewal_first_notice_days = threshold(30, "First renewal letter (days before the end)", highest=365)
    renewal_last_notice_days = threshold(7, "Last renewal letter (days before the end)", highest=365)
    quiet_after_days = threshold(90, "An open conversation is quiet after (days)", highest=3650)
    demand_min_employers = threshold(3, "Demand is shown once this many signed employers ask", highest=1000)
    vacancy_day_cost = threshold(407, "Cost of one vacant IT job for one day (US dollars)")
    decision_days = threshold(30, "A provider's application is decided within (days)", highest=365)
    review_months = threshold(12, "A listed provider is reviewed again after (months)", highest=120)
    reviewers_per_application = threshold(2, "Reviewers of an application", highest=9)
    review_reminder_days = threshold(7, "Remind a reviewer after (days)", highest=365)
    return_due_days = threshold(45, "A placement return is due after its window closes (days)", highest=365)
    listing_grace_days = threshold(30, "A listing pauses when a return is late by more than (days)", highest=365)
    listing_warning_days = threshold(14, "Warn before a listing pauses (days)", highest=365)
    min_cell = threshold(10, "Smallest number of graduates behind a published figure", highest=1000)
    known_rate_percent = threshold(80, "Outcomes known before a figure is published (%)", highest=100)
    feedback_min_responses = threshold(5, "Responses before feedback is released", highest=1000)
    feedback_min_employers = threshold(3, "Employers behind released feedback", highest=1000)
    feedback_max_share_percent = threshold(50, "Largest share of one employer in released feedback (%)", highest=100)
    feedback_min_comments = threshold(10, "Responses before comments are released", highest=1000)

    approval_above = threshold(100, "A colleague approves a campaign to more than (people)")
    letters_per_minute = threshold(60, "Letters of campaigns a minute", highest=10_000)
    letters_per_domain_minute = threshold(20, "Of those, to one mail domain", highest=10_000)
    office_opens = threshold(8, "Campaigns begin to leave from (hour)", highest=23)
    office_closes = threshold(18, "Until (hour)", "Monday to Friday, in the time zone of the portal.", highest=24)

    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Community"]] = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "communities"
        constraints = [
            models.CheckConstraint(condition=models.Q(host=Lower("host")), name="community_host_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(renewal_last_notice_days__lt=models.F("renewal_first_notice_days")),
                name="community_renewal_notices_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(office_opens__lt=models.F("office_closes")), name="community_office_hours_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Return the community's time zone."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def url(self) -> str:
        """Return the address of the community's portal, without a closing slash."""
        return settings.PORTAL_URL.format(host=self.host, local=hosts.local(self.host))

    @property
    def sender(self) -> tuple[str, str]:
        """Return the name and address that letters come from; the contact person where none is set."""
        return self.sender_name or self.name, self.sender_email or self.contact_email

    @property
    def contact_initials(self) -> str:
        """Return up to two initials of the contact person."""
        words = self.contact_name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
