"""What would become of each row: new, an update, known already, or rejected because it cannot be told what it means."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from directory.copying import among
from directory.importing import comparing, joining, knowing
from directory.importing.cells import Owners, Problem
from directory.importing.naming import PEOPLE, PLACES, Line, mark
from directory.models import AllianceMember, ImportBatch, ImportRow

Outcome = ImportRow.Outcome


class Judgment(NamedTuple):
    """Whether a row is known, whether it says more than we know, and what is wrong with it."""

    is_known: bool
    is_more: bool = False
    problem: Problem | None = None


def judge(batch: ImportBatch, lines: list[Line], broken: Sequence[Line] = ()) -> None:
    """Say of each line what would become of it, beside what we know and the rows above it.

    `broken` are lines with cells that cannot be read, which are rejected anyway: they are told what else is wrong.
    """
    everything = [*lines, *broken]
    places = knowing.find_places(batch.community, everything)
    people = knowing.find_people(batch.community, everything)
    for line in broken:
        line.row.problems += unclear(batch, line, places, people)
    for line in lines:
        mark(line, batch.holds)
    above = rows_above(batch, {line.row.key for line in lines})
    for line, judgment in zip(lines, JUDGES[batch.holds](batch, lines), strict=True):
        row = line.row
        wrong = unclear(batch, line, places, people) or ([judgment.problem] if judgment.problem else [])
        if wrong:
            row.outcome, row.problems = Outcome.REJECTED, wrong
            continue
        number, said = above.setdefault(row.key, (row.number, set()))
        if number != row.number:
            row.same_as = number
        if judgment.is_known:
            row.outcome = Outcome.UPDATE if judgment.is_more else Outcome.DUPLICATE
        elif row.same_as:
            row.outcome = Outcome.UPDATE if row.extra and row.extra not in said else Outcome.DUPLICATE
        else:
            row.outcome = Outcome.NEW
        said.add(row.extra)


def rows_above(batch: ImportBatch, keys: set[str]) -> dict[str, tuple[int, set[str]]]:
    """Return the rows of these keys that were staged before: the number of the first, and what more all of them say."""
    above: dict[str, tuple[int, set[str]]] = {}
    earlier = ImportRow.objects.filter(batch=batch, key__in=among(keys)).order_by("number")
    for key, number, extra in earlier.values_list("key", "number", "extra"):
        above.setdefault(key, (number, set()))[1].add(extra)
    return above


def unclear(batch: ImportBatch, line: Line, places: knowing.Places, people: knowing.People) -> list[Problem]:
    """Return the problems of a line that names what there are several of, or too little to add them.

    Nothing is said of what a cell that cannot be read might make clear.
    """
    unread = {column for column, _message in line.row.problems}
    found: list[Problem] = []
    for named, place in zip(line.places, PLACES[batch.holds], strict=True):
        if named and places.is_unclear(named) and not unread & {place.name, place.town, place.domain}:
            found.append((place.name, "We know several organizations of this name. Write its town as well."))
    for index, who in enumerate(line.people):
        one = PEOPLE[batch.holds][index]
        if (
            not who
            or line.places[who.at]
            or who.email
            or unread & {one.name, one.email, PLACES[batch.holds][one.at].name}
        ):
            continue
        more = "Write the e-mail address or the organization as well."
        if people.is_unclear(who):
            found.append((one.name, f"We know several people of this name. {more}"))
        elif batch.holds == "ties" and not line.who[index]:
            found.append((one.name, f"We know nobody of this name. {more}"))
    return found


def lacking(batch: ImportBatch, places: Iterable[int | None]) -> set[int]:
    """Return the organizations that the import would take for employers, say, and that are none yet."""
    ids = comparing.first_of(places) if batch.is_joining else set()
    return set().union(*(joint.lacks(ids) for joint in joining.joints)) if ids else set()


def differing(batch: ImportBatch, lines: list[Line]) -> set[int]:
    """Return the organizations of which lines say something new in the columns of upper floors."""
    if not batch.is_joining:
        return set()
    every = [joint.differs(joining.said_of(joint, lines), batch.known) for joint in joining.joints]
    return set().union(*every)


def organizations(batch: ImportBatch, lines: list[Line]) -> list[Judgment]:
    """Judge rows of organizations: what they say of one, and whom they name there."""
    way = batch.known
    known = comparing.known_of(comparing.first_of(line.at[0] for line in lines))
    lacks = lacking(batch, known) | differing(batch, lines)
    contacts = contacts_of(lines)
    judged = []
    for line in lines:
        about = known.get(line.at[0] or 0)
        is_more = about is not None and (
            line.at[0] in lacks
            or bool(comparing.of_organization(about, line.row.values, way))
            or (
                way != comparing.LEAVE
                and (comparing.brings_more(about, line.row.values) or is_staffed(line, contacts, way))
            )
        )
        judged.append(Judgment(about is not None, is_more))
    return judged


class Contacts(NamedTuple):
    """What we know of the people that lines name, and of where they work."""

    people: dict[int, dict[str, Any]]
    jobs: dict[tuple[int, int], dict[str, Any]]


def contacts_of(lines: list[Line]) -> Contacts:
    """Return what we know of the people that lines name."""
    ids = comparing.first_of(pk for line in lines for pk in line.who)
    places = comparing.first_of(pk for line in lines for pk in line.at)
    return Contacts(comparing.people_of(ids), comparing.jobs_of(ids, places))


def is_staffed(line: Line, contacts: Contacts, way: str) -> bool:
    """Test whether a line says more of its first person than we know: who it is, and where they work."""
    who = line.people[0]
    if who is None:
        return False
    person, place = line.who[0], line.at[who.at]
    if person is None:
        return True
    if comparing.of_person(contacts.people[person], who, way):
        return True
    job = contacts.jobs.get((person, place or 0))
    return bool(comparing.of_job(job, who, way)) if job else line.places[who.at] is not None


def people(batch: ImportBatch, lines: list[Line]) -> list[Judgment]:
    """Judge rows of people: who they are, and where they work."""
    contacts = contacts_of(lines)
    lacks = lacking(batch, (line.at[0] for line in lines))
    judged = []
    for line in lines:
        is_known = line.who[0] is not None
        is_more = is_known and batch.known != comparing.LEAVE and is_staffed(line, contacts, batch.known)
        judged.append(Judgment(is_known, is_more or line.at[0] in lacks))
    return judged


def alliances(batch: ImportBatch, lines: list[Line]) -> list[Judgment]:
    """Judge rows of alliances: what they say of one, whom to ask there, and who is a member."""
    known = comparing.alliances_of(comparing.first_of(line.at[0] for line in lines))
    ids = [row["pk"] for row in known.values()]
    named = comparing.first_of(line.at[1] for line in lines)
    rows = AllianceMember.objects.current().filter(alliance__in=ids, organization__in=named)
    members = set(rows.values_list("alliance__organization_id", "organization_id"))
    contacts = contacts_of(lines)
    lacks = lacking(batch, (line.at[1] for line in lines))
    judged = []
    for line in lines:
        about = known.get(line.at[0] or 0)
        is_known = about is not None and (line.places[1] is None or (line.at[0], line.at[1]) in members)
        if line.places[1] and line.places[0] and line.places[1].key == line.places[0].key:
            judged.append(Judgment(False, problem=("member", "An alliance cannot be a member of itself.")))
            continue
        is_more = (
            about is not None
            and batch.known != comparing.LEAVE
            and (
                bool(comparing.of_alliance(about, line.row.values, line.who[0], batch.known))
                or is_staffed(line, contacts, batch.known)
            )
        )
        judged.append(Judgment(is_known, is_more or line.at[1] in lacks))
    return judged


def ties(batch: ImportBatch, lines: list[Line]) -> list[Judgment]:
    """Judge rows of ties: who knows whom, and how."""
    known = comparing.ties_of(comparing.first_of(pk for line in lines for pk in line.who))
    team = Says(batch)
    judged = []
    for line in lines:
        one, other = line.who
        if (one and one == other) or not all(line.people) or line.people[0][1:3] == line.people[1][1:3]:  # type: ignore[index]  # both are there
            judged.append(Judgment(False, problem=("other_name", "This is one person. Say whom else they know.")))
            continue
        if "said_by" in line.row.values and not team.who(line):
            message = "This is neither of the two, nor anybody of the team. Write one of their addresses or names."
            judged.append(Judgment(False, problem=("said_by", message)))
            continue
        about = comparing.tie_in(known, one, other, line.row.values.get("kind"))
        judged.append(
            Judgment(
                about is not None, about is not None and bool(comparing.of_tie(about, line.row.values, batch.known))
            )
        )
    return judged


class Says:
    """Who may have said that two people know each other: one of them, or somebody of the team."""

    def __init__(self, batch: ImportBatch) -> None:
        self.team = Owners(batch.community).team

    def who(self, line: Line) -> tuple[str, int] | None:
        """Return who says so: a place among the two people, or somebody of the team; None where it is nobody."""
        said = line.row.values["said_by"].lower()
        for index, who in enumerate(line.people):
            if who and said in {who.email, who.name.lower()}:
                return "person", index
        return ("team", self.team[said]) if said in self.team else None


JUDGES: dict[str, Callable[[ImportBatch, list[Line]], list[Judgment]]] = {
    "organizations": organizations,
    "people": people,
    "alliances": alliances,
    "ties": ties,
}
