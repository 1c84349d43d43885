"""What lies at hand while a batch is imported: what it made so far, and what is still to be written down."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max

from community.models import User
from directory import copying
from directory.importing.naming import Line
from directory.models import Entry, ImportBatch, ImportTrace

Kind = ImportTrace.Kind
ENTRY = ("organization_id", "person_id", "verb", "text", "facts")


@dataclass
class Desk:
    """The work on one batch; `fresh` is what the import has made so far, of each kind."""

    batch: ImportBatch
    by: User | None
    at: datetime
    slugs: set[str] = field(default_factory=set)
    tags: dict[str, int] = field(default_factory=dict)
    fresh: dict[str, set[int]] = field(default_factory=dict)
    newcomers: dict[int, Line] = field(default_factory=dict)  # organizations that were made just now, and by which line
    traces: dict[str, list[int]] = field(default_factory=dict)
    changes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    entries: list[tuple[Any, ...]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    part: int = 1  # which transaction this is; an import is undone by these, the latest first

    def made(self, kind: str, ids: Iterable[int]) -> None:
        """Remember what was made, so that it can be undone."""
        new = list(ids)
        self.traces.setdefault(kind, []).extend(new)
        self.fresh.setdefault(kind, set()).update(new)

    def is_fresh(self, kind: str, pk: int | None) -> bool:
        """Test whether this import made something."""
        return pk in self.fresh.get(kind, ())

    def changed(self, model: str, key: int, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Remember what was changed of something that we knew."""
        self.changes.append((key, {"model": model, "before": before, "after": after}))

    def count(self, what: str, number: int) -> None:
        """Count what was done."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number

    def tell(
        self, verb: str, *, organization: int | None = None, person: int | None = None, text: str = "", **facts: Any
    ) -> None:
        """Write a line for the timeline."""
        facts["import"] = self.batch.pk
        self.entries.append((organization, person, verb, text, json.dumps(facts)))

    def put_down(self) -> None:
        """Write what gathered on the desk."""
        by = self.by.pk if self.by else None
        lines = copying.insert(Entry, ENTRY, self.entries, community_id=self.batch.community_id, at=self.at, by_id=by)
        if lines:
            self.traces[Kind.ENTRY] = lines
        when = json.dumps({"at": self.at.isoformat()})
        traces = [(kind, json.dumps(ids), when) for kind, ids in self.traces.items() if ids]
        traces += [(Kind.CHANGE, json.dumps([key]), json.dumps(facts)) for key, facts in self.changes]
        copying.insert(ImportTrace, ("kind", "keys", "facts"), traces, batch_id=self.batch.pk, part=self.part)
        self.entries, self.traces, self.changes = [], {}, []
        self.part += 1


def begin(batch: ImportBatch, *, by: User | None, at: datetime, slugs: set[str]) -> Desk:
    """Return a desk with what the import has made so far."""
    last = batch.traces.aggregate(Max("part"))["part__max"] or 0
    desk = Desk(batch, by, at, slugs, part=last + 1)
    kinds = [Kind.ORGANIZATION, Kind.PERSON, Kind.ALLIANCE, Kind.TIE]
    for kind, ids in batch.traces.filter(kind__in=kinds).values_list("kind", "keys"):
        desk.fresh.setdefault(kind, set()).update(ids)
    return desk
