"""From which half-year on a program reports, said by a coordinator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from providers import beginning
from providers.forms.requests import BeginForm
from providers.kinds import half
from providers.models import Program


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def begin(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask from which half-year on a program owes returns, and why, and keep it."""
    programs = Program.objects.of(request.community).select_related("provider__organization")
    program = get_object_or_404(programs, pk=pk)
    begins, halves = beginning.begins(program), beginning.choices(timezone.localdate())
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        halves=halves,
        initial={"cohort": max(begins, halves[-1]).isoformat()},
    )
    if form.is_valid():
        try:
            beginning.begin_with(program, **form.cleaned_data, by=request.user, at=timezone.now())
        except beginning.CannotBegin as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{program} reports from {half(form.cleaned_data['cohort'])}.")
            return redirect(program.provider.organization)
    context = {"program": program, "organization": program.provider.organization, "begins": half(begins), "form": form}
    return render(request, "providers/workspace/returns/begin.html", context)
