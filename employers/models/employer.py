"""Employers: organizations that hire."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import connections, models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.models import Organization
from employers.stages import OPEN_STAGES, WITH_A_REASON, Stage

LAST = date(9999, 12, 31)  # after every next step: those without one come last


def logo_path(employer: "Employer", filename: str) -> str:
    """Return where an employer's re-encoded logo is kept."""
    return f"employers/{employer.pk}/logo.png"


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers in words."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)

    def open(self) -> Self:
        """Return those in conversation, or on the way there."""
        return self.filter(stage__in=OPEN_STAGES)

    def quiet(self, today: date, days: int) -> Self:
        """Return the open ones with whom nobody spoke for more than so many days."""
        return self.open().filter(heard__lt=today - timedelta(days=days))

    def by_stage(self, community: Community) -> dict[str, int]:
        """Return how many of a community's employers stand where, zero included."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(BY_STAGE, {"community": community.pk})
            return dict(zip(Stage.values, cursor.fetchone(), strict=True))

    def due(self, today: date) -> Self:
        """Return those whose next step's day has come."""
        return self.filter(next_on__lte=today)


@models.CharField.register_lookup
class Unindexed(models.Transform):
    """A column for which SQLite looks up no index; PostgreSQL knows by itself how many rows to expect."""

    lookup_name = "unindexed"
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return the column as a value of its own."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


# Each stage is counted on the index alone; to group all rows would take five times as long.
AT_STAGE = "(SELECT COUNT(*) FROM employers_employer WHERE community_id = %(community)s AND stage = '{}')"
BY_STAGE = "SELECT " + ", ".join(AT_STAGE.format(stage) for stage in Stage.values)


class Employer(models.Model):
    """What the portal knows of an organization as one that hires.

    The community stands here as well as on its organization: without it, to count or sort the employers of a community
    would mean to read all its organizations.
    """

    class Workforce(models.TextChoices):
        """How many people work in IT there."""

        NONE = "0", _("None yet")
        XS = "1-4", _("1–4 people")
        S = "5-19", _("5–19 people")
        M = "20-99", _("20–99 people")
        L = "100+", _("100 people or more")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, db_index=False, editable=False, related_name="+")
    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="employer")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.IDENTIFIED)
    stage_since = models.DateField(default=timezone.localdate)
    stage_reason = models.CharField(max_length=300, blank=True, help_text="Why declined, or not to be contacted.")
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField(null=True, blank=True, help_text="When somebody last spoke with them.")
    it_workforce = models.CharField("people in IT", max_length=10, choices=Workforce, blank=True)
    logo = models.ImageField(upload_to=logo_path, blank=True)

    # What lists are narrowed and sorted by, never empty.
    next_on = models.GeneratedField(
        expression=Coalesce("next_step_on", Value(LAST)), output_field=models.DateField(), db_persist=True
    )
    heard = models.GeneratedField(
        expression=Coalesce("last_contact_on", "stage_since"), output_field=models.DateField(), db_persist=True
    )

    objects: ClassVar[models.Manager["Employer"]] = EmployerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(WITH_A_REASON)) | ~Q(stage_reason=""),
                name="employer_turned_down_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_step_on=None) | ~Q(next_step=""), name="employer_next_day_has_step"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "stage", "heard", "id"], name="employer_by_stage"),
            models.Index(fields=["community", "next_on", "id"], name="employer_by_next_step"),
            models.Index(fields=["community", "heard", "id"], name="employer_by_last_contact"),
            models.Index(fields=["community", "stage_since", "id"], name="employer_by_time_in_stage"),
        ]

    def __str__(self) -> str:
        return self.organization.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the organization's community beside it; `bulk_create` needs it given."""
        if self.community_id is None:
            self.community_id = self.organization.community_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return self.organization.get_absolute_url()

    @property
    def heard_on(self) -> date:
        """Return when something was last heard of them, at the latest when they came to their stage."""
        return self.last_contact_on or self.stage_since
