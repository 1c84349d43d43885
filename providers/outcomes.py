"""A rule: what became of graduates, counted: rows in, figures out, exactly as docs/channels-json.md defines them.

A figure is a share: so many of so many, each with its own denominator; salary is a middle. Codes of outcomes and the
180 days are those of the Council on Integrity in Results Reporting (CIRR). Missing is never 0: what was not said is in
no denominator, and a share without a denominator is None.

Figures of the Workforce Innovation and Opportunity Act (ETA-9171) would be a second set with kinds of its own. They are
never mixed with these: their denominators differ.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import IntFlag
from fractions import Fraction
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from providers.kinds import HEADLINE, IN_FIELD, Status, half_year_after, half_year_of

DEFINITIONS = 1  # the version of what stands here; a release keeps it with every figure
DAYS, SOONER = 180, 90  # from graduation to the first day of work
MATURE_AFTER = timedelta(days=DAYS)  # after the last day of a cohort
QUARTER, MIDDLE, THREE_QUARTERS = Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)


class Kind(TextChoices):
    """The figures, in the order in which they are shown."""

    HEADLINE = "headline", _("Placed within 180 days")
    HEADLINE_90 = "headline_90", _("Placed within 90 days")
    IN_FIELD = "in_field", _("In the field within 180 days")
    IN_FIELD_90 = "in_field_90", _("In the field within 90 days")
    SALARY = "salary", _("Salary")
    GRADUATION = "graduation", _("Graduated")
    KNOWN = "known", _("Outcome known")
    REGIONAL = "regional", _("Placed in the region")
    SIGNED_EMPLOYER = "signed_employer", _("Placed at employers who signed")
    CONFIRMED = "confirmed", _("Confirmed by employers")
    DECLARED = "declared", _("Declared by the provider: placed")


MEANINGS = {
    Kind.HEADLINE: _(
        "Of all graduates but those excluded at intake: employed full-time, or in a full-time apprenticeship, "
        "internship or contract, in the field, begun within 180 days (1A and 1B)."
    ),
    Kind.HEADLINE_90: _("The same, begun within 90 days."),
    Kind.IN_FIELD: _(
        "Of the same graduates: any work in the field begun within 180 days, at the school, on their own, part-time "
        "and short-term included (1A to 1E)."
    ),
    Kind.IN_FIELD_90: _("The same, begun within 90 days."),
    Kind.SALARY: _(
        "Base pay a year in US dollars of those employed in the field (1A and 1B) whose pay is known: wage × hours a "
        "week × 52, without bonus. The middle one; beside it the mean and the quartiles."
    ),
    Kind.GRADUATION: _(
        "Of all who enrolled, but those who died, were incarcerated or were called to active duty: who graduated."
    ),
    Kind.KNOWN: _(
        "Of the same graduates as the first figure: those of whom the provider knows what became (all but 4)."
    ),
    Kind.REGIONAL: _("Of those placed within 180 days whose place of work is known: in the region."),
    Kind.SIGNED_EMPLOYER: _(
        "Of those placed within 180 days whose employer is named: at employers with a commitment in its term."
    ),
    Kind.CONFIRMED: _("Of those placed within 180 days whose employer is named: the employer confirmed it."),
    Kind.DECLARED: _(
        "What the provider said of an earlier cohort when it applied: of its graduates, those placed. Nobody checked "
        "it, and it stands here only until the first figure does."
    ),
}


class Fact(IntFlag):
    """What counts of one graduate; each figure is a count of one of these over a count of another."""

    COUNTED = 1
    KNOWN = 2
    IN_FIELD = 4
    IN_FIELD_90 = 8
    PLACED = 16
    PLACED_90 = 32
    # Of those placed within 180 days only:
    REGION_KNOWN = 64
    IN_REGION = 128
    NAMED = 256  # the employer is
    ANSWERED = 512  # the employer did
    CONFIRMED = 1024


BITS = {name.lower(): fact.value for name, fact in Fact.__members__.items()}  # whole numbers are quicker than flags


@dataclass(frozen=True)
class Graduate:
    """What the figures read of one row of a return."""

    status: str
    days_to_start: int | None = None
    is_in_region: bool | None = None
    is_employer_named: bool = False
    is_confirmed: bool | None = None
    is_at_signed_employer: bool = False
    annual_pay: int | None = None


def facts_of(graduate: Graduate) -> Fact:
    """Return what counts of one graduate; the database works out the same (`Outcome.facts`).

    >>> facts_of(Graduate("1A", days_to_start=100)) == Fact.COUNTED | Fact.KNOWN | Fact.IN_FIELD | Fact.PLACED
    True
    """
    facts = Fact(0)
    if graduate.status == Status.EXCLUDED:
        return facts
    facts |= Fact.COUNTED
    if graduate.status != Status.NOT_KNOWN:
        facts |= Fact.KNOWN
    days = graduate.days_to_start
    if days is None or days > DAYS or graduate.status not in IN_FIELD:
        return facts
    facts |= Fact.IN_FIELD | (Fact.IN_FIELD_90 if days <= SOONER else Fact(0))
    if graduate.status not in HEADLINE:
        return facts
    facts |= Fact.PLACED | (Fact.PLACED_90 if days <= SOONER else Fact(0))
    if graduate.is_in_region is not None:
        facts |= Fact.REGION_KNOWN | (Fact.IN_REGION if graduate.is_in_region else Fact(0))
    if graduate.is_employer_named:
        facts |= Fact.NAMED
        if graduate.is_confirmed is not None:
            facts |= Fact.ANSWERED | (Fact.CONFIRMED if graduate.is_confirmed else Fact(0))
    return facts


@dataclass(frozen=True)
class Tally:
    """The counts of one cohort, or of several added up. Enrollments are None where they were not said."""

    graduated: int = 0
    counted: int = 0
    known: int = 0
    in_field: int = 0
    in_field_90: int = 0
    placed: int = 0
    placed_90: int = 0
    region_known: int = 0
    in_region: int = 0
    named: int = 0
    answered: int = 0
    confirmed: int = 0
    signed: int = 0
    paid: int = 0  # of 1A and 1B, whose pay is known
    enrolled: int | None = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together; what is not known of one is not known of both."""
        sums: dict[str, int | None] = {}
        for name in COUNTS:
            ours, theirs = getattr(self, name), getattr(other, name)
            sums[name] = None if ours is None or theirs is None else ours + theirs
        return Tally(**sums)  # type: ignore[arg-type]  # only enrollments are ever None

    @classmethod
    def of_facts(
        cls, counts: Mapping[int, int], *, enrolled: int | None = None, signed: int = 0, paid: int = 0
    ) -> Self:
        """Return the counts of a cohort from how many graduates have the same facts."""
        found = dict.fromkeys(BITS, 0)
        for facts, count in counts.items():
            for name, bit in BITS.items():
                if facts & bit:
                    found[name] += count
        return cls(graduated=sum(counts.values()), enrolled=enrolled, signed=signed, paid=paid, **found)


