"""The operator's view of the community app; what is evidence can be read and not changed."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest

from community.models import (
    AuditEntry,
    Community,
    Heartbeat,
    Invitation,
    Job,
    Lease,
    Link,
    Membership,
    User,
)

# The operator comes in by the portal's own door, where limits and the second factor hold.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)  # roles of the portal are not Django's


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows; they are written by the portal alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes."""
        return False


class UserForm(forms.ModelForm):
    """A person, with the address in lower case."""

    def clean_email(self) -> str:
        """Return the address as it is kept: one mailbox, one person."""
        return User.objects.normalize_email(self.cleaned_data["email"])


class MembershipInline(admin.TabularInline):
    """Who has which roles, on the page of a person or a community."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user", "community")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People who sign in. Nobody is deleted, only disabled; passwords are their own (`manage.py sign_in_link`)."""

    form = UserForm
    list_display = ("email", "name", "is_active", "is_superuser", "joined_at", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_superuser", "joined_at", "last_login")
    readonly_fields = ("joined_at", "last_login")
    ordering = ("email",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes; disable instead: what people did keeps their name."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Give nobody new a password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):
    """Communities; a wrong host name is put right here."""

    list_display = ("name", "region", "host", "contact_name", "created_at")
    search_fields = ("name", "region", "host")
    ordering = ("name",)
    exclude = ("logo",)
    readonly_fields = ("created_at",)
    inlines = (MembershipInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes: a community holds evidence."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The audit trails of all communities."""

    list_display = ("at", "community", "by", "sentence")
    list_filter = ("community",)
    search_fields = ("sentence",)
    ordering = ("-at",)
    date_hierarchy = "at"
    list_select_related = ("community", "by")


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """Links that were handed out; not even their hashes are shown."""

    list_display = ("purpose", "record", "community", "created_at", "expires_at", "used_at", "revoked_at")
    list_filter = ("purpose", "community")
    search_fields = ("record",)
    ordering = ("-created_at",)
    exclude = ("token_hash",)
    list_select_related = ("community",)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Invitations; they are made and taken back on the team's page."""

    list_display = ("name", "email", "community", "invited_at", "accepted_at", "revoked_at")
    list_filter = ("community",)
    search_fields = ("name", "email")
    ordering = ("-invited_at",)
    list_select_related = ("community",)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Long work and how far it is."""

    list_display = ("title", "kind", "community", "state", "done", "total", "requested_at", "finished_at")
    list_filter = ("state", "kind", "community")
    ordering = ("-requested_at",)
    list_select_related = ("community",)


@admin.register(Heartbeat)
class HeartbeatAdmin(ReadOnlyAdmin):
    """When the things that must keep going last went."""

    list_display = ("name", "at")
    ordering = ("name",)


@admin.register(Lease)
class LeaseAdmin(ReadOnlyAdmin):
    """Who holds which lock."""

    list_display = ("name", "holder", "expires_at")
    ordering = ("name",)
