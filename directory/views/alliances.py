"""Workspace pages of alliances: the list, one alliance, and who is in it."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.navigation import panels_of
from community.paging import count_of, slice_of
from community.places import under
from community.roles import EDITORS, READERS
from directory import alliances
from directory.bonds import AllianceKind
from directory.filters import QUERY
from directory.forms.alliances import AllianceForm, LeavingForm, MembersForm, NewAllianceForm
from directory.models import Alliance, AllianceMember, Organization

CANDIDATES = 20  # organizations to choose from
FORMER = 20  # members shown that have left
JOINED = 20  # alliances shown of an organization
BY_NAME = "organization__normalized_name"
KINDS = dict(AllianceKind.choices)


def found(request: WorkspaceRequest) -> "QuerySet[Alliance]":
    """Return the alliances that this person may see."""
    return Alliance.objects.of(request.community)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List alliances by name, each with how many members it has and what came of it."""
    rows = found(request).values("pk", BY_NAME, "organization__name", "kind", "contact__name", "contact")
    page = slice_of(rows, found(request), BY_NAME, request.GET)
    numbers = [row["pk"] for row in page.rows]
    sizes = AllianceMember.objects.current().filter(alliance__in=numbers).values_list("alliance")
    members = dict(sizes.annotate(Count("pk")).order_by())
    columns = [column for panel in panels_of("alliances", request, numbers) for column in panel["context"]["columns"]]
    lines = [
        row
        | {
            "name": row["organization__name"],
            "kind": KINDS.get(row["kind"], ""),
            "members": members.get(row["pk"], 0),
            "cells": [(head, cells.get(row["pk"], 0)) for head, cells in columns],
        }
        for row in page.rows
    ]
    context = {
        "page": page,
        "lines": lines,
        "heads": [head for head, _cells in columns],
        "count": count_of(found(request), page),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/alliances.html", context)


def candidates(request: WorkspaceRequest, *but: int) -> dict[str, Any]:
    """Return what was searched and the organizations that it finds, but for these."""
    query = request.GET.get("q", "")[:QUERY]
    rows = Organization.objects.of(request.community).exclude(pk__in=but)
    rows = rows.search(query) if query.strip() else rows.none()
    return {"query": query, "organizations": rows.order_by("normalized_name", "pk")[:CANDIDATES]}


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def add(request: WorkspaceRequest) -> HttpResponse:
    """Call an organization an alliance: first find it, then say of what kind."""
    form = NewAllianceForm(request.POST or None, community=request.community)
    if form.is_valid():
        data = form.cleaned_data
        try:
            alliance = alliances.name(
                data["organization"],
                kind=data["kind"],
                agreed_to=data["agreed_to"],
                by=request.user,
                at=timezone.now(),
            )
        except alliances.CannotAlly as reason:
            form.add_error("organization", str(reason))
        else:
            messages.success(request, f"{alliance} is an alliance. Say next who is in it.")
            return redirect(alliance)
    return render(request, "directory/alliance_add.html", {"form": form, **candidates(request)})


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one alliance with its members and what came of it."""
    alliance = get_object_or_404(found(request).select_related("organization", "contact"), pk=pk)
    members = AllianceMember.objects.filter(alliance=alliance)
    current = members.current().values("pk", BY_NAME, "organization", "organization__name", "since")
    page = slice_of(current, members, BY_NAME, request.GET)
    for row in page.rows:
        row["url"] = under("directory:organizations", row["organization"])
    context = {
        "alliance": alliance,
        "page": page,
        "count": count_of(members.current(), page),
        "former": members.exclude(until=None).select_related("organization").order_by("-until", "-pk")[:FORMER],
        "panels": panels_of("alliance", request, alliance),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/alliance.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def change(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say anew what is known about an alliance."""
    alliance = get_object_or_404(found(request).select_related("organization"), pk=pk)
    form = AllianceForm(request.POST or None, alliance=alliance)
    if form.is_valid():
        alliances.change(alliance, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"{alliance} is saved.")
        return redirect(alliance)
    return render(request, "directory/alliance_form.html", {"form": form, "alliance": alliance})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def join(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put organizations into an alliance: first find them, then say which."""
    alliance = get_object_or_404(found(request).select_related("organization"), pk=pk)
    form = MembersForm(request.POST or None, alliance=alliance, community=request.community)
    if form.is_valid():
        data = form.cleaned_data
        joined = alliances.join(
            alliance, data["organizations"], since=data["since"], by=request.user, at=timezone.now()
        )
        names = ", ".join(str(member.organization) for member in joined)
        messages.success(request, f"In {alliance}: {names}." if names else "They were members already.")
        return redirect(alliance)
    context = {"form": form, "alliance": alliance, **candidates(request, alliance.organization_id)}
    return render(request, "directory/alliance_join.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def leave(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that an organization left an alliance, and when."""
    member = get_object_or_404(
        AllianceMember.objects.of(request.community).select_related("organization", "alliance__organization"), pk=pk
    )
    form = LeavingForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            alliances.leave(member, until=form.cleaned_data["until"], by=request.user, at=timezone.now())
        except alliances.CannotAlly as reason:
            form.add_error("until", str(reason))
        else:
            messages.success(request, f"{member.organization} left {member.alliance}.")
            return redirect(member.alliance)
    return render(request, "directory/alliance_leave.html", {"form": form, "member": member})


def on_organization(request: HttpRequest, organization: Organization) -> dict[str, Any] | None:
    """Return the alliances that an organization is in, and whether it is one."""
    if not roles_of(request) & READERS:
        return None
    joined = (
        AllianceMember.objects.filter(organization=organization)
        .select_related("alliance__organization")
        .order_by(F("until").desc(nulls_first=True), "pk")[:JOINED]
    )
    alliance = getattr(organization, "alliance", None)
    return {"alliance": alliance, "memberships": joined} if alliance or joined else None
