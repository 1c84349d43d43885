"""What was built on a part of an import since, whoever's table it stands in: that is not taken back."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from directory.copying import among
from directory.importing import joining, tracing
from directory.importing.tracing import HANGING, ROOTS, Ids, Kind, Part
from directory.models import Affiliation, AllianceMember, Domain, DuplicatePair, ImportBatch, Organization, Person, Tie

# When nothing became of what hangs on organizations and people since, and whom to name where something did.
INTACT: dict[type[models.Model], tuple[Q, type[models.Model], str]] = {
    Tie: (Q(until=None), Person, "from_person"),
    AllianceMember: (Q(until=None), Organization, "organization"),
    Domain: (Q(verified_at=None), Organization, "organization"),
    Affiliation: (Q(until=None, has_desk=False), Person, "person"),
}


def built_upon(batch: ImportBatch, part: Part, *, made: Ids, joined: set[int]) -> Ids:
    """Return what stays of a part, and of what it hangs on, by model: more is known of it than the import brought.

    `made` and `joined` are what the import made and has not taken back yet: that alone holds nothing.
    """
    found = changed_again(batch, part)
    parts: list[tuple[type[models.Model], set[int]]] = [
        (Organization, joined_and_used(batch, part)),
        *(touched(batch, part, kind, model) for kind, model in HANGING.items() if model in INTACT),
        *((model, grown(model, part.ids(kind), made, joined)) for kind, model in ROOTS.items()),
    ]
    for model, ids in parts:
        if ids:
            found.setdefault(model, set()).update(ids)
    return found


def changed_again(batch: ImportBatch, part: Part) -> Ids:
    """Return what is not as the import left it."""
    off: dict[tuple[str, int], set[str]] = {}
    there = {label: rows_of(label, {one.key for one in part.changes if one.model == label}) for label in labels(part)}
    said: dict[tuple[str, int], set[str]] = {}
    for change in part.changes:
        key, row = (change.model, change.key), there[change.model].get(change.key)
        fields = set(change.after) - said.setdefault(key, set())  # a later line has the last word
        said[key] |= fields
        wrong = {name for name in fields if row is None or as_json(getattr(row, name)) != change.after[name]}
        if wrong or row is None:
            off.setdefault(key, set()).update(wrong)
    found: Ids = {}
    for (label, pk), explained in tracing.changed_later(batch, part, off).items():
        if off[label, pk] - explained or pk not in there[label]:
            found.setdefault(apps.get_model(label), set()).add(pk)
    return found


def labels(part: Part) -> set[str]:
    """Return of what something was changed."""
    return {change.model for change in part.changes}


def rows_of(label: str, keys: Collection[int]) -> dict[int, Any]:
    """Return rows by id."""
    model: Any = apps.get_model(label)
    return {row.pk: row for row in model._meta.base_manager.filter(pk__in=among(keys))}


def as_json(value: Any) -> Any:
    """Return a field as a trace keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def joined_and_used(batch: ImportBatch, part: Part) -> set[int]:
    """Return the organizations of which upper floors know more by now than the import told them."""
    found: set[int] = set()
    for joint in joining.joints:
        used = joint.uses(part.ids(Kind.JOINED), tracing.filled(part.changes, joint.table))
        if used:
            later = tracing.filled_later(batch, part, joint.table)
            for change in part.changes:
                if change.model == joint.table:
                    later.setdefault(change.key, set()).update(change.after)
            used = joint.uses(used, later)
        found |= used
    return found


def touched(
    batch: ImportBatch, part: Part, kind: str, model: type[models.Model]
) -> tuple[type[models.Model], set[int]]:
    """Return to whom belongs what hangs on organizations and people and is not as the import left it."""
    intact, about, owner = INTACT[model]
    manager: Any = model._meta.default_manager
    made = part.ids(kind)
    rows = manager.filter(pk__in=among(made))
    off = rows.exclude(intact) | rows.filter(pk__in=pointed_at(model, made, {}, set()))
    if model is Tie:
        off |= rows.exclude(said_at__in=moments_of(batch, kind))
    return about, set(off.values_list(f"{owner}_id", flat=True))


def moments_of(batch: ImportBatch, kind: str) -> list[datetime]:
    """Return when this import was at work."""
    told = batch.traces.filter(kind=kind).values_list("facts__at", flat=True)
    return [datetime.fromisoformat(at) for at in set(told) if at]


def grown(model: type[models.Model], made: list[int], ours: Ids, joined: set[int]) -> set[int]:
    """Return those of which more is known than the import brought, or that are gone."""
    manager: Any = model._meta.default_manager
    gone = set(made) - set(manager.filter(pk__in=among(made)).values_list("pk", flat=True))
    return gone | pointed_at(model, made, ours, joined)


def pointed_at(model: type[models.Model], made: list[int], ours: Ids, joined: set[int]) -> set[int]:
    """Return those that rows of other tables point at, but for those that the import made."""
    found: set[int] = set()
    tables = {joint.table for joint in joining.joints}
    for relation in model._meta.get_fields(include_hidden=True):
        if not made or not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        if other is DuplicatePair:
            continue  # what only looks alike goes along
        name = relation.field.name  # type: ignore[union-attr]  # a relation that comes from elsewhere
        rows = other._meta.base_manager.filter(**{f"{name}__in": among(made)})
        if other in ours:
            found |= {pk for row, pk in rows.values_list("pk", f"{name}_id") if row not in ours[other]}
        elif other._meta.label_lower in tables:
            found |= set(rows.values_list(f"{name}_id", flat=True)) - joined
        else:
            found |= set(rows.values_list(f"{name}_id", flat=True).distinct())
    return found


def kept_with(part: Part, built: Ids) -> Ids:
    """Return what of a part has to stay because of what was built on it, by model: all that hangs on it, and so on."""
    kept: Ids = {model: set(built.get(model, ())) for model in {**ROOTS, **HANGING}.values()}
    made = {kind: set(part.ids(kind)) for kind in ROOTS}
    size = -1
    while size != (size := sum(len(ids) for ids in kept.values())):
        for kind, model in {**HANGING, Kind.ALLIANCE.value: ROOTS[Kind.ALLIANCE]}.items():
            links = {f"{name}_id": root for name, root in links_of(model)}
            hold = Q(pk__in=among(kept[model]))
            for column, root in links.items():
                hold |= Q(**{f"{column}__in": among(kept[root])})
            manager: Any = model._meta.default_manager
            for pk, *ends in manager.filter(hold, pk__in=among(part.ids(kind))).values_list("pk", *links):
                kept[model].add(pk)
                for end, root in zip(ends, links.values(), strict=True):
                    kept[root] |= {end} & made[next(name for name, one in ROOTS.items() if one is root)]
    return kept


def links_of(model: type[models.Model]) -> list[tuple[str, Any]]:
    """Return by which fields rows of a table point at organizations, people and alliances."""
    fields = model._meta.concrete_fields
    return [
        (field.name, field.remote_field.model)
        for field in fields
        if field.remote_field and field.remote_field.model in ROOTS.values()
    ]
