"""Which organizations and people a row names, in whatever kind of sheet, and by what two rows are the same."""

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from directory.names import fold, normalize_name


@dataclass(frozen=True)
class Place:
    """The columns that name an organization."""

    name: str
    town: str = ""
    domain: str = ""


@dataclass(frozen=True)
class Somebody:
    """The columns that name a person, and which of the row's organizations they are at."""

    name: str
    email: str
    title: str = ""
    phone: str = ""
    since: str = ""
    at: int = 0


PLACES = {
    "organizations": (Place("name", "town", "domain"),),
    "people": (Place("organization", "town"),),
    "alliances": (Place("alliance", "alliance_town"), Place("member", "member_town", "member_domain")),
    "ties": (Place("organization", "town"), Place("other_organization", "other_town")),
}
PEOPLE = {
    "organizations": (Somebody("contact_name", "contact_email", title="contact_title", phone="contact_phone"),),
    "people": (Somebody("name", "email", title="title", phone="phone", since="since"),),
    "alliances": (Somebody("contact_name", "contact_email", title="contact_title"),),
    "ties": (Somebody("name", "email"), Somebody("other_name", "other_email", at=1)),
}
# What says which one it is, and so nothing more about it.
IDENTITY = {
    "organizations": {"name", "town", "source"},
    "people": {"name", "email", "organization", "town", "source"},
    "alliances": {"alliance", "alliance_town", "member", "member_town", "member_domain"},
    "ties": {"name", "email", "organization", "town", "kind", "said_by"}
    | {"other_name", "other_email", "other_organization", "other_town"},
}


class Named(NamedTuple):
    """An organization as a row names it, and by what it is compared: name and town."""

    name: str
    town: str
    domain: str
    key: tuple[str, str]


class Who(NamedTuple):
    """A person as a row names them: by the address, or by the folded name at one of the row's organizations."""

    name: str
    email: str
    folded: str
    title: str
    phone: str
    since: str
    at: int


@dataclass(slots=True)
class Row:
    """A row on its way: what it says, what is wrong with it, and what would become of it; a model takes longer."""

    number: int
    values: dict[str, Any]
    outcome: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    key: str = ""
    extra: str = ""
    same_as: int | None = None


@dataclass(slots=True)
class Line:
    """A row with what it names, and, once they are found or made, the ids of all that."""

    row: Row
    places: list[Named | None]
    people: list[Who | None]
    at: list[int | None]  # of the organizations
    who: list[int | None]  # of the people


def line_of(row: Row, holds: str) -> Line:
    """Return a row with what it names."""
    values = row.values
    places = [named(values, place) for place in PLACES[holds]]
    people = [somebody(values, one) for one in PEOPLE[holds]]
    return Line(row, places, people, [None] * len(places), [None] * len(people))


def named(values: dict[str, Any], place: Place) -> Named | None:
    """Return the organization that a row names in some columns."""
    name = values.get(place.name)
    if not name:
        return None
    town = values.get(place.town) or ""
    return Named(name, town, values.get(place.domain) or "", (normalize_name(name)[:200], fold(town)[:120]))


def somebody(values: dict[str, Any], one: Somebody) -> Who | None:
    """Return the person that a row names in some columns; who has no name is called by the address."""
    email = values.get(one.email) or ""
    name = values.get(one.name) or email.partition("@")[0]
    if not name:
        return None
    return Who(
        name[:150],
        email,
        fold(name)[:150],
        values.get(one.title) or "",
        values.get(one.phone) or "",
        values.get(one.since) or "",
        one.at,
    )


def mark(line: Line, holds: str) -> None:
    """Write down by what a row is the same as another, once what it names is looked for, and what more it says."""
    row, known = line.row, IDENTITY[holds]
    row.key = digest("\n".join(key_of(line, holds)))
    more = [value for name, value in row.values.items() if name not in known]
    row.extra = digest(repr(more)) if more else ""


def key_of(line: Line, holds: str) -> list[str]:
    """Return what a row is about: an organization, a person, a member of an alliance, or a tie."""
    if holds in {"organizations", "alliances"}:
        return [part for index in range(len(line.places)) for part in place_key(line, index)]
    people = ["\t".join(person_key(line, index)) for index in range(len(line.people))]
    return people if holds == "people" else [*sorted(people), line.row.values.get("kind", "")]


def place_key(line: Line, index: int) -> tuple[str, ...]:
    """Return which organization a row names: the one that we know, else by name and town."""
    place, known = line.places[index], line.at[index]
    return (f"#{known}",) if known else place.key if place else ()


def person_key(line: Line, index: int) -> tuple[str, ...]:
    """Return which person a row names: the one that we know, else by the address, else by name and organization."""
    who, known = line.people[index], line.who[index]
    if known or not who:
        return (f"#{known}",)
    return (who.email,) if who.email else (who.folded, *place_key(line, who.at))


def digest(text: str) -> str:
    """Return a short text by which long ones are compared."""
    return blake2b(text.encode(), digest_size=16).hexdigest()
