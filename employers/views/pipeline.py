"""Workspace pages of the pipeline: the table and the board of employers, and what is done with one of them."""

from datetime import date, timedelta
from html import escape
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.paging import count_of, slice_of
from community.places import under
from community.roles import EDITORS, READERS
from community.views.saved import tabs_of
from directory.models import Organization, Sector, SizeBand
from employers import pipeline
from employers.forms.pipeline import MoveForm, NextStepForm
from employers.models import Employer
from employers.stages import Stage, is_stale
from employers.table import COLUMNS, LISTED, EmployerFilter, listed, ordered

PAGE = "employers:pipeline"
PANELS = "employers"
CARDS = 12  # of each stage on the board
SECTORS, SIZES, STAGES = dict(Sector.choices), dict(SizeBand.choices), dict(Stage.choices)
WORKFORCE = dict(Employer.Workforce.choices)
TONES = {
    Stage.SIGNED: "pill-good",
    Stage.ACTIVE: "pill-good",
    Stage.DORMANT: "pill-late",
    Stage.DECLINED: "pill-quiet",
    Stage.DO_NOT_CONTACT: "pill-bad",
    Stage.IDENTIFIED: "pill-quiet",
}


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show employers as a table or as a board; search, filters, order, columns and place stand in the address."""
    filters = EmployerFilter(request.GET, request.community, today=timezone.localdate(), by=request.user)
    context: dict[str, Any] = {
        "filters": filters,
        "tabs": tabs_of(request, PAGE),
        "page_route": PAGE,
        "columns": [(key, label, key in filters.columns) for key, label in COLUMNS.items()],
        "can_write": bool(request.roles & EDITORS),
        "is_board": request.GET.get("as") == "board",
        "is_plain": request.GET.dict() == {"as": "board"},
    }
    context |= board(filters) if context["is_board"] else table(request, filters)
    context["panels"] = panels_of(PANELS, request, request.community) if context["lines"] else []
    return render(request, "employers/workspace/employers.html", context)


def table(request: WorkspaceRequest, filters: EmployerFilter) -> dict[str, Any]:
    """Return one page of the table."""
    rows = filters.narrow(listed(request.community))
    columns = dict.fromkeys((*LISTED, filters.column))
    page = slice_of(rows.values(*columns), listed(request.community), filters.column, request.GET)
    return {
        "page": page,
        "count": count_of(rows, page),
        "heads": [COLUMNS[key] for key in filters.columns],
        "lines": [line(row, filters) for row in page.rows],
    }


def board(filters: EmployerFilter) -> dict[str, Any]:
    """Return the same employers by stage: how many, and the first of each."""
    rows = filters.narrow(listed(filters.community), but="stage")
    is_narrowed = filters.q.words or any(menu.chosen for menu in filters.menus if menu.name != "stage")
    counts = dict.fromkeys(Stage.values, 0)
    if is_narrowed:
        counts |= dict(rows.order_by().values_list("stage").annotate(count=Count("pk")))
    else:
        counts |= Employer.objects.by_stage(filters.community)
    stages: list[dict[str, Any]] = [
        {
            "label": stage.label,
            "key": stage.value,
            "count": counts[stage],
            "lines": [
                line(row, filters)
                for row in ordered(filters.at_stage(rows, stage, counts[stage]), filters.column).values(*LISTED)[:CARDS]
            ]
            if counts[stage]
            else [],
        }
        for stage in Stage
    ]
    return {"stages": stages, "lines": [line for stage in stages for line in stage["lines"]]}


def td(
    label: str, *, text: str = "", pill: str = "", tone: str = "", on: date | None = None, is_late: bool = False
) -> str:
    """Return one cell of the table as HTML: a pill, or a text, a day, and whether it is late."""
    inside = f'<span class="pill {tone}">{escape(pill)}</span>' if pill else escape(text)
    if on:
        tone = "pill pill-late" if is_late else "quiet"
        inside += f'{"<br>" if text else ""}<span class="{tone} text-nowrap">{on:%b} {on.day}, {on.year}</span>'
    elif is_late:
        inside += '<span class="pill pill-late">quiet</span>'
    return f'<td data-label="{escape(label)}">{inside}</td>' if inside else "<td></td>"


def line(row: dict[str, Any], filters: EmployerFilter) -> dict[str, Any]:
    """Return a row in words, ready for a template that has nothing left to work out."""
    today, days = filters.today, timedelta(days=filters.community.quiet_after_days)
    cells: dict[str, Any] = {
        "stage": {"pill": STAGES[row["stage"]], "tone": TONES.get(row["stage"], "")},
        "next": {
            "text": row["next_step"],
            "on": row["next_step_on"],
            "is_late": bool(row["next_step_on"] and row["next_step_on"] < today),
        },
        "owner": {"text": row["organization__owner__name"] or row["organization__owner__email"] or ""},
        "heard": {
            "on": row["last_contact_on"],
            "is_late": is_stale(row["stage"], row["heard"], today, days),
        },
        "town": {"text": row["organization__town"]},
        "sector": {"text": SECTORS.get(row["organization__sector"], "")},
        "size": {"text": SIZES.get(row["organization__size_band"], "").replace(" people", "")},
        "it": {"text": WORKFORCE.get(row["it_workforce"], "").replace(" people", "")},
        "reason": {"text": row["stage_reason"]},
    }
    return {
        "pk": row["pk"],
        "name": row["organization__name"],
        "url": under("directory:organizations", row["organization_id"]),
        "cells": SafeString("".join(td(COLUMNS[key], **cells[key]) for key in filters.columns)),
        **{key: cells[key] for key in ("next", "owner", "heard", "town")},
    }


@require_POST
@for_roles(EDITORS)
def identify(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take an organization for one that hires."""
    organization = get_object_or_404(Organization.objects.of(request.community), pk=pk)
    pipeline.identify(organization, by=request.user, at=timezone.now())
    messages.success(request, f"{organization} is in the pipeline.")
    return redirect(organization)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def move(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Move one employer to another stage."""
    employer = get_object_or_404(Employer.objects.of(request.community).select_related("organization"), pk=pk)
    is_committed = employer.commitments.active().exists()
    form = MoveForm(request.POST or None, employer=employer, is_committed=is_committed)
    if form.is_valid():
        try:
            moved = pipeline.move(
                employer,
                to=form.cleaned_data["stage"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except pipeline.CannotMove as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"{employer} is {moved.get_stage_display().lower()} now.")
            return redirect(employer)
    return render(request, "employers/workspace/move.html", {"employer": employer, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def plan(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what is done next with one employer."""
    employer = get_object_or_404(Employer.objects.of(request.community).select_related("organization"), pk=pk)
    known = {"step": employer.next_step, "on": employer.next_step_on}
    form = NextStepForm(request.POST or None, initial=known)
    if form.is_valid():
        pipeline.plan(employer, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "The next step is planned." if form.cleaned_data["step"] else "Nothing is planned.")
        return redirect(employer)
    return render(request, "employers/workspace/plan.html", {"employer": employer, "form": form})
