"""A rule: what an audience is made of: groups of rules, each one trait with its answer; from JSON and back.

>>> group = {"match": "any", "rules": [{"trait": "stage", "op": "is", "values": ["signed"]}]}
>>> rules = read({"match": "all", "groups": [group]})
>>> rules.groups[0].rules[0].trait
'stage'
>>> write(rules)["groups"][0]["match"]
'any'
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

MOST_GROUPS = 5
MOST_RULES = 10  # of one group
MOST_VALUES = 200  # of one rule
LONGEST = 120  # characters of a name or a value


class Match(TextChoices):
    """How many must be true."""

    ALL = "all", "all of these"
    ANY = "any", "any of these"


class WrongRules(ValueError):
    """These are no rules of an audience; the message says why."""


@dataclass(frozen=True)
class Rule:
    """One trait, how it is compared, and with what."""

    trait: str
    op: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Rules, of which all or any must be true."""

    match: Match = Match.ALL
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Groups, of which all or any must be true. Without a rule they find nobody."""

    match: Match = Match.ALL
    groups: tuple[Group, ...] = ()

    @property
    def every(self) -> tuple[Rule, ...]:
        """Return the rules of all groups, one after the other."""
        return tuple(rule for group in self.groups for rule in group.rules)


def read(data: Any) -> Rules:
    """Return the rules that JSON says; groups without a rule are left out. Raises WrongRules."""
    groups = [read_group(part) for part in listed(data, "groups", MOST_GROUPS)]
    return Rules(read_match(data), tuple(group for group in groups if group.rules))


def read_group(data: Any) -> Group:
    """Return one group."""
    return Group(read_match(data), tuple(read_rule(part) for part in listed(data, "rules", MOST_RULES)))


def read_rule(data: Any) -> Rule:
    """Return one rule."""
    values = listed(data, "values", MOST_VALUES)
    texts = [data.get("trait"), data.get("op"), *values]
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        raise WrongRules("A rule is made of short texts.")
    return Rule(data["trait"], data["op"], tuple(values))


def read_match(data: Any) -> Match:
    """Return how many must be true."""
    if not isinstance(data, dict) or data.get("match") not in Match.values:
        raise WrongRules("It is not said whether all of them or any must be true.")
    return Match(data["match"])


def listed(data: Any, name: str, most: int) -> list[Any]:
    """Return a list of a JSON object."""
    parts = data.get(name) if isinstance(data, dict) else None
    if not isinstance(parts, list) or len(parts) > most:
        raise WrongRules(f"There should be a list of at most {most} {name}.")
    return parts


def write(rules: Rules) -> dict[str, Any]:
    """Return rules as JSON."""
    return {
        "match": str(rules.match),
        "groups": [
            {
                "match": str(group.match),
                "rules": [{"trait": rule.trait, "op": rule.op, "values": list(rule.values)} for rule in group.rules],
            }
            for group in rules.groups
        ],
    }


def renamed(rules: Rules, trait: str, old: str, new: str) -> Rules:
    """Return rules in which a value of one trait is another, each once.

    >>> rules = one_group(Rule("alliance", "is", ("5", "7")), Rule("town", "is", ("5",)))
    >>> [rule.values for rule in renamed(rules, "alliance", "5", "7").every]
    [('7',), ('5',)]
    """

    def told(rule: Rule) -> Rule:
        if rule.trait != trait or old not in rule.values:
            return rule
        return Rule(trait, rule.op, tuple(dict.fromkeys(new if value == old else value for value in rule.values)))

    groups = tuple(Group(group.match, tuple(told(rule) for rule in group.rules)) for group in rules.groups)
    return Rules(rules.match, groups)


def one_group(*rules: Rule) -> Rules:
    """Return rules that must all be true."""
    return Rules(groups=(Group(rules=rules),))


def holds(rules: Rules, is_true: Iterable[bool]) -> bool:
    """Test whether rules fit whom each rule, in the order of `Rules.every`, is or is not true of."""
    truths = iter(is_true)
    groups = [told(group.match, [next(truths) for _ in group.rules]) for group in rules.groups]
    return told(rules.match, groups)


def told(match: Match, truths: list[bool]) -> bool:
    """Test whether enough of them are true; of nothing, nothing is."""
    return bool(truths) and (all(truths) if match == Match.ALL else any(truths))
