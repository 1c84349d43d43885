"""The provider's desk: its returns, one page each, filed, undone, corrected; nothing to report; more time.

Every page finds its return among those of this person's providers; anything else is the same 404 as
what does not exist.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import PersonalRequest
from employers import desks as employer_desks
from providers import desks, drafting, filing, returns_board
from providers.forms.returns import NothingForm
from providers.graduates import LABELS
from providers.models import Return, ReturnUpload, Submission
from providers.outcomes import last_day, matures_on
from providers.views.desk_agreement import provider_of

FAR = ("program__provider__organization__community",)


def return_of(request: PersonalRequest, pk: int) -> Return:
    """Return a return of this desk, or 404."""
    providers = desks.providers_of(request.user, request.community)
    found: Return = get_object_or_404(
        Return.objects.of(request.community).filter(program__provider__in=providers).select_related(*FAR), pk=pk
    )
    return found


def about(owed: Return) -> dict[str, Any]:
    """Return what every page of a return says of it."""
    provider = owed.program.provider
    return {
        "owed": owed,
        "program": owed.program,
        "provider": provider,
        "organization": provider.organization,
        "is_signed": filing.is_signed(provider),
        "today": timezone.localdate(),
    }


def on_desk(request: HttpRequest, subject: employer_desks.Desk) -> dict[str, Any] | None:
    """Return how many returns of each provider of somebody wait, and since when; nothing where none ever was."""
    found = returns_board.waiting(desks.providers_of(subject.user, subject.community), timezone.localdate())
    return {"providers": found} if found else None


@require_safe
def board(request: PersonalRequest, slug: str) -> HttpResponse:
    """Show every return of a provider with how it stands."""
    provider = provider_of(request, slug)
    lines = returns_board.lines(provider, today=timezone.localdate())
    context = {
        "provider": provider,
        "organization": provider.organization,
        "is_signed": filing.is_signed(provider),
        "waiting": [line for line in lines if line.is_waiting],
        "rest": [line for line in lines if not line.is_waiting],
    }
    return render(request, "providers/desk/returns/board.html", context)


@require_safe
def show(request: PersonalRequest, pk: int) -> HttpResponse:
    """Show one return: the roads to file it, its draft, its versions and what became of them."""
    owed = return_of(request, pk)
    versions = list(owed.submissions.select_related("submitted_by", "undone_by").order_by("-version"))
    current = next((one for one in versions if one.is_current), None)
    draft = drafting.draft_of(owed)
    uploads = list(owed.uploads.defer("rows", "trace").order_by("-created_at"))
    context = about(owed) | {
        "asked": owed.requests.open().first(),
        "answered": owed.requests.answered().order_by("-answered_at").first(),
        "uploads": [one for one in uploads if one.state == ReturnUpload.State.DONE],
        "under_way": next((one for one in uploads if one.state == ReturnUpload.State.LOOKING), None),
        "line": returns_board.line_of(owed, current, today=timezone.localdate()),
        "versions": versions,
        "current": current,
        "draft": draft if draft.pk else None,
        "may_undo": current is not None and not filing.why_not_undone(current, owed, at=timezone.now()),
        "is_over": timezone.localdate() > last_day(owed.cohort),
        "last_day": last_day(owed.cohort),
        "counts_from": matures_on(owed.cohort),
    }
    return render(request, "providers/desk/returns/show.html", context)


@require_http_methods(["GET", "POST"])
def nothing(request: PersonalRequest, pk: int) -> HttpResponse:
    """Say that nobody graduated."""
    owed = return_of(request, pk)
    current = owed.submissions.current().first()
    form = NothingForm(request.POST if request.method == "POST" else None, is_correction=current is not None)
    if form.is_valid():
        try:
            why = form.cleaned_data.get("why", "")
            filing.report_nothing(owed, why=why, by=request.user, at=timezone.now())
        except filing.CannotFile as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Filed: nothing to report. A receipt is on its way to your mailbox."))
            return redirect(owed)
    context = about(owed) | {"form": form, "draft": drafting.draft_of(owed), "current": current}
    return render(request, "providers/desk/returns/nothing.html", context)


@require_POST
def undo(request: PersonalRequest, pk: int) -> HttpResponse:
    """Take the version that counts back."""
    owed = return_of(request, pk)
    submission = owed.submissions.filter(version=version_in(request)).first()
    try:
        if submission is None:
            raise filing.CannotFile(_("Say which version is to be undone."))
        drafting.undo(submission, by=request.user, at=timezone.now())
    except filing.CannotFile as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(
            request, _("Undone. What it said is kept as a draft below, and as a version that does not count.")
        )
    return redirect(owed)


def version_in(request: HttpRequest) -> int:
    """Return the number of a version that a button carries; what is none is nobody's."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0


@require_POST
def correct(request: PersonalRequest, pk: int) -> HttpResponse:
    """Begin a correction of what counts; a draft that stands there is gone on with."""
    owed = return_of(request, pk)
    current = owed.submissions.current().first()
    draft = drafting.draft_of(owed)
    if current and not current.is_nil and not draft.pk:
        drafting.correct(current, by=request.user, at=timezone.now())
    return redirect("providers:desk-return-rows", owed.pk)


@require_POST
def put_away(request: PersonalRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    owed = return_of(request, pk)
    drafting.put_away(owed)
    messages.success(request, _("The draft is gone. What was filed stands as it is."))
    return redirect(owed)


@require_safe
def version(request: PersonalRequest, pk: int, number: int) -> HttpResponse:
    """Show one version as it was filed, and what it says otherwise than the one before."""
    owed = return_of(request, pk)
    found: Submission = get_object_or_404(owed.submissions.select_related("submitted_by"), version=number)
    before = owed.submissions.filter(version__lt=number).order_by("-version").first()
    rows = filing.graduates_of(found)
    difference = filing.compared(before, rows)
    context = about(owed) | {
        "version": found,
        "before": before,
        "difference": difference,
        "changed": [
            (reference, ", ".join(str(LABELS[name]) for name in names)) for reference, names in difference.changed[:100]
        ],
        "labels": LABELS,
        "rows": rows[: returns_board.SHOWN],
        "count": len(rows),
    }
    return render(request, "providers/desk/returns/version.html", context)
