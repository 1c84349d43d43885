"""Workspace pages of imports: a spreadsheet is chosen, its columns named, its rows looked at, imported, undone."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from directory import exporting, spreadsheets
from directory.forms.importing import ColumnsForm, ReadingForm, UploadForm
from directory.importing import batches, joining
from directory.importing.cells import HALVES, label_of
from directory.models import ImportBatch, ImportRow
from directory.reading.tables import CannotRead
from directory.views.exports import answer

SHOWN = 20
State, Outcome = ImportBatch.State, ImportRow.Outcome
PAGES = {
    "organizations": ("Open the organizations", "directory:organizations"),
    "people": ("Open the people", "directory:people"),
    "alliances": ("Open the alliances", "directory:alliances"),
    "ties": ("Open the people", "directory:people"),
}
QUESTIONS = {
    "people": "The organizations could hire: put them into the pipeline, as identified",
    "alliances": "The members could hire: put them into the pipeline, as identified",
}


def found(request: WorkspaceRequest, pk: int) -> ImportBatch:
    """Return an import of this community."""
    return get_object_or_404(ImportBatch.objects.of(request.community).select_related("job", "created_by"), pk=pk)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Take a spreadsheet, and list those that came before."""
    asked = {"holds": request.GET.get("holds", "")}
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(initial=asked)
    if form.is_valid():
        upload, holds = form.cleaned_data["file"], form.cleaned_data["holds"]
        try:
            batch = batches.begin(
                request.community,
                name=upload.name,
                content=upload.read(),
                by=request.user,
                at=timezone.now(),
                holds=holds,
            )
        except CannotRead as reason:
            form.add_error("file", str(reason))
        else:
            return redirect("directory:import-columns", batch.pk)
    before = ImportBatch.objects.of(request.community).select_related("created_by").order_by("-created_at", "-pk")
    page = Paginator(before, SHOWN).get_page(request.GET.get("page"))
    lines = [(one, batches.brought(one.counts)) for one in page]
    context = {"form": form, "page": page, "lines": lines, "sheets": batches.every_sheet(), "days": batches.KEPT.days}
    return render(request, "directory/imports/index.html", context)


