"""Roles and skills that an employer needs: at its desk, in the workspace, and by the link that renews them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from community import links
from community.access import PersonalRequest, PortalRequest, WorkspaceRequest, for_roles
from community.limits import Limit, take
from community.purposes import RENEW_ASKS
from community.roles import EDITORS
from employers import asks
from employers.forms.roles import RoleForm
from employers.models import Ask, Employer
from employers.views.desk_people import employer_of

CHANGES = Limit("roles said at a desk", 100, timedelta(days=1))


@dataclass(frozen=True)
class Place:
    """Where roles are edited: the routes' prefix, what names the employer there, and the page's frame."""

    prefix: str
    key: str | int
    frame: str

    def url(self, name: str, *args: Any) -> str:
        """Return the address of one of the three pages."""
        return reverse(f"employers:{self.prefix}-{name}", args=[self.key, *args])


def at_desk(employer: Employer) -> Place:
    """Return the place at the employer's own desk."""
    return Place("desk", employer.organization.slug, "desk.html")


def in_workspace(employer: Employer) -> Place:
    """Return the place in the workspace."""
    return Place("employer", employer.pk, "workspace.html")


def known(request: WorkspaceRequest, pk: int) -> Employer:
    """Return an employer of this community, or 404."""
    return get_object_or_404(Employer.objects.of(request.community).select_related("organization"), pk=pk)


@require_http_methods(["GET", "POST"])
def desk_roles(request: PersonalRequest, slug: str) -> HttpResponse:
    """List what the employer needs, and add to it."""
    employer = employer_of(request, slug)
    return roles(request, employer, at_desk(employer))


@require_http_methods(["GET", "POST"])
def desk_role(request: PersonalRequest, slug: str, pk: int) -> HttpResponse:
    """Change one role."""
    employer = employer_of(request, slug)
    return role(request, employer, pk, at_desk(employer))


@require_POST
def desk_role_end(request: PersonalRequest, slug: str, pk: int) -> HttpResponse:
    """End one role."""
    employer = employer_of(request, slug)
    return role_end(request, employer, pk, at_desk(employer))


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def employer_roles(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List what an employer needs, and add to it for them."""
    employer = known(request, pk)
    return roles(request, employer, in_workspace(employer))


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def employer_role(request: WorkspaceRequest, pk: int, ask_pk: int) -> HttpResponse:
    """Change one role for them."""
    employer = known(request, pk)
    return role(request, employer, ask_pk, in_workspace(employer))


@require_POST
@for_roles(EDITORS)
def employer_role_end(request: WorkspaceRequest, pk: int, ask_pk: int) -> HttpResponse:
    """End one role for them."""
    employer = known(request, pk)
    return role_end(request, employer, ask_pk, in_workspace(employer))


def refuse_too_many(request: PersonalRequest) -> None:
    """Raise CannotAsk where somebody says more in a day than a person would."""
    if not take(CHANGES, str(request.user.pk), at=timezone.now()):
        raise asks.CannotAsk(_("That is enough for one day. Please go on tomorrow, or write to us."))


def roles(request: PersonalRequest, employer: Employer, place: Place) -> HttpResponse:
    """Show the roles and the form for one more."""
    form = RoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            refuse_too_many(request)
            made = asks.ask(employer, **form.cleaned_data, by=request.user, at=timezone.now())
        except asks.CannotAsk as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Added: %(role)s.") % {"role": made.get_occupation_display()})
            return redirect(place.url("roles"))
    today = timezone.localdate()
    held = asks.holding(employer, today).order_by("valid_until", "pk")[: 4 * asks.MOST]
    rows = [
        {
            "ask": one,
            "change_url": place.url("role", one.pk),
            "end_url": place.url("role-end", one.pk),
            "is_ending": one.valid_until <= today + asks.NOTICE,
        }
        for one in held
    ]
    context = {"employer": employer, "frame": place.frame, "rows": rows, "form": form}
    return render(request, "employers/roles/index.html", context)


def role(request: PersonalRequest, employer: Employer, pk: int, place: Place) -> HttpResponse:
    """Show the form of one role, and say it anew."""
    ask = one_of(employer, pk)
    form = RoleForm(request.POST if request.method == "POST" else None, ask=ask)
    if form.is_valid():
        try:
            refuse_too_many(request)
            asks.change(ask, **form.cleaned_data, by=request.user, at=timezone.now())
        except asks.CannotAsk as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved: %(role)s.") % {"role": ask.get_occupation_display()})
            return redirect(place.url("roles"))
    context = {"employer": employer, "ask": ask, "frame": place.frame, "form": form, "roles_url": place.url("roles")}
    return render(request, "employers/roles/change.html", context)


def role_end(request: PersonalRequest, employer: Employer, pk: int, place: Place) -> HttpResponse:
    """Stop asking for one role."""
    ask = one_of(employer, pk)
    try:
        asks.end(ask, by=request.user, at=timezone.now())
    except asks.CannotAsk as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, _("No longer asked for: %(role)s.") % {"role": ask.get_occupation_display()})
    return redirect(place.url("roles"))


def one_of(employer: Employer, pk: int) -> Ask:
    """Return one role that an employer still needs, or 404."""
    found = asks.holding(employer, timezone.localdate()).select_related("employer")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def renew(request: PortalRequest, token: str) -> HttpResponse:
    """Show what ends soon, and ask for another year for it by one button; repeated visits show the same."""
    now = timezone.now()
    try:
        link = links.open_link(token, RENEW_ASKS, community=request.community, at=now)
    except links.CannotOpen as reason:
        return render(request, "employers/confirm/cannot.html", {"reason": reason}, status=410)
    found = asks.at_record(request.community, link.record).select_related("organization")
    employer = get_object_or_404(found)
    if request.method == "POST":
        asks.renew(employer, at=now)
        return redirect("employers:asks-renew", token=token)
    today = timezone.localdate(now)
    context = {
        "employer": employer,
        "ending": asks.ending(employer, today).order_by("valid_until", "pk")[: asks.MOST],
        "holding": asks.holding(employer, today).order_by("valid_until", "pk")[: 4 * asks.MOST],
    }
    return render(request, "employers/roles/renew.html", context)
