"""A rule: how far each bond carries an introduction, and which ways are the warmest.

A way is worth the product of its steps, so that a short strong way comes before a long one;
each step is between 0 and 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import NamedTuple

from directory.bonds import Strength, TieKind

TOLD = {Strength.MET: 0.3, Strength.KNOW: 0.6, Strength.TRUST: 0.9}
COLLEAGUES = 0.5  # inferred: at one organization today
ALLIED = 0.2  # inferred: one works at the alliance in which the other's organization is, or both are in it
STEPS = 3
KINDS, STRENGTHS = dict(TieKind.choices), dict(Strength.choices)


class Step(NamedTuple):
    """From one person to the next, and why that may work."""

    one: int
    other: int
    worth: float
    why: str
    is_inferred: bool = False

    def turned(self) -> "Step":
        """Return the same step the other way round."""
        return self._replace(one=self.other, other=self.one)


@dataclass(frozen=True)
class Way:
    """Steps that follow each other."""

    steps: tuple[Step, ...]

    @property
    def worth(self) -> float:
        """Return how likely the way carries, between 0 and 1."""
        return round(prod(step.worth for step in self.steps), 9)

    @property
    def people(self) -> tuple[int, ...]:
        """Return who is on the way, in order."""
        return (self.steps[0].one, *(step.other for step in self.steps))


def told(one: int, other: int, kind: str, strength: int) -> Step:
    """Return the step that a tie allows."""
    return Step(one, other, TOLD[Strength(strength)], in_words(kind, strength))


@cache
def in_words(kind: str, strength: int) -> str:
    """Return how two people know each other."""
    return f"{KINDS[kind]}. {STRENGTHS[strength]}."


def best_step_to_each(steps: Iterable[Step]) -> dict[int, Step]:
    """Return the warmest of the steps that lead to each person."""
    best: dict[int, Step] = {}
    for step in steps:
        known = best.get(step.other)
        if known is None or (known.worth, step.one) < (step.worth, known.one):
            best[step.other] = step
    return best


def warmest(
    ours: set[int], theirs: set[int], near: dict[int, Step], far: dict[int, Step], across: Iterable[Step], *, limit: int
) -> list[Way]:
    """Return the warmest ways of up to three steps from us to them, of which no two ask the same person last.

    `near` holds the best step from us to each of our acquaintances, `far` the best step from each of theirs to them (by
    whom it begins with), `across` whatever leads from us or `near` to them or `far`. Nobody stands on both sides, so
    that a way leaves us at once and ends as soon as it reaches them.
    """
    best: dict[int, Way] = {}
    for step in across:
        head, tail = near.get(step.one), far.get(step.other)
        if (head or step.one in ours) and (tail or step.other in theirs):
            way = Way(tuple(one for one in (head, step, tail) if one))
            last = step.other if tail else step.one
            if last not in best or rank(way) < rank(best[last]):
                best[last] = way
    return sorted(best.values(), key=rank)[:limit]


def rank(way: Way) -> tuple[float, int, tuple[int, ...]]:
    """Return what ways are sorted by: the warmest first, of those level with each other the shortest."""
    return -way.worth, len(way.steps), way.people
