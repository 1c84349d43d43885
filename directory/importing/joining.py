"""What upper floors do with organizations that are imported, and how they take it back."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from community.models import User


@dataclass(frozen=True)
class Joint:
    """One thing that imported organizations may become, such as employers.

    `join` makes those of these ids that are none yet into one, and returns which they were. `leave` takes that back,
    and returns the ids of those of whom something is known by now, which stay.
    """

    question: str
    verb: str  # of the timeline, for those that we knew
    join: Callable[[Collection[int], User | None, datetime], set[int]]
    leave: Callable[[Collection[int]], set[int]]


CHUNK = 1000  # ids of one statement
joints: list[Joint] = []


def register(joint: Joint) -> None:
    """Name what imported organizations may become, once."""
    if joint not in joints:
        joints.append(joint)


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids in order, as many at once as one statement takes."""
    every = sorted(ids)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
