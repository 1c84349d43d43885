"""What every template may rely on: the community with its named contact, and for the team the menu."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from community import navigation
from community.access import roles_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return `community`, `roles` and `menu`; the last two are asked for only where a template shows them."""
    community = getattr(request, "community", None)
    if community is None or not hasattr(request, "user"):
        return {"community": community}
    return {
        "community": community,
        "roles": SimpleLazyObject(lambda: roles_of(request)),
        "menu": SimpleLazyObject(lambda: navigation.menu(community, roles_of(request), request.path)),
    }
