"""People whom rows name are met or made, filled in, and put into their organizations."""

from typing import Any

from directory import copying
from directory.importing import comparing, knowing
from directory.importing.desk import Desk, Kind
from directory.importing.naming import Line, Who
from directory.models import Affiliation, Person
from directory.names import fold, text_of_person
from directory.people import LABELS

COLUMNS = ("name", "folded_name", "search_text", "email", "phone", "source")
FILLED = ("email", "phone", "search_text")
MODEL, JOB = "directory.person", "directory.affiliation"
Met = tuple[Line, int, Who]  # a line, the place of a person in it, and who that is


def bring(desk: Desk, lines: list[Line]) -> None:
    """Meet or make everybody whom lines name, and put them into the organizations that the lines name for them."""
    welcome = [line for line in lines if not is_left(desk, line)]
    knowing.find_people(desk.batch.community, lines, desk.fresh.get(Kind.PERSON, ()))
    new = make(desk, welcome)
    if desk.batch.holds == "people" and desk.batch.known == comparing.LEAVE:
        welcome = [line for line in welcome if desk.is_fresh(Kind.PERSON, line.who[0])]
    fill(desk, welcome, new)
    affiliate(desk, welcome, new)


def is_left(desk: Desk, line: Line) -> bool:
    """Test whether a line only says more about an organization that is to be left as it is."""
    is_about_place = desk.batch.holds in {"organizations", "alliances"}
    return is_about_place and desk.batch.known == comparing.LEAVE and not desk.is_fresh(Kind.ORGANIZATION, line.at[0])


def met_in(lines: list[Line]) -> list[Met]:
    """Return everybody whom lines name."""
    return [(line, index, who) for line in lines for index, who in enumerate(line.people) if who]


def make(desk: Desk, lines: list[Line]) -> dict[int, Met]:
    """Add the people who are new; return who they are, and which lines made them."""
    new: list[Met] = []
    known: dict[Any, int] = {}  # by address, and by place and name: which of the new ones
    waiting = [met for met in met_in(lines) if met[0].who[met[1]] is None]
    whose = []
    for met in waiting:
        number = same_among(new, known, met)
        if number is None:
            number = len(new)
            new.append(met)
        elif met[2].email and not new[number][2].email:
            new[number] = (*new[number][:2], met[2])  # the same one, with an address now
        known.setdefault(met[2].email or None, number)
        known.setdefault(by_name(met), number)
        whose.append(number)
    same = {"community_id": desk.batch.community_id, "source_at": desk.at, "created_at": desk.at}
    ids = copying.insert(Person, COLUMNS, [row_of(desk, line, who) for line, _index, who in new], **same)
    for (line, index, _who), number in zip(waiting, whose, strict=True):
        line.who[index] = ids[number]
    desk.made(Kind.PERSON, ids)
    desk.count("people", len(ids))
    return dict(zip(ids, new, strict=True))


def by_name(met: Met) -> tuple[int | None, str]:
    """Return by what somebody without an address is known: the name, at a place or nowhere."""
    line, _index, who = met
    return line.at[who.at], who.folded


def same_among(new: list[Met], known: dict[Any, int], met: Met) -> int | None:
    """Return which of the new ones a row means: by the address, else by the name at one place or nowhere.

    At one place it is enough that one of the two rows has no address; nowhere neither may have one.
    """
    who = met[2]
    if who.email and who.email in known:
        return known[who.email]
    number = known.get(by_name(met))
    if number is None:
        return None
    addresses = [address for address in (who.email, new[number][2].email) if address]
    return number if len(addresses) <= (1 if by_name(met)[0] else 0) else None


def row_of(desk: Desk, line: Line, who: Who) -> tuple[Any, ...]:
    """Return a person as the database takes them, with where the address came from."""
    source = line.row.values.get("source") or desk.batch.source
    return who.name, who.folded, text_of_person(who.folded, who.email), who.email, who.phone, source


def fill(desk: Desk, lines: list[Line], made: dict[int, Met]) -> None:
    """Give people what we lack of them, or what replaces it; those made just now have what their own lines say."""
    said = [
        (line.who[index] or 0, who)
        for line, index, who in met_in(lines)
        if (who.phone or who.email) and not (line.who[index] in made and made[line.who[index] or 0][0] is line)
    ]
    known = comparing.people_of({pk for pk, _who in said})
    changed = {}
    for pk, who in said:
        if pk not in known:
            continue  # merged or removed since
        about = known[pk]
        way = comparing.FILL if desk.is_fresh(Kind.PERSON, pk) else desk.batch.known
        new = comparing.of_person(about, who, way)
        if not new:
            continue
        before = {name: about[name] for name in new}
        about.update(new)
        changed[pk] = about
        if not desk.is_fresh(Kind.PERSON, pk):
            desk.changed(MODEL, pk, before, new)
            desk.tell("person_changed", person=pk, fields=[LABELS[name] for name in new])
    rows = [
        (about["email"], about["phone"], text_of_person(fold(about["name"]), about["email"]), pk)
        for pk, about in changed.items()
    ]
    copying.update(Person, FILLED, rows)
    desk.count("changed", sum(not desk.is_fresh(Kind.PERSON, pk) for pk in changed))


def affiliate(desk: Desk, lines: list[Line], new: dict[int, Met]) -> None:
    """Put people into organizations where they are not yet, and say on the timelines who came."""
    met = [(line, line.who[index] or 0, line.at[who.at], who) for line, index, who in met_in(lines)]
    old = [
        (person, place)
        for _line, person, place, _who in met
        if place and person not in new and place not in desk.newcomers
    ]
    there = comparing.jobs_of({person for person, _place in old}, {place for _person, place in old if place})
    rows: dict[tuple[int, int], tuple[Any, ...]] = {}
    for _line, person, place, who in met:
        if not place:
            continue
        if (person, place) in there:
            promote(desk, there[person, place], who)
        elif (person, place) in rows:
            title, since = rows[person, place][2:]
            rows[person, place] = (person, place, title or who.title, since or who.since or None)
        else:
            rows[person, place] = (person, place, who.title, who.since or None)
            if person not in new:
                desk.tell("affiliation_added", organization=place, person=person, title=who.title)
    desk.made(
        Kind.AFFILIATION,
        copying.insert(Affiliation, ("person_id", "organization_id", "title", "since"), list(rows.values())),
    )
    welcome(desk, new)


def promote(desk: Desk, job: dict[str, Any], who: Who) -> None:
    """Give an affiliation the title and the day that we lacked, or what replaces them."""
    new = comparing.of_job(job, who, desk.batch.known)
    if not new:
        return
    before = {name: job[name].isoformat() if name == "since" and job[name] else job[name] for name in new}
    Affiliation.objects.filter(pk=job["pk"]).update(**new)
    desk.changed(JOB, job["pk"], before, new)


def welcome(desk: Desk, new: dict[int, Met]) -> None:
    """Leave a line on the timelines of organizations and people that were made; who came together has one together."""
    file = desk.batch.file_name
    by_line = {(id(line), line.at[who.at]): (pk, who.title) for pk, (line, _index, who) in new.items()}
    told: set[int | None] = set()
    for place, line in desk.newcomers.items():
        person, title = by_line.get((id(line), place), (None, ""))
        told.add(person)
        row = line.row.number
        desk.tell("organization_imported", organization=place, person=person, file=file, row=row, title=title)
    for pk, (line, _index, who) in new.items():
        if pk not in told:
            row, at = line.row.number, line.at[who.at]
            desk.tell("person_imported", organization=at, person=pk, file=file, row=row, title=who.title)
