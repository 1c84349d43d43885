"""Releases in the workspace, acted on: drafted, computed again, held back and lifted, published, put away."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from community.access import WorkspaceRequest, for_roles
from community.roles import EDITORS
from providers import channels, comparing, holding, releasing
from providers.forms.releases import ALL, HoldForm, PublishForm
from providers.models import Hold, Program, Release
from providers.outcomes import Kind
from providers.suppression import TOLD
from providers.views.releases import around, at_hand


@require_POST
@for_roles(EDITORS)
def draft(request: WorkspaceRequest) -> HttpResponse:
    """Begin the next release, and show how far it is."""
    try:
        release = releasing.draft(request.community, by=request.user, at=timezone.now())
    except releasing.CannotRelease as reason:
        messages.error(request, str(reason))
        return redirect("providers:releases")
    return redirect("community:job", release.job_id)


@require_POST
@for_roles(EDITORS)
def compute_again(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Compute a draft anew."""
    release = at_hand(request, number)
    try:
        release = releasing.compute_again(release, by=request.user, at=timezone.now())
    except releasing.CannotRelease as reason:
        messages.error(request, str(reason))
        return redirect(release)
    return redirect("community:job", release.job_id)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def hold(request: WorkspaceRequest, number: int, pk: int) -> HttpResponse:
    """Ask what of a program is held back and why, and do it."""
    release = at_hand(request, number)
    program = get_object_or_404(programs_of(release), pk=pk)
    asked = request.GET.get("kind", "")
    first = {"kind": asked if asked in Kind.values else ALL}
    form = HoldForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            held = holding.hold_all(release, program, form.kinds, reason=reason, by=request.user, at=timezone.now())
        except releasing.CannotRelease as why:
            form.add_error(None, str(why))
        else:
            count = len(held)
            words = f"{count} figure{'' if count == 1 else 's'} of {program} {'is' if count == 1 else 'are'} held back."
            messages.success(request, words if count else f"That was held back already, of {program}.")
            return redirect(f"{release.get_absolute_url()}?provider={program.provider_id}")
    context = {"release": release, "program": program, "form": form}
    return render(request, "providers/workspace/releases/hold.html", context)


@require_POST
@for_roles(EDITORS)
def lift(request: WorkspaceRequest, number: int, pk: int) -> HttpResponse:
    """Let one figure of a program be told again, or all of them."""
    release = at_hand(request, number)
    program = get_object_or_404(programs_of(release), pk=pk)
    holds = Hold.objects.standing().filter(program=program)
    kind = request.POST.get("kind", "")
    try:
        count = holding.lift_all(
            release, program, holds.filter(kind=kind) if kind else holds, by=request.user, at=timezone.now()
        )
    except releasing.CannotRelease as why:
        messages.error(request, str(why))
    else:
        figures = "1 figure is" if count == 1 else f"{count} figures are"
        messages.success(
            request, f"{figures} no longer held back, of {program}." if count else "Nothing was held back."
        )
    return redirect(f"{release.get_absolute_url()}?provider={program.provider_id}")


def programs_of(release: Release) -> QuerySet[Program]:
    """Return the programs of which a release tells, with their providers."""
    return comparing.programs_in(release).select_related("provider__organization")


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def publish(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Say what will happen and when the next is possible, and publish."""
    release, now = at_hand(request, number), timezone.now()
    if not release.is_draft:
        if request.method == "POST" and release.is_published:
            messages.info(request, f"{release.published_by or 'A colleague'} published it already.")
        return redirect(release)
    form = PublishForm(request.POST if request.method == "POST" else None, seal=releasing.seal(release))
    if form.is_valid():
        try:
            releasing.publish(release, by=request.user, at=now)
        except releasing.CannotRelease as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Release {release.number} is published. The public list tells its figures now.")
            return redirect(release)
    if form.is_bound:
        form.data = form.initial  # the page stands for the draft as it is now
    today = timezone.localtime(now).date()
    told = release.figures.filter(state__in=sorted(TOLD)).count()
    context = {
        "release": release,
        "form": form,
        "last": channels.last_release(request.community),
        "why_not_yet": releasing.why_not_yet(request.community, today=today),
        "possible_from": releasing.possible_from(request.community, today=today),
        "next_from": releasing.next_after(today),
        "told": told,
        "hidden": release.figures.count() - told,
        "programs": comparing.programs_in(release).count(),
        "submit": f"Publish release {release.number}",
        **around(release),
    }
    return render(request, "providers/workspace/releases/publish.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def put_away(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Say what is lost, and put a draft away."""
    release = at_hand(request, number)
    if release.is_published:
        return redirect(release)
    if request.method == "POST":
        try:
            releasing.put_away(release, by=request.user, at=timezone.now())
        except releasing.CannotRelease as why:
            messages.error(request, str(why))
            return redirect(release)
        messages.success(request, f"The draft of release {number} is put away. What is held back stays held back.")
        return redirect("providers:releases")
    return render(request, "providers/workspace/releases/put_away.html", {"release": release})
