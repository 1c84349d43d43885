"""What upper floors make of imported organizations, which columns of theirs a sheet may have, and the way back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from community.models import User
from directory.importing.naming import Line
from directory.reading.columns import Sheet, Target
from directory.reading.holding import ORGANIZATIONS, SHEETS

CHUNK = 1000  # ids of one statement


@dataclass(frozen=True)
class Change:
    """One row that was changed: which, of what organization, and its fields before and after, as JSON has them."""

    model: str  # its label, such as employers.employer
    key: int
    organization: int
    before: dict[str, Any]
    after: dict[str, Any]
    told: list[dict[str, str]]  # the same in words: field, before, after


@dataclass(frozen=True)
class Joint:
    """One thing that imported organizations may become, such as employers.

    `lacks` returns those of these ids that are none yet. `join` makes them into one, and returns which they were.
    `leave` takes that back, and returns the ids of those of whom something is known by now, which stay. `uses` returns
    of these ids those of whom more is known in `table` than these of its fields, by row. `fill` takes
    what rows say in columns of their own (`targets`, read by `cleaners`), by organization, and returns what it changed;
    `differs` returns of which organizations it would change something.
    """

    question: str
    verb: str  # of the timeline, for those that we knew
    lacks: Callable[[Collection[int]], set[int]]
    join: Callable[[Collection[int], User | None, datetime], set[int]]
    leave: Callable[[Collection[int]], set[int]]
    uses: Callable[[Collection[int], Mapping[int, Collection[str]]], set[int]]
    table: str  # such as employers.employer
    differs: Callable[[Mapping[int, Mapping[str, Any]], str], set[int]]
    fill: Callable[[Mapping[int, Mapping[str, Any]], str], list[Change]]
    page: tuple[str, str]  # where they are found: words and route
    targets: tuple[Target, ...] = ()
    cleaners: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)


joints: list[Joint] = []


def register(joint: Joint) -> None:
    """Name what imported organizations may become, once."""
    if joint not in joints:
        joints.append(joint)


def sheet(holds: str) -> Sheet:
    """Return a kind of spreadsheet with the columns of upper floors."""
    own = SHEETS[holds]
    if holds != ORGANIZATIONS:
        return own
    return replace(own, targets=(*own.targets, *(target for joint in joints for target in joint.targets)))


def cleaners() -> dict[str, Callable[[str], Any]]:
    """Return how the columns of upper floors are read."""
    return {key: clean for joint in joints for key, clean in joint.cleaners.items()}


def said_of(joint: Joint, lines: list[Line]) -> dict[int, dict[str, Any]]:
    """Return what lines say in the columns of an upper floor, by organization."""
    said: dict[int, dict[str, Any]] = {}
    for line in lines:
        for key in joint.cleaners:
            if key in line.row.values and line.at[0]:
                said.setdefault(line.at[0], {})[key] = line.row.values[key]
    return said


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Yield ids in order, as many at once as one statement takes."""
    every = sorted(ids)
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]
