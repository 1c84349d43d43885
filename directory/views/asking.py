"""The workspace page on which somebody we know is asked to introduce us to somebody."""

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles
from community.navigation import panels_of
from community.roles import EDITORS
from directory import introductions, paths
from directory.forms.introductions import AskForm, WayForm
from directory.models import Introduction, Person
from directory.replies import REMIND_AFTER

FRAME = {"frame-src": ["'self'"]}  # the letter is looked at on a page of its own


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@csp_update(FRAME)  # type: ignore[arg-type]  # csp knows no arguments of views
def ask(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show the letter to one person about another, in words that can be changed, and put it on its way."""
    people = Person.objects.of(request.community).select_related("community")
    introducer, target = get_object_or_404(people, pk=pk), get_object_or_404(people, pk=other)
    way, now = WayForm(request.GET, community=request.community).way, timezone.now()
    wanted = introductions.draft(introducer, target, by=request.user, at=now, **way)
    lately = introductions.asked_lately(introducer, now)
    typed = request.POST if request.method == "POST" else None
    busy = f"they were asked about {lately.to} on {introductions.day(lately)}" if lately else ""
    form = AskForm(typed, initial={"words": wanted.words}, lately=busy)
    if form.is_valid():
        try:
            introduction = introductions.ask(
                introducer,
                target,
                organization=wanted.organization,
                through=wanted.through,
                by=request.user,
                at=now,
                **form.cleaned_data,
            )
        except introductions.AskedLately as reason:
            form.add_error("anyway" if lately else None, str(reason))
        except introductions.CannotAsk as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{introducer} is asked. The letter leaves in a moment.")
            return redirect(introduction)
    return render(request, "directory/introduction_ask.html", page_of(request, wanted, form))


def page_of(request: WorkspaceRequest, wanted: Introduction, form: AskForm) -> dict[str, object]:
    """Return what the page shows beside the form: who is on the way, how busy they are, and why it may not be."""
    now, introducer = timezone.now(), wanted.introducer
    assert wanted.target is not None  # noqa: S101 -- who is asked for stands in the address
    panels = panels_of("introduction-letter", request, wanted)
    obstacle = introductions.obstacle(introducer, wanted.target)
    held = next((panel["context"]["held"] for panel in panels if panel["context"].get("held")), "")
    return {
        "wanted": wanted,
        "form": form,
        "load": paths.load_of([introducer.pk], now=now).get(introducer.pk, 0),
        "obstacle": obstacle or held,
        "panels": [] if obstacle or held else panels,
        "remind_after": REMIND_AFTER.days,
        "back": wanted.organization or wanted.target,
    }
