"""A rule: what a person said of a spreadsheet of a return: what its columns mean, and how its rows are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from directory.names import fold
from providers import asking, cells


@dataclass(frozen=True)
class Choices:
    """What a person said of a file: what its columns mean, and how it is read beyond what is plain."""

    meanings: tuple[str, ...] = ()
    orders: Mapping[str, str] = field(default_factory=dict)  # by field: days before months, or after
    unit: str = ""
    statuses: Mapping[str, str] = field(default_factory=dict)  # by folded word
    programs: frozenset[str] = frozenset()  # folded: those that this return is about
    left: frozenset[str] = frozenset()  # fields of which what cannot be read is left out
    is_whole: bool = False  # whether the file takes the place of all that stands there

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "meanings": list(self.meanings),
            "orders": dict(self.orders),
            "unit": self.unit,
            "statuses": dict(self.statuses),
            "programs": sorted(self.programs),
            "left": sorted(self.left),
            "is_whole": self.is_whole,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept."""
        return cls(
            tuple(kept.get("meanings", ())),
            dict(kept.get("orders", {})),
            kept.get("unit", ""),
            dict(kept.get("statuses", {})),
            frozenset(kept.get("programs", ())),
            frozenset(kept.get("left", ())),
            bool(kept.get("is_whole", False)),
        )


def answered(choices: Choices, asked: asking.Questions, said: Mapping[str, Any]) -> Choices:
    """Return choices with what a person answered: by order, unit, words, programs, fields that may stay empty."""
    known = {word.folded for word in asked.statuses}
    statuses = {word: code for word, code in choices.statuses.items() if word not in known}
    return replace(
        choices,
        orders={name: order for name, order in said["orders"].items() if order in asking.ORDERS},
        unit=said["unit"] if said["unit"] in set(cells.UNIT_OF.values()) else "",
        statuses={**statuses, **{word: code for word, code in said["statuses"].items() if code}},
        programs=frozenset(fold(one) for one in said["programs"]) if len(asked.programs) > 1 else choices.programs,
        left=frozenset(said["left"]),
        is_whole=said["is_whole"],
    )
