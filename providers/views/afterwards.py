"""What coordinators do after a decision: answer an appeal, look at a condition, let a listing rest and come back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from providers import appealing, fulfilling, suspending
from providers.applying_states import State, can_move
from providers.forms.afterwards import AnswerForm, PutOffForm, RestForm, SeenForm
from providers.models import Appeal, Application, Condition
from providers.views.guarding import application_of, unconflicted


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@unconflicted
def appeal(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show what an applicant says against a decision, and answer it."""
    appeals = Appeal.objects.of(request.community).filter(decision__application=pk)
    found = get_object_or_404(appeals.select_related("decision__application", "noted_by", "settled_by"), pk=other)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appealing.settle(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except appealing.CannotAppeal as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Answered. The letter leaves now.")
            return redirect("providers:application", pk=pk)
    return shown(request, "appeal", pk, {"appeal": found, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@unconflicted
def condition(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show a condition with what its provider says, note that it is met, or give it another day."""
    conditions = Condition.objects.of(request.community).filter(decision__application=pk)
    found = get_object_or_404(conditions.select_related("decision", "said_done_by", "met_by"), pk=other)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    met, put_off = (
        SeenForm(request.POST if do == "met" else None),
        PutOffForm(request.POST if do == "put-off" else None),
    )
    form: forms.Form = put_off if do == "put-off" else met
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        try:
            if do == "put-off":
                fulfilling.put_off(found, to=said["due_on"], reason=said["reason"], by=request.user, at=now)
            else:
                fulfilling.meet(found, note=said["note"], by=request.user, at=now)
        except fulfilling.CannotFulfill as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Put off, and they are told." if do == "put-off" else "Noted as met.")
            return redirect("providers:decisions")
    context = {"condition": found, "met_form": met, "put_off_form": put_off, "form": form}
    return shown(request, "condition", pk, context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@unconflicted
def rest(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Let a listing rest for a reason, or bring it back."""
    application = application_of(request, pk)
    is_back = application.state == State.SUSPENDED
    if not is_back and not can_move(application.state, State.SUSPENDED):
        messages.error(request, f"It is “{application.get_state_display()}” now: there is no listing to suspend.")
        return redirect(application)
    form = RestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = suspending.bring_back if is_back else suspending.suspend
        try:
            verb(application, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except suspending.CannotSuspend as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(
                request, "The listing is back." if is_back else "The listing rests. The letter leaves now."
            )
            return redirect(application)
    return shown(request, "rest", pk, {"form": form, "is_back": is_back})


def shown(request: WorkspaceRequest, page: str, pk: int, context: dict[str, Any]) -> HttpResponse:
    """Show one of these pages with the application it is about."""
    application: Application = application_of(request, pk)
    about = {"application": application, "organization": application.provider.organization}
    today = timezone.localdate()
    return render(request, f"providers/workspace/decisions/{page}.html", {**about, "today": today, **context})
