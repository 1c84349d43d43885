"""Who may open which door: the request as our views know it, and the circle of roles that a workspace page names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from community.models import Community, Membership, User
from community.network import client_address
from community.roles import Role

P = ParamSpec("P")
HELD = [f"is_{role.value}" for role in Role]  # columns


class PortalRequest(HttpRequest):
    """Any request inside a community."""

    community: Community
    request_id: str


class PersonalRequest(PortalRequest):
    """A request of somebody signed in."""

    user: User


class WorkspaceRequest(PersonalRequest):
    """A request of somebody in the team, with the roles they hold here."""

    roles: frozenset[Role]


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """Return the roles that the person holds in the community at hand, asked once a request."""
    asked = cast("WorkspaceRequest", request)
    if not hasattr(asked, "roles"):
        community = getattr(asked, "community", None)
        held = (
            Membership.objects.of(community).filter(user=asked.user).values_list(*HELD)
            if community and asked.user.is_authenticated
            else ()
        )
        asked.roles = frozenset(role for holds in held for role, is_held in zip(Role, holds, strict=True) if is_held)
    return asked.roles


def client_of(request: HttpRequest) -> str:
    """Return the client's address, believing only the proxies that the settings name."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)


def for_roles(
    circle: frozenset[Role],
) -> Callable[
    [Callable[Concatenate[Any, P], HttpResponseBase]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]
]:
    """Open a workspace page to a circle of roles; others get 403, and a missing second factor is asked for first."""

    def decorate(
        view: Callable[Concatenate[Any, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not roles_of(request) & circle:
                raise PermissionDenied
            if request.community.is_second_factor_required and not is_mfa_enabled(request.user):
                messages.warning(request, "Your team asks everybody for a second factor. Set one up to go on.")
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        guarded.circle = circle  # type: ignore[attr-defined]  # read by the tests that walk all routes
        return guarded

    return decorate
