"""The finder of ways beside the plainest one: every way of up to three steps, walked one by one."""

import random
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise, permutations
from math import prod

import pytest

from community.models import Community
from community.roles import Role
from directory import paths
from directory.models import Affiliation, AllianceMember, Person, Tie
from directory.warmth import ALLIED, COLLEAGUES, TOLD
from tests import make
from tests.make import NOW

Pair = tuple[int, int]


def draw(community: Community, seed: int) -> tuple[set[int], set[int]]:
    """Make a dozen people who know each other by chance; return our team, and whom we look for."""
    dice = random.Random(seed)
    people = [make.person(community, name=f"P{number}") for number in range(dice.randint(6, 12))]
    places = [make.organization(community) for _ in range(4)]
    alliances = [make.alliance(community, organization=place) for place in places[:2]]
    for number in range(dice.randint(1, 2)):
        people[number].user = make.member(community, Role.COORDINATOR)
        people[number].save()
    ended = {"until": (NOW - timedelta(days=1)).date()}
    for one, other in permutations(people, 2):
        if dice.random() < 0.12:
            make.tie(one, other, strength=dice.choice([1, 2, 3]), **dice.choice([{}, {}, {}, ended]))
    for person in people:
        for place in dice.sample(places, dice.choice([0, 0, 1, 1, 2])):
            make.affiliation(person, place, **dice.choice([{}, {}, ended]))
    for alliance in alliances:
        for place in dice.sample([one for one in places if one != alliance.organization], dice.randint(0, 2)):
            make.ally(alliance, place, **dice.choice([{}, {}, ended]))
    targets = {person.pk for person in dice.sample(people, dice.randint(1, 3))}
    return set(Person.objects.filter(user__isnull=False).values_list("pk", flat=True)), targets


def bonds() -> tuple[dict[Pair, float], dict[Pair, float]]:
    """Return how far each pair carries, both ways round: without alliances, and with them."""
    plain: dict[Pair, float] = defaultdict(float)
    for one, other, strength in Tie.objects.current().values_list("from_person", "to_person", "strength"):
        for pair in ((one, other), (other, one)):
            plain[pair] = max(plain[pair], TOLD[strength])
    where: dict[int, set[int]] = defaultdict(set)
    for person, place in Affiliation.objects.current().values_list("person", "organization"):
        where[place].add(person)
    for group in where.values():
        for pair in permutations(group, 2):
            plain[pair] = max(plain[pair], COLLEAGUES)
    allied: dict[Pair, float] = defaultdict(float, plain)
    groups: dict[int, set[int]] = defaultdict(set)
    for head, member in AllianceMember.objects.current().values_list("alliance__organization", "organization"):
        groups[head] |= where[head] | where[member]
    for group in groups.values():
        for pair in permutations(group, 2):
            allied[pair] = max(allied[pair], ALLIED)
    return plain, allied


def best_by_last(ours: set[int], theirs: set[int]) -> dict[int, float]:
    """Return how far the best way carries, by whom it asks last; an alliance helps once, in the middle of three."""
    plain, allied = bonds()
    people = set(Person.objects.values_list("pk", flat=True)) - ours - theirs
    best: dict[int, float] = defaultdict(float)
    for length in (0, 1, 2):
        for between in permutations(people, length):
            for start in ours - theirs:
                for end in theirs:
                    way = (start, *between, end)
                    pairs = list(pairwise(way))
                    for alliance in {0: [0], 1: [0, 1], 2: [1]}[length]:
                        worths = [(allied if place == alliance else plain)[pair] for place, pair in enumerate(pairs)]
                        best[way[-2]] = max(best[way[-2]], round(prod(worths), 9))
    return {last: worth for last, worth in best.items() if worth}


@pytest.mark.parametrize("seed", range(40))
def test_the_ways_found_are_the_warmest_there_are(rivertown: Community, seed: int) -> None:
    ours, theirs = draw(rivertown, seed)
    expected = best_by_last(ours, theirs)
    found = paths.find(rivertown, theirs, now=NOW).ways
    assert [way.worth for way in found] == sorted(expected.values(), reverse=True)[: paths.SHOWN]
    _plain, allied = bonds()
    for way in found:
        assert way.worth == expected[way.people[-2]]
        assert way.people[0] in ours and way.people[-1] in theirs and len(set(way.people)) == len(way.people)
        assert not set(way.people[1:-1]) & (ours | theirs)
        assert all(step.worth <= allied[step.one, step.other] for step in way.steps)
        assert all(step.is_inferred == (step.worth in {COLLEAGUES, ALLIED}) for step in way.steps)
