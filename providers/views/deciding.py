"""The page on which a coordinator decides: scores and evidence beside each gate, the outcome, and the letter first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.roles import EDITORS
from providers import deciding, gates, reviewing, reviews, weighing
from providers.applying_states import State
from providers.forms.deciding import DecisionForm
from providers.models import Application, Decision
from providers.parts import Key
from providers.verdicts import APPEAL_WITHIN, Wanted
from providers.views.applications import clock_of
from providers.views.guarding import application_of, unconflicted


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@unconflicted
def decide(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Set the gates, choose the outcome, look at the letter, decide; or look at what was decided."""
    application = application_of(request, pk)
    decision = deciding.at_hand(application)
    if application.state != State.IN_REVIEW:
        return past(request, application)
    if not reviews.has_answered(request.user, application):
        messages.info(request, "Hand your own review in first, so that no score of others leads you.")
        return redirect("providers:review", pk=pk)
    if request.method == "POST" and request.POST.get("do") in {"take-over", "take-back"}:
        return handle(request, application, request.POST["do"])
    if decision and decision.is_pending:
        if request.method == "POST":
            messages.info(request, f"{decision.decided_by or 'A colleague'} decided it already.")
            return redirect(decision)
        return render(request, "providers/workspace/decisions/pending.html", told(request, application, decision))
    return write(request, application, decision)


def write(request: WorkspaceRequest, application: Application, decision: Decision | None) -> HttpResponse:
    """Show the form, or the check of what it says; keep it, and decide."""
    typed, seen = (decision.typed, decision.version) if decision else ({}, 0)
    data = request.POST if request.method == "POST" else None
    form = DecisionForm(data, seen=seen, typed=typed, today=timezone.localdate())
    if data is None:
        return render(request, "providers/workspace/decisions/decide.html", frame(application, decision, form))
    do, now = data.get("do", ""), timezone.now()
    form.is_valid()
    seen = form.cleaned_data.get("seen") or 0
    is_whole = do in {"check", "decide"} and form.is_whole()
    try:
        if is_whole and do == "decide":
            deciding.decide(application, form.wanted, form.typed, seen=seen, by=request.user, at=now)
            messages.success(request, "Decided. It waits to be published; the applicant knows nothing of it yet.")
            return redirect("providers:decision", pk=application.pk)
        deciding.save(application, form.typed, seen=seen, by=request.user, at=now)
    except deciding.CannotDecide as reason:
        form.refuse(reason.problems)
        if not reason.problems:
            form.add_error(None, str(reason))
    if request.headers.get("HX-Request"):
        return render(request, "providers/workspace/reviews/_saved.html", {"form": form})
    if do == "save" and not form.errors:
        messages.success(request, "Kept. Only the team sees it.")
        return redirect("providers:decision", pk=application.pk)
    context = frame(application, deciding.at_hand(application), form)
    if is_whole and not form.errors:
        context |= checked(request, application, form.wanted)
        return render(request, "providers/workspace/decisions/check.html", context)
    return render(request, "providers/workspace/decisions/decide.html", context)


def handle(request: WorkspaceRequest, application: Application, do: str) -> HttpResponse:
    """Take a draft over from a colleague, or what was decided back."""
    verb = deciding.take_over if do == "take-over" else deciding.take_back
    try:
        verb(application, by=request.user, at=timezone.now())
    except deciding.CannotDecide as reason:
        messages.error(request, str(reason))
    return redirect("providers:decision", pk=application.pk)


def past(request: WorkspaceRequest, application: Application) -> HttpResponse:
    """Show the last decision of an application that is not in review, or say that there is none."""
    last = application.decisions.published().order_by("-published_at", "-pk").first()
    if last is None or request.method == "POST":
        messages.error(request, deciding.why_not_yet(application))
        return redirect(application)
    return render(request, "providers/workspace/decisions/pending.html", told(request, application, last))


def frame(application: Application, decision: Decision | None, form: DecisionForm) -> dict[str, Any]:
    """Return what the form stands beside: scores, evidence, and the criteria in words."""
    today, now = timezone.localdate(), timezone.now()
    version = reviewing.version_for(application)
    matrix = reviews.matrix(application)
    pointers = weighing.pointers(application, version, today=today) if version else {}
    read = gates.read(version) if version else None
    rows = {row.key: row for row in matrix.rows}
    return {
        "application": application,
        "organization": application.provider.organization,
        "decision": decision,
        "is_held": decision.is_held(now) if decision else False,
        "clock": clock_of(application, today),
        "form": form,
        "matrix": matrix,
        "why_not_yet": deciding.why_not_yet(application),
        "version": version,
        "gates": [
            {
                "key": key,
                "criterion": read.gate(key) if read else None,
                "row": rows[key],
                "pointer": pointers.get(key),
                "setting": setting,
                "reason": reason,
                "terms": terms,
            }
            for key, setting, reason, terms in form.gates
        ],
    }


def checked(request: WorkspaceRequest, application: Application, wanted: Wanted) -> dict[str, Any]:
    """Return what stands on the page before it is decided: all of it, and the letter."""
    return {
        "wanted": wanted,
        "set": [(Key(key), gate) for key, gate in wanted.gates.items()],
        "panels": panels_of("decision-letter", request, (application, wanted)),
        "appeal_days": APPEAL_WITHIN.days,
    }


def told(request: WorkspaceRequest, application: Application, decision: Decision) -> dict[str, Any]:
    """Return what was decided, with its letter as long as that is still to come."""
    panels = [] if decision.is_published else [(application, deciding.wanted_of(decision))]
    return {
        "application": application,
        "organization": application.provider.organization,
        "decision": decision,
        "set": list(decision.gates.order_by("pk")),
        "conditions": list(decision.conditions.order_by("due_on", "pk")),
        "panels": [panel for subject in panels for panel in panels_of("decision-letter", request, subject)],
        "clock": clock_of(application, timezone.localdate()),
    }
