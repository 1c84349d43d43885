"""The provider's desk: what they teach or offer, one page each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.access import PersonalRequest
from providers import applying, offering
from providers.forms.programs import ProgramForm
from providers.models import Application, Program
from providers.parts import Key
from providers.views.desk import application_of, part_of


def program_of(application: Application, pk: int) -> Program:
    """Return what this applicant offers, or 404."""
    return get_object_or_404(application.provider.programs.offered().prefetch_related("occupations"), pk=pk)


@require_http_methods(["GET", "POST"])
def add(request: PersonalRequest, reference: str) -> HttpResponse:
    """Ask for the first facts of a program; its name is enough to keep it."""
    application = application_of(request, reference)
    form = ProgramForm(request.POST if request.method == "POST" else None, kind=application.kind)
    if form.is_valid():
        try:
            offering.add(application, form.said, by=request.user, at=timezone.now())
        except (offering.CannotOffer, applying.CannotWrite) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved."))
            return redirect("providers:desk-part", reference=reference, key=Key.PROGRAMS)
    return page(request, application, form, None)


@require_http_methods(["GET", "POST"])
def change(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Change what is said of a program; whatever is wrong with one fact, the others are kept."""
    application = application_of(request, reference)
    program = program_of(application, pk)
    form = ProgramForm(request.POST if request.method == "POST" else None, kind=application.kind, program=program)
    if request.method == "POST":
        form.is_valid()
        try:
            offering.change(application, program, form.said, by=request.user, at=timezone.now())
        except (offering.CannotOffer, applying.CannotWrite) as reason:
            form.add_error(None, str(reason))
        if request.headers.get("HX-Request"):
            return render(request, "providers/desk/_saved.html", {"form": form})
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("providers:desk-part", reference=reference, key=Key.PROGRAMS)
    return page(request, application, form, program)


def page(
    request: PersonalRequest, application: Application, form: ProgramForm, program: Program | None
) -> HttpResponse:
    """Show the form of a program."""
    part = part_of(application, Key.PROGRAMS)
    context = {
        "application": application,
        "form": form,
        "program": program,
        "part": part,
        "may_write": application.is_writable and part.is_open,
    }
    return render(request, "providers/desk/program.html", context)


@require_POST
def take_away(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Take a program away."""
    application = application_of(request, reference)
    program = program_of(application, pk)
    try:
        offering.take_away(application, program, by=request.user, at=timezone.now())
    except applying.CannotWrite as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, _("%(name)s is gone from the application.") % {"name": program.name})
    return redirect("providers:desk-part", reference=reference, key=Key.PROGRAMS)
