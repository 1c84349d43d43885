"""A rule: what a table is, whatever file it came in; its rows keep the numbers that a spreadsheet shows beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024  # of a file
MAX_ROWS = 100_000
MAX_COLUMNS = 60
SEARCHED = 20  # rows, among which the headings stand

Row = tuple[int, list[str]]


class CannotRead(Exception):
    """The file is no table that we can read; the message says why, and what to do."""


@dataclass(frozen=True)
class Headings:
    """The row of headings: its number, what stands there, and the first rows below it."""

    number: int
    names: list[str]
    examples: list[list[str]]


def headings_of(rows: Iterable[Row], known: frozenset[str], shown: int = 3) -> Headings:
    """Return the headings of a table: of its first rows the one that holds most words of `known`, folded.

    Titles above it are passed over. Raises CannotRead where there is no row of headings, or nothing below it.
    """
    first = [row for row in islice(rows, SEARCHED + shown) if any(row[1])]
    if not first:
        raise CannotRead(_("The file is empty: there is no row with anything in it."))
    best = max(first[:SEARCHED], key=lambda row: (count_of(row[1], known), -row[0]))
    if not count_of(best[1], known) and looks_like_data(best[1]):
        raise CannotRead(_("There is no row of headings. Put one above the rows that says what stands in each column."))
    below = [cells for number, cells in first if number > best[0]]
    if not below:
        raise CannotRead(_("There are headings and no rows below them. Is it the right sheet?"))
    width = max([index + 1 for index, cell in enumerate(best[1]) if cell], default=0)
    if width > MAX_COLUMNS:
        raise CannotRead(
            _("The table has more than %(most)d columns. Keep those that we ask for, and try again.")
            % {"most": MAX_COLUMNS}
        )
    return Headings(best[0], best[1][:width], [padded(cells, width) for cells in below[:shown]])


def count_of(cells: Sequence[str], known: frozenset[str]) -> int:
    """Return how many cells are known headings."""
    return sum(plain(cell) in known for cell in cells)


def plain(heading: str) -> str:
    """Return a heading as it is compared.

    >>> plain(" E-Mail_Address* ")
    'e mail address'
    """
    return " ".join("".join(char if char.isalnum() else " " for char in heading.casefold()).split())


def looks_like_data(cells: Sequence[str]) -> bool:
    """Test whether a row holds what no heading holds: addresses and numbers."""
    return any("@" in cell or "://" in cell or cell.replace(" ", "").replace(".", "").isdigit() for cell in cells)


def padded(cells: list[str], width: int) -> list[str]:
    """Return a row with exactly so many cells."""
    return (cells + [""] * width)[:width]
