"""Letters for the operator of the installation: to be read, never to be changed here."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from outreach.models import Attempt, Letter, Pause, Suppression

if TYPE_CHECKING:
    AttemptInline = admin.TabularInline[Attempt, Letter]
    LetterModelAdmin = admin.ModelAdmin[Letter]
    SuppressionModelAdmin = admin.ModelAdmin[Suppression]
    PauseModelAdmin = admin.ModelAdmin[Pause]
else:
    AttemptInline = admin.TabularInline
    LetterModelAdmin = SuppressionModelAdmin = PauseModelAdmin = admin.ModelAdmin


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse."""
        return False


class History(ReadOnly, AttemptInline):
    """What happened to a letter."""

    model = Attempt
    fields = ("at", "state", "code", "words", "by")


@admin.register(Letter)
class LetterAdmin(ReadOnly, LetterModelAdmin):
    """Letters of all communities; what fills them is not shown: it may hold a code that still works."""

    list_display = ("pk", "community", "kind", "state", "attempts", "created_at", "due_at", "settled_at")
    list_filter = ("state", "kind", "community")
    list_select_related = ("community",)
    search_fields = ("message_id", "to_email")
    exclude = ("values", "claim_token")
    inlines = (History,)
    show_full_result_count = False


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, SuppressionModelAdmin):
    """Addresses that must not be written to, as hashes."""

    list_display = ("community", "reason", "scope", "at")
    list_filter = ("reason", "scope", "community")


@admin.register(Pause)
class PauseAdmin(ReadOnly, PauseModelAdmin):
    """Why no letter leaves."""

    list_display = ("cause", "since", "code", "tries", "next_try_at")
