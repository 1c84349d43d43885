"""Workspace pages of introductions: the list, one request, and what is done about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.roles import EDITORS, READERS
from directory import introductions, naming, replying
from directory.forms.introductions import MadeForm, SaidForm
from directory.models import Introduction
from directory.models.introduction import IntroductionQuerySet
from directory.replies import LIVE, State

PER_PAGE = 50
# What can be looked at, each with its label; the first is shown unless asked.
TABS = {"open": "Open", "take-up": "To take up", "waiting": "Waiting for an answer", "over": "Over"}


def found(request: WorkspaceRequest) -> IntroductionQuerySet:
    """Return the introductions that this person may see."""
    return Introduction.objects.of(request.community)


def narrowed(rows: IntroductionQuerySet, tab: str) -> Any:
    """Return the rows behind a tab: what wants somebody first, then the oldest request; what is over, latest first."""
    if tab == "over":
        return rows.exclude(closed_at=None).order_by("-closed_at", "-pk")
    shown = {"take-up": rows.to_take_up(), "waiting": rows.waiting()}.get(tab, rows.open())
    is_waiting = Case(When(state=State.ASKED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return shown.order_by(is_waiting, "asked_at", "pk")


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List introductions by what is to be done about them."""
    tab = request.GET.get("state", "")
    tab = tab if tab in TABS else "open"
    rows = narrowed(found(request).with_all(), tab)
    page, now = Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), timezone.now()
    context = {
        "tabs": [(key, label, key == tab) for key, label in TABS.items()],
        "tab": tab,
        "page": page,
        "lines": [(one, one.is_overdue(now)) for one in page],
    }
    return render(request, "directory/introductions.html", context)


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show one request: what was asked, what was answered, and what is next."""
    introduction = get_object_or_404(found(request).with_all(), pk=pk)
    introduction.community = request.community  # at hand: panels need not ask for it
    is_named = introduction.state == State.NOT_ME and bool(introduction.named_name) and not introduction.closed_at
    context = {
        "introduction": introduction,
        "is_live": introduction.state in LIVE,
        "is_named": is_named,
        "known": naming.person_named(introduction) if is_named else None,
        "is_overdue": introduction.is_overdue(timezone.now()),
        "may_be_made": introduction.state not in {State.MADE, State.WITHDRAWN},
        "panels": panels_of("introduction", request, introduction),
        "can_write": bool(request.roles & EDITORS),
    }
    return render(request, "directory/introduction.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def said(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write down what an introducer said on the phone."""
    introduction = get_object_or_404(found(request).with_all(), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = SaidForm(typed, today=timezone.localdate())
    if form.is_valid():
        try:
            answer = replying.Answer(**form.cleaned_data)
            replying.answer(introduction, answer, by=request.user, at=timezone.now())
        except replying.CannotReply as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "It is written down, and the link in the letter shows it too.")
            return redirect(introduction)
    return render(request, "directory/introduction_said.html", {"introduction": introduction, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def made(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say that the introduction was made."""
    introduction = get_object_or_404(found(request).with_all(), pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = MadeForm(typed, today=timezone.localdate())
    if form.is_valid():
        try:
            introductions.make(introduction, by=request.user, at=timezone.now(), **form.cleaned_data)
        except introductions.CannotChange as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{introduction.introducer} introduced us to {introduction.to}.")
            return redirect(introduction)
    return render(request, "directory/introduction_made.html", {"introduction": introduction, "form": form})


@require_POST
@for_roles(EDITORS)
def withdraw(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    introduction = get_object_or_404(found(request), pk=pk)
    deed = partial(introductions.withdraw, introduction, by=request.user, at=timezone.now())
    return told(request, introduction, deed, "It is taken back. The link in the letter says so.")


@require_POST
@for_roles(EDITORS)
def take_up(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put whom an introducer named into the directory."""
    introduction = get_object_or_404(found(request), pk=pk)
    deed = partial(naming.take_up, introduction, by=request.user, at=timezone.now())
    return told(request, introduction, deed, "They are among our people, with who named them.")


@require_POST
@for_roles(EDITORS)
def put_aside(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Leave alone whom an introducer named."""
    introduction = get_object_or_404(found(request), pk=pk)
    deed = partial(naming.put_aside, introduction, at=timezone.now())
    return told(request, introduction, deed, "It is put aside.")


def told(request: WorkspaceRequest, introduction: Introduction, deed: Callable[[], object], done: str) -> HttpResponse:
    """Do what was asked, say that it is done or why it cannot be, and lead back to the request's page."""
    try:
        deed()
    except introductions.CannotChange as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, done)
    return redirect(introduction)
