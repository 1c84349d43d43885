"""The provider's desk: whom a program served, by barrier and half-year, while its application is being written."""

from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.access import PersonalRequest
from providers import applying, served
from providers.forms.barriers import BarrierCountsForm
from providers.kinds import half, half_year_of
from providers.parts import Key
from providers.views.desk import application_of, part_of
from providers.views.desk_programs import program_of

HALVES = 4  # that are asked for, the latest first


def halves(today: date) -> list[date]:
    """Return the first days of the latest half-years."""
    first = half_year_of(today)
    months = [first.year * 2 + (first.month > 6) - ago for ago in range(HALVES)]
    return [date(month // 2, 7 if month % 2 else 1, 1) for month in months]


@require_http_methods(["GET", "POST"])
def say(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Ask how many of one half-year faced each barrier."""
    application = application_of(request, reference)
    program, part = program_of(application, pk), part_of(application, Key.MISSION)
    today = timezone.localdate()
    choices = {first.isoformat(): first for first in halves(today)}
    chosen = request.GET.get("half", next(iter(choices)))
    if chosen not in choices:
        raise Http404
    cohort, may_write = choices[chosen], application.is_writable and part.is_open
    posted = request.POST if request.method == "POST" else None
    form = BarrierCountsForm(posted, said=served.said(program, cohort))
    if form.is_valid():
        try:
            with transaction.atomic():
                opened = applying.open_part(application, Key.MISSION)
                served.say(program, cohort, form.counts(), today=today, at=timezone.now())
                applying.touch(opened, by=request.user, at=timezone.now())
        except (served.CannotCount, applying.CannotWrite) as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Saved. What you left empty is not known, and never zero."))
            return redirect(f"{reverse('providers:desk-served', args=[reference, pk])}?half={chosen}")
    context = {
        "application": application,
        "program": program,
        "form": form,
        "may_write": may_write,
        "halves": [(key, half(first), key == chosen) for key, first in choices.items()],
        "summary": served.summary([program]),
    }
    return render(request, "providers/desk/served.html", context)
