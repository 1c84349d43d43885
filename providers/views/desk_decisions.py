"""Decisions at the provider's desk: what was decided and why, an appeal, conditions, and the yearly re-review."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.access import PersonalRequest
from providers import appealing, desks, fulfilling, renewing
from providers.forms.afterwards import AppealForm, MetForm
from providers.models import Application, Condition, Decision


def last_told(application: Application) -> Decision | None:
    """Return the last decision that was published."""
    found = application.decisions.published().order_by("-published_at", "-pk").first()
    if found:
        found.application = application
    return found


def told(application: Application) -> dict[str, Any] | None:
    """Return what the applicant reads of the last decision; None before the first is published."""
    decision = last_told(application)
    if decision is None:
        return None
    return {
        "decision": decision,
        "gates": list(decision.gates.order_by("pk")),
        "conditions": list(decision.conditions.order_by("due_on", "pk")),
        "appeal": decision.appeals.order_by("pk").first(),
        "may_appeal": not appealing.why_not(decision, today=timezone.localdate()),
    }


def application_of(request: PersonalRequest, reference: str) -> Application:
    """Return an application of this desk, or 404."""
    mine = desks.applications_of(request.user, request.community)
    return get_object_or_404(mine.select_related("provider__organization__community"), reference=reference)


@require_http_methods(["GET", "POST"])
def appeal(request: PersonalRequest, reference: str) -> HttpResponse:
    """Ask what was overlooked, and keep it."""
    application = application_of(request, reference)
    decision = last_told(application)
    if decision is None:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appealing.appeal(decision, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
        except appealing.CannotAppeal as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("We have your appeal, and answer it by letter."))
            return redirect("providers:desk-application", reference=reference)
    wrong = appealing.why_not(decision, today=timezone.localdate())
    context = {"application": application, "decision": decision, "form": form, "why_not": wrong}
    return render(request, "providers/desk/appeal.html", context)


@require_http_methods(["GET", "POST"])
def condition(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Let a provider say that a condition is met, and how one sees it."""
    application = application_of(request, reference)
    mine = Condition.objects.of(request.community).filter(decision__application=application)
    found = get_object_or_404(mine.select_related("decision"), pk=pk)
    before = {"note": found.said_note, "url": found.said_url}
    form = MetForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_valid():
        try:
            fulfilling.say_done(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except fulfilling.CannotFulfill as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. We look at it and tell you."))
            return redirect("providers:desk-application", reference=reference)
    context = {"application": application, "condition": found, "form": form, "today": timezone.localdate()}
    return render(request, "providers/desk/condition.html", context)


@require_POST
def renew(request: PersonalRequest, reference: str) -> HttpResponse:
    """Begin the yearly re-review of a listing."""
    application = application_of(request, reference)
    try:
        made = renewing.begin(application, by=request.user, at=timezone.now())
    except renewing.CannotRenew as reason:
        messages.error(request, str(reason))
        return redirect("providers:desk-application", reference=reference)
    return redirect("providers:desk-application", reference=made.reference)
