"""A rule: a row of a return as it is typed, and as the graduate that it says; there and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from providers import cells
from providers.graduates import NAMES, Graduate, Problem, problems, twice

Typed = Mapping[str, str]
NEEDED = ("reference", "graduated_on", "status")


@dataclass
class Reading:
    """Typed rows, read: those that stand, by place, and what is wrong with the others."""

    graduates: dict[int, Graduate] = field(default_factory=dict)
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # place, field, message

    @property
    def rows(self) -> list[Graduate]:
        """Return the graduates in their order."""
        return list(self.graduates.values())


def read(rows: Iterable[tuple[int, Typed]], *, cohort: date, today: date) -> Reading:
    """Read typed rows, each with its place, by every rule for rows; a reference stands once."""
    found = Reading()
    for place, row in rows:
        values, wrong = values_of(row)
        one = Graduate(**values) if not wrong else None
        if one:
            wrong = list(problems(one, cohort=cohort, today=today))
            found.graduates[place] = one
        found.problems += [(place, name, message) for name, message in wrong]
    again = twice(one.reference for one in found.graduates.values())
    for place, one in found.graduates.items():
        if one.reference.casefold() in again:
            found.problems.append((place, "reference", _("This reference stands here more than once.")))
    found.problems.sort(key=lambda one: one[0])
    return found


def values_of(row: Typed, ways: cells.Ways = cells.PLAIN) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a typed row says, field by field, and what of it cannot be read or is missing."""
    values: dict[str, Any] = {}
    wrong: list[Problem] = []
    for name in NAMES:
        try:
            values[name] = cells.read(name, row.get(name, ""), ways)
        except cells.Unreadable as reason:
            wrong.append((name, str(reason)))
    amount, unit = values.pop("base_pay", ("", ""))
    values["base_pay"] = amount or None
    values["pay_unit"] = values.get("pay_unit") or unit or (ways.unit if amount else "")
    named = {name for name, _message in wrong}
    wrong += [(name, said(name)) for name in NEEDED if name not in named and not values.get(name)]
    return values, wrong


def said(name: str) -> str:
    """Return what to say where a field is missing."""
    words = {
        "reference": _("Give a reference of your own."),
        "graduated_on": _("Say when they graduated."),
        "status": _("Say what became of them."),
    }
    return words[name]


def typed_of(one: Any) -> dict[str, str]:
    """Return a graduate, or a kept outcome, as it would be typed: what is not known is left out."""
    typed = {name: in_text(getattr(one, name)) for name in NAMES}
    return {name: text for name, text in typed.items() if text}


def in_text(value: Any) -> str:
    """Return a value as it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if text.endswith((".0", ".00")) else text
    return value.isoformat() if isinstance(value, date) else str(value)


def number_of(text: str) -> int | None:
    """Return a number of people, or None where nothing was said; raises Unreadable for anything else."""
    digits = text.strip().replace(",", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
        raise cells.Unreadable(_("Write a whole number, or nothing where you do not know it."))
    return int(digits)
