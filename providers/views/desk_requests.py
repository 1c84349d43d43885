"""The provider's desk: more time for a return, or to be excused from it; asked for, and taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.access import PersonalRequest
from providers import letting_off
from providers.forms.requests import AskForm, proposed
from providers.views.desk_returns import about, return_of


@require_http_methods(["GET", "POST"])
def ask(request: PersonalRequest, pk: int) -> HttpResponse:
    """Ask the coordinators for more time, or to be excused; while an answer is to come, show what was asked."""
    owed = return_of(request, pk)
    if not owed.is_awaited:
        return redirect(owed)
    known = {"until": proposed(owed.falls_on, timezone.localdate())}
    form = AskForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            letting_off.ask(owed, **form.cleaned_data, by=request.user, at=timezone.now())
        except letting_off.CannotLetOff as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Asked. The answer comes by letter, and stands on this page."))
            return redirect(owed)
    context = about(owed) | {"form": form, "asked": owed.requests.open().first()}
    return render(request, "providers/desk/returns/ask.html", context)


@require_POST
def take_back(request: PersonalRequest, pk: int) -> HttpResponse:
    """Take back what was asked and nobody answered yet."""
    owed = return_of(request, pk)
    asked = owed.requests.open().first()
    if asked:
        letting_off.take_back(asked, by=request.user, at=timezone.now())
        messages.success(request, _("Taken back. The return is due as it was."))
    return redirect(owed)
