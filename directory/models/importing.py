"""Spreadsheets on their way into the directory: a batch, its rows while they are looked at, and what came of them."""

import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from community.models import Community, Job


def import_path(batch: "ImportBatch", filename: str) -> str:
    """Return where an uploaded spreadsheet is kept while it is needed; its own name is never part of it."""
    return f"imports/{secrets.token_hex(16)}"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Batches of a community."""

    def of(self, community: Community) -> Self:
        """Return those of one community."""
        return self.filter(community=community)


class ImportBatch(models.Model):
    """One spreadsheet, from the choice of its columns to its import, and back where that is undone."""

    class State(models.TextChoices):
        """How far it is."""

        CHOOSING = "choosing", "Columns to choose"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        COMMITTING = "committing", "Being imported"
        DONE = "done", "Imported"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    class Holds(models.TextChoices):
        """What its rows are."""

        ORGANIZATIONS = "organizations", "Organizations"
        PEOPLE = "people", "People"
        ALLIANCES = "alliances", "Alliances and their members"
        TIES = "ties", "Who knows whom"

    class Known(models.TextChoices):
        """What happens to those that are in the directory already."""

        FILL = "fill", "Fill in what is missing, change nothing else"
        REPLACE = "replace", "Replace what we have by what the file says"
        LEAVE = "leave", "Leave them as they are"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="import_batches")
    state = models.CharField(max_length=12, choices=State, default=State.CHOOSING)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to=import_path, blank=True, help_text="Gone as soon as it is not needed.")
    table = models.FileField(upload_to=import_path, blank=True, help_text="Its rows, while they are checked.")
    reading = models.JSONField(default=dict, blank=True, help_text="Encoding and delimiter, or sheet; and headings.")
    holds = models.CharField(max_length=15, choices=Holds, default=Holds.ORGANIZATIONS)
    columns = models.JSONField(default=list, blank=True, help_text="What each column means.")
    fixed = models.JSONField(default=dict, blank=True, help_text="What every row says, where no column says it.")
    source = models.CharField(max_length=120, blank=True)
    known = models.CharField(max_length=10, choices=Known, default=Known.FILL)
    is_joining = models.BooleanField(default=True, help_text="Whether its organizations are taken for employers.")
    counts = models.JSONField(default=dict, blank=True, help_text="How many rows of each outcome.")
    problems = models.JSONField(default=dict, blank=True, help_text="By column and message: how many, and which rows.")
    trouble = models.TextField(blank=True, help_text="Why the last step could not be done.")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    is_going = models.BooleanField(default=False, help_text="Whether parts of it are undone already.")

    objects: ClassVar[models.Manager["ImportBatch"]] = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "import batches"
        indexes = [models.Index(fields=["community", "-created_at", "-id"], name="import_by_time")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Return its page in the workspace."""
        return reverse("directory:import", args=[self.pk])

    @property
    def is_stuck(self) -> bool:
        """Tell whether the work on it gave up."""
        return bool(self.job and self.job.state == Job.State.FAILED)

    @property
    def is_busy(self) -> bool:
        """Tell whether work on it is still to come."""
        return self.state in {self.State.CHECKING, self.State.COMMITTING, self.State.UNDOING} and not self.is_stuck


class ImportRow(models.Model):
    """One row of a spreadsheet as it was read, what is wrong with it, and what would become of it."""

    class Outcome(models.TextChoices):
        """What would become of it."""

        NEW = "new", "New"
        UPDATE = "update", "Updated"
        DUPLICATE = "duplicate", "Known already"
        REJECTED = "rejected", "Rejected"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="As the spreadsheet shows it.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    cells = models.JSONField(default=list, blank=True, help_text="Of a rejected one: as they were typed.")
    values = models.JSONField(default=dict, blank=True, help_text="As they will be kept.")
    problems = models.JSONField(default=list, blank=True, help_text="Column and message.")
    key = models.CharField(max_length=32, blank=True, help_text="A digest of what it is about.")
    extra = models.CharField(max_length=32, blank=True, help_text="A digest of what else it says.")
    same_as = models.PositiveIntegerField(null=True, blank=True, help_text="The row above that is the same one.")

    objects: ClassVar[models.Manager["ImportRow"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["batch", "key"], name="import_row_by_key"),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportTrace(models.Model):
    """What a part of an import made, or one thing that it changed; by these it is undone."""

    class Kind(models.TextChoices):
        """What it is."""

        ORGANIZATION = "organization", "Organizations made"
        PERSON = "person", "People made"
        AFFILIATION = "affiliation", "People put into organizations"
        DOMAIN = "domain", "Domains given to organizations"
        TAG = "tag", "Tags made"
        TAGGING = "tagging", "Tags put on organizations"
        ALLIANCE = "alliance", "Organizations called an alliance"
        MEMBER = "member", "Organizations put into an alliance"
        TIE = "tie", "Ties made"
        ENTRY = "entry", "Lines written on timelines"
        JOINED = "joined", "Organizations taken for employers"
        CHANGE = "change", "Something changed"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="traces")
    part = models.PositiveIntegerField(default=0, help_text="Which transaction of the import.")
    kind = models.CharField(max_length=12, choices=Kind)
    keys = models.JSONField(default=list, help_text="Their ids.")
    facts = models.JSONField(
        default=dict, blank=True, help_text="Of a change: of what, what was before, and what after; else when."
    )

    objects: ClassVar[models.Manager["ImportTrace"]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["batch", "kind"], name="import_trace_by_batch"),
            models.Index(fields=["batch", "part"], name="import_trace_by_part"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {len(self.keys)}"


class ImportMemory(models.Model):
    """What a heading meant the last time somebody chose."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    holds = models.CharField(max_length=15, choices=ImportBatch.Holds, default=ImportBatch.Holds.ORGANIZATIONS)
    heading = models.CharField(max_length=200, help_text="Folded.")
    meaning = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["ImportMemory"]] = models.Manager()

    class Meta:
        verbose_name_plural = "import memories"
        constraints = [models.UniqueConstraint(fields=["community", "holds", "heading"], name="import_heading_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.meaning}"
