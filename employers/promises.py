"""A rule: what came of each promise, as far as check-ins say it; what nobody said is not zero."""

from collections.abc import Iterable
from dataclasses import dataclass

KEPT, OPEN, UNSAID = "pill-good", "pill-late", "pill-quiet"


@dataclass(frozen=True)
class Came:
    """What check-ins said together; None where none of them said it."""

    introduced: int | None = None
    interviewed: int | None = None
    hired: int | None = None
    gave_feedback: bool | None = None


@dataclass(frozen=True)
class Kept:
    """How one promise stands: a word with its color, and a sentence."""

    word: str
    tone: str
    sentence: str = ""


def together(said: Iterable[Came]) -> Came:
    """Return several check-ins as one.

    >>> together([Came(introduced=2, interviewed=0), Came(interviewed=3)])
    Came(introduced=2, interviewed=3, hired=None, gave_feedback=None)
    """
    all_said = list(said)

    def total(name: str) -> int | None:
        known = [number for one in all_said if (number := getattr(one, name)) is not None]
        return sum(known) if known else None

    feedback = [one.gave_feedback for one in all_said if one.gave_feedback is not None]
    return Came(total("introduced"), total("interviewed"), total("hired"), any(feedback) if feedback else None)


def kept(kind: str, came: Came) -> Kept:
    """Return how a promise of a kind stands."""
    if kind == "interview":
        return interviews(came)
    if kind == "full_time_hire":
        return counted(came.hired, "hired", "Nobody was hired yet.")
    if kind.startswith("feedback_"):
        return feedback(came)
    return Kept("not asked", UNSAID, "Check-ins do not ask for this. Ask at the next call.")


def interviews(came: Came) -> Kept:
    """Return how the promise to interview stands: it waits while nobody is introduced."""
    if came.interviewed == 0 and not came.introduced:
        return Kept("waiting", UNSAID, "Nobody was introduced to them yet.")
    of = f" of {came.introduced} introduced" if came.introduced else ""
    return counted(came.interviewed, f"interviewed{of}", f"{came.introduced} introduced, nobody interviewed.")


def feedback(came: Came) -> Kept:
    """Return how a promise of feedback stands."""
    if came.gave_feedback is None:
        return Kept("not said", UNSAID)
    return Kept("kept", KEPT) if came.gave_feedback else Kept("open", OPEN, "No feedback yet.")


def counted(number: int | None, did: str, nobody: str) -> Kept:
    """Return how a promise stands that is kept by people."""
    if number is None:
        return Kept("not said", UNSAID)
    return Kept("kept", KEPT, f"{number} {did}.") if number else Kept("open", OPEN, nobody)
