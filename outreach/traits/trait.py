"""What a trait of an audience's rules is: one thing that is or is not true of a person at an organization."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from django.db.models import Q

from community.models import Community

Choices = list[tuple[str, str]]
GONE = "something that no longer exists"


class Takes(Enum):
    """What stands behind an operator."""

    CHOICES = "choices"
    DAYS = "days"
    WORDS = "words"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Operator:
    """One way to compare: what it is called, what stands behind it, and what stands between its values."""

    label: str
    takes: Takes = Takes.CHOICES
    between: str = " or "


IS = {"is": Operator("is"), "is_not": Operator("is not", between=" nor ")}
HAS_WORDS = {"has": Operator("has", Takes.WORDS), "has_not": Operator("has not", Takes.WORDS)}


@dataclass(frozen=True)
class Scope:
    """Where and when rules are asked."""

    community: Community
    at: datetime

    @property
    def today(self) -> date:
        """Return the community's day."""
        return self.at.astimezone(self.community.zone).date()


Builder = Callable[[str, tuple[str, ...], Scope], Q]


def nothing(community: Community) -> Choices:
    """Return the choices of a trait that offers none."""
    return []


@dataclass(frozen=True)
class Trait:
    """One thing that can be asked of somebody where they work.

    `q` takes the key of an operator, the values behind it and the scope, and returns what is asked of an affiliation.
    """

    key: str
    name: str  # by which it is offered
    label: str  # with which its sentence begins
    q: Builder
    operators: Mapping[str, Operator]
    choices: Callable[[Community], Choices] = nothing

    def takes(self, kind: Takes) -> bool:
        """Tell whether any of its operators takes this."""
        return any(operator.takes is kind for operator in self.operators.values())

    def sentence(self, op: str, named: Sequence[str]) -> str:
        """Return the rule as people say it; `named` are its values by name."""
        operator = self.operators[op]
        match operator.takes:
            case Takes.DAYS:
                return f"{self.label} {operator.label.format(days=in_days(named))}"
            case Takes.WORDS:
                return f"{self.label} {operator.label} “{''.join(named)}”"
            case Takes.CHOICES:
                return f"{self.label} {operator.label} {operator.between.join(named)}"
            case Takes.NOTHING:
                return f"{self.label} {operator.label}"


def in_days(values: Sequence[str]) -> str:
    """Return a number of days in words."""
    number = "".join(values)
    return f"{number} day" if number == "1" else f"{number} days"


def keys(values: Sequence[str]) -> list[int]:
    """Return the ids among values."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= 18]


def turned(op: str, found: Q) -> Q:
    """Return what is asked, or its opposite where the operator says so."""
    return ~found if op.endswith("_not") else found
