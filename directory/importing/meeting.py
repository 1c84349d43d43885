"""People whom an import names are met or made, and put into their organizations."""

from typing import TYPE_CHECKING

from directory.models import Affiliation, ImportBatch, ImportRow, ImportTrace, Person
from directory.names import fold

if TYPE_CHECKING:
    from directory.importing.committing import Desk

Kind = ImportTrace.Kind
Who = str | tuple[int, str]  # an address, or a name at an organization


def bring_people(desk: "Desk", rows: list[ImportRow]) -> None:
    """Put the person of each row into its organization; who has the address, or is there under this name, is met."""
    places = places_of(desk, rows)
    if not places:
        return
    known: dict[Who, int] = {}
    emails = {row.values["contact_email"] for row, _place in places if row.values.get("contact_email")}
    known.update(Person.objects.of(desk.batch.community).filter(email__in=emails).values_list("email", "pk"))
    there: set[tuple[int, int]] = set()
    current = Affiliation.objects.current().filter(organization__in={place for _row, place in places})
    for somebody, place, name in current.values_list("person_id", "organization_id", "person__folded_name"):
        there.add((somebody, place))
        known[place, name] = somebody
    made: dict[Who, Person] = {}
    for row, place in places:
        who = key_of(row, place)
        if who not in made and who not in known:
            made[who] = person_of(desk, row)
    Person.objects.bulk_create(made.values())
    for person in made.values():
        desk.trace(Kind.PERSON, person.pk)
    desk.counts["people"] = desk.counts.get("people", 0) + len(made)
    affiliate(desk, places, {**known, **{who: person.pk for who, person in made.items()}}, there)


def places_of(desk: "Desk", rows: list[ImportRow]) -> list[tuple[ImportRow, int]]:
    """Return the rows that name somebody, each with its organization."""
    found = []
    for row in rows:
        place = desk.placed.get(row.number) or desk.placed.get(row.same_as or 0)
        is_left = desk.batch.known == ImportBatch.Known.LEAVE and place not in desk.fresh
        if place and not is_left and (row.values.get("contact_email") or row.values.get("contact_name")):
            found.append((row, place))
    return found


def key_of(row: ImportRow, place: int) -> Who:
    """Return by what somebody is known: the address, else the name at this organization."""
    return row.values.get("contact_email") or (place, fold(row.values["contact_name"])[:150])


def person_of(desk: "Desk", row: ImportRow) -> Person:
    """Return somebody new, not saved yet, with where the address came from."""
    email = row.values.get("contact_email") or ""
    person = Person(
        community_id=desk.batch.community_id,
        name=row.values.get("contact_name") or email.partition("@")[0],
        email=email,
        phone=row.values.get("contact_phone") or "",
        source=row.values.get("source") or desk.batch.source,
        source_at=desk.at,
        created_at=desk.at,
    )
    person.fold()
    return person


def affiliate(
    desk: "Desk",
    places: list[tuple[ImportRow, int]],
    people: dict[Who, int],
    there: set[tuple[int, int]],
) -> None:
    """Put people into organizations where they are not yet."""
    new = []
    for row, place in places:
        person = people[key_of(row, place)]
        if (person, place) not in there:
            there.add((person, place))
            title = row.values.get("contact_title") or ""
            new.append(Affiliation(person_id=person, organization_id=place, title=title))
            desk.tell("affiliation_added", place, person, title=title)
    for affiliation in Affiliation.objects.bulk_create(new):
        if affiliation.organization_id not in desk.fresh:
            desk.trace(Kind.AFFILIATION, affiliation.pk)
