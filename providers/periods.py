"""A rule: which half-years a program owes a return for, when each may be filed, is due, and how it stands in a word.

A half-year is that of graduation. It is owed once it is over; its 180 days close it; the return is due some days after.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from providers.kinds import half_year_of
from providers.outcomes import last_day, matures_on

FARTHEST = 10  # half-years: nobody is asked for what is older than five years
SOON = 14  # days before the day it is due


def ended_halves(today: date) -> list[date]:
    """Return the half-years that are over and not too long ago, oldest first, each by its first day."""
    found: list[date] = []
    cohort = half_year_of(today)
    for _ in range(FARTHEST):
        cohort = half_year_of(cohort - timedelta(days=1))
        found.insert(0, cohort)
    return found


def is_owed(cohort: date, *, reports_from: date | None, listed_on: date, ended_on: date | None) -> bool:
    """Tell whether a program of a listed provider owes a return for this half-year.

    It owes from the half-year of `reports_from`, or where that was not said from the one in which its provider was
    listed, to the one in which the program ended; one that had ended before owes nothing.
    """
    begins = reports_from or listed_on
    return begins <= last_day(cohort) and (ended_on is None or ended_on >= max(begins, cohort))


def owed(*, reports_from: date | None, listed_on: date, ended_on: date | None, today: date) -> list[date]:
    """Return the half-years that a program owes today, oldest first.

    >>> owed(reports_from=date(2025, 1, 1), listed_on=date(2026, 3, 1), ended_on=None, today=date(2026, 11, 22))
    [datetime.date(2025, 1, 1), datetime.date(2025, 7, 1), datetime.date(2026, 1, 1)]
    """
    return [
        cohort
        for cohort in ended_halves(today)
        if is_owed(cohort, reports_from=reports_from, listed_on=listed_on, ended_on=ended_on)
    ]


def opens_on(cohort: date) -> date:
    """Return from when on rows may be filed: the 180 days after the half-year are over.

    >>> opens_on(date(2026, 1, 1))
    datetime.date(2026, 12, 27)
    """
    return matures_on(cohort)


def due_on(cohort: date, days: int, *, listed_on: date | None = None) -> date:
    """Return the day by which a return is due: so many days after its 180 days are over.

    Where its provider was listed later than that, the days begin then: nobody is late on the day they are listed.

    >>> due_on(date(2026, 1, 1), 45)
    datetime.date(2027, 2, 10)
    """
    begins = matures_on(cohort)
    return max(begins, listed_on or begins) + timedelta(days=days)


class Step(StrEnum):
    """What a provider is told of an awaited return as its day comes nearer and goes by; the names are in order."""

    OPEN = "1_open"
    SOON = "2_soon"
    DUE = "3_due"
    LATE = "4_late"
    LATER = "5_later"

    @property
    def is_late(self) -> bool:
        """Tell whether its day is over."""
        return self >= Step.LATE


AHEAD = {Step.SOON: SOON, Step.DUE: 0, Step.LATE: -3, Step.LATER: -21}  # days before the day it is due


def step_of(cohort: date, day: date, today: date) -> Step | None:
    """Return the step that an awaited return has reached, None before it opens; `day` is when it is due.

    >>> step_of(date(2025, 7, 1), date(2026, 8, 13), date(2026, 8, 1))
    <Step.SOON: '2_soon'>
    """
    reached = [step for step, days in AHEAD.items() if today >= day - timedelta(days=days)]
    if reached:
        return reached[-1]
    return Step.OPEN if today >= opens_on(cohort) else None


class Word(StrEnum):
    """How a return stands, in a word."""

    AWAITED = "awaited"
    SOON = "soon"
    EXTENDED = "extended"
    OVERDUE = "overdue"
    FILED = "filed"
    CORRECTED = "corrected"
    NIL = "nil"
    EXCUSED = "excused"


LABELS = {
    Word.AWAITED: "Awaited",
    Word.SOON: "Due soon",
    Word.EXTENDED: "Put off",
    Word.OVERDUE: "Overdue",
    Word.FILED: "Filed",
    Word.CORRECTED: "Corrected",
    Word.NIL: "Nothing to report",
    Word.EXCUSED: "Excused",
}
TONES = {
    Word.AWAITED: "pill-quiet",
    Word.SOON: "pill-late",
    Word.EXTENDED: "pill-quiet",
    Word.OVERDUE: "pill-bad",
    Word.FILED: "pill-good",
    Word.CORRECTED: "pill-good",
    Word.NIL: "pill-good",
    Word.EXCUSED: "pill-quiet",
}


@dataclass(frozen=True)
class Standing:
    """How a return stands: the word, its label and the tone of its pill."""

    word: Word

    @property
    def label(self) -> str:
        """Return the word as people read it."""
        return LABELS[self.word]

    @property
    def tone(self) -> str:
        """Return the tone of its pill."""
        return TONES[self.word]


def standing(state: str, *, due: date, extended_to: date | None, version: int, today: date) -> Standing:
    """Return how a return stands today; `version` is that of the submission that counts, 0 where there is none.

    >>> standing("awaited", due=date(2026, 8, 13), extended_to=None, version=0, today=date(2026, 8, 14)).label
    'Overdue'
    """
    if state == "excused":
        return Standing(Word.EXCUSED)
    if state != "awaited":
        corrected = Word.CORRECTED if version > 1 else Word.FILED
        return Standing(Word.NIL if state == "nil" else corrected)
    day = extended_to or due
    if day < today:
        return Standing(Word.OVERDUE)
    if day - timedelta(days=SOON) <= today:
        return Standing(Word.SOON)
    return Standing(Word.EXTENDED if extended_to else Word.AWAITED)
