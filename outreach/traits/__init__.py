"""The traits of which the rules of audiences are made: one registry, one entry each."""

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from community.models import Community
from outreach.audience_rules import Group, Match, Rule, Rules, WrongRules
from outreach.traits import employers, organizations, people, providers
from outreach.traits.trait import GONE, Scope, Takes, Trait

OFFERED = (
    ("The organization", organizations.TRAITS),
    ("As an employer", employers.TRAITS),
    ("As a provider", providers.TRAITS),
    ("The person", people.TRAITS),
)
TRAITS: dict[str, Trait] = {trait.key: trait for _about, traits in OFFERED for trait in traits}
MOST_DAYS = 3_650


def check(rule: Rule) -> Trait:
    """Return the trait of a rule. Raises WrongRules where it asks what nobody can answer."""
    trait = TRAITS.get(rule.trait)
    operator = trait.operators.get(rule.op) if trait else None
    if trait is None or operator is None:
        raise WrongRules("One of the rules asks what this portal does not know.")
    if operator.takes is Takes.DAYS and not is_days(rule.values):
        raise WrongRules(f"Say a number of days, from 1 to {MOST_DAYS:,}.")
    if operator.takes is Takes.CHOICES and not rule.values:
        raise WrongRules("Tick at least one.")
    if operator.takes is Takes.WORDS and not "".join(rule.values).strip():
        raise WrongRules("Say which words.")
    return trait


def is_days(values: tuple[str, ...]) -> bool:
    """Tell whether the values are one number of days."""
    return len(values) == 1 and values[0].isascii() and values[0].isdigit() and 0 < int(values[0][:9]) <= MOST_DAYS


def q_of(rule: Rule, scope: Scope) -> Q:
    """Return what a rule asks of an affiliation. Raises WrongRules."""
    return check(rule).q(rule.op, rule.values, scope)


def q_of_all(rules: Rules, scope: Scope) -> Q:
    """Return what rules ask of an affiliation; without a rule they find nobody. Raises WrongRules."""
    return joined(rules.match, [q_of_group(group, scope) for group in rules.groups])


def q_of_group(group: Group, scope: Scope) -> Q:
    """Return what a group asks."""
    return joined(group.match, [q_of(rule, scope) for rule in group.rules])


def joined(match: Match, asked: list[Q]) -> Q:
    """Return what asks for all of them, or for any; of nothing, for nobody."""
    return reduce(and_ if match == Match.ALL else or_, asked) if asked else Q(pk__in=[])


class Names:
    """What the values of rules are called in a community; each trait is looked up once."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.known: dict[str, Mapping[str, str]] = {}

    def of(self, trait: Trait) -> Mapping[str, str]:
        """Return what the values of a trait are called."""
        if trait.key not in self.known:
            self.known[trait.key] = dict(trait.choices(self.community))
        return self.known[trait.key]

    def name(self, trait: Trait, value: str) -> str:
        """Return what one value is called: what is not offered is gone, but for towns, which name themselves."""
        return self.of(trait).get(value, value if trait.key == "town" else GONE)

    def sentence(self, rule: Rule) -> str:
        """Return a rule as people say it. Raises WrongRules."""
        trait = check(rule)
        is_of_choices = trait.operators[rule.op].takes is Takes.CHOICES  # words and days name themselves
        return trait.sentence(rule.op, [self.name(trait, value) if is_of_choices else value for value in rule.values])
