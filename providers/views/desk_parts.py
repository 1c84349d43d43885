"""The provider's desk: one part of an application, with its evidence and what was declared.

The page is one form: whatever button is pressed, the answers are saved too, and a file, link or cohort that stands
there is added, so that none is lost.
"""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.access import PersonalRequest
from community.attachments import tame_name
from community.limits import Limit, take
from employers import demand
from providers import applying, declaring, evidencing, gates, revising, revisions, teaching
from providers.criteria import Gate
from providers.forms.desk import DeclareForm, EvidenceForm
from providers.forms.parts import PartForm
from providers.models import Application, Evidence, Part, Program
from providers.parts import CRITERIA, WITH_RECORD, Key
from providers.questions import asked
from providers.tasklist import facts_missing, programs_of, tasks
from providers.views.desk import application_of, part_of
from providers.views.serving import answer

UPLOADS = Limit("evidence added", 120, timedelta(hours=1))


@require_http_methods(["GET", "POST"])
def part(request: PersonalRequest, reference: str, key: str) -> HttpResponse:
    """Ask what one part asks, and save it as one goes: by itself where there is script, by a button everywhere."""
    application = application_of(request, reference)
    found = part_of(application, key)
    if key == Key.PROGRAMS:
        return programs(request, application, found)
    gate = gate_of(request, found) if key in CRITERIA else None
    if request.method != "POST":
        return page(request, application, found, PartForm(part=found, gate=gate))
    form = PartForm(request.POST, part=found, gate=gate)
    saved = save(request, form, application, key)
    if request.headers.get("HX-Request"):
        return render(request, "providers/desk/_saved.html", {"form": form, "part": saved})
    forms = do(request, application, found) if saved else {}
    wrong = form.errors or any(one.errors for one in forms.values())
    if not wrong:
        return go_on(request, reference, key)
    if saved and not form.errors:
        messages.warning(request, _("Your answers are saved. Something could not be added: it says below why."))
    return page(request, application, part_of(application, key), form, **forms)


def save(request: PersonalRequest, form: PartForm, application: Application, key: str) -> Part | None:
    """Save the answers that can be kept and return the part; or put the reason on the form."""
    form.is_valid()
    try:
        return applying.save(
            application,
            key,
            form.answers,
            self_score=form.self_score,
            seen=form.cleaned_data.get("seen"),
            by=request.user,
            at=timezone.now(),
        )
    except applying.Overtaken as reason:
        form.add_error(None, str(reason))
        data = request.POST.copy()
        data["seen"] = str(reason.part.version)
        form.data = data
    except applying.CannotWrite as reason:
        form.add_error(None, str(reason))
    return None


def do(request: PersonalRequest, application: Application, found: Part) -> dict[str, Any]:
    """Add what was begun, do what the pressed button says beside saving, and return the forms that were read."""
    deed, _colon, number = request.POST.get("do", "").partition(":")
    forms: dict[str, Any] = {}
    if found.key in CRITERIA and (deed == "add" or is_begun(request, "evidence", "file", "url")):
        form = forms["evidence_form"] = EvidenceForm(request.POST, request.FILES, prefix="evidence")
        if form.is_valid():
            put(request, application, found, form)
    if has_record(application, found) and (deed == "declare" or is_begun(request, "declare", "graduated", "placed")):
        declared = forms["declare_form"] = declare_form(application, request.POST)
        if declared.is_valid():
            declare(request, application, declared)
    if deed == "take-away":
        one = get_object_or_404(found.evidence.standing(), pk=pk_of(number))
        one.part = found
        evidencing.take_away(one, by=request.user, at=timezone.now())
    elif deed == "take-back" and has_record(application, found):
        said = get_object_or_404(application.declared, pk=pk_of(number))
        said.application = application
        declaring.take_back(said, by=request.user, at=timezone.now())
    return forms


def is_begun(request: PersonalRequest, prefix: str, *names: str) -> bool:
    """Test whether something stands in these fields, though another button was pressed than theirs."""
    typed = (f"{prefix}-{name}" for name in names)
    return any(request.FILES.get(name) or request.POST.get(name, "").strip() for name in typed)


def pk_of(number: str) -> int:
    """Return the key that a button carries; what is none is nobody's."""
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0


def go_on(request: PersonalRequest, reference: str, key: str) -> HttpResponse:
    """Lead back to the list after saving, and to the same page after anything else."""
    deed = request.POST.get("do", "").partition(":")[0]
    if deed in {"", "list"}:
        messages.success(request, _("Saved."))
        return redirect("providers:desk-application", reference=reference)
    messages.success(request, _("Saved.") if deed == "save" else _("Done, and all you wrote is saved."))
    answered = redirect("providers:desk-part", reference=reference, key=key)
    answered["Location"] += {"add": "#evidence", "take-away": "#evidence"}.get(deed, "")
    return answered


