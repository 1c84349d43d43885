"""Placement returns: what a provider submits for one program and half-year, by version and graduate."""

from datetime import date
from functools import reduce
from operator import add
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from directory.models import Organization
from employers.occupations import OCCUPATIONS
from providers.kinds import HEADLINE, IN_FIELD, Documentation, PayUnit, Status, half
from providers.models.provider import Program
from providers.outcomes import DAYS, SOONER, Fact
from providers.periods import Step, opens_on

RETURN_RECORD = "providers.return"

COUNTED = ~Q(status=Status.EXCLUDED)
BEGAN = Q(status__in=sorted(IN_FIELD), days_to_start__lte=DAYS)
PLACED = Q(status__in=sorted(HEADLINE), days_to_start__lte=DAYS)
NAMED = PLACED & (Q(employer__isnull=False) | ~Q(employer_name=""))
WHEN = {
    Fact.COUNTED: COUNTED,
    Fact.KNOWN: COUNTED & ~Q(status=Status.NOT_KNOWN),
    Fact.IN_FIELD: BEGAN,
    Fact.IN_FIELD_90: BEGAN & Q(days_to_start__lte=SOONER),
    Fact.PLACED: PLACED,
    Fact.PLACED_90: PLACED & Q(days_to_start__lte=SOONER),
    Fact.REGION_KNOWN: PLACED & Q(is_in_region__isnull=False),
    Fact.IN_REGION: PLACED & Q(is_in_region=True),
    Fact.NAMED: NAMED,
    Fact.ANSWERED: NAMED & Q(is_confirmed__isnull=False),
    Fact.CONFIRMED: NAMED & Q(is_confirmed=True),
}


def facts() -> Any:
    """Return what works out in the database what `outcomes.facts_of` works out of one graduate."""
    terms = [Case(When(condition, then=Value(fact.value)), default=Value(0)) for fact, condition in WHEN.items()]
    return reduce(add, terms)


class ReturnQuerySet(models.QuerySet["Return"]):
    """Returns in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(program__provider__organization__community=community)

    def awaited(self) -> Self:
        """Return those for which nothing was submitted yet, and which nobody excused."""
        return self.filter(state=Return.State.AWAITED)

    def overdue(self, today: date) -> Self:
        """Return the awaited ones whose day, or the day to which it was put off, is over."""
        return self.awaited().filter(Q(extended_to=None, due_on__lt=today) | Q(extended_to__lt=today))

    def overdue_by_provider(self, today: date) -> Any:
        """Return for each provider with overdue returns a row: its key, how many they are, and the day of the oldest.

        >>> Return.objects.overdue_by_provider(today)  # doctest: +SKIP
        <ReturnQuerySet [{'provider': 7, 'late': 2, 'since': datetime.date(2026, 8, 13)}]>
        """
        rows: Any = self.overdue(today).order_by().annotate(provider=F("program__provider"))
        day = Coalesce("extended_to", "due_on")
        return rows.values("provider").annotate(late=Count("pk"), since=Min(day)).order_by("since", "provider")

    def with_day(self) -> Any:
        """Return them with `day`, by which each is due: its own, or the one to which it was put off."""
        return self.annotate(day=Coalesce("extended_to", "due_on"))


class Return(models.Model):
    """What one program owes for one half-year of graduates."""

    class State(models.TextChoices):
        """Whether it came."""

        AWAITED = "awaited", "Awaited"
        SUBMITTED = "submitted", "Submitted"
        NIL = "nil", "Nothing to report"
        EXCUSED = "excused", "Excused"

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="returns")
    cohort = models.DateField(help_text="First day of the half-year in which its graduates graduated.")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.AWAITED)
    extended_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was put off or excused.")
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on a submission is undone no more, only corrected."
    )
    told = models.CharField(
        max_length=8, blank=True, choices=[(step.value, step.name) for step in Step], help_text="The last step told of."
    )

    objects: ClassVar[models.Manager["Return"]] = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["program", "cohort"], name="return_once_per_program_and_half_year"),
            models.CheckConstraint(condition=Q(cohort__month__in=[1, 7], cohort__day=1), name="return_of_a_half_year"),
            models.CheckConstraint(
                condition=Q(extended_to=None) | Q(extended_to__gt=F("due_on")), name="return_put_off_to_a_later_day"
            ),
            models.CheckConstraint(
                condition=(~Q(state="excused") & Q(extended_to=None)) | ~Q(reason=""), name="return_let_off_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="return_by_day")]

    def __str__(self) -> str:
        return f"{self.program}, {half(self.cohort)}"

    def get_absolute_url(self) -> str:
        """Return its page at the provider's desk."""
        return reverse("providers:desk-return", args=[self.pk])

    @property
    def half(self) -> str:
        """Return its half-year as people say it."""
        return half(self.cohort)

    @property
    def falls_on(self) -> date:
        """Return the day by which it is due: its own, or the one to which it was put off."""
        return self.extended_to or self.due_on

    @property
    def opens_on(self) -> date:
        """Return from when on rows may be filed; that there is nothing to report may be said before."""
        return opens_on(self.cohort)

    @property
    def is_awaited(self) -> bool:
        """Tell whether nothing came yet and nobody excused it."""
        return self.state == self.State.AWAITED

    @property
    def record(self) -> str:
        """Return how letters name it."""
        return f"{RETURN_RECORD}:{self.pk}"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(filed_for__program__provider__organization__community=community)

    def current(self) -> Self:
        """Return the versions that count."""
        return self.filter(is_current=True)


