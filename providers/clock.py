"""A rule: how the clock of an application stands, in a word."""

from dataclasses import dataclass
from datetime import date

SOON = 7  # days


@dataclass(frozen=True)
class Clock:
    """The days that are left (below zero: past), in words, with the tone of a pill."""

    days: int
    words: str
    tone: str


def clock(decide_by: date, today: date) -> Clock:
    """Return how the clock stands today.

    >>> clock(date(2026, 12, 2), date(2026, 12, 4)).words
    '2 days late'
    """
    days = (decide_by - today).days
    if days < 0:
        return Clock(days, f"{-days} day{'' if days == -1 else 's'} late", "pill-bad")
    words = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
    return Clock(days, words, "pill-late" if days <= SOON else "pill-quiet")
