"""A rule: one graduate of a return, and what cannot be: of one row, of all rows together, of two programs.

The rules are those of the design's domain, section 4. A row names nobody, and what it does not say is not known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.kinds import EMPLOYED, IN_FIELD, PayUnit, half, half_year_of

LONGEST_BEFORE = timedelta(days=365)  # that a job may have begun before graduation
MOST_PEOPLE = 100_000  # of a cohort
FITTING = {  # US dollars that anybody earns, by what they are per
    PayUnit.HOUR: (Decimal(5), Decimal(250)),
    PayUnit.WEEK: (Decimal(150), Decimal(10_000)),
    PayUnit.MONTH: (Decimal(600), Decimal(45_000)),
    PayUnit.YEAR: (Decimal(7_500), Decimal(500_000)),
}
OVERLAP = 3  # graduates alike in two programs, from which on half of them are too many

Problem = tuple[str, str]  # a field of a row, "" for all of it; and what is wrong


@dataclass(frozen=True)
class Graduate:
    """What a return says of one graduate."""

    reference: str
    graduated_on: date
    status: str
    started_on: date | None = None
    employer_name: str = ""
    town: str = ""
    is_in_region: bool | None = None
    occupation: str = ""
    base_pay: Decimal | None = None
    pay_unit: str = ""
    hours_per_week: Decimal | None = None
    documentation: str = ""

    @property
    def trace(self) -> tuple[str, date, str, date | None, str]:
        """Return by what the same graduate is known in another program's return."""
        return self.reference, self.graduated_on, self.status, self.started_on, self.employer_name


NAMES = tuple(field.name for field in fields(Graduate))
LABELS = {
    "reference": gettext_lazy("Reference"),
    "graduated_on": gettext_lazy("Graduated on"),
    "status": gettext_lazy("Status"),
    "started_on": gettext_lazy("Started work on"),
    "employer_name": gettext_lazy("Employer"),
    "town": gettext_lazy("Town of work"),
    "is_in_region": gettext_lazy("In the region"),
    "occupation": gettext_lazy("Occupation"),
    "base_pay": gettext_lazy("Base pay"),
    "pay_unit": gettext_lazy("Pay is per"),
    "hours_per_week": gettext_lazy("Hours a week"),
    "documentation": gettext_lazy("How you know"),
}


def problems(one: Graduate, *, cohort: date, today: date) -> Iterator[Problem]:
    """Yield what cannot be of one graduate; `cohort` is the first day of the half-year that the return is about."""
    if half_year_of(one.graduated_on) != cohort:
        words = _("This return is about %(half)s. Who graduated in another half-year belongs in the return of that.")
        yield "graduated_on", words % {"half": half(cohort)}
    elif one.graduated_on > today:
        yield "graduated_on", _("This day is still to come.")
    yield from problems_of_start(one, today)
    yield from problems_of_pay(one)
    if one.status not in EMPLOYED and (one.employer_name or one.base_pay is not None):
        yield (
            "status",
            _("%(code)s says that they do not work, but there is an employer or pay.") % {"code": one.status},
        )


def problems_of_start(one: Graduate, today: date) -> Iterator[Problem]:
    """Yield what cannot be of the first day of work."""
    if one.started_on is None:
        if one.status in IN_FIELD:
            words = _("Say when the work began, or choose 4 where you do not know what became of them.")
            yield "started_on", words
    elif one.status not in EMPLOYED:
        yield (
            "status",
            _("%(code)s says that they do not work, but there is a first day of work.") % {"code": one.status},
        )
    elif one.started_on > today:
        yield "started_on", _("This day is still to come. Report the job once it began.")
    elif one.started_on < one.graduated_on - LONGEST_BEFORE:
        yield "started_on", _("This is more than a year before they graduated.")


def problems_of_pay(one: Graduate) -> Iterator[Problem]:
    """Yield what cannot be of pay and hours."""
    if one.base_pay is not None and not one.pay_unit:
        yield "pay_unit", _("Say what the pay is per: an hour, a week, a month or a year.")
    elif one.base_pay is None and one.pay_unit and one.hours_per_week is None:
        yield "base_pay", _("Say how much it is, or leave both empty where you do not know.")
    elif one.base_pay is not None:
        least, most = FITTING[PayUnit(one.pay_unit)]
        if not least <= one.base_pay <= most:
            yield (
                "base_pay",
                _("Nobody earns %(pay)s %(unit)s. Look at the amount, and at what it is per.")
                % {"pay": f"${one.base_pay:,.2f}", "unit": PayUnit(one.pay_unit).label},
            )


def units_for(amounts: Sequence[Decimal]) -> list[str]:
    """Return what all these amounts could be per.

    >>> units_for([Decimal("22.50"), Decimal(31)])
    ['hour']
    """
    return [unit.value for unit, (least, most) in FITTING.items() if all(least <= amount <= most for amount in amounts)]


def twice(references: Iterable[str]) -> set[str]:
    """Return the references that stand there more than once, folded."""
    return {reference for reference, count in Counter(one.casefold() for one in references).items() if count > 1}


def problems_of_all(count: int, enrollments: int | None, excepted: int | None) -> Iterator[Problem]:
    """Yield what cannot be of the numbers of a cohort: nobody graduates who had not enrolled."""
    if enrollments is None:
        if excepted is not None:
            yield "enrollments", _("Say how many had enrolled, or leave both empty.")
        return
    left = enrollments - (excepted or 0)
    if left < 0:
        yield "excepted", _("More than had enrolled.")
    elif count > left:
        yield (
            "enrollments",
            _("%(count)d graduated, but only %(left)d had enrolled and stayed able to. Look at both numbers.")
            % {"count": count, "left": left},
        )


def are_filed_already(rows: Sequence[Graduate], others: Iterable[Graduate]) -> bool:
    """Test whether these graduates are those of another program's return: one cohort is filed once.

    Some people complete two programs; half of a cohort does not.
    """
    known = {other.trace for other in others}
    same = sum(one.trace in known for one in rows)
    return bool(rows) and (same == len(rows) or (same >= OVERLAP and 2 * same >= len(rows)))


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a return, by reference."""

    new: tuple[str, ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()  # a reference, and its fields that differ
    gone: tuple[str, ...] = ()
    same: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether both say the same."""
        return not (self.new or self.changed or self.gone)


def difference(before: Mapping[str, Graduate], after: Iterable[Graduate]) -> Difference:
    """Return what a version says otherwise than the one before; `before` is by folded reference."""
    new, changed, same, seen = [], [], 0, set()
    for one in after:
        key = one.reference.casefold()
        seen.add(key)
        known = before.get(key)
        if known is None:
            new.append(one.reference)
        elif fields_changed := tuple(name for name in NAMES[1:] if getattr(one, name) != getattr(known, name)):
            changed.append((one.reference, fields_changed))
        else:
            same += 1
    gone = [one.reference for key, one in before.items() if key not in seen]
    return Difference(tuple(new), tuple(changed), tuple(gone), same)
