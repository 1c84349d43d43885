"""A rule: what became of a commitment, as its check-ins say, and whether somebody still confirms it.

Signed → Interviewing → Hiring → Sharing feedback, by the furthest that was said within a year.
Two silent quarters fade.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

QUARTERS_THAT_COUNT = 4
SILENT = 2  # quarters


class Status(StrEnum):
    """What came of it, in rising order."""

    SIGNED = "signed"
    INTERVIEWING = "interviewing"
    HIRING = "hiring"
    SHARING_FEEDBACK = "sharing_feedback"


LABELS = {
    Status.SIGNED: _("Signed"),
    Status.INTERVIEWING: _("Interviewing"),
    Status.HIRING: _("Hiring"),
    Status.SHARING_FEEDBACK: _("Sharing feedback"),
}


@dataclass(frozen=True)
class Said:
    """One check-in: the quarter it is about, whether it was answered, and what for."""

    quarter: date
    is_answered: bool
    interviewed: int | None = None
    offered: int | None = None
    hired: int | None = None
    gave_feedback: bool | None = None


@dataclass(frozen=True)
class Freshness:
    """The furthest that was said, the quarter last confirmed (None: never by a check-in), and whether it faded."""

    status: Status = Status.SIGNED
    quarter: date | None = None
    is_faded: bool = False

    @property
    def label(self) -> Any:
        """Return the status in words."""
        return LABELS[self.status]

    @property
    def confirmed(self) -> str:
        """Return when it was last confirmed, in words; empty where nothing is to be said."""
        if self.is_faded:
            return _now("not confirmed lately")
        return _now("confirmed %(quarter)s") % {"quarter": short(self.quarter)} if self.quarter else ""


def quarter_of(day: date) -> date:
    """Return the first day of a day's quarter.

    >>> quarter_of(date(2026, 11, 22))
    datetime.date(2026, 10, 1)
    """
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def before(quarter: date, number: int = 1) -> date:
    """Return the first day of the quarter so many before.

    >>> before(date(2026, 1, 1)), before(date(2026, 10, 1), 4)
    (datetime.date(2025, 10, 1), datetime.date(2025, 10, 1))
    """
    months = quarter.year * 12 + quarter.month - 1 - 3 * number
    return date(months // 12, months % 12 + 1, 1)


def short(quarter: date) -> str:
    """Return a quarter as one writes it where there is little room, such as Q3 2026."""
    return f"Q{(quarter.month + 2) // 3} {quarter.year}"


def rung(said: Said) -> Status:
    """Return how far one check-in says that it came."""
    if said.gave_feedback:
        return Status.SHARING_FEEDBACK
    if said.offered or said.hired:
        return Status.HIRING
    return Status.INTERVIEWING if said.interviewed else Status.SIGNED


def freshness(check_ins: Iterable[Said], *, today: date) -> Freshness:
    """Return what became of it by what was said up to a day."""
    asked = sorted(check_ins, key=lambda said: said.quarter)
    answered = [said for said in asked if said.is_answered]
    now = quarter_of(today)
    counting = [rung(said) for said in answered if said.quarter >= before(now, QUARTERS_THAT_COUNT)]
    latest = answered[-1].quarter if answered else None
    # A quarter is silent once the next is over: until then there is time to answer.
    silent = {
        said.quarter
        for said in asked
        if not said.is_answered and (latest is None or said.quarter > latest) and said.quarter <= before(now, 2)
    }
    return Freshness(
        status=max(counting, key=list(Status).index, default=Status.SIGNED),
        quarter=latest,
        is_faded=len(silent) >= SILENT,
    )
