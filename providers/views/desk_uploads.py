"""The provider's desk: a return by spreadsheet: chosen, its columns named, looked through, put in, undone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import PersonalRequest
from community.limits import Limit, take
from directory import spreadsheets
from directory.reading.tables import CannotRead
from directory.views.exports import answer
from providers import personal, sheet, sifting, uploading
from providers.choosing import answered
from providers.forms.uploads import ColumnsForm, UploadForm, WaysForm
from providers.graduates import LABELS
from providers.kinds import Status
from providers.models import Return, ReturnUpload
from providers.sifting import Outcome
from providers.views.desk_returns import about, return_of

FILES = Limit("spreadsheets of returns", 60, timedelta(hours=1))
FIRST = 5  # rows of each outcome that are shown
SHOWN = ("reference", "graduated_on", "status", "started_on", "employer_name", "base_pay")
TONES = {Outcome.NEW: "pill-good", Outcome.CHANGED: "pill-late", Outcome.SAME: "pill-quiet"}


def looked_at(request: PersonalRequest, pk: int) -> tuple[Return, ReturnUpload | None]:
    """Return a return of this desk with the spreadsheet that is looked at for it."""
    owed = return_of(request, pk)
    found = uploading.looked_at(owed)
    if found:
        found.filed_for = owed
    return owed, found


@require_http_methods(["GET", "POST"])
def upload(request: PersonalRequest, pk: int) -> HttpResponse:
    """Take a spreadsheet, and say what it may hold."""
    owed, under_way = looked_at(request, pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file, where = form.cleaned_data["file"], form.cleaned_data["where"]
        try:
            if not take(FILES, str(request.user.pk), at=timezone.now()):
                raise CannotRead(_("That is enough for an hour. Please go on later, or write to us."))
            content, now = file.read(), timezone.now()
            begun = uploading.begin(owed, name=file.name, content=content, where=where, by=request.user, at=now)
        except CannotRead as reason:
            form.add_error("file", str(reason))
        else:
            onward = "check" if uploading.is_sure(begun) else "columns"
            return redirect(f"providers:desk-return-{onward}-file", owed.pk)
    context = about(owed) | {
        "form": form,
        "under_way": under_way,
        "guide": [(sheet.label_of(key), sheet.HOLDS[key], key in sheet.NEEDED) for key in sheet.KEYS],
        "statuses": Status.choices,
        "never": personal.explain(),
    }
    return render(request, "providers/desk/returns/upload.html", context)


@require_safe
def template(request: PersonalRequest, pk: int, form: str) -> StreamingHttpResponse:
    """Answer with a table to fill in: every heading that we know, and two graduates as examples."""
    owed = return_of(request, pk)
    return answer(form, "Return to fill in", [str(label) for label in LABELS.values()], sheet.examples(owed.cohort))


@require_http_methods(["GET", "POST"])
def columns(request: PersonalRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    owed, found = looked_at(request, pk)
    if found is None:
        return redirect("providers:desk-return-upload", owed.pk)
    meanings = uploading.choices_of(found).meanings
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, headings=found.headings, meanings=meanings, rows=found.rows)
    if form.is_valid():
        try:
            uploading.name_columns(found, form.cleaned_data["meanings"])
        except uploading.CannotUpload as reason:
            messages.warning(request, str(reason))
            return redirect("providers:desk-return-upload", owed.pk)
        return redirect("providers:desk-return-check-file", owed.pk)
    context = about(owed) | {"upload": found, "form": form, **told(found, "columns")}
    return render(request, "providers/desk/returns/columns.html", context)


@require_http_methods(["GET", "POST"])
def check(request: PersonalRequest, pk: int) -> HttpResponse:
    """Show all that is wrong with what would put it right, and what will happen; take what was answered."""
    owed, found = looked_at(request, pk)
    if found is None:
        return redirect("providers:desk-return-upload", owed.pk)
    choices = uploading.choices_of(found)
    if sheet.lacking(choices.meanings):
        return redirect("providers:desk-return-columns-file", owed.pk)
    asked, base = uploading.asked_of(found), uploading.base_of(owed)
    posted = request.POST if request.method == "POST" else None
    form = WaysForm(posted, asked=asked, choices=choices, has_base=bool(base))
    if form.is_valid():
        try:
            uploading.say(found, answered(choices, asked, form.said()))
        except uploading.CannotUpload as reason:
            messages.warning(request, str(reason))
        return redirect("providers:desk-return-check-file", owed.pk)
    sifted = uploading.sifted(found, today=timezone.localdate())
    context = about(owed) | {
        "upload": found,
        "form": form,
        "counts": sifted.counts,
        "can_commit": sifted.can_commit,
        "groups": sifting.groups(sifted, choices.meanings),
        "samples": samples(sifted),
        "labels": [sheet.label_of(name) for name in SHOWN],
        "mark": uploading.seen(found),
        "has_base": bool(base),
        **told(found, "check"),
    }
    return render(request, "providers/desk/returns/check_file.html", context)


def samples(found: sifting.Sifted) -> list[dict[str, Any]]:
    """Return the first rows of each outcome, as they would stand in the draft."""
    words = {Outcome.NEW: _("New"), Outcome.CHANGED: _("Changed"), Outcome.SAME: _("There already")}
    return [
        {
            "number": line.number,
            "word": words[outcome],
            "tone": TONES[outcome],
            "cells": [(sheet.label_of(name), line.typed.get(name, "")) for name in SHOWN],
        }
        for outcome in words
        for line in found.of(outcome)[:FIRST]
    ]


def told(found: ReturnUpload, here: str) -> dict[str, Any]:
    """Return what every page of a spreadsheet tells: how far it is, and what of it was not kept."""
    steps = {"file": _("Choose the file"), "columns": _("Name the columns"), "check": _("Look at it")}
    place = list(steps).index(here)
    return {
        "road": [
            {"label": label, "state": "here" if number == place else "done" if number < place else ""}
            for number, label in enumerate([*steps.values(), _("Send the return")])
        ],
        "refused": [(heading, personal.why(kind)) for heading, kind in found.refused.items()],
    }


@require_POST
def commit(request: PersonalRequest, pk: int) -> HttpResponse:
    """Put the good rows into the draft."""
    owed, found = looked_at(request, pk)
    if found is None:
        return redirect(owed)  # pressed twice, or put away in another window
    mark = request.POST.get("mark", "")
    try:
        done = uploading.commit(found, mark=mark, by=request.user, at=timezone.now())
    except uploading.CannotUpload as reason:
        messages.warning(request, str(reason))
        return redirect("providers:desk-return-check-file", owed.pk)
    messages.success(request, _("In the draft: %(words)s. Check it, and send it.") % {"words": done.words})
    return redirect(owed)


@require_POST
def put_away(request: PersonalRequest, pk: int) -> HttpResponse:
    """Put a spreadsheet away."""
    owed, found = looked_at(request, pk)
    if found:
        uploading.put_away(found)
        messages.success(request, _("The file is put away. Nothing of it was kept."))
    return redirect(owed)


def upload_of(owed: Return, other: int) -> ReturnUpload:
    """Return a spreadsheet of a return, or 404."""
    found: ReturnUpload = get_object_or_404(owed.uploads, pk=other)
    found.filed_for = owed
    return found


@require_safe
def rejected(request: PersonalRequest, pk: int, other: int) -> StreamingHttpResponse:
    """Answer with the rows that were rejected, as they came, and why."""
    found = upload_of(return_of(request, pk), other)
    rows = found.rejected
    if found.state == ReturnUpload.State.LOOKING:
        rows = list(uploading.handed_back(found, uploading.sifted(found, today=timezone.localdate())))
    return answer(spreadsheets.CSV, "Rejected", uploading.heads_of_rejected(found), rows)


@require_POST
def undo(request: PersonalRequest, pk: int, other: int) -> HttpResponse:
    """Take out of the draft what a spreadsheet brought."""
    owed = return_of(request, pk)
    found = upload_of(owed, other)
    try:
        stays = uploading.undo(found, by=request.user, at=timezone.now())
    except uploading.CannotUpload as reason:
        messages.warning(request, str(reason))
        return redirect(owed)
    said = _("Undone: the draft is as it was before “%(name)s”.") % {"name": found.file_name}
    if stays:
        said = ngettext(
            "Undone, but for one graduate that was changed since.",
            "Undone, but for %(count)d graduates that were changed since.",
            stays,
        ) % {"count": stays}
    messages.success(request, said)
    return redirect(owed)