COUNTS = tuple(field.name for field in fields(Tally))


def tally(graduates: Iterable[Graduate], *, enrollments: int | None = None, excepted: int | None = None) -> Tally:
    """Count a cohort row by row."""
    counts: Counter[int] = Counter()
    signed = paid = 0
    for graduate in graduates:
        facts = facts_of(graduate)
        counts[facts.value] += 1
        signed += bool(facts & Fact.NAMED) and graduate.is_at_signed_employer
        paid += graduate.status in HEADLINE and graduate.annual_pay is not None
    return Tally.of_facts(counts, enrolled=enrolled(enrollments, excepted), signed=signed, paid=paid)


def enrolled(enrollments: int | None, excepted: int | None) -> int | None:
    """Return who enrolled but those who died, were incarcerated or were called to active duty; None where not said."""
    return None if enrollments is None else enrollments - (excepted or 0)


@dataclass(frozen=True)
class Share:
    """So many of so many; both None where nothing was said."""

    part: int | None
    of: int | None

    @property
    def is_sound(self) -> bool:
        """Tell whether it can be: a part is never more than the whole."""
        return self.part is None or self.of is None or 0 <= self.part <= self.of


SHARES = {
    Kind.HEADLINE: ("placed", "counted"),
    Kind.HEADLINE_90: ("placed_90", "counted"),
    Kind.IN_FIELD: ("in_field", "counted"),
    Kind.IN_FIELD_90: ("in_field_90", "counted"),
    Kind.GRADUATION: ("graduated", "enrolled"),
    Kind.KNOWN: ("known", "counted"),
    Kind.REGIONAL: ("in_region", "region_known"),
    Kind.SIGNED_EMPLOYER: ("signed", "named"),
    Kind.CONFIRMED: ("confirmed", "named"),
}


def share(kind: Kind, counts: Tally) -> Share:
    """Return a figure as so many of so many; nothing of nothing is not known, rather than 0."""
    part, of = (getattr(counts, name) for name in SHARES[kind])
    return Share(part, of) if of else Share(None, None)


@dataclass(frozen=True)
class Pay:
    """The pay of those of whom it is known, in US dollars a year."""

    n: int
    median: Fraction
    mean: Fraction
    lower: Fraction
    upper: Fraction


def pay(values: Sequence[int]) -> Pay | None:
    """Return median, mean and quartiles; None where nobody's pay is known."""
    if not values:
        return None
    ordered = sorted(values)
    lower, median, upper = (quantile(ordered, q) for q in (QUARTER, MIDDLE, THREE_QUARTERS))
    return Pay(len(ordered), median, Fraction(sum(ordered), len(ordered)), lower, upper)


def neighbors(count: int, at: Fraction) -> tuple[int, int, Fraction]:
    """Return between which two places of so many, from 0, a quantile lies, and how far towards the second.

    >>> neighbors(4, Fraction(1, 2))
    (1, 2, Fraction(1, 2))
    """
    place = at * (count - 1)
    below = place.numerator // place.denominator
    return below, min(below + 1, count - 1), place - below


def quantile(ordered: Sequence[int], at: Fraction) -> Fraction:
    """Return a quantile of ordered values, between two of them where it falls between (as `percentile_cont` does)."""
    below, above, way = neighbors(len(ordered), at)
    return between(ordered[below], ordered[above], way)


def between(below: int, above: int, way: Fraction) -> Fraction:
    """Return what lies a part of the way from one value to another."""
    return below + (above - below) * way


def last_day(cohort: date) -> date:
    """Return the last day of the half-year that begins on `cohort`."""
    return half_year_after(cohort) - timedelta(days=1)


def matures_on(cohort: date) -> date:
    """Return from when on a cohort's figures count; before, they are preliminary and never ranked.

    >>> matures_on(date(2026, 1, 1))
    datetime.date(2026, 12, 27)
    """
    return last_day(cohort) + MATURE_AFTER


def newest_mature(today: date) -> date:
    """Return the newest half-year whose figures count today.

    >>> newest_mature(date(2026, 11, 28))
    datetime.date(2025, 7, 1)
    """
    cohort = half_year_of(today - MATURE_AFTER)
    return cohort if is_mature(cohort, today) else half_year_of(cohort - timedelta(days=1))


def is_mature(cohort: date, today: date) -> bool:
    """Tell whether 180 days have passed since the end of a cohort."""
    return today >= matures_on(cohort)
