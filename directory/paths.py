"""The warmest ways from our team to somebody, by a few bounded questions from both ends.

In plain SQL: what comes back is a thousand rows of numbers, and each question asks for several things at once.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from community.models import Community, Membership
from directory.models import Affiliation, Alliance, AllianceMember, Entry, Organization, Person, Tie
from directory.warmth import ALLIED, COLLEAGUES, Step, Way, best_step_to_each, told, warmest

OURS = 50  # people of the team
THEIRS = 100  # people at the organization
REACH = 300  # acquaintances followed from each end, the strongest first
CROWD = 10  # people of one side that are joined through one organization or alliance
SHOWN = 5  # ways
LATELY = timedelta(days=90)
ASKED = ("call", "meeting", "email", "introduction_asked", "introduction_reminded")


# A list of ids: one value, whatever its length.
AMONG = {"sqlite": "IN (SELECT value FROM json_each(%({})s))", "postgresql": "= ANY(%({})s)"}
TIE, JOB, MEMBER, PLACE = (model._meta.db_table for model in (Tie, Affiliation, AllianceMember, Organization))
TIES = f"""
    SELECT * FROM (
        SELECT {{one}}_person_id AS one, {{other}}_person_id AS other, kind, strength, '' AS name FROM {TIE}
        WHERE until IS NULL AND {{one}}_person_id {{people}} ORDER BY strength DESC, id LIMIT {REACH}
    ) AS {{one}}_ties
"""  # noqa: S608 - our own names
COLLEAGUES_OF = f"""
    SELECT * FROM (
        SELECT MIN(mine.person_id) AS one, theirs.person_id AS other, '' AS kind, 0 AS strength, o.name
        FROM (
            SELECT organization_id, MIN(person_id) AS person_id FROM {JOB}
            WHERE until IS NULL AND person_id {{people}} GROUP BY organization_id
        ) AS mine
        JOIN {JOB} theirs ON theirs.organization_id = mine.organization_id AND theirs.until IS NULL
        JOIN {PLACE} o ON o.id = theirs.organization_id
        GROUP BY theirs.person_id, o.id, o.name ORDER BY MIN(theirs.id) LIMIT {REACH}
    ) AS colleagues
"""  # noqa: S608 - our own names
BETWEEN = f"""
    SELECT 'tie', from_person_id, to_person_id, kind, strength, '' FROM {TIE}
    WHERE until IS NULL AND from_person_id {{left}} AND to_person_id {{right}}
    UNION ALL
    SELECT 'tie', to_person_id, from_person_id, kind, strength, '' FROM {TIE}
    WHERE until IS NULL AND to_person_id {{left}} AND from_person_id {{right}}
    UNION ALL
    SELECT 'job', person_id, organization_id, '', 0, o.name FROM {JOB} job JOIN {PLACE} o ON o.id = organization_id
    WHERE until IS NULL AND person_id {{everybody}}
    UNION ALL
    SELECT 'ally', m.organization_id, a.organization_id, '', 0, o.name FROM {MEMBER} m
    JOIN {Alliance._meta.db_table} a ON a.id = m.alliance_id JOIN {PLACE} o ON o.id = a.organization_id
    WHERE m.until IS NULL AND m.organization_id IN (
        SELECT organization_id FROM {JOB} WHERE until IS NULL AND person_id {{everybody}}
    )
"""  # noqa: S608 - our own names
AROUND = " UNION ALL ".join(
    [
        TIES.format(one="from", other="to", people="{people}"),
        TIES.format(one="to", other="from", people="{people}"),
        COLLEAGUES_OF,
    ]
)

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Found:
    """The ways, who is on them by number, and how often each introducer was written to or spoken with of late."""

    ways: list[Way]
    people: dict[int, Person]
    load: dict[int, int]
    is_team_known: bool


def ours_of(community: Community) -> list[int]:
    """Return the records of the people in a community's team."""
    members = Membership.objects.of(community).filter(user__is_active=True)
    team = Person.objects.of(community).filter(user__isnull=False, user__in=members.values("user"))
    return list(team.order_by("user").values_list("pk", flat=True)[:OURS])


