"""What an import left behind, part by part: one part is what one of its transactions made and changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from directory.models import (
    Affiliation,
    Alliance,
    AllianceMember,
    Domain,
    Entry,
    ImportBatch,
    ImportTrace,
    Organization,
    Person,
    Tie,
)

Kind = ImportTrace.Kind
Tagging = Organization.tags.through
Ids = dict[type[models.Model], set[int]]
ROOTS: dict[str, type[models.Model]] = {
    Kind.ALLIANCE: Alliance,
    Kind.ORGANIZATION: Organization,
    Kind.PERSON: Person,
}
HANGING: dict[str, type[models.Model]] = {
    Kind.ENTRY: Entry,
    Kind.TIE: Tie,
    Kind.MEMBER: AllianceMember,
    Kind.TAGGING: Tagging,
    Kind.DOMAIN: Domain,
    Kind.AFFILIATION: Affiliation,
}


@dataclass
class Changed:
    """One row that was changed: its fields before and after, as JSON has them."""

    model: str
    key: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class Part:
    """What one transaction of an import made, by kind, and what it changed, the latest first."""

    number: int
    made: dict[str, list[int]]
    changes: list[Changed]

    def ids(self, kind: str) -> list[int]:
        """Return the ids of what was made of a kind."""
        return self.made.get(kind, [])

    @property
    def size(self) -> int:
        """Return how many things were made and changed; lines of the timeline are not counted."""
        return sum(len(ids) for kind, ids in self.made.items() if kind != Kind.ENTRY) + len(self.changes)


def numbers(batch: ImportBatch) -> list[int]:
    """Return the parts that are left, the latest first: what was made later may hang on what was made before."""
    return list(batch.traces.order_by("-part").values_list("part", flat=True).distinct())


def part_of(batch: ImportBatch, number: int) -> Part:
    """Read a part."""
    part = Part(number, {}, [])
    for kind, keys, facts in traces_of(batch, part=number):
        if kind == Kind.CHANGE:
            part.changes.append(Changed(facts["model"], keys[0], facts["before"], facts["after"]))
        else:
            part.made.setdefault(kind, []).extend(keys)
    return part


def traces_of(batch: ImportBatch, **which: Any) -> Iterator[tuple[str, list[int], dict[str, Any]]]:
    """Yield traces with their kind, their keys and their facts, the latest first."""
    yield from batch.traces.filter(**which).order_by("-pk").values_list("kind", "keys", "facts").iterator()


def everything(batch: ImportBatch) -> tuple[Ids, set[int]]:
    """Return what an import made altogether, by model, and which organizations it had upper floors take.

    Alliances that it gave another contact count: they hold that contact for the import alone.
    """
    models_of = {**ROOTS, **HANGING}
    made: Ids = {model: set() for model in models_of.values()}
    joined: set[int] = set()
    for kind, keys, _facts in traces_of(batch, kind__in=[*models_of, Kind.JOINED]):
        (joined if kind == Kind.JOINED else made[models_of[kind]]).update(keys)
    for _kind, keys, _facts in traces_of(batch, kind=Kind.CHANGE, facts__model=Alliance._meta.label_lower):
        made[Alliance].update(keys)
    return made, joined


def own(part: Part) -> tuple[Ids, set[int]]:
    """Return the same of one part."""
    made: Ids = {model: set(part.ids(kind)) for kind, model in {**ROOTS, **HANGING}.items()}
    made[Alliance] |= {change.key for change in part.changes if change.model == Alliance._meta.label_lower}
    return made, set(part.ids(Kind.JOINED))


def changed_later(batch: ImportBatch, part: Part, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """Return which fields of these rows, by model and id, later parts of the import changed again."""
    found: dict[tuple[str, int], set[str]] = {one: set() for one in wanted}
    if found:
        for _kind, keys, facts in traces_of(batch, part__gt=part.number, kind=Kind.CHANGE):
            if (facts["model"], keys[0]) in found:
                found[facts["model"], keys[0]].update(facts["after"])
    return found


def filled(changes: Iterable[Changed], table: str) -> dict[int, set[str]]:
    """Return which fields of the rows of a table were changed, by id."""
    found: dict[int, set[str]] = {}
    for change in changes:
        if change.model == table:
            found.setdefault(change.key, set()).update(change.after)
    return found


def filled_later(batch: ImportBatch, part: Part, table: str) -> dict[int, set[str]]:
    """Return the same of later parts of the import."""
    later = traces_of(batch, part__gt=part.number, kind=Kind.CHANGE)
    return filled((Changed(facts["model"], keys[0], {}, facts["after"]) for _kind, keys, facts in later), table)