@require_safe
@for_roles(EDITORS)
def template(request: WorkspaceRequest, holds: str, form: str) -> StreamingHttpResponse:
    """Answer with a table of all headings that we know and, with `filled`, an example below them."""
    if holds not in ImportBatch.Holds.values:
        raise Http404
    sheet = joining.sheet(holds)
    whole = [target for target in sheet.targets if target.key not in HALVES]
    rows = [[target.example for target in whole]] if "filled" in request.GET else []
    return answer(form, f"{sheet.label} to import", [target.label for target in whole], rows)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def columns(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what the columns mean, and have every row looked at."""
    batch = found(request, pk)
    if batch.is_busy or batch.state not in {State.CHOOSING, State.CHECKED, State.CHECKING}:
        return redirect(batch)
    sheet = joining.sheet(batch.holds)
    form = ColumnsForm(request.POST or None, batch=batch, sheet=sheet, question=question_of(batch))
    if form.is_valid():
        try:
            batches.check(
                batch,
                meanings=form.cleaned_data["meanings"],
                source=form.cleaned_data["source"],
                known=form.cleaned_data["known"],
                is_joining=form.cleaned_data.get("is_joining", False),
                fixed=form.cleaned_data["fixed"],
                by=request.user,
                at=timezone.now(),
            )
        except batches.CannotImport as reason:
            messages.warning(request, str(reason))
        return redirect(batch)
    return render(
        request,
        "directory/imports/columns.html",
        {
            "batch": batch,
            "sheet": sheet,
            "form": form,
            "reading": ReadingForm(batch=batch),
            "road": road(batch, "columns"),
        },
    )


def question_of(batch: ImportBatch) -> str:
    """Return what is asked about the organizations of a sheet; nothing where there is nothing to become."""
    if not joining.joints:
        return ""
    return QUESTIONS.get(batch.holds, joining.joints[0].question if batch.holds == "organizations" else "")


@require_POST
@for_roles(EDITORS)
def reading(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Read the file in another way, and show its columns anew."""
    batch = found(request, pk)
    form = ReadingForm(request.POST, batch=batch)
    if batch.state not in {State.CHOOSING, State.CHECKED} or not form.is_valid():
        messages.warning(request, "The file cannot be read like that.")
        return redirect(batch)
    kept = {key: batch.reading[key] for key in ("form", "sheets") if key in batch.reading}
    try:
        batches.look_again(batch, {**kept, **form.reading()}, holds=form.cleaned_data["holds"])
    except CannotRead as reason:
        messages.warning(request, f"It is still read as before. {reason}")
    return redirect("directory:import-columns", batch.pk)


@require_safe
@for_roles(EDITORS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show where an import stands: its progress, its problems, what it will do or did."""
    batch = found(request, pk)
    if batch.state == State.CHOOSING:
        return redirect("directory:import-columns", batch.pk)
    here = "check" if batch.state in {State.CHECKING, State.CHECKED} else "import"
    context = {
        "batch": batch,
        "job": batch.job,
        "road": road(batch, here),
        "problems": problems_of(batch),
        "samples": samples(batch) if batch.state == State.CHECKED else [],
        "columns": [label_of(batch.holds, column) for column in joining.sheet(batch.holds).listed],
        "brought": batches.brought(batch.counts),
        "onward": onward(batch),
        "can_commit": bool(batch.counts.get("new") or batch.counts.get("update")),
        "days": batches.KEPT.days,
    }
    return render(request, "directory/imports/show.html", context)


def problems_of(batch: ImportBatch) -> list[tuple[str, list[tuple[str, int, list[Any]]]]]:
    """Return what is wrong by column, in the order of the columns, what is wrong most often first."""
    labels = [label_of(batch.holds, column) for column in batch.columns if column]
    found = [
        (column, sorted(((text, one["count"], one["rows"]) for text, one in texts.items()), key=lambda one: -one[1]))
        for column, texts in batch.problems.items()
    ]
    return sorted(found, key=lambda one: labels.index(one[0]) if one[0] in labels else len(labels))


def onward(batch: ImportBatch) -> list[tuple[str, str]]:
    """Return where what was imported is found: words and address."""
    found = [PAGES[batch.holds]]
    if batch.is_joining:
        found = [joint.page for joint in joining.joints] + found
    return [(words, reverse(route)) for words, route in found]


def samples(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return the first rows of each outcome, as they will be kept."""
    lines = []
    listed = [(column, label_of(batch.holds, column)) for column in joining.sheet(batch.holds).listed]
    for outcome in (Outcome.NEW, Outcome.UPDATE, Outcome.DUPLICATE):
        rows = ImportRow.objects.filter(batch=batch, outcome=outcome).order_by("number")[:5]
        lines += [
            {
                "number": row.number,
                "outcome": outcome.label,
                "same_as": row.same_as,
                "cells": [
                    (label, in_words(batch.holds, column, row.values.get(column, ""))) for column, label in listed
                ],
            }
            for row in rows
        ]
    return lines


def in_words(holds: str, column: str, value: Any) -> str:
    """Return a value as a person reads it."""
    known: dict[str, dict[Any, str]] = {
        "sector": exporting.SECTORS,
        "kind": exporting.TIE_KINDS if holds == "ties" else exporting.KINDS,
        "strength": exporting.STRENGTHS,
    }
    return str(known.get(column, {}).get(value, value))


def road(batch: ImportBatch, here: str) -> list[dict[str, str]]:
    """Return the steps of an import."""
    steps = {"file": "Choose the file", "columns": "Name the columns", "check": "Look at it", "import": "Import"}
    place = list(steps).index(here)
    is_over = batch.state in {State.DONE, State.UNDONE}
    return [
        {"label": label, "state": "here" if number == place and not is_over else "done" if number <= place else ""}
        for number, label in enumerate(steps.values())
    ]


@require_POST
@for_roles(EDITORS)
def commit(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Import what was checked."""
    batch = found(request, pk)
    try:
        batches.commit(batch, by=request.user, at=timezone.now())
    except batches.CannotImport as reason:
        messages.warning(request, str(reason))
    return redirect(batch)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def undo(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Undo an import, after saying what that takes away."""
    batch = found(request, pk)
    if request.method == "GET" and batch.state == State.DONE:
        return render(
            request, "directory/imports/undo.html", {"batch": batch, "brought": batches.brought(batch.counts)}
        )
    if request.method == "POST":
        try:
            batches.undo(batch, by=request.user, at=timezone.now())
        except batches.CannotImport as reason:
            messages.warning(request, str(reason))
    return redirect(batch)


@require_POST
@for_roles(EDITORS)
def discard(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put a spreadsheet away that is not to be imported."""
    batch = found(request, pk)
    try:
        batches.discard(batch)
    except batches.CannotImport as reason:
        messages.warning(request, str(reason))
        return redirect(batch)
    messages.success(request, f"{batch.file_name} is put away. Nothing was imported.")
    return redirect("directory:imports")


@require_safe
@for_roles(EDITORS)
def rejected(request: WorkspaceRequest, pk: int) -> StreamingHttpResponse:
    """Answer with the rows that were rejected as they came, and why."""
    batch = found(request, pk)
    heads = [*batch.reading.get("headings", []), "Row", "Why it was rejected"]
    return answer(spreadsheets.CSV, "Rejected", heads, rejected_rows(batch))


def rejected_rows(batch: ImportBatch) -> Iterator[list[Any]]:
    """Yield the rejected rows, each with its number and its reasons."""
    rows = ImportRow.objects.filter(batch=batch, outcome=Outcome.REJECTED).order_by("number")
    for number, cells, problems in rows.values_list("number", "cells", "problems").iterator():
        yield [*cells, number, " ".join(f"{label_of(batch.holds, meaning)}: {text}" for meaning, text in problems)]
