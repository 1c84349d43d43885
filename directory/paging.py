"""Pages of long lists by keyset: the thousandth costs what the first costs."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

SIZE = 50  # rows of a page
COUNTED = 10_000  # more are "10,000+": counting them all would cost more than showing them
ID_DIGITS = 18


@dataclass(frozen=True)
class Slice:
    """One page: its rows, after which the next lies and before which the previous (None: there is none)."""

    rows: list[dict[str, Any]]
    next: int | None
    previous: int | None


@dataclass(frozen=True)
class Count:
    """How many there are, counted no further than is useful."""

    number: int
    is_more: bool


def number_of(text: str) -> int | None:
    """Return the id that a query string names, or None where it names none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None


def slice_of(rows: "QuerySet[Any]", anchors: "QuerySet[Any]", column: str, asked: QueryDict) -> Slice:
    """Return the page that follows one row or precedes another, in the order of a column and the id.

    Rows are read as dictionaries (`values()`, with "pk" and the column): objects would take twice as long. `after` and
    `before` in the address are ids, looked up in `anchors`; if not found, the first page.
    """
    start, end = (anchor_of(anchors, column, asked.get(name, "")) for name in ("after", "before"))
    if end:
        value, number = end
        earlier = Q(**{f"{column}__lte": value}) & ~Q(**{column: value, "pk__gte": number})
        found = list(rows.filter(earlier).order_by(f"-{column}", "-pk")[: SIZE + 1])
        if found:
            shown = found[:SIZE][::-1]
            return Slice(shown, next=shown[-1]["pk"], previous=shown[0]["pk"] if len(found) > SIZE else None)
    elif start:
        value, number = start
        rows = rows.filter(Q(**{f"{column}__gte": value}) & ~Q(**{column: value, "pk__lte": number}))
    found = list(rows.order_by(column, "pk")[: SIZE + 1])
    shown = found[:SIZE]
    is_later = bool(start and not end and shown)
    following = shown[-1]["pk"] if len(found) > SIZE else None
    return Slice(shown, next=following, previous=shown[0]["pk"] if is_later else None)


def anchor_of(anchors: "QuerySet[Any]", column: str, text: str) -> tuple[Any, int] | None:
    """Return where in the order the named row stands, or None."""
    number = number_of(text)
    return None if number is None else anchors.filter(pk=number).values_list(column, "pk").first()


def count_of(rows: "QuerySet[Any]", page: Slice) -> Count:
    """Return how many rows there are, up to COUNTED; a page without neighbors is all of them."""
    if page.next is None and page.previous is None:
        return Count(len(page.rows), is_more=False)
    number = rows.order_by()[: COUNTED + 1].count()
    return Count(min(number, COUNTED), number > COUNTED)
