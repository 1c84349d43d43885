"""Applications: what an organization says to be listed, part by part, with evidence, and each version as submitted."""

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from employers.models.commitment import new_reference
from providers.applying_states import OPEN, WRITABLE, State, outside_label, public_label, tone
from providers.kinds import Kind, half
from providers.models.criteria import CriteriaVersion
from providers.models.provider import Program, Provider
from providers.parts import Key

RECORD = "providers.application"


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(provider__organization__community=community)

    def at_record(self, record: str) -> Self:
        """Return the one that letters name so; none where it is no application's."""
        kind, _, pk = record.rpartition(":")
        return self.filter(pk=int(pk)) if kind == RECORD and pk.isascii() and pk.isdigit() else self.none()

    def handed_in(self) -> Self:
        """Return those that were submitted at least once: a draft is its writers' own."""
        return self.filter(submitted_at__isnull=False)

    def open(self) -> Self:
        """Return those on which something is still to be written, reviewed or decided."""
        return self.filter(state__in=sorted(OPEN))


class Application(models.Model):
    """One application of a provider. Only `providers.applying.move` writes its state."""

    State = State

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="applications")
    reference = models.CharField(max_length=9, default=new_reference, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, help_text="As said in it.")
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it came into this state, where somebody said.")
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Who came to it by a link of their own; the organization's desk opens it to colleagues.",
    )
    is_to_check = models.BooleanField("came in an odd way: look before it is assigned", default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="The first time.")
    decide_by = models.DateField(null=True, blank=True, help_text="The day by which it is to be decided.")
    round = models.PositiveSmallIntegerField(
        default=1, help_text="Of reviews: one that begins anew, as on appeal, is the next."
    )
    renews = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="renewals",
        help_text="The listed one of which this is the re-review.",
    )

    objects: ClassVar[models.Manager["Application"]] = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False, decide_by__isnull=False),
                name="application_past_draft_was_submitted",
            ),
            models.UniqueConstraint(
                fields=["renews"], condition=~Q(state="withdrawn"), name="application_one_live_re_review"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "decide_by"], name="application_by_clock"),
            models.Index(fields=["provider", "-created_at"], name="application_by_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {self.reference}"

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("providers:application", args=[self.pk])

    @property
    def record(self) -> str:
        """Return how letters name this application."""
        return f"{RECORD}:{self.pk}"

    @property
    def public_label(self) -> str:
        """Return what applicants and the public call its state."""
        return public_label(self.state)

    @property
    def outside_label(self) -> str:
        """Return what who is kept out of it reads of its state."""
        return outside_label(self.state)

    @property
    def tone(self) -> str:
        """Return the class of its state's pill."""
        return tone(self.state)

    @property
    def is_writable(self) -> bool:
        """Tell whether it is the applicant's turn."""
        return self.state in WRITABLE


class Part(models.Model):
    """One part of an application: what was answered, and whether it may be written just now."""

    Key = Key

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="parts")
    key = models.CharField(max_length=20, choices=Key)
    answers = models.JSONField(default=dict, blank=True)
    self_score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="0 to 3, of criteria alone.")
    version = models.PositiveIntegerField(default=0, help_text="Counts what was saved, so that nobody is overwritten.")
    is_open = models.BooleanField("may be written", default=True)
    change_wanted = models.TextField(max_length=2_000, blank=True, help_text="What a reviewer asked to change.")
    change_wanted_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True, blank=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="part_once_per_application"),
            models.CheckConstraint(
                condition=Q(self_score=None) | Q(self_score__lte=3), name="part_self_score_from_0_to_3"
            ),
        ]

    def __str__(self) -> str:
        return self.get_key_display()


def evidence_path(evidence: "Evidence", filename: str) -> str:
    """Return where an uploaded file is kept: its own name is nowhere in it."""
    return f"evidence/{secrets.token_hex(16)}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Pieces of evidence in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(part__application__provider__organization__community=community)

    def standing(self) -> Self:
        """Return those that nobody took away."""
        return self.filter(removed_at=None)


class Evidence(models.Model):
    """A file or a link that bears out what a part says; one that a submitted version names is kept when taken away."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=150)
    dated_on = models.DateField(null=True, blank=True)
    description = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to=evidence_path, blank=True)
    file_name = models.CharField(max_length=120, blank=True, help_text="Tamed: what it is offered as.")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the file as it is kept.")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Evidence"]] = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pieces of evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="") & ~Q(sha256="")) | (~Q(url="") & Q(file="", sha256="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.UniqueConstraint(
                fields=["part", "sha256"],
                condition=~Q(sha256="") & Q(removed_at=None),
                name="evidence_file_once_per_part",
            ),
            models.UniqueConstraint(
                fields=["part", "url"], condition=~Q(url="") & Q(removed_at=None), name="evidence_link_once_per_part"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DeclaredCohort(models.Model):
    """What an applicant says of a cohort before any return of it came: shown as declared, never mixed with figures."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="declared")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="declared")
    cohort = models.DateField(help_text="First day of the half-year in which they graduated.")
    graduated = models.PositiveIntegerField()
    placed = models.PositiveIntegerField()
    median_salary = models.PositiveIntegerField(null=True, blank=True, help_text="US dollars a year; optional.")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "program", "cohort"], name="declared_cohort_once"),
            models.CheckConstraint(condition=Q(placed__lte=F("graduated")), name="declared_placed_had_graduated"),
            models.CheckConstraint(condition=Q(graduated__gte=1), name="declared_cohort_had_graduates"),
            models.CheckConstraint(
                condition=Q(median_salary=None) | Q(median_salary__gte=1), name="declared_missing_salary_is_not_zero"
            ),
            models.CheckConstraint(
                condition=Q(cohort__month__in=[1, 7], cohort__day=1), name="declared_cohort_of_a_half_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}, {half(self.cohort)}"


class Revision(models.Model):
    """An application as it was submitted: `sha256` is over the canonical JSON of `content`. Never rewritten."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    signed_off_as = models.CharField(max_length=150, help_text="The name typed at sign-off.")
    criteria_version = models.ForeignKey(
        CriteriaVersion,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The criteria that were acknowledged at sign-off.",
    )
    submitted_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="revision_number_once_per_application")
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the revision once; what was submitted is never rewritten."""
        if self.pk:
            raise TypeError("What was submitted is never rewritten.")
        super().save(*args, **kwargs)
