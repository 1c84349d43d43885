"""The quarterly check-in: by the link of its letter, and at the desk; once answered it is a receipt."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import links
from community.access import PersonalRequest, PortalRequest
from community.purposes import CHECK_IN
from employers import checking
from employers.forms.check_in import CheckInForm
from employers.models import CheckIn
from employers.views.desk import commitment_of

NEEDED = ("commitment__employer__organization", "commitment__community")


@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def by_link(request: PortalRequest, token: str) -> HttpResponse:
    """Show the form, save what is sent, and from then on show the receipt."""
    try:
        link = links.open_link(token, CHECK_IN, community=request.community, at=timezone.now())
    except links.CannotOpen as reason:
        return render(request, "employers/confirm/cannot.html", {"reason": reason}, status=410)
    found = CheckIn.objects.of(request.community).at_record(link.record).select_related(*NEEDED)
    return answer(request, get_object_or_404(found), "public.html")


@require_http_methods(["GET", "POST"])
def at_desk(request: PersonalRequest, reference: str, pk: int) -> HttpResponse:
    """Do the same at the desk of whoever signed."""
    found = CheckIn.objects.filter(commitment=commitment_of(request, reference)).select_related(*NEEDED)
    return answer(request, get_object_or_404(found, pk=pk), "desk.html")


def answer(request: PortalRequest, check_in: CheckIn, frame: str) -> HttpResponse:
    """Show the form or the receipt, and save what is sent."""
    form = CheckInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and check_in.answered_at:
        return redirect(request.path)
    if form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            checking.answer(check_in, **form.cleaned_data, by=by, at=timezone.now())
        except checking.CannotAnswer as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(request.path)
    context = {"check_in": check_in, "commitment": check_in.commitment, "form": form, "frame": frame}
    return render(request, "employers/check_in.html", context)
