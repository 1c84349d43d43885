"""The operator's view of the app: looked at there, changed by the portal's verbs alone."""

from django.contrib import admin

from employers.admin import ReadOnly
from providers.models import Program, ProgramOccupation, Provider, Return, Submission


class OccupationInline(ReadOnly, admin.TabularInline):
    """What a program trains for."""

    model = ProgramOccupation


@admin.register(Provider)
class ProviderAdmin(ReadOnly, admin.ModelAdmin):
    """Providers."""

    list_display = ("organization", "kind", "standing", "standing_since")
    list_filter = ("organization__community", "kind", "standing")
    list_select_related = ("organization",)
    search_fields = ("organization__name",)


@admin.register(Program)
class ProgramAdmin(ReadOnly, admin.ModelAdmin):
    """Programs with their occupations."""

    list_display = ("name", "provider", "weeks", "tuition", "ended_on")
    list_select_related = ("provider__organization",)
    search_fields = ("name", "provider__organization__name")
    inlines = (OccupationInline,)


class SubmissionInline(ReadOnly, admin.TabularInline):
    """The versions of a return."""

    model = Submission


@admin.register(Return)
class ReturnAdmin(ReadOnly, admin.ModelAdmin):
    """Returns with their versions."""

    list_display = ("program", "cohort", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("program",)
    inlines = (SubmissionInline,)
