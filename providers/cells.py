"""A rule: how one cell of a return is read: days in the orders people write them, pay, hours, codes and words.

What is plainly meant is read; what could mean two things is not, and says what it might mean.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from community.characters import has_hidden_characters
from directory.names import fold
from employers.occupations import OCCUPATIONS
from providers import personal
from providers.kinds import Documentation, PayUnit, Status

MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00)?)?")
RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
NAMED = re.compile(
    r"([a-z]{3,9})\.? (\d{1,2}),? (\d{4})|(\d{1,2})[ -]([a-z]{3,9})\.?[ -,]{1,2}(\d{4}|\d{2})", re.IGNORECASE
)
PAY = re.compile(
    r"(?:usd|us)?\s*\$?\s*([\d.,]+)\s*(k)?\s*(?:usd)?\s*(?:[/-]|per\b|an?\b)?\s*([a-z]*)\.?", re.IGNORECASE
)
HOURS = re.compile(r"([\d.]+)\s*(?:h|hrs?|hours?)?(?:\s*(?:/|per|a)\s*(?:wk|week))?\.?", re.IGNORECASE)
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,2})?")
UNITS = {
    PayUnit.HOUR: "h hr hrs hour hours hourly",
    PayUnit.WEEK: "w wk wks week weekly",
    PayUnit.MONTH: "m mo mon month monthly",
    PayUnit.YEAR: "y yr yrs year yearly annual annually annum",
}
UNIT_OF = {word: unit.value for unit, words in UNITS.items() for word in words.split()}
MDY, DMY = "mdy", "dmy"
YES, NO = frozenset("yes y true 1 x in".split()), frozenset("no n false 0 out".split())
LONGEST = {"reference": 40, "employer_name": 200, "town": 120}
BY_PLACEMENT, LEFT_OUT = "placed", "left"  # beside CIRR's codes: what a word of one's own may mean
CODES = {code.casefold(): code for code in Status.values} | {fold(str(label)): code for code, label in Status.choices}


class Unreadable(Exception):
    """A cell that is not read; `code` says which of the proposed ways would read it, "" where none does."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Ways:
    """How cells are read beyond what is plain: as the person said."""

    orders: Mapping[str, str] = field(default_factory=dict)  # by field: days before months, or after
    unit: str = ""  # what pay is per where the cell does not say
    statuses: Mapping[str, str] = field(default_factory=dict)  # by folded word
    left: frozenset[str] = frozenset()  # fields of which what cannot be read is left out


PLAIN = Ways()


def read(name: str, text: str, ways: Ways = PLAIN) -> Any:
    """Return what a cell says; raises Unreadable. Empty is not known, whatever is asked.

    Pay is answered with its unit, "" where it is not said.
    """
    text = text.strip()
    if personal.is_personal(text):
        raise Unreadable(str(personal.REMOVED))
    if not text:
        return ("", "") if name == "base_pay" else EMPTY.get(name, "")
    if name in {"graduated_on", "started_on"}:
        return day(text, ways.orders.get(name, MDY))
    if name == "status":
        return status(text, ways.statuses)
    try:
        return READINGS[name](text) if name in READINGS else line(name, text)
    except Unreadable as reason:
        if reason.code == LEFT_OUT and name in ways.left:
            return ""
        raise


def day(text: str, order: str = MDY) -> date:
    """Return a day.

    >>> day("3/14/2026"), day("20260314"), day("14.3.2026"), day("Mar 14, 2026")
    (datetime.date(2026, 3, 14), datetime.date(2026, 3, 14), datetime.date(2026, 3, 14), datetime.date(2026, 3, 14))
    """
    if match := ISO.fullmatch(text) or RUN.fullmatch(text):
        return day_of(match[1], match[2], match[3])
    if match := DOTTED.fullmatch(text):
        return day_of(match[3], match[2], match[1])
    if match := NAMED.fullmatch(text):
        named, number, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        if month := MONTHS.get(named[:3].casefold()):
            return day_of(year, str(month), number)
    if match := SLASHED.fullmatch(text):
        first, second, year = match.groups()
        if order == DMY:
            if int(second) > 12 >= int(first):
                raise Unreadable(_("This has the month before the day."), MDY)
            return day_of(year, second, first)
        if int(first) > 12 >= int(second):
            raise Unreadable(_("This has the day before the month (DD/MM)."), DMY)
        return day_of(year, first, second)
    raise Unreadable(_("This is no day that we can read. Write it like 2026-03-14."))


def day_of(year: str, month: str, day: str) -> date:
    """Return a day from its parts; of two digits, a year of this century."""
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError as reason:
        raise Unreadable(_("There is no such day. Write it like 2026-03-14.")) from reason


