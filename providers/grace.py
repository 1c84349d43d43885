"""A rule: whether a provider stands on the list, by the decision on it and by whether its returns came in time.

A return that is past its day has some days of grace. Then the listing pauses, and goes on by itself the moment the
return is there: none of this is ever stored, only looked at.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from providers.kinds import LISTED


class Place(StrEnum):
    """How a provider stands with the list today."""

    LISTED = "listed"
    OWING = "owing"  # listed, and a return is past its day
    PAUSED = "paused"
    UNLISTED = "unlisted"  # no decision put it there


@dataclass(frozen=True)
class Grace:
    """The days of grace of a community, and how many before their end a warning goes out."""

    days: int = 30
    warning: int = 14

    def pauses_on(self, due: date) -> date:
        """Return the first day on which a return that was due keeps its provider off the list."""
        return due + timedelta(days=self.days + 1)

    def paused_before(self, today: date) -> date:
        """Return the day before which a return must have been due to keep its provider off the list today."""
        return today - timedelta(days=self.days)

    def warns_before(self, today: date) -> date:
        """Return the day before which a return must have been due to be warned of today.

        >>> Grace(30, 14).warns_before(date(2026, 12, 31))
        datetime.date(2026, 12, 15)
        """
        return today - timedelta(days=max(self.days - self.warning, 0))


def place_of(standing: str, owing_since: date | None, *, today: date, grace: Grace) -> Place:
    """Return how a provider stands; `owing_since` is the day of the longest overdue return, None where none is.

    >>> place_of("listed", date(2026, 11, 30), today=date(2026, 12, 30), grace=Grace())
    <Place.OWING: 'owing'>
    >>> place_of("listed", date(2026, 11, 30), today=date(2026, 12, 31), grace=Grace())
    <Place.PAUSED: 'paused'>
    """
    if standing not in LISTED:
        return Place.UNLISTED
    if owing_since is None or owing_since >= today:
        return Place.LISTED
    return Place.PAUSED if today >= grace.pauses_on(owing_since) else Place.OWING
