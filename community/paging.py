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

    rows: list[Any]
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

    A column with a minus before it puts the highest first. Long lists are read as dictionaries (`values()`, with "pk"
    and the column): objects would take twice as long. `after` and `before` in the address are ids, looked up in
    `anchors`; if not found, the first page.
    """
    start, end = (anchor_of(anchors, column.removeprefix("-"), asked.get(name, "")) for name in ("after", "before"))
    if end:
        found = list(beyond(rows, turned(column), end)[: SIZE + 1])
        if found:
            shown = found[:SIZE][::-1]
            return Slice(shown, next=pk_of(shown[-1]), previous=pk_of(shown[0]) if len(found) > SIZE else None)
        start = None
    found = list(beyond(rows, column, start)[: SIZE + 1])
    shown = found[:SIZE]
    following = pk_of(shown[-1]) if len(found) > SIZE else None
    return Slice(shown, next=following, previous=pk_of(shown[0]) if start and shown else None)


def beyond(rows: "QuerySet[Any]", column: str, anchor: tuple[Any, int] | None) -> "QuerySet[Any]":
    """Return the rows in the order of a column and the id, those after a place in it where one is given."""
    name, is_down = column.removeprefix("-"), column.startswith("-")
    if anchor:
        value, number = anchor
        far, near = ("lte", "gte") if is_down else ("gte", "lte")
        rows = rows.filter(Q(**{f"{name}__{far}": value}) & ~Q(**{name: value, f"pk__{near}": number}))
    return rows.order_by(column, "-pk" if is_down else "pk")


def turned(column: str) -> str:
    """Return the same order from its other end."""
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


def pk_of(row: Any) -> int:
    """Return the id of a row, read as an object or as a dictionary."""
    number: int = row["pk"] if isinstance(row, dict) else row.pk
    return number


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
