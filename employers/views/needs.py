"""What employers need beside roles and skills: the list, one employer's, and what was done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.paging import slice_of
from community.roles import EDITORS, READERS
from employers import needing
from employers.forms.needs import AddressForm, NeedForm
from employers.models import Employer, Need


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """List the open needs, the oldest first, or those that were addressed, the latest first."""
    is_open = request.GET.get("state") != "addressed"
    needs = Need.objects.of(request.community)
    addressed = needs.exclude(addressed_on=None)
    # Where the open ones go on is found by one that was addressed meanwhile, too.
    rows, anchors, column = (needs.open(), needs, "noted_on") if is_open else (addressed, addressed, "-addressed_on")
    context = {
        "page": slice_of(rows.select_related("employer__organization", "addressed_by"), anchors, column, request.GET),
        "is_open": is_open,
        "can_write": bool(roles_of(request) & EDITORS),
    }
    return render(request, "employers/workspace/needs.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def note(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Write down what one employer needs."""
    employer = get_object_or_404(Employer.objects.of(request.community).select_related("organization"), pk=pk)
    form = NeedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        needing.note(employer, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, "Noted. It stays on the list until somebody addresses it.")
        return redirect(employer)
    return render(request, "employers/workspace/need.html", {"employer": employer, "form": form})


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def address(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what was done about one need."""
    needs = Need.objects.of(request.community).select_related("employer__organization", "addressed_by")
    need = get_object_or_404(needs, pk=pk)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            needing.address(need, **form.cleaned_data, by=request.user, at=timezone.now())
        except needing.CannotAddress as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Addressed. It is off the list.")
            return redirect("employers:needs")
    return render(request, "employers/workspace/need.html", {"employer": need.employer, "need": need, "form": form})