def put(request: PersonalRequest, application: Application, found: Part, form: EvidenceForm) -> None:
    """Keep the file or link that was added, or put the reason beside it."""
    said, now = dict(form.cleaned_data), timezone.now()
    file, url = said.pop("file"), said.pop("url")
    said["title"] = said["title"] or (title_of(file.name) if file else urlsplit(url).netloc)[:150]
    try:
        if not take(UPLOADS, str(request.user.pk), at=now):
            raise evidencing.CannotAdd(_("That is enough for an hour. Please go on later, or write to us."))
        if file:
            evidencing.add_file(application, found.key, file=file, name=file.name, **said, by=request.user, at=now)
        else:
            evidencing.add_link(application, found.key, url=url, **said, by=request.user, at=now)
    except evidencing.CannotAdd as reason:
        form.add_error("file" if file else "url", str(reason))


def title_of(name: str) -> str:
    """Return a title for a file that was given none."""
    return PurePosixPath(tame_name(name, ".x")).stem


def declare(request: PersonalRequest, application: Application, form: DeclareForm) -> None:
    """Keep what was said of a cohort, or put the reason on the form."""
    try:
        declaring.declare(application, **form.cleaned_data, by=request.user, at=timezone.now())
    except declaring.CannotDeclare as reason:
        form.add_error(None, str(reason))


def has_record(application: Application, found: Part) -> bool:
    """Test whether a part asks what became of cohorts."""
    return found.key == Key.QUALITY and application.kind in WITH_RECORD


def declare_form(application: Application, data: Any = None) -> DeclareForm:
    """Return the form for one cohort of a program of this applicant."""
    offered = application.provider.programs.offered().order_by("name", "pk")
    return DeclareForm(data, programs=offered, today=timezone.localdate(), prefix="declare")


def page(request: PersonalRequest, application: Application, found: Part, form: PartForm, **forms: Any) -> HttpResponse:
    """Show a part: what it asks while it may be written, else what was answered."""
    may_write = application.is_writable and found.is_open
    is_criterion, with_record = found.key in CRITERIA, has_record(application, found)
    declared = application.declared.select_related("program").order_by("-cohort", "program__name")
    facts = revising.part_facts(application.kind, found)
    programs = application.provider.programs.offered().order_by("name", "pk")
    context = {
        "application": application,
        "part": found,
        "form": form,
        "may_write": may_write,
        "theirs": theirs(form, found),
        "said": [one for one in revisions.part_statements(facts) if one.words],
        "is_criterion": is_criterion,
        "evidence": found.evidence.standing().order_by("added_at", "pk") if is_criterion else [],
        "evidence_form": EvidenceForm(prefix="evidence"),
        "with_record": with_record,
        "declared": declared if with_record else [],
        "declare_form": declare_form(application) if with_record else None,
        "task": next(task for task in tasks(application) if task.part.key == found.key),
        "is_multipart": is_criterion,
        "with_counts": found.key == Key.MISSION,
        "programs": programs if found.key == Key.MISSION else [],
        "aligned": aligned(request, programs) if found.key == Key.DEMAND else [],
        "gate": form.gate,
    }
    return render(request, "providers/desk/part.html", context | forms)


def aligned(request: PersonalRequest, programs: QuerySet[Program]) -> list[teaching.Aligned]:
    """Return what is offered beside what employers ask for, as far as everybody may know."""
    found = demand.now(request.community, today=timezone.localdate())
    return teaching.aligned(programs, found, request.community)


def gate_of(request: PersonalRequest, found: Part) -> Gate | None:
    """Return the criterion that a part is about, as it is published now."""
    criteria = gates.now(request.community)
    return criteria.gate(found.key) if criteria else None


def theirs(form: PartForm, found: Part) -> list[tuple[str, str]]:
    """Return what a colleague saved meanwhile, where it differs from what was typed here."""
    if not form.is_bound or not form.non_field_errors():
        return []
    known = {question.name: question for question in asked(found.key, found.application.kind)}
    saved = {one["name"]: one["reads"] for one in revising.part_facts(found.application.kind, found)["answers"]}
    return [
        (known[name].label_for(found.application.kind), saved[name])
        for name, answered in form.answers.items()
        if (found.answers.get(name) or "") != (answered or "")
    ]


def programs(request: PersonalRequest, application: Application, found: Part) -> HttpResponse:
    """Show what they offer, each with what is missing; its button says that it is as it should be."""
    if request.method == "POST":
        try:
            applying.save(application, found.key, {}, by=request.user, at=timezone.now())
        except applying.CannotWrite as reason:
            messages.warning(request, str(reason))
        return redirect("providers:desk-application", reference=application.reference)
    context = {
        "application": application,
        "part": found,
        "may_write": application.is_writable and found.is_open,
        "programs": [(one, facts_missing(application.kind, one)) for one in programs_of(application)],
    }
    return render(request, "providers/desk/programs.html", context)


@require_safe
def evidence(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Hand a file back to those whose application it is; one taken away stays where a submitted version names it."""
    found = Evidence.objects.filter(part__application=application_of(request, reference))
    return answer(get_object_or_404(found, pk=pk))
