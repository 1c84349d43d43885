"""The operator's view of the app: evidence can be read there and never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from employers.models import Ask, Chain, Commitment, CommitmentText, Consent, Employer, Event, Promise


class ReadOnly:
    """Nothing is added, changed or deleted here: it is evidence, or the portal's verbs do it with all that follows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class PromiseInline(ReadOnly, admin.TabularInline):
    """What was promised."""

    model = Promise


class ConsentInline(ReadOnly, admin.TabularInline):
    """What was agreed to."""

    model = Consent


class EventInline(ReadOnly, admin.TabularInline):
    """What became of it."""

    model = Event
    fields = ("number", "kind", "at", "hash")
    ordering = ("number",)


@admin.register(Commitment)
class CommitmentAdmin(ReadOnly, admin.ModelAdmin):
    """Commitments with everything that hangs on them."""

    list_display = ("reference", "organization_name", "state", "method", "signed_at", "ends_on", "community")
    list_filter = ("community", "state", "method")
    list_select_related = ("community",)
    search_fields = ("reference", "organization_name", "signer_email")
    date_hierarchy = "signed_at"
    ordering = ("-signed_at",)
    inlines = (PromiseInline, ConsentInline, EventInline)


@admin.register(Promise)
class PromiseAdmin(ReadOnly, admin.ModelAdmin):
    """Promises."""

    list_display = ("commitment", "kind", "how")
    list_filter = ("commitment__community", "kind")
    list_select_related = ("commitment",)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, admin.ModelAdmin):
    """Consents."""

    list_display = ("commitment", "kind", "given_at", "withdrawn_at")
    list_filter = ("commitment__community", "kind")
    list_select_related = ("commitment",)


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin):
    """The chain, link by link."""

    list_display = ("number", "community", "kind", "at", "commitment", "hash")
    list_filter = ("community", "kind")
    list_select_related = ("community", "commitment")
    search_fields = ("hash", "commitment__reference")
    ordering = ("community", "-number")


@admin.register(Chain)
class ChainAdmin(ReadOnly, admin.ModelAdmin):
    """Where each community's chain ends."""

    list_display = ("community", "length", "head")
    list_select_related = ("community",)


@admin.register(CommitmentText)
class CommitmentTextAdmin(admin.ModelAdmin):
    """Versions of the text; a published one is frozen, and publishing is done in the workspace."""

    list_display = ("community", "version", "published_at", "sha256")
    list_filter = ("community",)
    list_select_related = ("community",)
    ordering = ("community", "-version")
    readonly_fields = ("published_at", "published_by", "sha256", "created_at", "created_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: drafts begin in the workspace, from the version before."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: CommitmentText | None = None) -> bool:
        """Let a draft be changed."""
        return obj is not None and not obj.is_published

    def has_delete_permission(self, request: HttpRequest, obj: CommitmentText | None = None) -> bool:
        """Let a draft be deleted."""
        return obj is not None and not obj.is_published


@admin.register(Employer)
class EmployerAdmin(admin.ModelAdmin):
    """Employers; the stage moves by what is done in the workspace."""

    list_display = ("organization", "stage", "stage_since", "it_workforce")
    list_filter = ("community", "stage")
    list_select_related = ("organization",)
    search_fields = ("organization__name",)
    raw_id_fields = ("organization",)
    readonly_fields = ("stage", "stage_since", "logo")


@admin.register(Ask)
class AskAdmin(admin.ModelAdmin):
    """Occupations that employers ask for."""

    list_display = ("occupation", "openings", "horizon", "employer", "commitment", "valid_until")
    list_filter = ("occupation", "horizon")
    list_select_related = ("employer__organization", "commitment")
    raw_id_fields = ("employer", "commitment")
