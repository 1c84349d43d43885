"""A rule: the communications plan's questions and channels, and what became of its items by a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class Question(TextChoices):
    """What every audience is to be told (the play's three key questions)."""

    WHAT = "what", "What is TechHire about?"
    WHY = "why", "Why should an employer consider joining?"
    BENEFITS = "benefits", "What will they get from it?"


class Channel(TextChoices):
    """How somebody is reached."""

    LETTER = "letter", "Letter"
    CALL = "call", "Call"
    VISIT = "visit", "Visit"
    INTRODUCTION = "introduction", "Introduction"
    EVENT = "event", "Event"


class ItemState(TextChoices):
    """What became of an item."""

    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


@dataclass(frozen=True)
class ItemFate:
    """One item's day and what became of it."""

    state: str
    due_on: date
    done_on: date | None


@dataclass
class Actual:
    """The plan against what was done, in numbers of items; `late` are among those done."""

    planned: int = 0
    done: int = 0
    late: int = 0
    overdue: int = 0
    dropped: int = 0

    @property
    def ahead(self) -> int:
        """Return how many are still to come."""
        return self.planned - self.done - self.overdue - self.dropped


def against(fates: Iterable[ItemFate], today: date) -> Actual:
    """Count what was planned, and what of it was done, done after its day, is overdue, or was dropped."""
    found = Actual()
    for one in fates:
        found.planned += 1
        found.done += one.state == ItemState.DONE
        found.late += one.done_on is not None and one.done_on > one.due_on
        found.overdue += one.state == ItemState.PLANNED and one.due_on < today
        found.dropped += one.state == ItemState.DROPPED
    return found


def a_year_later(day: date) -> date:
    """Return the same day of the next year; February 29 becomes 28."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
