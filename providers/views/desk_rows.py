"""The provider's desk: a return typed row by row, checked as a whole, seen as the public will see it, and sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from community.access import PersonalRequest
from providers import drafting, employer_names, filing, previewing, served, typed
from providers.cells import Unreadable
from providers.drafting import PAGE
from providers.forms.barriers import BarrierCountsForm
from providers.forms.returns import GraduateForm, NamesForm, PageForm, SendForm, data_of, graduate_forms
from providers.graduates import LABELS, problems_of_all
from providers.kinds import PayUnit, Status
from providers.models import Return, ReturnDraft
from providers.views.desk_returns import about, return_of

BLANK = 3  # rows that wait to be typed below those that were
NAMED = 12  # problems that are spelled out on the check page


@require_http_methods(["GET", "POST"])
def rows(request: PersonalRequest, pk: int) -> HttpResponse:
    """Type graduates, a page at a time, saved as one goes: by itself where there is script, by a button everywhere."""
    owed = return_of(request, pk)
    if request.method == "POST":
        return save(request, owed)
    draft = drafting.draft_of(owed)
    pages = max(1, -(-(len(draft.rows) + 1) // PAGE))
    asked = request.GET.get("page", "1")
    page = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    shown = draft.rows[(page - 1) * PAGE : page * PAGE]
    blank = min(PAGE - len(shown), BLANK) if page == pages else 0
    forms = graduate_forms(len(shown) + blank, data_of(shown))
    wrong = mark(forms, draft, page)
    context = about(owed) | {
        "draft": draft,
        "forms": forms,
        "first": (page - 1) * PAGE,
        "page": page,
        "pages": pages,
        "wrong": wrong,
        "is_full": page == pages and not blank,
        "page_form": PageForm(initial={"seen": draft.version, "page": page, "count": len(forms)}),
        "current": owed.submissions.current().first(),
    }
    return render(request, "providers/desk/returns/rows.html", context)


def mark(forms: list[GraduateForm], draft: ReturnDraft, page: int) -> list[tuple[int, str, str, str]]:
    """Put what is wrong beside the fields of a page; return it with place, label, message and the field's id."""
    found = []
    first = (page - 1) * PAGE
    for place, name, message in drafting.read(draft, timezone.localdate()).problems:
        at = place - first - 1
        if 0 <= at < len(forms):
            forms[at].add_error(name or None, message)
            found.append((place, str(LABELS.get(name, "")), message, forms[at][name or "reference"].id_for_label))
    return found


def save(request: PersonalRequest, owed: Return) -> HttpResponse:
    """Save a page of rows, and go where the button says."""
    is_quiet = bool(request.headers.get("HX-Request"))
    form = PageForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("This page was not whole. Please try once more."))
        return redirect("providers:desk-return-rows", owed.pk)
    page = form.cleaned_data["page"]
    typed_rows = [one.typed() for one in graduate_forms(form.cleaned_data["count"], request.POST)]
    try:
        draft, removed = drafting.save(
            owed,
            typed_rows,
            page=page,
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
            is_tidied=not is_quiet,
        )
    except drafting.Overtaken as reason:
        return overtaken(request, owed, form, str(reason))
    if is_quiet:
        wrong = drafting.read(draft, timezone.localdate()).problems
        context = {"draft": draft, "wrong": len({place for place, _n, _m in wrong}), "removed": removed}
        return render(request, "providers/desk/returns/_saved.html", context)
    if removed:
        messages.warning(
            request,
            ngettext(
                "What looked like a number or an address of a person was taken out of one field.",
                "What looked like numbers or addresses of people was taken out of %(count)d fields.",
                len(removed),
            )
            % {"count": len(removed)},
        )
    return go_on(request, owed, draft, page)


def overtaken(request: PersonalRequest, owed: Return, form: PageForm, reason: str) -> HttpResponse:
    """Say that somebody else saved meanwhile, and show what was typed here once more: nothing of it is lost."""
    if request.headers.get("HX-Request"):
        return render(request, "providers/desk/returns/_saved.html", {"reason": reason})
    draft = drafting.draft_of(owed)
    forms = graduate_forms(form.cleaned_data["count"], request.POST)
    page = form.cleaned_data["page"]
    context = about(owed) | {
        "draft": draft,
        "forms": forms,
        "first": (page - 1) * PAGE,
        "page": page,
        "pages": page,
        "reason": reason,
        "page_form": PageForm(initial={"seen": draft.version, "page": page, "count": len(forms)}),
    }
    return render(request, "providers/desk/returns/rows.html", context, status=409)


