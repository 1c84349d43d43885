"""A rule: how near two organizations are for one to speak to the other, by sector, size and town."""

from dataclasses import dataclass

SIZES = ("1-9", "10-49", "50-249", "250-999", "1000+")  # in order, as the directory has them
SECTOR, SAME_SIZE, NEXT_SIZE, TOWN = 4, 2, 1, 2  # a peer of the same trade counts most


@dataclass(frozen=True)
class Place:
    """What is compared of an organization; what is not known is empty, and near to nothing."""

    sector: str = ""
    size: str = ""
    town: str = ""


def nearness(one: Place, other: Place) -> int:
    """Return how near they are: 0 where nothing is common.

    >>> nearness(Place("health", "10-49", "Rivertown"), Place("health", "50-249", "rivertown"))
    7
    """
    near = SECTOR if one.sector and one.sector == other.sector else 0
    if one.size in SIZES and other.size in SIZES:
        near += {0: SAME_SIZE, 1: NEXT_SIZE}.get(abs(SIZES.index(one.size) - SIZES.index(other.size)), 0)
    return near + (TOWN if one.town and one.town.casefold() == other.town.casefold() else 0)


def why(one: Place, other: Place) -> str:
    """Return what they have in common, in words."""
    parts = []
    if one.sector and one.sector == other.sector:
        parts.append("same sector")
    if one.size and one.size == other.size:
        parts.append("same size")
    if one.town and one.town.casefold() == other.town.casefold():
        parts.append("same town")
    return ", ".join(parts)
