"""A rule: what is worked out of a graduate's row when it is kept, so that figures read it off an index."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from providers.kinds import PayUnit

PER_YEAR = {PayUnit.WEEK: 52, PayUnit.MONTH: 12, PayUnit.YEAR: 1}


def annual_pay(amount: Decimal | None, unit: str, hours_per_week: Decimal | None) -> int | None:
    """Return base pay in whole US dollars a year; None where it cannot be known, as an hourly wage without hours.

    >>> annual_pay(Decimal("20.50"), "hour", Decimal(40))
    42640
    """
    if amount is None or not unit:
        return None
    if unit == PayUnit.HOUR:
        if hours_per_week is None:
            return None
        yearly = amount * hours_per_week * 52
    else:
        yearly = amount * PER_YEAR[PayUnit(unit)]
    return int(yearly.quantize(Decimal(1), ROUND_HALF_UP))


def days_to_start(graduated_on: date, started_on: date | None) -> int | None:
    """Return the days from graduation to the first day of work; negative where work began before."""
    return None if started_on is None else (started_on - graduated_on).days
