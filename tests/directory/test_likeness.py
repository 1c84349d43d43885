"""Tests of how likely two records are one, and of the reasons that are given."""

import pytest

from directory.likeness import Firm, Likeness, Somebody, fit, people_alike, weigh, weigh_people
from directory.names import fold, normalize_name
from directory.spelling import names_of


def firm(number: int, name: str, **fields: object) -> Firm:
    return Firm(number, name, normalize_name(name), **fields)


def somebody(number: int, name: str, **fields: object) -> Somebody:
    return Somebody(number, name, fold(name), **fields)


def said(one: Firm, other: Firm) -> str:
    likeness = weigh(one, other)
    assert likeness == weigh(other, one), "whoever is named first"
    return ", ".join(likeness.reasons) if likeness else ""


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (firm(1, "Acme, Inc."), firm(2, "The ACME"), "same name"),
        (firm(1, "Birch Dental"), firm(2, "Birch Dentall"), "names 96 % alike"),
        (firm(1, "Bluebird Foods"), firm(2, "Blue Bird Foods"), "same name, written differently"),
        (firm(1, "Acme Mfg"), firm(2, "Acme Manufacturing"), "same name, written differently"),
        (firm(1, "Health Acme"), firm(2, "Acme Health"), "same name, written differently"),
        (firm(1, "Acme"), firm(2, "\u0410cme"), "same name, written differently"),
        (firm(1, "Sparrow Dental"), firm(2, "Yarrow Dental"), ""),
        (firm(1, "Ward 118 Foods"), firm(2, "Ward 119 Foods"), ""),
        (firm(1, "Acme"), firm(2, "Acme Health"), ""),
        (
            firm(1, "Acme", domains={"acme.example": False}),
            firm(2, "Acme Health", domains={"acme.example": False}),
            "same domain acme.example, names 86 % alike",
        ),
        (
            firm(1, "Elm Legal", phone="(330) 555-0142"),
            firm(2, "Elm Legal Partners", phone="330.555.0142"),
            "names 86 % alike, same phone (330) 555-0142",
        ),
        (
            firm(1, "Acme Health", people={7: "Jo Park"}, town="Zürich"),
            firm(2, "Acme Health Services", people={7: "Jo Park"}, town="zurich"),
            "names 86 % alike, same people: Jo Park, same town",
        ),
        (firm(1, "Birch Dental", town="Millbrook"), firm(2, "Birch Dentall", town="Ashford"), "names 96 % alike"),
        (firm(1, "Birch Foods", town="Millbrook"), firm(2, "Birch Foots", town="Ashford"), ""),
        (firm(1, "Zenith", phone="555 0142"), firm(2, "Acme", phone="555 0142"), ""),
    ],
)
def test_each_reason_is_said_of_two_organizations(one: Firm, other: Firm, why: str) -> None:
    assert said(one, other) == why


def test_a_verified_domain_makes_it_certain_whatever_the_names() -> None:
    one = firm(1, "Zenith", domains={"acme.example": True})
    other = firm(2, "Acme", domains={"acme.example": False})
    assert weigh(one, other).is_sure


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Jo Park", "Park, Jo", 100),
        ("Bob Smith", "Robert Smith", 100),
        ("Jo Park", "Jo Ann Park", 94),
        ("J. Park", "Jo Park", 75),
        ("Johnathan Smyth", "Jonathan Smith", 80),
        ("Jo Park", "Al Park", 0),
        ("Park", "Jo Park", 0),
        ("J. P.", "Jo Park", 0),
        ("???", "Jo Park", 0),
        ("???", "!!!", 0),
        ("Madonna", "Madonna", 100),
    ],
)
def test_names_of_people_are_compared_word_by_word(one: str, other: str, alike: int) -> None:
    ours, theirs = names_of(fold(one)), names_of(fold(other))
    assert people_alike(ours, theirs)[0] == people_alike(theirs, ours)[0] == alike


AT = {7: "Acme"}


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (
            somebody(1, "Jo Park", places=AT),
            somebody(2, "Jo Park", places=AT),
            Likeness(94, True, ["same name", "both at Acme"]),
        ),
        (
            somebody(1, "Jo Park", places=AT),
            somebody(2, "J. Park", places=AT),
            Likeness(89, False, ["names that may be one", "both at Acme"]),
        ),
        (
            somebody(1, "Jo Park", phone="555 0142", places=AT),
            somebody(2, "Jo Parks", phone="555-0142"),
            Likeness(92, False, ["names 89 % alike", "same phone 555 0142"]),
        ),
        (
            somebody(1, "Jo Park", email="jo.park@acme.example", domain="acme.example"),
            somebody(2, "Jo Park", email="jo.park@gmail.com"),
            Likeness(88, False, ["same name", "same mailbox name jo.park"]),
        ),
        (
            somebody(1, "Jo Park", email="jo@acme.example", domain="acme.example", places=AT),
            somebody(2, "Jo Park", email="jpark@acme.example", domain="acme.example", places=AT),
            Likeness(92, False, ["same name", "both at Acme", "same domain acme.example"]),
        ),
        (somebody(1, "Jo Park"), somebody(2, "Jo Park"), None),
        (somebody(1, "Jo Park", places=AT), somebody(2, "Al Park", places=AT), None),
        (somebody(1, "Jo Park", places=AT, has_user=True), somebody(2, "Jo Park", places=AT, has_user=True), None),
        (
            somebody(1, "Jan Novak", email="jan@acme.example", domain="acme.example", places=AT),
            somebody(2, "Jana Novak", email="jana@acme.example", domain="acme.example", places=AT),
            None,
        ),
    ],
)
def test_a_name_and_one_thing_more_says_that_two_people_may_be_one(
    one: Somebody, other: Somebody, likeness: Likeness | None
) -> None:
    assert weigh_people(one, other) == likeness


def test_words_fit_where_each_has_its_like() -> None:
    assert fit(["a", "b"], ["b", "a"])
    assert not fit(["a", "b"], ["a"])
