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

    class Known(models.TextChoices):
        """What happens to organizations that are in the directory already."""

        FILL = "fill", "Fill in what is missing, change nothing else"
        REPLACE = "replace", "Replace what we have by what the file says"
        LEAVE = "leave", "Leave them as they are"

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="import_batches")
    state = models.CharField(max_length=12, choices=State, default=State.CHOOSING)
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to=import_path, blank=True, help_text="Gone as soon as it is not needed.")
    table = models.FileField(upload_to=import_path, blank=True, help_text="Its rows, while they are checked.")
    reading = models.JSONField(default=dict, blank=True, help_text="Encoding and delimiter, or sheet; and headings.")
    columns = models.JSONField(default=list, blank=True, help_text="What each column means.")
    source = models.CharField(max_length=120, blank=True)
    known = models.CharField(max_length=10, choices=Known, default=Known.FILL)
    is_joining = models.BooleanField(default=True, help_text="Whether they are taken for employers.")
    counts = models.JSONField(default=dict, blank=True, help_text="How many rows of each outcome.")
    problems = models.JSONField(default=dict, blank=True, help_text="By column and message: how many, and which rows.")
    trouble = models.TextField(blank=True, help_text="Why the last step could not be done.")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

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
    cells = models.JSONField(default=list, blank=True, help_text="As they were typed.")
    values = models.JSONField(default=dict, blank=True, help_text="As they will be kept.")
    problems = models.JSONField(default=list, blank=True, help_text="Column and message.")
    normalized_name = models.CharField(max_length=200, blank=True)
    folded_town = models.CharField(max_length=120, blank=True)
    known = models.BigIntegerField(null=True, blank=True, help_text="The organization that it is.")
    same_as = models.PositiveIntegerField(null=True, blank=True, help_text="The row above that is the same one.")

    objects: ClassVar[models.Manager["ImportRow"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="import_row_by_outcome"),
            models.Index(fields=["batch", "normalized_name"], name="import_row_by_name"),
        ]

    def __str__(self) -> str:
        return f"Row {self.number}"


class ImportTrace(models.Model):
    """One thing that an import made or changed, by which it is undone."""

    class Kind(models.TextChoices):
        """What it is."""

        ORGANIZATION = "organization", "Organization made"
        PERSON = "person", "Person made"
        AFFILIATION = "affiliation", "Person put into an organization that we knew"
        DOMAIN = "domain", "Domain of an organization that we knew"
        TAG = "tag", "Tag made"
        TAGGING = "tagging", "Tag put on an organization that we knew"
        JOINED = "joined", "Organization that we knew, taken for an employer"
        CHANGE = "change", "Organization changed"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.BigIntegerField(help_text="Its id.")
    facts = models.JSONField(default=dict, blank=True, help_text="Of a change: what was before, and what after.")

    objects: ClassVar[models.Manager["ImportTrace"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["batch", "kind", "key"], name="import_trace_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ImportMemory(models.Model):
    """What a heading meant the last time somebody chose."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=200, help_text="Folded.")
    meaning = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["ImportMemory"]] = models.Manager()

    class Meta:
        verbose_name_plural = "import memories"
        constraints = [models.UniqueConstraint(fields=["community", "heading"], name="import_heading_once")]

    def __str__(self) -> str:
        return f"{self.heading}: {self.meaning}"
