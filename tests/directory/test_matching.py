"""Tests of which organizations may be the one that somebody typed."""

import pytest
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from directory.matching import certain, likely, likeness_of
from directory.models import Organization
from tests import make


def told(community: Community, name: str, domain: str = "") -> list[tuple[str, int, str]]:
    return [(match.organization.name, match.score, match.why) for match in likely(community, name, domain)]


def test_the_same_compared_name_is_the_same(rivertown: Community) -> None:
    make.organization(rivertown, name="Acme Corp.")
    assert told(rivertown, "ACME, Inc.") == [("Acme Corp.", 100, "same name")]


def test_a_shared_domain_is_said_and_takes_away_doubt(rivertown: Community) -> None:
    make.domain(make.organization(rivertown, name="Acme Health Services"), "acme.com")
    make.organization(rivertown, name="Acme Haelth Servces")
    (first, score, why), (_, other, _) = told(rivertown, "Acme Health Servces", "acme.com")
    assert first == "Acme Health Services"
    assert why == "same domain acme.com, names 97 % alike"
    assert score == 99 > other


def test_a_domain_alone_is_enough_and_says_whether_it_was_verified(rivertown: Community) -> None:
    make.domain(make.organization(rivertown, name="Zenith"), "acme.com", is_verified=False)
    ((name, score, why),) = told(rivertown, "Acme", "acme.com")
    assert (name, why) == ("Zenith", "same domain acme.com (not verified)")
    assert 70 <= score < 90


def test_free_mailboxes_tell_nothing(rivertown: Community) -> None:
    make.domain(make.organization(rivertown, name="Zenith"), "gmail.com")
    assert told(rivertown, "Acme", "gmail.com") == []


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Rivertown General Hospital", "Rivertown Genral Hospital"),
        ("Smith and Sons Plumbing", "Smith & Sons Plumbing LLC"),
        ("Hospital Rivertown", "Rivertown Hospital"),
        ("Northwind Logistics Group", "Northwind Logistics"),
        ("Café Zürich", "Cafe Zurich"),
        ("株式会社リバー", "株式会社リバー"),
    ],
)
def test_names_written_otherwise_are_found(rivertown: Community, known: str, typed: str) -> None:
    make.organization(rivertown, name=known)
    make.organization(rivertown, name="Entirely Different Bakery")
    assert [name for name, _, _ in told(rivertown, typed)] == [known]


def test_chance_likeness_is_none(rivertown: Community) -> None:
    for name in ("Riverside Bakery", "Rivertown Steel", "General Motors Repair"):
        make.organization(rivertown, name=name)
    assert told(rivertown, "Lakeside Software") == []


def test_best_first_and_no_more_than_asked(rivertown: Community) -> None:
    for number in range(8):
        make.organization(rivertown, name=f"Acme Works {number}")
    make.organization(rivertown, name="Acme Works")
    found = likely(rivertown, "Acme Works", limit=3)
    assert len(found) == 3
    assert found[0].organization.name == "Acme Works"
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


def test_matching_stays_in_its_community(rivertown: Community, lakeside: Community) -> None:
    make.domain(make.organization(lakeside, name="Acme"), "acme.com")
    assert told(rivertown, "Acme", "acme.com") == []


@pytest.mark.parametrize("name", ["", "a", '"', "\x00", "🚀", "%", "(((((", "OR", "'--", "a" * 200])
def test_odd_names_are_harmless(rivertown: Community, name: str) -> None:
    make.organization(rivertown)
    likely(rivertown, name, name)


def test_the_number_of_queries_does_not_grow(
    rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 30):
        Organization.objects.all().delete()
        for number in range(count):
            make.domain(make.organization(rivertown, name=f"Acme Works {number}"), "acme.com", is_verified=False)
        with django_assert_num_queries(4):
            [match.organization.owner for match in likely(rivertown, "Acme Works", "acme.com")]


def test_likeness_is_full_only_for_equals() -> None:
    assert likeness_of("acme", "acme") == 100
    assert likeness_of("acme health", "health acme") == 99
    assert 75 <= likeness_of("acme", "acme health services") < 90


def test_the_strict_rule_is_a_verified_domain_or_the_only_one_of_a_name_in_a_town(rivertown: Community) -> None:
    acme = make.organization(rivertown, name="Acme, Inc.", town="Zürich")
    make.domain(acme, "acme.example")
    other = make.organization(rivertown, name="Zenith", town="")
    make.domain(other, "zenith.example", is_verified=False)
    assert certain(rivertown, email="jo@ACME.example") == acme
    assert certain(rivertown, name="Another", town="Elsewhere", email="jo@acme.example") == acme
    assert certain(rivertown, name="The ACME", town=" zurich ") == acme
    for name, town, email in [
        ("Acme", "", ""),
        ("Acme", "Millbrook", ""),
        ("Acme Works", "Zürich", ""),
        ("Zenith", "", "jo@zenith.example"),
        ("", "Zürich", ""),
        ("", "", ""),
        ("", "", "jo"),
    ]:
        assert certain(rivertown, name=name, town=town, email=email) is None
    make.organization(rivertown, name="ACME", town="Zürich")
    assert certain(rivertown, name="Acme", town="Zürich") is None, "of two, neither is meant without a doubt"


def test_look_alikes_are_never_meant_without_a_doubt(rivertown: Community) -> None:
    acme = make.organization(rivertown, name="Acme", town="Rivertown")
    make.domain(acme, "acme.example")
    make.domain(acme, "xn--mnchen-3ya.example")
    assert certain(rivertown, name="\u0410cme", town="Rivertown") is None, "its first letter is Cyrillic"
    assert certain(rivertown, name="Acme", town="Rivert\u043ewn") is None
    assert certain(rivertown, email="jo@\u0430cme.example") is None
    assert certain(rivertown, email="jo@xn--cme-7cd.example") is None
    assert certain(rivertown, email="jo@münchen.example") == acme, "written in either way, it is one domain"


def test_a_free_mailbox_is_nobody_s_even_if_somebody_verified_it(rivertown: Community) -> None:
    make.domain(make.organization(rivertown), "gmail.com")
    assert certain(rivertown, email="jo@gmail.com") is None


def test_the_strict_rule_stays_in_its_community(rivertown: Community, lakeside: Community) -> None:
    acme = make.organization(lakeside, name="Acme", town="Rivertown")
    make.domain(acme, "acme.example")
    assert certain(rivertown, name="Acme", town="Rivertown", email="jo@acme.example") is None
