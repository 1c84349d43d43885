"""Which half-years are owed and when they are due, compared with a reference that walks day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from providers import periods
from providers.periods import Step

pytestmark = pytest.mark.once

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2040, 12, 31))


def halves_day_by_day(first: date, last: date) -> list[date]:
    """Return each half-year of which at least one day lies between two days, by walking all of them."""
    found: list[date] = []
    day = first
    while day <= last:
        begin = date(day.year, 1 if day.month in {1, 2, 3, 4, 5, 6} else 7, 1)
        if begin not in found:
            found.append(begin)
        day += timedelta(days=1)
    return found


def end_of(cohort: date) -> date:
    return date(cohort.year, 6, 30) if cohort.month == 1 else date(cohort.year, 12, 31)


@example(reports_from=None, listed_on=date(2015, 1, 2), ended_on=date(2015, 1, 1), today=date(2016, 1, 1))
@given(reports_from=st.none() | DAYS, listed_on=DAYS, ended_on=st.none() | DAYS, today=DAYS)
def test_what_is_owed_equals_walking_through_the_calendar(
    reports_from: date | None, listed_on: date, ended_on: date | None, today: date
) -> None:
    walked = halves_day_by_day(reports_from or listed_on, min(ended_on or today, today))
    over = [cohort for cohort in walked if end_of(cohort) < today]
    recent = [
        cohort for cohort in over if (today.year - cohort.year) * 2 + (today.month > 6) - (cohort.month > 6) <= 10
    ]
    assert periods.owed(reports_from=reports_from, listed_on=listed_on, ended_on=ended_on, today=today) == recent


@given(year=st.integers(min_value=2000, max_value=2100), month=st.sampled_from([1, 7]))
def test_the_day_is_45_days_after_180_days_after_the_last_day_in_any_year(year: int, month: int) -> None:
    cohort = date(year, month, 1)
    assert periods.due_on(cohort, 45).toordinal() == end_of(cohort).toordinal() + 225
    assert periods.opens_on(cohort).toordinal() == end_of(cohort).toordinal() + 180


@pytest.mark.parametrize(
    ("cohort", "due"),
    [
        (date(2023, 7, 1), date(2024, 8, 12)),  # the 180 days hold February 29
        (date(2022, 7, 1), date(2023, 8, 13)),
        (date(2023, 1, 1), date(2024, 2, 10)),
        (date(2027, 1, 1), date(2028, 2, 10)),
    ],
)
def test_leap_days_are_counted(cohort: date, due: date) -> None:
    assert periods.due_on(cohort, 45) == due


def test_who_is_listed_later_is_not_late_at_once() -> None:
    assert periods.due_on(date(2025, 1, 1), 45, listed_on=date(2026, 11, 22)) == date(2027, 1, 6)
    assert periods.due_on(date(2026, 1, 1), 45, listed_on=date(2026, 11, 22)) == date(2027, 2, 10)


@given(cohort=st.sampled_from([date(2025, 7, 1), date(2026, 1, 1)]), days=st.integers(0, 500), later=st.integers(0, 90))
def test_steps_only_go_on(cohort: date, days: int, later: int) -> None:
    day, today = periods.due_on(cohort, 45), cohort + timedelta(days=days)
    before, after = periods.step_of(cohort, day, today), periods.step_of(cohort, day, today + timedelta(days=later))
    assert (before or "") <= (after or "")


@pytest.mark.parametrize(
    ("days_to_go", "step"),
    [
        (46, None),
        (45, Step.OPEN),
        (15, Step.OPEN),
        (14, Step.SOON),
        (0, Step.DUE),
        (-2, Step.DUE),
        (-3, Step.LATE),
        (-20, Step.LATE),
        (-21, Step.LATER),
        (-400, Step.LATER),
    ],
)
def test_each_step_has_its_day(days_to_go: int, step: Step | None) -> None:
    cohort = date(2026, 1, 1)
    day = periods.due_on(cohort, 45)
    assert periods.step_of(cohort, day, day - timedelta(days=days_to_go)) == step


@pytest.mark.parametrize(
    ("state", "extended_to", "version", "today", "label"),
    [
        ("awaited", None, 0, date(2026, 7, 1), "Awaited"),
        ("awaited", None, 0, date(2026, 7, 30), "Due soon"),
        ("awaited", None, 0, date(2026, 8, 13), "Due soon"),
        ("awaited", None, 0, date(2026, 8, 14), "Overdue"),
        ("awaited", date(2026, 9, 30), 0, date(2026, 8, 14), "Put off"),
        ("awaited", date(2026, 9, 30), 0, date(2026, 9, 20), "Due soon"),
        ("awaited", date(2026, 9, 30), 0, date(2026, 10, 1), "Overdue"),
        ("submitted", None, 1, date(2026, 10, 1), "Filed"),
        ("submitted", None, 2, date(2026, 10, 1), "Corrected"),
        ("nil", None, 2, date(2026, 10, 1), "Nothing to report"),
        ("excused", None, 0, date(2026, 10, 1), "Excused"),
    ],
)  # fmt: skip
def test_a_return_stands_in_a_word(state: str, extended_to: date | None, version: int, today: date, label: str) -> None:
    stands = periods.standing(state, due=date(2026, 8, 13), extended_to=extended_to, version=version, today=today)
    assert stands.label == label
    assert stands.tone.startswith("pill-")
