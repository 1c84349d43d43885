"""Employers named in returns, in the workspace: whom a name means, suggested, and said by a person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, READERS
from directory.filters import Words
from directory.models import Organization
from providers import employer_names
from providers.models import EmployerName

SHOWN, FOUND = 20, 10
HARM = 70  # of waiting, beside what other apps say


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show the names that wait, each with whom it might mean; or those of which something was said."""
    is_open = request.GET.get("state") != "said"
    by_team = EmployerName.objects.of(request.community).by_team()
    rows = by_team.waiting().order_by("created_at", "pk") if is_open else by_team.exclude(said_at=None)
    listed = rows if is_open else rows.select_related("organization", "said_by").order_by("-said_at", "-pk")
    page = Paginator(listed, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_open": is_open,
        "waiting": employer_names.queue(request.community, list(page.object_list)) if is_open else [],
        "may_say": bool(request.roles & EDITORS),
    }
    return render(request, "providers/workspace/employers/index.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(EDITORS)
def show(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask whom one name means: one of those suggested, any by search, a new organization, or nobody."""
    name = get_object_or_404(
        EmployerName.objects.of(request.community).by_team().select_related("community", "organization"), pk=pk
    )
    if request.method == "POST":
        return say(request, name)
    words = Words(request.GET)
    found = Organization.objects.of(request.community).search(words.words).order_by("normalized_name", "pk")[:FOUND]
    [waiting] = employer_names.queue(request.community, [name])
    context = {"name": name, "waiting": waiting, "q": words, "found": found if words.words else None}
    return render(request, "providers/workspace/employers/show.html", context)


def say(request: WorkspaceRequest, name: EmployerName) -> HttpResponse:
    """Keep what was said of a name."""
    choice, by, at = request.POST.get("choice", ""), request.user, timezone.now()
    spelled = name.spellings[0] if name.spellings else name.name
    try:
        if choice == "new":
            meant, count = employer_names.settle_as_new(name, by=by, at=at)
        elif choice == "nobody":
            employer_names.settle(name, None, by=by, at=at)
            messages.success(request, f"“{spelled}” is no organization that we know. It stays as it was typed.")
            return redirect("providers:employer-names")
        else:
            meant = chosen(request, choice)
            count = employer_names.settle(name, meant, by=by, at=at)
    except employer_names.CannotName as reason:
        messages.warning(request, str(reason))
        return redirect("providers:employer-name", name.pk)
    placements = f"{count:,} placement{'' if count == 1 else 's'}"
    messages.success(request, f"“{spelled}” means {meant}: {placements} know their employer by it.")
    return redirect("providers:employer-names")


def chosen(request: WorkspaceRequest, choice: str) -> Organization:
    """Return the organization that a button names; raises CannotName where there is none."""
    is_key = choice.isascii() and choice.isdecimal() and len(choice) < 19
    found = Organization.objects.of(request.community).filter(pk=int(choice)).first() if is_key else None
    if found is None:
        raise employer_names.CannotName("Choose one of the organizations.")
    return found


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return how many names wait; nothing for those who cannot say whom they mean."""
    if not roles_of(request) & EDITORS:
        return None
    count = EmployerName.objects.of(community).waiting().count()
    return {
        "lines": [
            TodayLine(
                count=count,
                what=f"employer{'' if count == 1 else 's'} named in returns whom nobody knows yet",
                detail="Until somebody says whom they mean, no employer can be asked about these placements.",
                verb="Say who",
                url=reverse("providers:employer-names"),
                harm=HARM,
            )
        ]
    }
