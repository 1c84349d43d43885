"""The warmest ways from our team to somebody, by a bounded number of bounded queries from both ends."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from community.models import Community
from directory.models import Affiliation, AllianceMember, Entry, Organization, Person, Tie
from directory.warmth import ALLIED, COLLEAGUES, Step, Way, best_step_to_each, joined, told, told_apart

OURS = 50  # people of the team
THEIRS = 100  # people at the organization
REACH = 300  # acquaintances followed from each end, the strongest first
CROWD = 10  # people of one side that are joined through one organization or alliance
SHOWN = 5  # ways
LATELY = timedelta(days=90)
ASKED = ("call", "meeting", "email", "introduction_asked")


@dataclass(frozen=True)
class Found:
    """The ways, who is on them by number, and how often each introducer was written to or spoken with of late."""

    ways: list[Way]
    people: dict[int, Person]
    load: dict[int, int]
    is_team_known: bool


def ours_of(community: Community) -> list[int]:
    """Return the records of the people in a community's team."""
    team = Person.objects.of(community).filter(user__memberships__community=community, user__is_active=True)
    return list(team.order_by("pk").values_list("pk", flat=True)[:OURS])


def at(organization: Organization) -> list[int]:
    """Return who works at an organization."""
    there = Affiliation.objects.current().filter(organization=organization).order_by("pk")
    return list(there.values_list("person", flat=True)[:THEIRS])


def find(community: Community, targets: Collection[int], *, now: datetime) -> Found:
    """Return the warmest ways from the team to these people, each asking somebody else last."""
    ours, theirs = set(ours_of(community)), set(targets)
    near = best_step_to_each(step for step in around(ours) if step.other not in ours)
    far_steps = best_step_to_each(step for step in around(theirs) if step.other not in theirs)
    far = {person: step.turned() for person, step in far_steps.items()}
    left, right = ours | set(near), theirs | set(far)
    across = [*ties_between(left, right), *inferred_between(left, right, near, far)]
    ways = told_apart(joined(ours - theirs, theirs, near, far, across), SHOWN)
    named = {person for way in ways for person in way.people}
    people = Person.objects.in_bulk(named)
    introducers = {person for way in ways for person in way.people[1:-1]}
    asked = Entry.objects.filter(person__in=introducers, verb__in=ASKED, at__gt=now - LATELY)
    load = dict(asked.values_list("person").annotate(Count("pk")).order_by())
    return Found(ways, people, load, bool(ours))


def around(people: Collection[int]) -> Iterator[Step]:
    """Yield steps from people to those whom they know or work with, the strongest first."""
    ties = Tie.objects.current()
    columns = ("from_person", "to_person", "kind", "strength")
    for side in ("from_person", "to_person"):
        rows = ties.filter(**{f"{side}__in": people}).order_by("-strength").values_list(*columns)[:REACH]
        for one, other, kind, strength in rows:
            yield told(one, other, kind, strength) if side == "from_person" else told(other, one, kind, strength)
    yield from colleagues(people)


def colleagues(people: Collection[int]) -> Iterator[Step]:
    """Yield steps from people to those who work where they work."""
    jobs = Affiliation.objects.current().filter(person__in=people).order_by("pk")
    where: dict[int, list[int]] = defaultdict(list)
    for person, organization in jobs.values_list("person", "organization")[:REACH]:
        where[organization].append(person)
    there = Affiliation.objects.current().filter(organization__in=where).exclude(person__in=people).order_by("pk")
    for person, organization, name in there.values_list("person", "organization", "organization__name")[:REACH]:
        for one in where[organization][:CROWD]:
            yield Step(one, person, COLLEAGUES, f"Both at {name}.", is_inferred=True)


def ties_between(left: Collection[int], right: Collection[int]) -> Iterator[Step]:
    """Yield steps from one side to the other that somebody told of."""
    ties = Tie.objects.current()
    for one, other, kind, strength in ties.filter(from_person__in=left, to_person__in=right).values_list(
        "from_person", "to_person", "kind", "strength"
    ):
        yield told(one, other, kind, strength)
    for one, other, kind, strength in ties.filter(to_person__in=left, from_person__in=right).values_list(
        "to_person", "from_person", "kind", "strength"
    ):
        yield told(one, other, kind, strength)


def inferred_between(
    left: Collection[int], right: Collection[int], near: dict[int, Step], far: dict[int, Step]
) -> Iterator[Step]:
    """Yield steps from one side to the other through an organization or an alliance of both.

    Of a crowd only the warmest of each side are joined: the others could only lead to colder ways.
    """
    everybody = [*{*left, *right}]
    jobs = (
        Affiliation.objects.current()
        .filter(person__in=everybody)
        .values_list("person", "organization", "organization__name")
    )
    groups: dict[tuple[int, float, str], set[int]] = defaultdict(set)
    where: dict[int, set[int]] = defaultdict(set)
    for person, organization, name in jobs:
        groups[organization, COLLEAGUES, f"Both at {name}."].add(person)
        where[organization].add(person)
    allied = AllianceMember.objects.current().filter(organization__in=where)
    for member, head, name in allied.values_list(
        "organization", "alliance__organization", "alliance__organization__name"
    ):
        groups[head, ALLIED, f"Through {name}."] |= where[member] | where.get(head, set())
    for (_place, worth, why), group in groups.items():
        starts = sorted(group.intersection(left), key=lambda one: (-near[one].worth if one in near else -1, one))
        ends = sorted(group.intersection(right), key=lambda one: (-far[one].worth if one in far else -1, one))
        for one in starts[:CROWD]:
            for other in ends[:CROWD]:
                if one != other:
                    yield Step(one, other, worth, why, is_inferred=True)
