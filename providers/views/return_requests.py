"""Returns in the workspace: what providers ask for, answered; more time and excuses that nobody asked for."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, READERS
from providers import letting_off
from providers.forms.requests import AnswerForm, LetOffForm, proposed
from providers.models import ReturnRequest
from providers.models.request import ReturnRequestQuerySet
from providers.views.returns import return_of

SHOWN = 30
HARM = 20  # of waiting, beside what other apps say
FAR = ("awaited__program__provider__organization", "asked_by", "answered_by")


def requests_of(community: Community) -> ReturnRequestQuerySet:
    """Return the requests of a community, with all that is shown of them."""
    found: ReturnRequestQuerySet = ReturnRequest.objects.of(community)
    return found.select_related(*FAR)


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show what providers ask for, the oldest first; or what was answered, the newest first."""
    is_open = request.GET.get("state") != "answered"
    rows = requests_of(request.community)
    listed = rows.open().order_by("asked_at", "pk") if is_open else rows.answered().order_by("-answered_at", "-pk")
    context = {
        "page": Paginator(listed, SHOWN).get_page(request.GET.get("page")),
        "is_open": is_open,
        "today": timezone.localdate(),
        "may_answer": bool(request.roles & EDITORS),
    }
    return render(request, "providers/workspace/returns/requests.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def answer(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say yes or no to a provider."""
    asked = get_object_or_404(requests_of(request.community), pk=pk)
    if asked.state != ReturnRequest.State.OPEN or not asked.awaited.is_awaited:
        messages.warning(request, f"There is nothing to answer any more: {asked.get_state_display().lower()}.")
        return redirect("providers:return", asked.awaited_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_valid():
        try:
            settle(asked, form.cleaned_data, request)
        except letting_off.CannotLetOff as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Answered. A letter is on its way to them.")
            return redirect("providers:return-requests")
    context = {"asked": asked, "owed": asked.awaited, "form": form, "today": timezone.localdate()}
    return render(request, "providers/workspace/returns/answer.html", context)


def settle(asked: ReturnRequest, said: dict[str, Any], request: WorkspaceRequest) -> None:
    """Do what was answered."""
    by, at = request.user, timezone.now()
    if said["deed"] == "refuse":
        letting_off.refuse(asked, answer=said["answer"], by=by, at=at)
    else:
        letting_off.grant(asked, until=said.get("until"), answer=said["answer"], by=by, at=at)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def let_off(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Give more time, or excuse, without having been asked."""
    owed = return_of(request, pk)
    if not owed.is_awaited:
        messages.warning(request, "Nothing is awaited here any more.")
        return redirect("providers:return", owed.pk)
    known = {"until": proposed(owed.falls_on, timezone.localdate())}
    form = LetOffForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["deed"] == "excuse":
                letting_off.excuse(owed, reason=said["reason"], by=request.user, at=timezone.now())
            else:
                to = said["until"]
                letting_off.extend(owed, to=to, reason=said["reason"], by=request.user, at=timezone.now())
        except letting_off.CannotLetOff as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "Done. A letter is on its way to them.")
            return redirect("providers:return", owed.pk)
    context = {"owed": owed, "form": form, "asked": owed.requests.open().first()}
    return render(request, "providers/workspace/returns/let_off.html", context)


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many requests wait for an answer; nothing for those who cannot give one."""
    if not roles_of(request) & EDITORS:
        return None
    waiting = ReturnRequest.objects.of(community).open()
    asked = list(waiting.order_by("asked_at").values_list("asked_at", flat=True))
    days = (timezone.now() - asked[0]).days if asked else 0
    return {
        "lines": [
            TodayLine(
                count=len(asked),
                what=f"provider{'' if len(asked) == 1 else 's'} asking for more time, or to be excused",
                detail=f"The first has waited {days} day{'' if days == 1 else 's'}." if asked else "",
                verb="Answer",
                url=reverse("providers:return-requests"),
                harm=HARM,
            )
        ]
    }
