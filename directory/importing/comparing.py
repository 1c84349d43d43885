"""What rows would change of organizations, people, alliances and ties that we know."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from directory.bonds import TieKind
from directory.copying import among
from directory.importing.naming import Who
from directory.models import Affiliation, Alliance, Domain, Entry, ImportBatch, Organization, Person, Tie

FILL, REPLACE, LEAVE = ImportBatch.Known.FILL, ImportBatch.Known.REPLACE, ImportBatch.Known.LEAVE
# Fields of an organization that a row may say, by the meaning of its column.
OF_ORGANIZATION = {
    "sector": "sector",
    "size_band": "size_band",
    "town": "town",
    "website": "website",
    "phone": "phone",
    "owner": "owner_id",
    "source": "source",
}
NEVER_REPLACED = {"source", "email"}  # where something came from, and who somebody is, stays as it was


@dataclass
class Known:
    """What we know of one organization."""

    fields: dict[str, Any]
    tags: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)


def known_of(organizations: Collection[int]) -> dict[int, Known]:
    """Return what we know of organizations, in four questions."""
    ids = set(organizations)
    if not ids:
        return {}
    rows = Organization.objects.filter(pk__in=among(ids)).values("pk", "name", *OF_ORGANIZATION.values())
    known = {row["pk"]: Known(row) for row in rows}
    tagged = Organization.tags.through.objects.filter(organization__in=among(ids))
    for pk, name in tagged.values_list("organization_id", "tag__name"):
        known[pk].tags.add(name.casefold())
    for pk, name in Domain.objects.filter(organization__in=among(ids)).values_list("organization_id", "name"):
        known[pk].domains.add(name)
    for pk, text in Entry.objects.filter(organization__in=among(ids), verb="note").values_list(
        "organization_id", "text"
    ):
        known[pk].notes.add(text)
    return known


def new_of(before: Mapping[str, Any], said: Mapping[str, Any], way: str) -> dict[str, Any]:
    """Return the fields that what is said changes: those that were empty or, where one replaces, all that differ."""
    if way == LEAVE:
        return {}
    return {
        name: value
        for name, value in said.items()
        if value and value != before[name] and (not before[name] or (way == REPLACE and name not in NEVER_REPLACED))
    }


def of_organization(known: Known, values: Mapping[str, Any], way: str) -> dict[str, Any]:
    """Return the fields of an organization that a row changes."""
    said = {name: values[meaning] for meaning, name in OF_ORGANIZATION.items() if meaning in values}
    return new_of(known.fields, said, way)


def brings_more(known: Known, values: Mapping[str, Any]) -> bool:
    """Test whether a row names a tag, a domain or a note that we do not know of that organization."""
    return (
        any(tag.casefold() not in known.tags for tag in values.get("tags") or ())
        or bool(values.get("domain") and values["domain"] not in known.domains)
        or bool(values.get("note") and values["note"] not in known.notes)
    )


def people_of(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return what we know of people, by their ids."""
    rows = Person.objects.filter(pk__in=among(set(ids))).values("pk", "name", "email", "phone") if ids else ()
    return {row["pk"]: dict(row) for row in rows}


def jobs_of(people: Collection[int], places: Collection[int]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return who of people works at which of these organizations now, and as what."""
    if not people or not places:
        return {}
    rows = Affiliation.objects.current().filter(person__in=among(set(people)), organization__in=among(set(places)))
    return {
        (row["person_id"], row["organization_id"]): dict(row)
        for row in rows.values("pk", "person_id", "organization_id", "title", "since")
    }


def of_person(before: Mapping[str, Any], who: Who, way: str) -> dict[str, Any]:
    """Return the fields of a person that a row changes; an address is given to those who have none."""
    return new_of(before, {"email": who.email, "phone": who.phone}, way)


def of_job(before: Mapping[str, Any], who: Who, way: str) -> dict[str, Any]:
    """Return the fields of an affiliation that a row changes."""
    since = before["since"].isoformat() if before["since"] else None
    return new_of({"title": before["title"], "since": since}, {"title": who.title, "since": who.since}, way)


def alliances_of(organizations: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the alliances that organizations are, by the ids of the organizations."""
    rows = (
        Alliance.objects.filter(organization__in=among(set(organizations)))
        if organizations
        else Alliance.objects.none()
    )
    return {
        row["organization_id"]: dict(row)
        for row in rows.values("pk", "organization_id", "kind", "contact_id", "agreed_to")
    }


def of_alliance(before: Mapping[str, Any], values: Mapping[str, Any], contact: int | None, way: str) -> dict[str, Any]:
    """Return the fields of an alliance that a row changes; its kind is always known, and so never filled in."""
    said = {"kind": values.get("kind"), "agreed_to": values.get("agreed_to"), "contact_id": contact}
    return new_of(before, said, way)


def ties_of(people: Collection[int]) -> dict[tuple[int, int, str], dict[str, Any]]:
    """Return the ties between any of these people that hold, by the lower id, the higher id and the kind."""
    ids = set(people)
    rows = Tie.objects.current().filter(Q(from_person__in=among(ids)), Q(to_person__in=among(ids))) if ids else ()
    found: dict[tuple[int, int, str], dict[str, Any]] = {}
    if rows:
        for row in rows.order_by("-pk").values(
            "pk", "from_person_id", "to_person_id", "kind", "strength", "since", "words"
        ):
            found[pair_of(row["from_person_id"], row["to_person_id"], row["kind"])] = dict(row)
    return found


def pair_of(one: int, other: int, kind: str) -> tuple[int, int, str]:
    """Return by what a tie is known, whoever is named first."""
    return min(one, other), max(one, other), kind


def of_tie(before: Mapping[str, Any], values: Mapping[str, Any], way: str) -> dict[str, Any]:
    """Return the fields of a tie that a row changes; how well they know each other is always known."""
    since = before["since"].isoformat() if before["since"] else None
    said = {name: values.get(name) for name in ("strength", "since", "words")}
    return new_of({**before, "since": since}, said, way)


def first_of(ids: Iterable[int | None]) -> set[int]:
    """Return those that are known."""
    return {pk for pk in ids if pk}


def tie_in(
    ties: Mapping[tuple[int, int, str], dict[str, Any]], one: int | None, other: int | None, kind: str | None
) -> dict[str, Any] | None:
    """Return the tie of two people; where it is not said how they know each other, any of theirs."""
    if not one or not other:
        return None
    if kind:
        return ties.get(pair_of(one, other, kind))
    every = (ties.get(pair_of(one, other, known)) for known in TieKind.values)
    return next((tie for tie in every if tie), None)
