"""Providers, the programs they teach, and whom those serve."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from community.models import Community
from directory.models import Organization
from employers.occupations import OCCUPATIONS
from providers.kinds import LISTED, Barrier, Intensity, Kind, Mode, Pace, Standing, half


class ProviderQuerySet(models.QuerySet["Provider"]):
    """Providers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(organization__community=community)

    def listed(self) -> Self:
        """Return those that a published decision put on the list; whether returns pause them is not asked here."""
        return self.filter(standing__in=sorted(LISTED))


class Provider(models.Model):
    """What the portal knows of an organization as one that trains, or leads to those who do."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="provider")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.TRAINING_PROVIDER)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.APPLICANT)
    standing_since = models.DateField(default=timezone.localdate)
    review_due_on = models.DateField(null=True, blank=True, help_text="When a listed one is reviewed again.")
    review_told_for = models.DateField(null=True, blank=True, help_text="The day of review of which notice was given.")
    review_late_for = models.DateField(
        null=True, blank=True, help_text="The day of review of which it was said that it is over."
    )
    summary = models.CharField(max_length=500, blank=True, help_text="What it does and for whom, for the public.")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Provider"]] = ProviderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["standing", "standing_since"], name="provider_by_standing"),
            models.Index(fields=["review_due_on"], condition=Q(review_due_on__isnull=False), name="provider_by_review"),
        ]

    def __str__(self) -> str:
        return self.organization.name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return self.organization.get_absolute_url()

    @property
    def record(self) -> str:
        """Return how letters name it."""
        return f"providers.provider:{self.pk}"


class ProgramQuerySet(models.QuerySet["Program"]):
    """Programs in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(provider__organization__community=community)

    def offered(self) -> Self:
        """Return those that are taught now."""
        return self.filter(ended_on=None)


class Program(models.Model):
    """What a provider teaches. Whatever was not said is empty: missing is never zero, and no tuition is 0."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="programs")
    name = models.CharField(max_length=160)
    summary = models.CharField(max_length=500, blank=True)
    website = models.URLField(blank=True)
    annual_enrollment = models.PositiveIntegerField("people who begin in a year", null=True, blank=True)
    annual_completion = models.PositiveIntegerField("people who complete in a year", null=True, blank=True)
    admission = models.TextField("who is admitted, and how", max_length=2_000, blank=True)
    pace = models.CharField(max_length=10, choices=Pace, blank=True)
    intensity = models.CharField(max_length=10, choices=Intensity, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, blank=True)
    weeks = models.PositiveSmallIntegerField("length in weeks", null=True, blank=True)
    tuition = models.DecimalField("tuition in US dollars", max_digits=9, decimal_places=2, null=True, blank=True)
    funding = models.CharField("who pays, other than the learner", max_length=300, blank=True)
    credential = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=120, blank=True)
    skills = models.JSONField(default=list, blank=True, help_text="As typed; read through the community's aliases.")
    # Empty: from the half-year in which its provider was listed. Said where a listed provider adds a program, and by a
    # coordinator (`beginning`).
    reports_from = models.DateField(
        null=True, blank=True, help_text="First day of the first half-year for which returns are due."
    )
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Program"]] = ProgramQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="program_name_once_per_provider"),
            models.CheckConstraint(condition=Q(tuition=None) | Q(tuition__gte=0), name="program_tuition_not_negative"),
            models.CheckConstraint(
                condition=Q(annual_completion=None)
                | Q(annual_enrollment=None)
                | Q(annual_completion__lte=F("annual_enrollment")),
                name="program_completes_at_most_who_begins",
            ),
            models.CheckConstraint(
                condition=Q(weeks=None) | Q(weeks__gte=1), name="program_missing_length_is_not_zero"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramOccupation(models.Model):
    """An occupation for which a program trains."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="occupations")
    code = models.CharField(max_length=7, choices=OCCUPATIONS, help_text="SOC 2018.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["program", "code"], name="program_occupation_once")]
        indexes = [models.Index(fields=["code"], name="program_by_occupation")]

    def __str__(self) -> str:
        return self.get_code_display()


class BarrierCount(models.Model):
    """How many people with one barrier a program's cohort served, graduated and placed: counts, never people."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="barrier_counts")
    cohort = models.DateField(help_text="First day of the half-year.")
    barrier = models.CharField(max_length=24, choices=Barrier)
    served = models.PositiveIntegerField(null=True, blank=True)
    graduated = models.PositiveIntegerField(null=True, blank=True)
    placed = models.PositiveIntegerField(null=True, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "cohort", "barrier"], name="barrier_count_once_per_cohort"),
            models.CheckConstraint(
                condition=Q(graduated=None) | Q(served=None) | Q(graduated__lte=F("served")),
                name="barrier_count_graduates_were_served",
            ),
            models.CheckConstraint(
                condition=Q(placed=None) | Q(graduated=None) | Q(placed__lte=F("graduated")),
                name="barrier_count_placed_had_graduated",
            ),
            models.CheckConstraint(
                condition=Q(cohort__month__in=[1, 7], cohort__day=1), name="barrier_count_of_a_half_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_barrier_display()}, {half(self.cohort)}"
