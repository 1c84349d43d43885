"""The directory in the admin of the installation's operator; the timeline can only be read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Domain,
    Entry,
    Introduction,
    Organization,
    Person,
    Tag,
    Task,
    Tie,
)


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    """Organizations of every community."""

    list_display = ("name", "community", "sector", "town", "created_at")
    list_filter = ("community", "sector")
    list_select_related = ("community",)
    search_fields = ("name", "slug")
    raw_id_fields = ("owner", "tags")
    readonly_fields = ("normalized_name", "search_text")
    show_full_result_count = False


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    """People of every community."""

    list_display = ("name", "email", "community", "source", "source_at")
    list_filter = ("community",)
    list_select_related = ("community",)
    search_fields = ("name", "email")
    raw_id_fields = ("user",)
    readonly_fields = ("folded_name", "search_text")
    show_full_result_count = False


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    """Who works where."""

    list_display = ("person", "organization", "title", "since", "until", "has_desk")
    list_select_related = ("person", "organization")
    raw_id_fields = ("person", "organization")
    search_fields = ("person__name", "organization__name")
    show_full_result_count = False


@admin.register(Alliance)
class AllianceAdmin(admin.ModelAdmin):
    """Organizations through which others are reached."""

    list_display = ("organization", "kind", "contact")
    list_select_related = ("organization", "contact")
    raw_id_fields = ("organization", "contact")
    search_fields = ("organization__name",)


@admin.register(AllianceMember)
class AllianceMemberAdmin(admin.ModelAdmin):
    """Who is in which alliance."""

    list_display = ("organization", "alliance", "since", "until")
    list_select_related = ("organization", "alliance__organization")
    raw_id_fields = ("organization", "alliance")
    search_fields = ("organization__name",)
    show_full_result_count = False


@admin.register(Tie)
class TieAdmin(admin.ModelAdmin):
    """Who knows whom."""

    list_display = ("from_person", "to_person", "kind", "strength", "until")
    list_select_related = ("from_person", "to_person")
    raw_id_fields = ("community", "from_person", "to_person", "said_by", "said_by_person")
    search_fields = ("from_person__name", "to_person__name")
    show_full_result_count = False


@admin.register(Introduction)
class IntroductionAdmin(admin.ModelAdmin):
    """Who was asked to introduce a team to whom."""

    list_display = ("introducer", "target", "organization", "community", "state", "asked_at")
    list_filter = ("community", "state")
    list_select_related = ("introducer", "target", "organization", "community")
    raw_id_fields = (
        "introducer",
        "introducer_organization",
        "target",
        "organization",
        "through",
        "named",
        "asked_by",
        "answered_by",
    )
    search_fields = ("introducer__name", "target__name")
    show_full_result_count = False


@admin.register(Domain)
class DomainAdmin(admin.ModelAdmin):
    """Mail domains of organizations."""

    list_display = ("name", "organization", "community", "verified_at", "verified_by")
    list_select_related = ("organization", "community", "verified_by")
    raw_id_fields = ("organization", "verified_by")
    search_fields = ("name",)
    show_full_result_count = False


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Words on organizations."""

    list_display = ("name", "community")
    list_filter = ("community",)
    search_fields = ("name",)


@admin.register(Task)
class TaskAdmin(admin.ModelAdmin):
    """Tasks of the teams."""

    list_display = ("title", "community", "due_on", "owner", "done_at")
    list_filter = ("community",)
    list_select_related = ("community", "owner")
    raw_id_fields = ("organization", "person", "owner", "done_by")
    search_fields = ("title",)
    show_full_result_count = False


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """What happened: read, never written."""

    list_display = ("at", "verb", "community", "organization", "person", "by")
    list_filter = ("community", "verb")
    list_select_related = ("community", "organization", "person", "by")
    search_fields = ("verb",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let nobody write by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody rewrite."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let nobody delete."""
        return False