def go_on(request: PersonalRequest, owed: Return, draft: ReturnDraft, page: int) -> HttpResponse:
    """Lead on after saving: to the check, to more rows, or back to the return."""
    deed = request.POST.get("do", "")
    if deed == "check":
        return redirect("providers:desk-return-check", owed.pk)
    messages.success(request, _("Saved."))
    if deed == "leave":
        return redirect(owed)
    last = max(1, -(-(len(draft.rows) + 1) // PAGE))
    answered = redirect("providers:desk-return-rows", owed.pk)
    answered["Location"] += f"?page={last if deed == 'add' else min(page, last)}" + ("#last" if deed == "add" else "")
    return answered


@require_http_methods(["GET", "POST"])
def check(request: PersonalRequest, pk: int) -> HttpResponse:
    """Show all that would be sent with all that is wrong with it, ask whom employers' names mean, and send it."""
    owed = return_of(request, pk)
    draft = drafting.draft_of(owed)
    found = drafting.read(draft, timezone.localdate())
    if not found.graduates and not found.problems:
        return redirect("providers:desk-return-rows", owed.pk)
    current = owed.submissions.current().first()
    questions = employer_names.questions(
        owed.program.provider, [one.employer_name for one in found.rows if one.employer_name]
    )
    posted = request.POST if request.method == "POST" else None
    known = {"seen": draft.version, "enrollments": draft.enrollments, "excepted": draft.excepted}
    form = SendForm(posted, initial=known, is_correction=current is not None)
    names = NamesForm(posted, questions=questions)
    if posted is not None:
        answered = act(request, owed, form, names)
        if answered:
            return answered
    context = about(owed) | {
        "draft": draft,
        "form": form,
        "names": names,
        "current": current,
        "difference": filing.compared(current, found.rows) if current else None,
        "labels": LABELS,
        **summary(found),
    }
    return render(request, "providers/desk/returns/check.html", context)


def act(request: PersonalRequest, owed: Return, form: SendForm, names: NamesForm) -> HttpResponse | None:
    """Keep what was answered, and send the return where the button says so; None where something is wrong."""
    is_sending = request.POST.get("do") == "send"
    is_fine = form.is_valid() and names.is_valid()
    if not is_sending and set(form.errors) <= {"why"} and names.is_valid():
        is_fine = True
    if not is_fine:
        return None
    said = form.cleaned_data
    try:
        for name in ("enrollments", "excepted"):
            typed.number_of(said.get(name, ""))
        draft = drafting.say_numbers(
            owed,
            enrollments=said.get("enrollments", ""),
            excepted=said.get("excepted", ""),
            seen=said["seen"],
            by=request.user,
            at=timezone.now(),
        )
        employer_names.answer(owed.program.provider, names.answers(), by=request.user, at=timezone.now())
        if not is_sending:
            messages.success(request, _("Saved."))
            return redirect("providers:desk-return-check", owed.pk)
        drafting.file(owed, seen=draft.version, why=said.get("why", ""), by=request.user, at=timezone.now())
    except Unreadable as reason:
        form.add_error(name, str(reason))
    except (filing.CannotFile, drafting.Overtaken, employer_names.CannotName) as reason:
        form.add_error(None, str(reason))
        data = request.POST.copy()
        data["seen"] = str(drafting.draft_of(owed).version)
        form.data = data
    else:
        messages.success(request, _("The return is filed. A receipt is on its way to your mailbox."))
        return redirect(owed)
    return None


def summary(found: typed.Reading) -> dict[str, Any]:
    """Return what rows say together, for the eye: how many of each status, what will not count, what is wrong."""
    graduates = found.rows
    counts = [(Status(code), sum(one.status == code for one in graduates)) for code in Status.values]
    unclear = sum(one.pay_unit == PayUnit.HOUR and one.hours_per_week is None for one in graduates)
    wrong = [(place, str(LABELS.get(name, "")), message, -(-place // PAGE)) for place, name, message in found.problems]
    return {
        "count": len(graduates),
        "counts": [(status, count) for status, count in counts if count],
        "without_hours": unclear,
        "wrong": wrong[:NAMED],
        "wrong_count": len(wrong),
    }


@require_safe
def preview(request: PersonalRequest, pk: int) -> HttpResponse:
    """Show what the public would see of the program: of the draft where there is one, else of what counts now."""
    owed = return_of(request, pk)
    draft = drafting.draft_of(owed)
    found = drafting.read(draft, timezone.localdate()) if draft.filled else None
    filed = None
    if found:
        bad = {place for place, _name, _message in found.problems}
        sound = [one for place, one in found.graduates.items() if place not in bad]
        filed = filing.Filed(
            rows=sound,
            **numbers(draft, len(sound)),
            employers=employer_names.known_to(owed.program.provider, [one.employer_name for one in sound]),
        )
    context = about(owed) | {
        "all": previewing.seen_by_public(owed, filed, today=timezone.localdate()),
        "is_draft": found is not None,
        "left_out": len({place for place, _n, _m in found.problems}) if found else 0,
        "current": owed.submissions.current().first(),
    }
    return render(request, "providers/desk/returns/preview.html", context)


def numbers(draft: ReturnDraft, count: int) -> dict[str, Any]:
    """Return the numbers of a draft's cohort, as far as they can be; others are not known."""
    try:
        said = {"enrollments": typed.number_of(draft.enrollments), "excepted": typed.number_of(draft.excepted)}
    except Unreadable:
        return {}
    return {} if any(True for _one in problems_of_all(count, **said)) else said


@require_http_methods(["GET", "POST"])
def barriers(request: PersonalRequest, pk: int) -> HttpResponse:
    """Ask how many of the return's cohort faced each barrier."""
    owed = return_of(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = BarrierCountsForm(posted, said=served.said(owed.program, owed.cohort))
    if form.is_valid():
        try:
            served.say(owed.program, owed.cohort, form.counts(), today=timezone.localdate(), at=timezone.now())
        except served.CannotCount as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved. What you left empty is not known, and never zero."))
            return redirect(owed)
    return render(request, "providers/desk/returns/barriers.html", about(owed) | {"form": form})
