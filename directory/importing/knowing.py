"""Which rows are organizations that we know already, and what they would change there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from community.models import Community
from directory.models import Affiliation, Domain, ImportBatch, Organization
from directory.names import fold, normalize_name

FIELDS = ("name", "sector", "size_band", "town", "website", "phone", "owner_id", "source")


@dataclass
class Known:
    """What we know of one organization."""

    fields: dict[str, Any]
    tags: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)


class Index:
    """The organizations that a chunk of rows may be, by name and by domain."""

    def __init__(self, community: Community, rows: Iterable[dict[str, Any]]) -> None:
        rows = list(rows)
        names = {normalize_name(row["name"])[:200] for row in rows if row.get("name")}
        domains = {row["domain"] for row in rows if row.get("domain")}
        self.by_name: dict[str, list[tuple[int, str]]] = {}
        self.by_domain: dict[str, set[int]] = {}
        found = Organization.objects.of(community).filter(normalized_name__in=names).order_by("pk")
        for pk, name, town in found.values_list("pk", "normalized_name", "town"):
            self.by_name.setdefault(name, []).append((pk, fold(town)))
        if domains:
            for pk, name in (
                Domain.objects.of(community).filter(name__in=domains).values_list("organization_id", "name")
            ):
                self.by_domain.setdefault(name, set()).add(pk)

    def find(self, row: dict[str, Any]) -> int | None:
        """Return the organization that a row is: of this name in this town, else the only one with this mail domain.

        Where a town is missing, the name decides if only one organization has it.
        """
        town = fold(row.get("town") or "")
        named = self.by_name.get(normalize_name(row["name"])[:200], [])
        for pk, place in named:
            if place == town:
                return pk
        if len(named) == 1 and not (town and named[0][1]):
            return named[0][0]
        owners = self.by_domain.get(row.get("domain") or "", set())
        return next(iter(owners)) if len(owners) == 1 else None


def known_of(organizations: Iterable[int]) -> dict[int, Known]:
    """Return what we know of organizations, in five questions."""
    ids = set(organizations)
    rows = Organization.objects.filter(pk__in=ids).values("pk", *FIELDS)
    known = {row["pk"]: Known(row) for row in rows} if ids else {}
    if not known:
        return {}
    tagged = Organization.tags.through.objects.filter(organization__in=ids)
    for pk, name in tagged.values_list("organization_id", "tag__name"):
        known[pk].tags.add(name.casefold())
    for pk, name in Domain.objects.filter(organization__in=ids).values_list("organization_id", "name"):
        known[pk].domains.add(name)
    there = Affiliation.objects.current().filter(organization__in=ids)
    for pk, name, email in there.values_list("organization_id", "person__folded_name", "person__email"):
        known[pk].people.add(name)
        if email:
            known[pk].emails.add(email)
    return known


def changes(known: Known, row: dict[str, Any], way: str) -> dict[str, Any]:
    """Return the fields of an organization that a row changes."""
    if way == ImportBatch.Known.LEAVE:
        return {}
    said = {("owner_id" if name == "owner" else name): value for name, value in row.items() if value}
    return {
        name: said[name]
        for name in FIELDS
        if name in said
        and said[name] != known.fields[name]
        and not (name in {"name", "source"} and known.fields[name])
        and (way == ImportBatch.Known.REPLACE or not known.fields[name])
    }


def brings_person(known: Known, row: dict[str, Any]) -> bool:
    """Test whether a row names somebody whom we do not know at that organization."""
    if row.get("contact_email"):
        return row["contact_email"] not in known.emails
    return bool(row.get("contact_name")) and fold(row["contact_name"]) not in known.people


def brings_more(known: Known, row: dict[str, Any]) -> bool:
    """Test whether a row names a tag, a domain or a person that we do not know at that organization."""
    return (
        any(tag.casefold() not in known.tags for tag in row.get("tags") or ())
        or bool(row.get("domain") and row["domain"] not in known.domains)
        or brings_person(known, row)
    )
