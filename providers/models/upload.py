"""Spreadsheets of returns: one on its way into a draft, what it changed there, and what words meant the last time."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from providers.models.placement import Return
from providers.models.provider import Provider
from providers.sifting import in_words


class ReturnUpload(models.Model):
    """A spreadsheet of a return: its rows while they are looked at, and nothing but a trace once they are in the draft.

    The file itself is never kept, and of it no column and no cell that names a person.
    """

    class State(models.TextChoices):
        """How far it is."""

        LOOKING = "looking", "Being looked at"
        DONE = "done", "In the draft"

    filed_for = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="uploads")
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    file_name = models.CharField(max_length=100)
    sheet = models.CharField(max_length=100, blank=True, help_text="Of a workbook: which sheet was read.")
    headings = models.JSONField(default=list, blank=True)
    refused = models.JSONField(default=dict, blank=True, help_text="By place of a column: why it was not kept.")
    removed = models.PositiveIntegerField(default=0, help_text="Cells that named a person, beside those columns.")
    rows = models.JSONField(default=list, blank=True, help_text="Number and cells; gone once they are in the draft.")
    choices = models.JSONField(default=dict, blank=True, help_text="What was said of its columns and its rows.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with what is said of it.")
    counts = models.JSONField(default=dict, blank=True, help_text="Once it is in the draft: what it brought.")
    trace = models.JSONField(default=list, blank=True, help_text="By reference: the row before, and after.")
    rejected = models.JSONField(default=list, blank=True, help_text="Number, cells and reason, to be handed back.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ReturnUpload"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filed_for"], condition=Q(state="looking"), name="return_upload_looked_at_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state="looking", done_at=None) | Q(state="done", done_at__isnull=False, rows=[]),
                name="return_upload_done_keeps_no_rows",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="return_upload_by_age")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def words(self) -> str:
        """Return what it brought, in a few words."""
        return in_words(self.counts)


class SheetMemory(models.Model):
    """What a provider's headings and words meant the last time."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(
        max_length=8, choices=[("heading", "Heading"), ("status", "Word for a status"), ("program", "Program")]
    )
    word = models.CharField(max_length=200, help_text="Folded.")
    meaning = models.CharField(max_length=20, blank=True)

    objects: ClassVar[models.Manager["SheetMemory"]] = models.Manager()

    class Meta:
        verbose_name_plural = "sheet memories"
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "word"], name="sheet_word_means_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.meaning}"
