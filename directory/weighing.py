"""Weighing: what becomes of a request for an introduction tells how well two people know each other."""

from datetime import datetime

from community.models import User
from directory import ties
from directory.bonds import Strength, TieKind
from directory.models import Introduction, Person, Tie
from directory.replies import State, strength_after


def weigh(introduction: Introduction, *, by: User | None, at: datetime) -> None:
    """Let what became of a request tell how well the introducer and the next on the way know each other.

    On a longer way “not me” is said of whom we want to meet, and not of the one between.
    """
    is_of_another = introduction.state == State.NOT_ME and introduction.through is not None
    if introduction.next and not is_of_another:
        known = tie_with(introduction, introduction.next)
        strength = strength_after(introduction.state, known.strength if known else None)
        say_they_know(introduction, introduction.next, known, strength, by=by, at=at)


def know_at_least(introduction: Introduction, other: Person, *, by: User | None, at: datetime) -> None:
    """Let an introducer who named somebody know them well, where we knew less."""
    known = tie_with(introduction, other)
    if known is None or known.strength < Strength.KNOW:
        say_they_know(introduction, other, known, Strength.KNOW, by=by, at=at)


def tie_with(introduction: Introduction, other: Person) -> Tie | None:
    """Return the strongest tie of the introducer with somebody."""
    return Tie.objects.current().between(introduction.introducer, other).order_by("-strength", "pk").first()


def say_they_know(
    introduction: Introduction,
    other: Person,
    known: Tie | None,
    strength: int | None,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Tell of a tie by the word of the introducer, of the kind that is known; None changes nothing."""
    if strength is not None and other.pk != introduction.introducer_id:
        ties.tie(
            introduction.introducer,
            other,
            kind=known.kind if known else TieKind.OTHER,
            strength=strength,
            said_by_person=introduction.introducer,
            by=by,
            at=at,
        )
