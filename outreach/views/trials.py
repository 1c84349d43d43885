"""Workspace pages of tests: to whom letters of campaigns go as a test, and the test itself."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.limits import Limit, take
from community.roles import EDITORS
from outreach import rehearsing
from outreach.composing import CannotCompose
from outreach.course import StepKind
from outreach.forms.trials import TrialReaderForm
from outreach.models import TrialReader
from outreach.views.campaign_steps import reader_of, step_of

RUNS = Limit("tests of letters to the list", 30, timedelta(days=1))


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show to whom tests go; a POST puts somebody onto the list."""
    form = TrialReaderForm(request.POST if request.method == "POST" else None, community=request.community)
    if form.is_valid():
        try:
            reader = rehearsing.add_reader(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        except rehearsing.CannotAdd as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Tests go to {reader} too.")
            return redirect("outreach:trial-readers")
    context = {"form": form, "readers": rehearsing.readers(request.community), "most": rehearsing.MOST}
    return render(request, "outreach/campaigns/trial_readers.html", context)


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    reader = get_object_or_404(TrialReader.objects.of(request.community).select_related("user", "community"), pk=pk)
    rehearsing.remove_reader(reader, by=request.user, at=timezone.now())
    messages.success(request, f"Tests go to {reader} no more.")
    return redirect("outreach:trial-readers")


@require_POST
@for_roles(EDITORS)
def send(request: WorkspaceRequest, pk: int, step: int) -> HttpResponse:
    """Send the letter to everybody on the list, as the recipient at this place would get it."""
    campaign, at_hand = step_of(request, pk, step)
    somebody, place, _count = reader_of(request, campaign)
    back = f"{reverse('outreach:campaign-step-preview', args=[pk, step])}?at={place}"
    if at_hand.kind != StepKind.LETTER:
        messages.info(request, "This step is a task, not a letter.")
        return redirect(back)
    now = timezone.now()
    if not take(RUNS, str(request.community.pk), at=now):
        messages.error(request, f"{RUNS.times} tests a day to the list are enough. Send the next one to yourself.")
        return redirect(back)
    try:
        count = rehearsing.send_to_all(campaign, at_hand, somebody, by=request.user, at=now)
    except CannotCompose as reason:
        messages.error(request, str(reason))
        return redirect(back)
    if not count:
        messages.info(request, "Nobody is on the list yet.")
        return redirect("outreach:trial-readers")
    whom = "1 reader" if count == 1 else f"{count} readers"
    messages.success(request, f"It is on its way to {whom}, as {somebody.name} would get it.")
    return redirect(back)
