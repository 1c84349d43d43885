"""The letter that asks for an introduction, on the pages of the directory: before it leaves, and after."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from community.access import WorkspaceRequest, for_roles, roles_of
from community.characters import has_hidden_characters
from community.roles import EDITORS, READERS
from directory import introductions
from directory.forms.introductions import WORDS, WayForm
from directory.models import Introduction, Person
from outreach import requesting
from outreach.composing import CannotCompose
from outreach.models import Letter
from outreach.panels import newest
from outreach.views.letters import SANDBOX

NO_PREVIEW = "<!doctype html><html lang=en><title>No preview</title><p>This letter cannot be shown.</p></html>"


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
@xframe_options_sameorigin
def preview(request: WorkspaceRequest, pk: int, other: int) -> HttpResponse:
    """Show the letter as its recipient would see it, in a sandbox; a POST shows it with other words, and keeps none."""
    people = Person.objects.of(request.community).select_related("community")
    introducer, target = get_object_or_404(people, pk=pk), get_object_or_404(people, pk=other)
    way = WayForm(request.GET, community=request.community).way
    wanted = introductions.draft(introducer, target, by=request.user, at=timezone.now(), **way)
    words = request.POST.get("words", "")[:WORDS]
    if words.strip() and not has_hidden_characters(words, may_break_lines=True):
        wanted.words = words
    try:
        _, _, html = requesting.preview(wanted)
    except CannotCompose:
        html = NO_PREVIEW
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SANDBOX
    return response


def before(request: HttpRequest, wanted: Introduction) -> dict[str, Any] | None:
    """Return the letter for the page that asks, or why it would not leave."""
    if not roles_of(request) & EDITORS:
        return None
    if reason := requesting.held(wanted.community, wanted.introducer.email, at=timezone.now()):
        return {"held": f"{reason} Call {wanted.introducer} instead."}
    url = reverse("outreach:introduction-letter", args=[wanted.introducer.pk, wanted.target_id])
    return {"url": f"{url}?{request.GET.urlencode()}", "name": wanted.introducer.name}


def after(request: HttpRequest, introduction: Introduction) -> dict[str, Any] | None:
    """Return the letters of a request."""
    if not roles_of(request) & READERS:
        return None
    return newest(Letter.objects.of(introduction.community).about(introduction.record))