def pay(text: str) -> tuple[Decimal, str]:
    """Return an amount and what it is per, "" where that is not said.

    >>> pay("$22.50/hr"), pay("52,000"), pay("48k a year")
    ((Decimal('22.50'), 'hour'), (Decimal('52000.00'), ''), (Decimal('48000.00'), 'year'))
    """
    wrong = Unreadable(_("This is no pay that we can read. Write one number, like 22.50."))
    match = PAY.fullmatch(text.strip())
    if not match or (match[3] and match[3].casefold() not in UNIT_OF):
        raise wrong
    digits = match[1]
    if THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    amount = decimal(digits.replace(",", "."), wrong) * (1000 if match[2] else 1)
    if not 0 < amount < 10_000_000:
        raise Unreadable(_("Pay is more than nothing. Leave it empty where you do not know it."))
    return amount.quantize(Decimal("0.01")), UNIT_OF.get(match[3].casefold(), "")


def decimal(digits: str, wrong: Unreadable) -> Decimal:
    """Return a number; raises `wrong` where it is none."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise wrong from None


def unit(text: str) -> str:
    """Return what pay is per."""
    plain = fold(text).removeprefix("per ").removeprefix("an ").removeprefix("a ").removeprefix("/")
    if plain not in UNIT_OF:
        raise Unreadable(_("Write what the pay is per: hour, week, month or year."))
    return UNIT_OF[plain]


def hours(text: str) -> Decimal:
    """Return hours a week."""
    wrong = Unreadable(_("Write how many hours a week, like 40."))
    match = HOURS.fullmatch(text)
    amount = decimal(match[1], wrong) if match else None
    if amount is None or not 0 < amount <= 100:
        raise wrong
    return amount.quantize(Decimal("0.1"))


def yes_or_no(text: str) -> bool:
    """Return whether it is so."""
    plain = fold(text)
    if plain not in YES | NO:
        raise Unreadable(_("Write yes or no, or nothing where you do not know."))
    return plain in YES


def status(text: str, words: Mapping[str, str]) -> str:
    """Return a code of CIRR, or what a word of one's own was said to mean."""
    plain = fold(text)
    if found := words.get(plain) or CODES.get(plain):
        return found
    lead = plain.split(" ")[0].rstrip(".:-)").casefold()
    if lead in CODES and len(lead) == 2:
        return CODES[lead]
    raise Unreadable(_("We do not know this word yet. Say which code it means."), "word")


def occupation(text: str) -> str:
    """Return an occupation's code (SOC 2018) by its code or its exact name."""
    plain = fold(text)
    code = plain[:7] if plain[2:3] == "-" else f"{plain[:2]}-{plain[2:6]}" if plain[:6].isdecimal() else plain
    if found := CODES_OF_OCCUPATIONS.get(code) or CODES_OF_OCCUPATIONS.get(f"{plain}s"):
        return found
    raise Unreadable(_("We know no such occupation. Its code is like 15-1254."), "left")


def documentation(text: str) -> str:
    """Return how the provider knows."""
    if found := DOCUMENTS.get(fold(text)):
        return found
    raise Unreadable(_("We do not know this way of knowing. It is optional."), "left")


def line(name: str, text: str) -> str:
    """Return a line of text; a reference names nobody."""
    if len(text) > LONGEST[name]:
        raise Unreadable(_("Longer than %(most)d characters. Shorten it.") % {"most": LONGEST[name]})
    if not text.isprintable() or has_hidden_characters(text):
        raise Unreadable(_("There are signs in it that cannot be seen. Type it anew."))
    if name == "reference" and personal.is_name(text):
        raise Unreadable(_("This looks like a name. Use a reference of your own that names nobody."))
    return " ".join(text.split())


CODES_OF_OCCUPATIONS = {word: code for code, title in OCCUPATIONS for word in (code, fold(str(title)))}
DOCUMENTS = {fold(str(word)): value for value, label in Documentation.choices for word in (value, label)} | {
    "offer letter": "offer_letter",
    "pay stub": "pay_record",
    "paystub": "pay_record",
    "linkedin": "profile",
    "employer": "employer",
    "self report": "graduate",
    "ui wage record": "wage_record",
}
EMPTY: dict[str, Any] = {
    "graduated_on": None,
    "started_on": None,
    "is_in_region": None,
    "hours_per_week": None,
}
READINGS = {
    "base_pay": pay,
    "pay_unit": unit,
    "hours_per_week": hours,
    "is_in_region": yes_or_no,
    "occupation": occupation,
    "documentation": documentation,
}
