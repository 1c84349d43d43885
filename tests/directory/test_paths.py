"""Tests of the warmest ways: which are found, in which order, and what they cost."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import Community, User
from community.roles import Role
from directory import paths
from directory.models import Entry, Person
from tests import make
from tests.make import NOW

QUERIES = 7


def named(found: paths.Found) -> list[list[str]]:
    return [[found.people[pk].name for pk in way.people] for way in found.ways]


@pytest.fixture
def dana(rivertown: Community, coordinator: User) -> Person:
    """The coordinator in the directory."""
    return make.person(rivertown, name="Dana", user=coordinator)


def people(community: Community, names: str) -> list[Person]:
    return [make.person(community, name=name) for name in names.split()]


def test_a_strong_way_of_two_steps_comes_before_a_weak_direct_one(rivertown: Community, dana: Person) -> None:
    jo, al, bo = people(rivertown, "Jo Al Bo")
    make.tie(dana, jo, strength=1)
    make.tie(al, dana, strength=3)
    make.tie(jo, al, strength=3)
    make.tie(dana, bo, strength=2)
    make.tie(bo, jo, strength=2)
    found = paths.find(rivertown, [jo.pk], now=NOW)
    assert named(found) == [["Dana", "Al", "Jo"], ["Dana", "Bo", "Jo"], ["Dana", "Jo"]]
    assert [round(way.worth, 2) for way in found.ways] == [0.81, 0.36, 0.3]


def test_three_steps_are_found_and_four_are_not(rivertown: Community, dana: Person) -> None:
    chain = [dana, *people(rivertown, "A B C D")]
    for one, other in pairwise(chain):
        make.tie(other, one)
    assert named(paths.find(rivertown, [chain[3].pk], now=NOW)) == [["Dana", "A", "B", "C"]]
    assert named(paths.find(rivertown, [chain[4].pk], now=NOW)) == []


def test_colleagues_and_alliances_are_inferred(rivertown: Community, dana: Person) -> None:
    nora, cfo = people(rivertown, "Nora Cfo")
    chamber, acme = make.alliance(rivertown, name="Chamber"), make.organization(rivertown, name="Acme")
    make.ally(chamber, acme)
    make.affiliation(nora, chamber.organization)
    make.affiliation(cfo, acme)
    make.tie(dana, nora, strength=3)
    found = paths.find(rivertown, paths.at(acme), now=NOW)
    assert named(found) == [["Dana", "Nora", "Cfo"]]
    assert [(step.why, step.is_inferred) for step in found.ways[0].steps][1] == ("Through Chamber.", True)
    colleague = make.person(rivertown, name="Al")
    make.affiliation(colleague, acme)
    make.tie(dana, colleague, strength=2)
    assert named(paths.find(rivertown, [cfo.pk], now=NOW)) == [["Dana", "Al", "Cfo"], ["Dana", "Nora", "Cfo"]]


def test_what_ended_and_what_another_community_knows_leads_nowhere(
    rivertown: Community, lakeside: Community, dana: Person
) -> None:
    jo, al = people(rivertown, "Jo Al")
    make.tie(dana, jo, until=NOW.date())
    make.person(lakeside, user=make.member(lakeside, Role.VIEWER))
    assert named(paths.find(rivertown, [jo.pk], now=NOW)) == []
    make.tie(make.person(rivertown, user=make.user(name="Partner")), al)
    assert named(paths.find(rivertown, [al.pk], now=NOW)) == []  # somebody with a desk is not of the team


def test_the_load_of_an_introducer_is_said(coordinators_browser: Client, rivertown: Community, dana: Person) -> None:
    jo, al = people(rivertown, "Jo Al")
    make.tie(dana, al)
    make.tie(al, jo)
    Entry.objects.create(community=rivertown, person=al, verb="call")
    html = coordinators_browser.get(f"{jo.get_absolute_url()}ways/").content.decode()
    assert "Spoken with or written to 1 time in the last 90 days" in html
    acme = make.organization(rivertown)
    assert "We know nobody there yet" in coordinators_browser.get(f"{acme.get_absolute_url()}ways/").content.decode()
    lone = make.person(rivertown)
    assert "No way of three steps" in coordinators_browser.get(f"{lone.get_absolute_url()}ways/").content.decode()


def test_who_we_are_is_asked_first(coordinators_browser: Client, rivertown: Community) -> None:
    jo = make.person(rivertown)
    assert "who you are" in coordinators_browser.get(f"{jo.get_absolute_url()}ways/").content.decode()


def test_a_search_costs_the_same_however_many_know_each_other(rivertown: Community, dana: Person) -> None:
    acme = make.organization(rivertown)

    def fill(count: int) -> None:
        for _ in range(count):
            one, other = people(rivertown, "One Other")
            make.affiliation(other, acme)
            make.tie(dana, one)
            make.tie(one, other)

    for count in (1, 30):
        fill(count)
        with CaptureQueriesContext(connection) as context:
            found = paths.find(rivertown, paths.at(acme), now=NOW)
        assert len(context) == QUERIES
        assert 0 < len(found.ways) <= paths.SHOWN
