"""A rule: where the pages of rows lie, each under the list of its kind, such as /workspace/people/17/."""

from functools import cache

from django.urls import reverse


@cache
def place_of(route: str) -> str:
    """Return where a list lies; kept, as resolving a route for each row takes a tenth of a list's time."""
    return reverse(route)


def under(route: str, pk: int) -> str:
    """Return where the page of a row lies under the list of its kind."""
    return f"{place_of(route)}{pk}/"
