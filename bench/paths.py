"""Measure the warm-path finder at 200,000 people and 300,000 ties on the database that DATABASE_URL names.

    DATABASE_URL=sqlite:////tmp/paths.sqlite3 python -m bench.paths

The database is migrated and filled by a fixed seed where it is empty; the finder is then asked for organizations and
people by chance, beside the reading of one person by key.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import django

SEED = 20261122
ORGANIZATIONS, PEOPLE, TIES, ALLIANCES, MEMBERS = 100_000, 200_000, 300_000, 20, 500
TEAM, TEAM_TIES, HUB_TIES = 8, 150, 2_000
CHUNK = 5_000


def fill() -> None:
    """Write organizations, people, where they work, alliances and ties; the same at every run."""
    from django.utils import timezone

    from community.founding import found
    from community.models import Membership, User
    from community.roles import Role
    from directory.models import Affiliation, Alliance, AllianceMember, Organization, Person, Tie

    dice = random.Random(SEED)
    community, _user = found(
        name="Bench TechHire",
        region="Bench",
        host="bench.example",
        administrator_name="Ada",
        administrator_email="ada@bench.example",
        contact_name="Ada",
        contact_email="hello@bench.example",
        time_zone="UTC",
        at=timezone.now(),
    )

    def write(rows: list, model: Any) -> None:
        model.objects.bulk_create(rows, batch_size=1_000)

    places = [Organization(community=community, name=f"Firm {n}", slug=f"firm-{n}") for n in range(ORGANIZATIONS)]
    people = [Person(community=community, name=f"Person {n}", email=f"p{n}@firm.example") for n in range(PEOPLE)]
    for place in places:
        place.fold()
    for person in people:
        person.fold()
    write(places, Organization)
    write(people, Person)
    jobs = (Affiliation(person=one, organization=places[dice.randrange(ORGANIZATIONS)]) for one in people)
    while chunk := list(islice(jobs, CHUNK)):
        write(chunk, Affiliation)
    for number in range(ALLIANCES):
        alliance = Alliance.objects.create(organization=places[number], kind="chamber")
        members = dice.sample(range(ALLIANCES, ORGANIZATIONS), MEMBERS)
        write([AllianceMember(alliance=alliance, organization=places[member]) for member in members], AllianceMember)
    for number in range(TEAM):
        user = User.objects.create_user(f"t{number}@bench.example", f"Team {number}")
        membership = Membership(community=community, user=user)
        membership.roles = {Role.COORDINATOR}
        membership.save()
        people[number].user = user
        people[number].save(update_fields=["user"])
    write([Tie(community=community, **said) for said in ties(dice, [one.pk for one in people])], Tie)


def ties(dice: random.Random, people: list[int]) -> list[dict]:
    """Return ties: of the team, of a few who know everybody, and of the others by chance."""
    known: dict[tuple[int, int], dict] = {}
    while len(known) < TIES:
        if len(known) < TEAM * TEAM_TIES:
            one = people[dice.randrange(TEAM)]
        elif len(known) < TEAM * TEAM_TIES + 10 * HUB_TIES:
            one = people[TEAM + dice.randrange(10)]
        else:
            one = dice.choice(people)
        other = dice.choice(people)
        if one != other and (one, other) not in known:
            strength = dice.choice([1, 1, 2, 2, 3])
            known[one, other] = {"from_person_id": one, "to_person_id": other, "kind": "business", "strength": strength}
    return list(known.values())


def timed(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of a call, in milliseconds."""
    spent = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), sorted(spent)[int(rounds * 0.95) - 1]


def main() -> None:
    """Fill where empty, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techhire.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from community.models import Community
    from directory import paths
    from directory.models import Organization, Person, Tie

    call_command("migrate", verbosity=0)
    if not Tie.objects.exists():
        fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    community = Community.objects.get(host="bench.example")
    dice = random.Random(SEED + 1)
    places = list(Organization.objects.of(community).order_by("pk").values_list("pk", flat=True))
    people = list(Person.objects.of(community).order_by("pk").values_list("pk", flat=True))
    ways = []

    def to_organization() -> None:
        targets = paths.at(Organization(pk=dice.choice(places)))
        ways.append(len(paths.find(community, targets, now=timezone.now()).ways))

    def to_person() -> None:
        ways.append(len(paths.find(community, [dice.choice(people)], now=timezone.now()).ways))

    def to_hub() -> None:
        ways.append(len(paths.find(community, [people[TEAM + dice.randrange(10)]], now=timezone.now()).ways))

    def one_person() -> None:
        Person.objects.get(pk=dice.choice(people))

    print(f"{connection.vendor}: {len(people):,} people, {Tie.objects.count():,} ties; milliseconds, median and p95")
    for call in (one_person, to_organization, to_person, to_hub):
        ways.clear()
        median, late = timed(call, rounds)
        found = f"  a way in {sum(map(bool, ways))} of {len(ways)}" if ways else ""
        print(f"{call.__name__:<16}{median:>9.1f}{late:>9.1f}{found}")


if __name__ == "__main__":
    main()
