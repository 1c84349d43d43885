"""A rule: what may be said of a cell of public demand so that no hidden cell can be worked out from what is said.

A cell is hidden while fewer than `minimum` employers stand in it. What is said of the others must leave each hidden
value at least two ways to be.
"""

from collections.abc import Sequence


def spans(employers: Sequence[int], minimum: int) -> list[tuple[int, int, int]]:
    """Pool neighbors in a row of counts until each span holds enough: (first place, last place, employers).

    >>> spans([1, 8, 0, 0, 0], 3), spans([1, 8, 0, 1, 0], 3)
    ([(0, 1, 9)], [(0, 4, 9 + 1)])
    """
    if minimum == 1:  # nothing is hidden
        return [(place, place, count) for place, count in enumerate(employers) if count]
    found: list[tuple[int, int, int]] = []
    first = total = 0
    for place, count in enumerate(employers):
        total += count
        if total >= minimum:
            found.append((first, place, total))
            first, total = place + 1, 0
    # Few that are left over would be known by subtraction. With a minimum of two, even that there are some tells how
    # many: the last span then always reaches to the end.
    if found and (total or minimum == 2):
        first, _last, before = found.pop()
        found.append((first, len(employers) - 1, before + total))
    return found


def openings(named: Sequence[int], unnamed: Sequence[int], minimum: int) -> int | None:
    """Return how many openings may be told of one role, or None where too few employers said.

    The wall tells what named employers said, so that it could be subtracted: what unnamed ones said is added only where
    enough of them did, and not where all said one, the least there is.
    """
    told = list(named)
    if len(unnamed) >= minimum and (minimum == 1 or sum(unnamed) > len(unnamed)):
        told += unnamed
    return sum(told) if len(told) >= minimum else None


def is_told(named: int, unnamed: int, minimum: int) -> bool:
    """Test whether a town may be told in which so many named and unnamed employers ask for one role.

    Which employers are named, and where, stands on the wall. Told because of both together, a town would say of a
    single unnamed employer where it is.
    """
    return named >= minimum or unnamed >= minimum
