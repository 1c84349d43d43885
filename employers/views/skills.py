"""Skills as employers typed them, and which writings are read as one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import WorkspaceRequest, for_roles, roles_of
from community.roles import EDITORS, READERS
from employers import skills, vocabulary
from employers.forms.skills import AliasForm
from employers.models import Ask, SkillAlias

PER_PAGE = 50


@require_safe
@for_roles(READERS)
def index(request: WorkspaceRequest) -> HttpResponse:
    """Show what is asked for under which names."""
    return page(request, AliasForm())


@require_POST
@for_roles(EDITORS)
def alias(request: WorkspaceRequest) -> HttpResponse:
    """Take a new alias."""
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            said = vocabulary.alias(request.community, by=request.user, at=timezone.now(), **form.cleaned_data)
        except vocabulary.CannotAlias as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"“{said.written}” is read as “{said.name}” from now on, everywhere.")
            return redirect("employers:skills")
    return page(request, form)


def page(request: WorkspaceRequest, form: AliasForm) -> HttpResponse:
    """Return the page with this form."""
    aliases = list(SkillAlias.objects.of(request.community).order_by("name", "written"))
    asks = Ask.objects.asked(request.community, timezone.localdate(timezone=request.community.zone))
    found = skills.read(asks.values_list("employer", "skills"), {one.written: one.name for one in aliases})
    context: dict[str, Any] = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "aliases": aliases,
        "form": form,
        "minimum": request.community.demand_min_employers,
        "can_write": bool(roles_of(request) & EDITORS),
    }
    return render(request, "employers/workspace/skills.html", context)


@require_POST
@for_roles(EDITORS)
def forget(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take an alias away."""
    alias = get_object_or_404(SkillAlias.objects.of(request.community), pk=pk)
    vocabulary.forget(alias)
    messages.success(request, f"“{alias.written}” is read as itself again.")
    return redirect("employers:skills")
