"""A rule: where the points of a trend stand in a drawing 100 wide and 40 high."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 100, 40
WIDEST = 14  # of a bar, however few there are


@dataclass(frozen=True)
class Point:
    """One release: what it said, and where that stands; no height where it said nothing."""

    release: Any
    told: Any
    x: float
    y: float | None

    @property
    def height(self) -> float:
        """Return how high its bar is."""
        return 0 if self.y is None else HEIGHT - self.y


@dataclass(frozen=True)
class Trend:
    """The points of a trend, oldest first."""

    points: tuple[Point, ...]
    width: float

    @property
    def is_line(self) -> bool:
        """Tell whether there is more than one release, and any of them said something."""
        return len(self.points) > 1 and any(point.y is not None for point in self.points)


def points(said: Iterable[tuple[Any, Any]]) -> Trend:
    """Return a bar for each release: its height is the share, of a hundred."""
    pairs = list(said)
    room = WIDTH / max(len(pairs), 1)
    width = min(room * 0.76, WIDEST)
    found = [
        Point(
            release,
            told,
            x=place * room + (room - width) / 2,
            y=HEIGHT - HEIGHT * told.shown.value / 100 if told.is_told else None,
        )
        for place, (release, told) in enumerate(pairs)
    ]
    return Trend(tuple(found), width=width)
