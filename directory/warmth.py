"""A rule: how far each bond carries an introduction, and which ways are the warmest.

A way is worth the product of its steps, so that a short strong way comes before a long one;
each step is between 0 and 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.bonds import Strength, TieKind

TOLD = {Strength.MET: 0.3, Strength.KNOW: 0.6, Strength.TRUST: 0.9}
COLLEAGUES = 0.5  # inferred: at one organization today
ALLIED = 0.2  # inferred: one works at the alliance in which the other's organization is, or both are in it
STEPS = 3
KINDS, STRENGTHS = dict(TieKind.choices), dict(Strength.choices)


@dataclass(frozen=True)
class Step:
    """From one person to the next, and why that may work."""

    one: int
    other: int
    worth: float
    why: str
    is_inferred: bool = False

    def turned(self) -> "Step":
        """Return the same step the other way round."""
        return Step(self.other, self.one, self.worth, self.why, self.is_inferred)


@dataclass(frozen=True)
class Way:
    """Steps that follow each other."""

    steps: tuple[Step, ...]

    @property
    def worth(self) -> float:
        """Return how likely the way carries, between 0 and 1."""
        worth = 1.0
        for step in self.steps:
            worth *= step.worth
        return worth

    @property
    def people(self) -> tuple[int, ...]:
        """Return who is on the way, in order."""
        return (self.steps[0].one, *(step.other for step in self.steps))


def told(one: int, other: int, kind: str, strength: int) -> Step:
    """Return the step that a tie allows."""
    return Step(one, other, TOLD[Strength(strength)], f"{KINDS[kind]}. {STRENGTHS[strength]}.")


def best_step_to_each(steps: Iterable[Step]) -> dict[int, Step]:
    """Return the warmest of the steps that lead to each person."""
    best: dict[int, Step] = {}
    for step in steps:
        if step.other not in best or best[step.other].worth < step.worth:
            best[step.other] = step
    return best


def joined(
    ours: set[int], theirs: set[int], near: dict[int, Step], far: dict[int, Step], across: Iterable[Step]
) -> list[Way]:
    """Return the ways of up to three steps from us to them, the warmest first.

    `near` holds the best step from us to each of our acquaintances, `far` the best step from each of theirs to them
    (by whom it begins with), `across` whatever leads from us or `near` to them or `far`.
    """
    ways: dict[tuple[int, ...], Way] = {}
    for step in across:
        heads: list[tuple[Step, ...]] = [()] if step.one in ours else [(near[step.one],)] if step.one in near else []
        tails: list[tuple[Step, ...]] = (
            [()] if step.other in theirs else [(far[step.other],)] if step.other in far else []
        )
        for head in heads:
            for tail in tails:
                way = Way((*head, step, *tail))
                if len(set(way.people)) == len(way.people) and is_straight(way, ours, theirs):
                    known = ways.get(way.people)
                    ways[way.people] = way if known is None or known.worth < way.worth else known
    return sorted(ways.values(), key=lambda way: (-way.worth, len(way.steps), way.people))


def is_straight(way: Way, ours: set[int], theirs: set[int]) -> bool:
    """Test whether a way leaves us at once and ends as soon as it reaches them."""
    between = way.people[1:-1]
    return not any(person in ours or person in theirs for person in between)


def told_apart(ways: Iterable[Way], limit: int) -> list[Way]:
    """Return the first ways of which no two ask the same person last, so that there is a choice."""
    chosen: dict[int, Way] = {}
    for way in ways:
        chosen.setdefault(way.people[-2], way)
        if len(chosen) == limit:
            break
    return list(chosen.values())
