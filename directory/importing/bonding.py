"""Alliances with their members, and ties, are met or made, and filled in."""

from typing import Any

from directory import copying
from directory.bonds import AllianceKind, Strength, TieKind, kind_of_name
from directory.importing import comparing
from directory.importing.comparing import pair_of, tie_in
from directory.importing.desk import Desk, Kind
from directory.importing.judging import Says
from directory.importing.naming import Line
from directory.models import Alliance, AllianceMember, Person, Tie

ALLIANCE, TIE = "directory.alliance", "directory.tie"


def bring(desk: Desk, lines: list[Line]) -> None:
    """Meet or make the bonds that lines are about, whose organizations and people are there by now."""
    if desk.batch.holds == "alliances":
        call(desk, lines)
        enroll(desk, lines)
    if desk.batch.holds == "ties":
        tie(desk, lines)


def call(desk: Desk, lines: list[Line]) -> None:
    """Call organizations alliances, and say of those that are what we lacked or what replaces it."""
    known = comparing.alliances_of(comparing.first_of(line.at[0] for line in lines))
    new: dict[int, dict[str, Any]] = {}
    for line in lines:
        place, values, contact = line.at[0] or 0, line.row.values, line.who[0]
        if place in known:
            change(desk, known[place], line)
        else:
            kind = values.get("kind") or new.get(place, {}).get("kind")
            about = new.setdefault(place, {"kind": "", "agreed_to": "", "contact_id": None, "name": ""})
            about |= {
                "kind": about["kind"] or kind or "",
                "agreed_to": about["agreed_to"] or values.get("agreed_to") or "",
                "contact_id": about["contact_id"] or contact,
                "name": values["alliance"],
            }
    columns = ("organization_id", "kind", "agreed_to", "contact_id")
    rows = [
        (place, about["kind"] or str(kind_of_name(about["name"])), about["agreed_to"], about["contact_id"])
        for place, about in new.items()
    ]
    desk.made(Kind.ALLIANCE, copying.insert(Alliance, columns, rows, created_at=desk.at))
    desk.count("alliances", len(rows))
    for place, kind, *_rest in rows:
        desk.tell("alliance_named", organization=place, kind=AllianceKind(kind).label)


def change(desk: Desk, about: dict[str, Any], line: Line) -> None:
    """Change an alliance that we knew as the batch says; one that the import itself made is filled in."""
    is_fresh = desk.is_fresh(Kind.ALLIANCE, about["pk"])
    new = comparing.of_alliance(about, line.row.values, line.who[0], comparing.FILL if is_fresh else desk.batch.known)
    if not new:
        return
    before = {name: about[name] for name in new}
    about.update(new)
    Alliance.objects.filter(pk=about["pk"]).update(**new)
    if is_fresh:
        return
    desk.changed(ALLIANCE, about["pk"], before, new)
    desk.count("changed", 1)
    names = dict(Person.objects.filter(pk=about["contact_id"]).values_list("pk", "name"))
    desk.tell(
        "alliance_changed",
        organization=line.at[0],
        text=about["agreed_to"],
        kind=AllianceKind(about["kind"]).label,
        contact=names.get(about["contact_id"], ""),
    )


def enroll(desk: Desk, lines: list[Line]) -> None:
    """Put members into alliances where they are not yet."""
    alliances = comparing.alliances_of(comparing.first_of(line.at[0] for line in lines))
    named = [line for line in lines if line.at[1] and line.at[1] != line.at[0]]
    current = AllianceMember.objects.current().filter(
        alliance__in=[row["pk"] for row in alliances.values()], organization__in={line.at[1] for line in named}
    )
    there = set(current.values_list("alliance_id", "organization_id"))
    rows: dict[tuple[int, int], tuple[Any, ...]] = {}
    for line in named:
        pair = (alliances[line.at[0] or 0]["pk"], line.at[1] or 0)
        if pair not in there and pair not in rows:
            rows[pair] = (*pair, line.row.values.get("since"))
            desk.tell("alliance_joined", organization=pair[1], alliance=pair[0], name=line.row.values["alliance"])
    columns = ("alliance_id", "organization_id", "since")
    desk.made(Kind.MEMBER, copying.insert(AllianceMember, columns, list(rows.values())))
    desk.count("members", len(rows))


def tie(desk: Desk, lines: list[Line]) -> None:
    """Say who knows whom; of one kind two people have one tie."""
    ids = comparing.first_of(pk for line in lines for pk in line.who)
    known = comparing.ties_of(ids)
    names = dict(Person.objects.filter(pk__in=copying.among(ids)).values_list("pk", "name"))
    says, rows = Says(desk.batch), []
    for line in lines:
        one, other = (pk or 0 for pk in line.who)
        if one == other or one not in names or other not in names:
            continue  # one person by now
        values = line.row.values
        about = tie_in(known, one, other, values.get("kind"))
        if about:
            alter(desk, about, line, names)
            continue
        kind, strength = values.get("kind") or str(TieKind.OTHER), values.get("strength") or int(Strength.MET)
        row = (one, other, kind, strength, values.get("since"), values.get("words") or "", *said_by(desk, says, line))
        rows.append(row)
        known[pair_of(one, other, kind)] = {"pk": None}
        tell(desk, "tie_added", {one: names[one], other: names[other]}, kind, strength)
    columns = (
        "from_person_id",
        "to_person_id",
        "kind",
        "strength",
        "since",
        "words",
        "said_by_id",
        "said_by_person_id",
    )
    same = {"community_id": desk.batch.community_id, "said_at": desk.at}
    desk.made(Kind.TIE, copying.insert(Tie, columns, rows, **same))
    desk.count("ties", len(rows))


def said_by(desk: Desk, says: Says, line: Line) -> tuple[int | None, int | None]:
    """Return who of the team says that two people know each other, and which of the two."""
    by = desk.by.pk if desk.by else None
    said = says.who(line) if "said_by" in line.row.values else None
    if said is None:
        return by, None
    kind, number = said
    return (number, None) if kind == "team" else (by, line.who[number])


def alter(desk: Desk, about: dict[str, Any], line: Line, names: dict[int, str]) -> None:
    """Change a tie that we knew as the batch says."""
    if about["pk"] is None:
        return  # the row above has it
    new = comparing.of_tie(about, line.row.values, desk.batch.known)
    if not new:
        return
    before = {
        name: about[name].isoformat() if name == "since" and hasattr(about[name], "isoformat") else about[name]
        for name in new
    }
    about.update(new)
    Tie.objects.filter(pk=about["pk"]).update(**new)
    desk.changed(TIE, about["pk"], before, new)
    desk.count("changed", 1)
    pair = {pk or 0: names[pk or 0] for pk in line.who}
    tell(desk, "tie_changed", pair, about["kind"], about["strength"])


def tell(desk: Desk, verb: str, pair: dict[int, str], kind: str, strength: int) -> None:
    """Write on the timelines of two people, by their ids and names, what became of their tie."""
    how, well = str(TieKind(kind).label), str(Strength(strength).label)
    for person in pair:
        (other,) = pair.keys() - {person}
        desk.tell(verb, person=person, other=other, name=pair[other], kind=how, strength=well)
