"""Tests of what audiences are made of: rules from JSON and back, and how they are joined."""

from itertools import product
from typing import Any

import pytest

from outreach import audience_rules
from outreach.audience_rules import Group, Match, Rule, Rules, WrongRules, holds, read, write

STAGE = {"trait": "stage", "op": "is", "values": ["signed", "active"]}
TOWN = {"trait": "town", "op": "is_not", "values": ["Rivertown"]}


def test_rules_survive_json() -> None:
    said = {"match": "any", "groups": [{"match": "all", "rules": [STAGE, TOWN]}, {"match": "any", "rules": [TOWN]}]}
    rules = read(said)
    assert write(rules) == said
    assert read(write(rules)) == rules
    assert [rule.trait for rule in rules.every] == ["stage", "town", "town"]


def test_a_group_without_a_rule_is_left_out() -> None:
    assert read({"match": "all", "groups": [{"match": "all", "rules": []}]}) == Rules()


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        "all",
        {},
        {"match": "all"},
        {"match": "most", "groups": []},
        {"match": "all", "groups": {}},
        {"match": "all", "groups": ["stage"]},
        {"match": "all", "groups": [{"match": "all", "rules": [{**STAGE, "values": [7]}]}]},
        {"match": "all", "groups": [{"match": "all", "rules": [{**STAGE, "trait": None}]}]},
        {"match": "all", "groups": [{"match": "all", "rules": [{**STAGE, "op": "x" * 121}]}]},
        {"match": "all", "groups": [{"match": "all", "rules": [STAGE] * 11}]},
        {"match": "all", "groups": [{"match": "all", "rules": [STAGE]}] * 6},
    ],
)
def test_what_are_no_rules_is_refused(said: Any) -> None:
    with pytest.raises(WrongRules):
        read(said)


def test_and_and_or_are_what_they_are_called() -> None:
    one, other = Rule("stage", "is"), Rule("town", "is")
    for outer, inner, (a, b, c) in product(Match, Match, product([False, True], repeat=3)):
        rules = Rules(outer, (Group(inner, (one, other)), Group(inner, (one,))))
        first = (a and b) if inner == Match.ALL else (a or b)
        expected = (first and c) if outer == Match.ALL else (first or c)
        assert holds(rules, [a, b, c]) is expected
    assert not holds(Rules(), [])
    assert holds(audience_rules.one_group(one), [True])
