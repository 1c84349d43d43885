"""The door of an application in the workspace.

Who has a conflict is kept out, and who reviews is asked about one first.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from community.access import WorkspaceRequest
from community.roles import EDITORS, Role
from providers import conflicts, reviews
from providers.models import Application, Disclosure

P = ParamSpec("P")
Guarded = Callable[Concatenate[Any, P], HttpResponseBase]


def application_of(request: WorkspaceRequest, pk: int) -> Application:
    """Return an application of the community with what it belongs to, or 404."""
    rows = Application.objects.of(request.community)
    return get_object_or_404(rows.select_related("provider__organization__community"), pk=pk)


def must_answer(request: WorkspaceRequest, application: Application) -> bool:
    """Test whether somebody is asked about a conflict before they read on.

    Who was asked to review is; and so is who only reviews here, whatever they open. Coordinators have to look at an
    application before they can say who reviews it.
    """
    only_reviews = Role.REVIEWER in request.roles and not request.roles & EDITORS
    return only_reviews or reviews.review_of(request.user, application) is not None


def unconflicted(view: Guarded[P]) -> Guarded[P]:
    """Open a page of an application to those between whom and the applicant nothing stands."""

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        application = application_of(request, cast("int", kwargs["pk"]))
        found = conflicts.disclosed(request.user, application)
        if found and found.keeps_out:
            return kept_out(request, application, found)
        if found is None and application.submitted_at and must_answer(request, application):
            return redirect("providers:conflict", pk=application.pk)
        return view(request, *args, **kwargs)

    return guarded


def kept_out(request: WorkspaceRequest, application: Application, found: Disclosure) -> HttpResponse:
    """Say why somebody does not see this application."""
    context = {"application": application, "organization": application.provider.organization, "disclosure": found}
    return render(request, "providers/workspace/reviews/kept_out.html", context, status=403)
