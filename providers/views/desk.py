"""The provider's desk: the task list of an application, what was submitted, signing off and withdrawing.

Every page finds its subject among what is on this person's desk; anything else is the same 404 as what does not exist.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.access import PersonalRequest
from employers import desks as employer_desks
from employers.forms.desk import WithdrawForm
from providers import applying, desks, moving, renewing, revising, revisions
from providers.applying_states import State, can_move
from providers.forms.desk import SignOffForm
from providers.models import Application, CriteriaVersion, Part
from providers.parts import CRITERIA, Key
from providers.tasklist import Task, tasks
from providers.views import desk_decisions

FAR = ("provider__organization__community",)


def application_of(request: PersonalRequest, reference: str) -> Application:
    """Return an application of this desk, or 404."""
    applications = desks.applications_of(request.user, request.community).select_related(*FAR)
    return get_object_or_404(applications, reference=reference)


def part_of(application: Application, key: str) -> Part:
    """Return a part of an application, or 404."""
    part = get_object_or_404(application.parts.select_related("touched_by"), key=key)
    part.application = application
    return part


def on_desk(request: HttpRequest, subject: employer_desks.Desk) -> dict[str, Any] | None:
    """Return the applications on somebody's desk; nothing where there is none and nobody asked for one."""
    applications = desks.applications_of(subject.user, subject.community).select_related("provider__organization")
    found = list(applications.order_by("-created_at", "-pk")[:20])
    return {"applications": found} if found else None


@require_safe
def home(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show the tasks with how far each is, or where the application stands."""
    application = application_of(request, reference)
    organization = application.provider.organization
    has_desk = employer_desks.organizations_of(request.user, request.community).filter(pk=organization.pk).exists()
    found = tasks(application)
    context = {
        "application": application,
        "organization": organization,
        "has_desk": has_desk,
        "about": [task for task in found if task.part.key not in CRITERIA],
        "criteria": [task for task in found if task.part.key in CRITERIA],
        "is_ready": all(task.is_ready for task in found),
        "done": sum(task.is_ready for task in found),
        "all": len(found),
        "revisions": list(application.revisions.defer("content").order_by("-number")),
        "may_withdraw": can_move(application.state, State.WITHDRAWN),
        "told": desk_decisions.told(application),
        "may_renew": renewing.is_open(application, at=timezone.now()),
        "today": timezone.localdate(),
        "agreement": application.provider.agreements.standing().order_by("-pk").first(),
        "others": application.people.order_by("name", "pk") if has_desk else [],
    }
    return render(request, "providers/desk/application.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: PersonalRequest, reference: str) -> HttpResponse:
    """Show everything once more, and submit it."""
    application = application_of(request, reference)
    criteria = CriteriaVersion.objects.newest(request.community)
    version = criteria.version if criteria else None
    form = SignOffForm(request.POST if request.method == "POST" else None, version=version)
    if form.is_valid():
        said, acknowledged = form.cleaned_data["typed_name"], form.cleaned_data["criteria"]
        try:
            applying.submit(application, typed_name=said, by=request.user, at=timezone.now(), acknowledged=acknowledged)
        except (applying.CannotSubmit, moving.CannotMove) as reason:
            form.add_error(None, str(reason))
            if version is not None and acknowledged != version:
                form.read_anew(version)
        else:
            return redirect("providers:desk-application", reference=reference)
    if not can_move(application.state, State.SUBMITTED) and not form.errors:
        return redirect("providers:desk-application", reference=reference)
    found = tasks(application)
    context = {
        "application": application,
        "form": form,
        "criteria": criteria,
        "before": last_acknowledged(application),
        "unready": [task for task in found if not task.is_ready],
        "groups": groups(revising.snapshot(application), found),
    }
    return render(request, "providers/desk/submit.html", context)


def last_acknowledged(application: Application) -> CriteriaVersion | None:
    """Return the criteria that were acknowledged when this was submitted before."""
    latest = application.revisions.select_related("criteria_version").order_by("-number").first()
    return latest.criteria_version if latest else None


def groups(content: dict[str, Any], found: list[Task]) -> list[tuple[Task, list[revisions.Statement]]]:
    """Return what an application says, part by part."""
    said = revisions.statements(content)
    return [(task, [one for one in said if one.part == task.part.key]) for task in found]


@require_safe
def revision(request: PersonalRequest, reference: str, number: int) -> HttpResponse:
    """Show what was submitted, as it was."""
    application = application_of(request, reference)
    found = get_object_or_404(application.revisions.select_related("criteria_version"), number=number)
    said = revisions.statements(found.content)
    context = {
        "application": application,
        "revision": found,
        "groups": [(key.label, [one for one in said if one.part == key]) for key in Key],
    }
    return render(request, "providers/desk/revision.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: PersonalRequest, reference: str) -> HttpResponse:
    """Say what withdrawing does, and do it."""
    application = application_of(request, reference)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            applying.withdraw(application, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except moving.CannotMove as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The application is withdrawn."))
            return redirect("employers:desk")
    may_withdraw = can_move(application.state, State.WITHDRAWN)
    context = {"application": application, "form": form, "may_withdraw": may_withdraw}
    return render(request, "providers/desk/withdraw.html", context)


@require_http_methods(["POST"])
def take_off(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Let somebody who came by a link of their own work on it no more; those with the desk decide that."""
    application = application_of(request, reference)
    mine = employer_desks.organizations_of(request.user, request.community)
    if not mine.filter(pk=application.provider.organization_id).exists():
        raise Http404
    user = get_object_or_404(application.people, pk=pk)
    applying.take_off(application, user, by=request.user, at=timezone.now())
    messages.success(request, _("They cannot open this application any more."))
    return redirect("providers:desk-application", reference=reference)
