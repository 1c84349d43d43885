"""Saving a list as somebody narrowed and sorted it, for themselves or for the team."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from community import keeping
from community.access import WorkspaceRequest, for_roles
from community.forms.saved import SaveViewForm
from community.models import SavedView
from community.navigation import items
from community.roles import EDITORS


@require_POST
@for_roles(EDITORS)
def save(request: WorkspaceRequest) -> HttpResponse:
    """Keep the narrowing of a list under a name, and show the list as it was."""
    form = SaveViewForm(request.POST)
    page = request.POST.get("page", "")
    if page not in {item.route for item in items}:
        messages.warning(request, "The view is not saved: we know no such list.")
        return redirect("reports:today")
    query = keeping.plain(request.POST.get("query", ""))
    if form.is_valid():
        keeping.save(
            request.community,
            page=page,
            name=form.cleaned_data["name"],
            query=query,
            owner=None if form.cleaned_data["is_for_team"] else request.user,
            at=timezone.now(),
        )
        messages.success(request, f"“{form.cleaned_data['name']}” is a tab of this list now.")
    else:
        for problem in form.errors.values():
            messages.warning(request, f"The view is not saved. {problem[0]}")
    return redirect(f"{reverse(page)}?{query}" if query else reverse(page))


@require_POST
@for_roles(EDITORS)
def remove(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take a tab away, one's own or the team's."""
    known = SavedView.objects.of(request.community).filter(Q(owner=None) | Q(owner=request.user))
    view = get_object_or_404(known, pk=pk)
    keeping.remove(view)
    messages.success(request, f"“{view.name}” is no longer a tab.")
    return redirect(reverse(view.page))


def tabs_of(request: WorkspaceRequest, page: str) -> list[dict[str, object]]:
    """Return the saved views of a list as tabs, the one at hand marked."""
    here = keeping.plain(request.GET.urlencode())
    place = reverse(page)
    return [
        {
            "pk": view.pk,
            "name": view.name,
            "url": f"{place}?{view.query}" if view.query else place,
            "is_here": QueryDict(view.query) == QueryDict(here) and bool(here),
        }
        for view in SavedView.objects.of(request.community).on(page, request.user)
    ]
