"""Tests of office hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from outreach.office import Office

NEW_YORK = ZoneInfo("America/New_York")
FIRST, LAST = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001 - hypothesis wants them so
office = Office(NEW_YORK, 8, 18)


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """Return a moment of New York."""
    return datetime(year, month, day, hour, minute, tzinfo=NEW_YORK)


def test_the_office_is_open_on_working_days_in_its_hours() -> None:
    assert office.is_open(at(2026, 11, 23, 8, 0))  # a Monday
    assert not office.is_open(at(2026, 11, 23, 18, 0))
    assert not office.is_open(at(2026, 11, 22, 12, 0))
    assert office.next_open(at(2026, 11, 20, 19, 0)) == at(2026, 11, 23, 8, 0)
    assert office.next_open(at(2026, 11, 23, 5, 0)) == at(2026, 11, 23, 8, 0)


def test_a_later_step_comes_at_the_same_time_of_day_across_the_night_the_clocks_change() -> None:
    assert office.days_later(at(2026, 10, 30, 9, 30), 7) == at(2026, 11, 6, 9, 30)
    assert office.days_later(at(2026, 10, 30, 9, 30), 8) == at(2026, 11, 9, 8, 0)
    assert office.days_later(at(2026, 11, 22, 3, 0), 0) == at(2026, 11, 22, 3, 0)


@given(some.datetimes(FIRST, LAST, timezones=some.just(UTC)), some.integers(1, 365))
def test_a_later_step_always_finds_the_office_open_and_never_comes_early(moment: datetime, days: int) -> None:
    later = office.days_later(moment, days)
    assert office.is_open(later)
    assert timedelta(days=days - 1) < later - moment < timedelta(days=days + 4)