class Submission(models.Model):
    """One version of a return, kept as it came; a correction says why."""

    class Method(models.TextChoices):
        """How it came."""

        FORM = "form", "Typed"
        FILE = "file", "Spreadsheet"

    filed_for = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)
    method = models.CharField(max_length=4, choices=Method, default=Method.FORM)
    is_nil = models.BooleanField("nothing to report", default=False)
    why = models.CharField("why it was corrected", max_length=300, blank=True)
    enrollments = models.PositiveIntegerField(
        null=True, blank=True, help_text="People of this cohort who had enrolled."
    )
    excepted = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of those, who died, were incarcerated or were called to active duty (CIRR)."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now)
    # What undoing puts back, and that it was undone.
    state_before = models.CharField(max_length=10, choices=Return.State, default=Return.State.AWAITED)
    closed_before = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Submission"]] = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filed_for", "version"], name="submission_version_once"),
            models.UniqueConstraint(fields=["filed_for"], condition=Q(is_current=True), name="submission_one_counts"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(why=""), name="submission_correction_says_why"),
            models.CheckConstraint(
                condition=Q(excepted=None) | Q(enrollments=None) | Q(excepted__lte=F("enrollments")),
                name="submission_excepted_had_enrolled",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(is_current=False), name="submission_undone_does_not_count"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.version}"

    @property
    def record(self) -> str:
        """Return how letters name this version."""
        return f"providers.submission:{self.pk}"


class Outcome(models.Model):
    """What became of one graduate; with a job start it is a placement. Nothing here names a person."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField(help_text="Its place in the return, from 1.")
    reference = models.CharField(max_length=40, help_text="The provider's own; never a number or address of a person.")
    graduated_on = models.DateField()
    status = models.CharField(max_length=2, choices=Status)
    started_on = models.DateField(null=True, blank=True)
    employer = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="placements"
    )
    employer_name = models.CharField(max_length=200, blank=True, help_text="As typed.")
    town = models.CharField(max_length=120, blank=True)
    is_in_region = models.BooleanField(null=True, blank=True, help_text="Empty where not known.")
    occupation = models.CharField(max_length=7, choices=OCCUPATIONS, blank=True, help_text="SOC 2018.")
    base_pay = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    pay_unit = models.CharField(max_length=5, choices=PayUnit, blank=True)
    hours_per_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    documentation = models.CharField(max_length=12, choices=Documentation, blank=True)
    is_confirmed = models.BooleanField(null=True, blank=True, help_text="What the employer said; empty before.")

    # Worked out when the row is kept, so that figures read them off an index.
    days_to_start = models.IntegerField(null=True, blank=True, help_text="From graduation to the first day of work.")
    annual_pay = models.PositiveIntegerField(
        null=True, blank=True, help_text="Base pay in whole US dollars a year, as `deriving.annual_pay` works it out."
    )
    # Worked out by the database itself, and so never behind: what counts of the graduate, one bit a fact; the pay that
    # enters salary; and at whose organization a graduate counts as placed. A release reads these, each off its index.
    facts = models.GeneratedField(expression=facts(), output_field=models.PositiveSmallIntegerField(), db_persist=True)
    counted_pay = models.GeneratedField(
        expression=Case(When(status__in=sorted(HEADLINE), then=F("annual_pay"))),
        output_field=models.PositiveIntegerField(null=True),
        db_persist=True,
    )
    placed_at = models.GeneratedField(
        expression=Case(When(PLACED, then=F("employer_id"))),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "reference"], name="outcome_reference_once"),
            models.CheckConstraint(
                condition=Q(base_pay=None, pay_unit="") | (Q(base_pay__gt=0) & ~Q(pay_unit="")),
                name="outcome_pay_has_unit",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__gt=0, hours_per_week__lte=100),
                name="outcome_hours_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None, days_to_start=None)
                | Q(started_on__isnull=False, days_to_start__isnull=False),
                name="outcome_start_is_counted",
            ),
            # Whether an employer is named never changes then, whatever becomes of the organization.
            models.CheckConstraint(
                condition=Q(employer=None) | ~Q(employer_name=""), name="outcome_employer_known_is_named"
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "row"], name="outcome_by_row"),
            models.Index(fields=["employer"], condition=Q(employer__isnull=False), name="outcome_by_employer"),
            models.Index(
                fields=["submission", "facts"], condition=Q(is_confirmed__isnull=False), name="outcome_by_answer"
            ),
            models.Index(
                fields=["submission", "counted_pay"], condition=Q(counted_pay__isnull=False), name="outcome_by_pay"
            ),
            models.Index(
                fields=["submission", "placed_at"], condition=Q(placed_at__isnull=False), name="outcome_by_placement"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