def at(organization: Organization) -> list[int]:
    """Return who works at an organization."""
    there = Affiliation.objects.current().filter(organization=organization).order_by("pk")
    return list(there.values_list("person", flat=True)[:THEIRS])


def find(community: Community, targets: Collection[int], *, now: datetime) -> Found:
    """Return the warmest ways from the team to these people, each asking somebody else last."""
    team, theirs = ours_of(community), set(targets)
    ours = set(team) - theirs
    near = {step.other: step for step in around(ours) if step.other not in theirs}
    far = {step.other: step.turned() for step in around(theirs) if step.other not in ours}
    ways = warmest(ours, theirs, near, far, between(ours, theirs, near, far), limit=SHOWN)
    people = Person.objects.in_bulk({person for way in ways for person in way.people})
    introducers = {person for way in ways for person in way.people[1:-1]}
    return Found(ways, people, load_of(introducers, now=now), bool(team))


def load_of(people: Collection[int], *, now: datetime) -> dict[int, int]:
    """Return how often each of these people was written to or spoken with of late; the others are left out."""
    asked = Entry.objects.filter(person__in=people, verb__in=ASKED, at__gt=now - LATELY)
    return dict(asked.values_list("person").annotate(Count("pk")).order_by())


def rows_of(sql: str, **people: Collection[int]) -> list[Row]:
    """Return the answer to a question about people, whose ids stand where the question names them."""
    vendor = connection.vendor
    named = {name: AMONG[vendor].format(name) for name in people}
    with connection.cursor() as cursor:
        ids = {name: json.dumps(sorted(some)) if vendor == "sqlite" else sorted(some) for name, some in people.items()}
        cursor.execute(sql.format(**named), ids)
        return cursor.fetchall()


def around(people: Collection[int]) -> Iterable[Step]:
    """Return the best step from people to each of those whom they know or work with, the strongest of them."""
    if not people:
        return []
    rows = rows_of(AROUND, people=people)
    steps = (
        told(one, other, kind, strength) if kind else Step(one, other, COLLEAGUES, f"Both at {name}.", is_inferred=True)
        for one, other, kind, strength, name in rows
        if other not in people
    )
    return best_step_to_each(steps).values()


def between(ours: set[int], theirs: set[int], near: dict[int, Step], far: dict[int, Step]) -> Iterator[Step]:
    """Yield steps from us or our acquaintances to them or theirs: those somebody told of, and those inferred."""
    left, right = ours.union(near), theirs.union(far)
    if not left or not right:
        return
    rows: dict[str, list[Row]] = defaultdict(list)
    for what, *row in rows_of(BETWEEN, left=left, right=right, everybody=left | right):
        rows[what].append(tuple(row))
    for one, other, kind, strength, _name in rows["tie"]:
        yield told(one, other, kind, strength)
    for worth, why, group in groups_of(rows["job"], rows["ally"]):
        starts = sorted(group & left, key=lambda one: (-near[one].worth if one in near else -1, one))
        ends = sorted(group & right, key=lambda one: (-far[one].worth if one in far else -1, one))
        for one in starts[:CROWD]:
            for other in ends[:CROWD]:
                if one != other:
                    yield Step(one, other, worth, why, is_inferred=True)


def groups_of(jobs: list[Row], allies: list[Row]) -> Iterator[tuple[float, str, set[int]]]:
    """Yield who belongs together through an organization or an alliance, with what that is worth, and why.

    Of a crowd only the warmest of each side are joined: the others could only lead to colder ways.
    """
    where: dict[int, set[int]] = defaultdict(set)
    names = {}
    for person, organization, _kind, _strength, name in jobs:
        where[organization].add(person)
        names[organization] = name
    through: dict[int, set[int]] = defaultdict(set)
    for member, head, _kind, _strength, name in allies:
        through[head] |= where[member] | where.get(head, set())
        names[head] = name
    for organization, group in where.items():
        yield COLLEAGUES, f"Both at {names[organization]}.", group
    for head, group in through.items():
        yield ALLIED, f"Through {names[head]}.", group
