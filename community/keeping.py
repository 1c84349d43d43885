"""Keeping a list's narrowing under a name."""

from datetime import datetime

from django.db import transaction
from django.http import QueryDict

from community.models import Community, SavedView, User

PLACES = ("after", "before", "page")  # where one stands in a list is no part of what it shows
LONGEST = 1000  # characters


def plain(query: str) -> str:
    """Return a query string as it is kept: without one's place in the list, empty answers and what is too long."""
    asked = QueryDict(query[:LONGEST], mutable=True)
    for name in list(asked):
        answers = [answer for answer in asked.getlist(name) if answer and "\x00" not in answer]
        if name in PLACES or not answers:
            del asked[name]
        else:
            asked.setlist(name, answers)
    return asked.urlencode()[:LONGEST]


@transaction.atomic
def save(community: Community, *, page: str, name: str, query: str, owner: User | None, at: datetime) -> SavedView:
    """Keep a query string under a name, for one person or (no owner) for the team; the same name is replaced."""
    view, _ = SavedView.objects.update_or_create(
        community=community,
        page=page,
        name=name,
        owner=owner,
        defaults={"query": query},
        create_defaults={"query": query, "created_at": at},
    )
    return view


@transaction.atomic
def remove(view: SavedView) -> None:
    """Forget a saved view."""
    view.delete()
