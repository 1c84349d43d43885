"""A rule: what may come of a reply, and what follows from each."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class Outcome(TextChoices):
    """What came of a reply."""

    INTERESTED = "interested", "Interested"
    NOT_NOW = "not_now", "Not now"
    WRONG_PERSON = "wrong_person", "Wrong person"
    NO = "no", "No"


@dataclass(frozen=True)
class Consequence:
    """What one click does, and how a page says so beforehand."""

    outcome: Outcome
    words: str
    holds_back: bool = False  # letters that answer nothing they did stop, or pause


CONSEQUENCES = (
    Consequence(Outcome.INTERESTED, "moves the employer to In conversation and gives you the task to answer today"),
    Consequence(
        Outcome.NOT_NOW,
        "pauses letters to them until the day, and gives you the task to write again then",
        holds_back=True,
    ),
    Consequence(
        Outcome.WRONG_PERSON, "stops letters to them, and gives you the task to find the right person", holds_back=True
    ),
    Consequence(Outcome.NO, "stops letters to them and marks the employer as declined", holds_back=True),
)
BY_OUTCOME = {one.outcome: one for one in CONSEQUENCES}


def day_problem(outcome: str, later_on: date | None, today: date) -> str:
    """Return why an outcome cannot wait until a day, or for want of one; an empty text where it can."""
    is_well = outcome != Outcome.NOT_NOW or (later_on is not None and later_on > today)
    return "" if is_well else "Say until which day: one after today."
