"""A rule: people served by barrier, as numbers of cohorts: never zero where nothing was said.

Such numbers are small and of a delicate kind: what comes of them is for the provider and the team, not for the public.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

from django.utils.translation import gettext as _

from providers.kinds import Barrier


@dataclass(frozen=True)
class Counts:
    """How many of one cohort face a barrier: served, of them graduated, of them placed; None where not known."""

    served: int | None = None
    graduated: int | None = None
    placed: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is known."""
        return self.served is None and self.graduated is None and self.placed is None


STEPS = tuple(step.name for step in fields(Counts))


@dataclass(frozen=True)
class Sum:
    """What cohorts say together: the sum of those that said, None where none did; and how many did not say."""

    total: int | None
    silent: int


@dataclass(frozen=True)
class Summed:
    """One barrier over several cohorts."""

    barrier: str
    cohorts: int
    served: Sum
    graduated: Sum
    placed: Sum

    @property
    def label(self) -> str:
        """Return the barrier's name."""
        return str(Barrier(self.barrier).label)


def problems(counts: Counts) -> Iterator[tuple[str, str]]:
    """Yield what cannot be, each with the step it stands at: nobody graduates or is placed who was not there before."""
    known = [(step, getattr(counts, step)) for step in STEPS if getattr(counts, step) is not None]
    for (_before, more), (step, fewer) in pairwise(known):
        if fewer > more:
            yield step, _("More than before. Please look at these numbers.")


def add_up(values: Iterable[int | None]) -> Sum:
    """Return the sum of what was said.

    >>> add_up([3, None, 4]), add_up([None])
    (Sum(total=7, silent=1), Sum(total=None, silent=1))
    """
    listed = list(values)
    said = [value for value in listed if value is not None]
    return Sum(sum(said) if said else None, len(listed) - len(said))


def summed(rows: Iterable[tuple[str, Counts]]) -> list[Summed]:
    """Return each barrier of which anything was said, in the order in which barriers are named."""
    by_barrier: dict[str, list[Counts]] = {}
    for barrier, counts in rows:
        if not counts.is_empty:
            by_barrier.setdefault(barrier, []).append(counts)
    return [
        Summed(
            barrier.value,
            len(cohorts),
            *(add_up(getattr(counts, step) for counts in cohorts) for step in STEPS),
        )
        for barrier in Barrier
        if (cohorts := by_barrier.get(barrier.value))
    ]
