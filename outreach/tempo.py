"""A rule: how many letters may be taken in hand now, so that in no sixty seconds more than so many are.

The generic cell rate algorithm (ITU-T I.371, annex A): each letter takes an equal interval of time, and a few may be
taken together. Where `b` may be taken together, an interval of `60 s / (most - b + 1)` keeps every sixty seconds,
whenever they begin, at `most` letters or fewer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

MINUTE = timedelta(minutes=1)
TOGETHER = 10  # of a minute's letters, one in so many may be taken together: those of six seconds


@dataclass(frozen=True)
class Tempo:
    """So many letters a minute at most."""

    most: int

    @property
    def together(self) -> int:
        """Return how many letters may be taken at one moment, after a rest."""
        return max(1, self.most // TOGETHER)

    @property
    def interval(self) -> timedelta:
        """Return how long each letter takes."""
        return timedelta(microseconds=ceil(60_000_000 / (self.most - self.together + 1)))

    def room(self, free_at: datetime | None, at: datetime) -> int:
        """Return how many letters may be taken now.

        >>> now = datetime(2027, 3, 1)
        >>> Tempo(60).room(None, now), Tempo(60).room(now + timedelta(seconds=3), now), Tempo(1).room(now + MINUTE, now)
        (6, 3, 0)
        """
        busy = began(free_at, at) - at
        return max(0, self.together + -busy // self.interval)

    def after(self, count: int, free_at: datetime | None, at: datetime) -> datetime:
        """Return when all is free again, after so many letters more; fewer than none were given back."""
        return began(free_at, at) + count * self.interval


def began(free_at: datetime | None, at: datetime) -> datetime:
    """Return from when the next letter's time counts; what lies beyond a minute is of a clock that was set back."""
    return free_at if free_at and at < free_at <= at + MINUTE else at
