"""What became of graduates, counted: every figure equals what anybody would count by hand, and nothing missing is 0."""

import statistics
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import deriving, outcomes
from providers.kinds import Status
from providers.outcomes import Graduate, Kind, Tally, share, tally

pytestmark = pytest.mark.once

graduates = st.builds(
    Graduate,
    status=st.sampled_from(Status.values),
    days_to_start=st.none() | st.integers(-30, 400),
    is_in_region=st.none() | st.booleans(),
    is_employer_named=st.booleans(),
    is_confirmed=st.none() | st.booleans(),
    is_at_signed_employer=st.booleans(),
    annual_pay=st.none() | st.integers(15_000, 150_000),
)
cohorts = st.lists(graduates, max_size=40)


def by_hand(cohort: list[Graduate], enrolled: int | None) -> dict[Kind, tuple[int, int] | None]:
    """Count as domain.md says it, figure by figure, in no way like the code."""
    denominator = [one for one in cohort if one.status != "X"]

    def begun(codes: str, within: int) -> list[Graduate]:
        return [
            one
            for one in denominator
            if one.status in codes.split() and one.days_to_start is not None and one.days_to_start <= within
        ]

    placed = begun("1A 1B", 180)
    named = [one for one in placed if one.is_employer_named]
    known_place = [one for one in placed if one.is_in_region is not None]
    counts = {
        Kind.HEADLINE: (len(placed), len(denominator)),
        Kind.HEADLINE_90: (len(begun("1A 1B", 90)), len(denominator)),
        Kind.IN_FIELD: (len(begun("1A 1B 1C 1D 1E", 180)), len(denominator)),
        Kind.IN_FIELD_90: (len(begun("1A 1B 1C 1D 1E", 90)), len(denominator)),
        Kind.KNOWN: (len(denominator) - len([one for one in denominator if one.status == "4"]), len(denominator)),
        Kind.REGIONAL: (len([one for one in known_place if one.is_in_region]), len(known_place)),
        Kind.SIGNED_EMPLOYER: (len([one for one in named if one.is_at_signed_employer]), len(named)),
        Kind.CONFIRMED: (len([one for one in named if one.is_confirmed]), len(named)),
    }
    found: dict[Kind, tuple[int, int] | None] = {kind: both if both[1] else None for kind, both in counts.items()}
    return found | {Kind.GRADUATION: (len(cohort), enrolled) if enrolled else None}


@given(cohorts, st.none() | st.integers(0, 60), st.none() | st.integers(0, 5))
def test_every_share_is_what_is_counted_by_hand(
    cohort: list[Graduate], enrollments: int | None, excepted: int | None
) -> None:
    excepted = None if enrollments is None or (excepted or 0) > enrollments else excepted
    counts = tally(cohort, enrollments=enrollments, excepted=excepted)
    enrolled = None if enrollments is None else enrollments - (excepted or 0)
    wanted = by_hand(cohort, enrolled)
    for kind in wanted:
        found = share(kind, counts)
        assert (found.part, found.of) == (wanted[kind] or (None, None)), kind


@given(cohorts)
def test_a_part_is_never_more_than_the_whole(cohort: list[Graduate]) -> None:
    counts = tally(cohort)
    assert all(share(kind, counts).is_sound for kind in outcomes.SHARES)


@given(cohorts, cohorts)
def test_two_cohorts_added_up_are_one_cohort_of_both(one: list[Graduate], other: list[Graduate]) -> None:
    assert tally(one, enrollments=50) + tally(other, enrollments=60) == tally([*one, *other], enrollments=110)


def test_what_is_not_known_of_one_cohort_is_not_known_of_both() -> None:
    assert (tally([], enrollments=50) + tally([], enrollments=None)).enrolled is None


def test_more_graduates_than_were_enrolled_is_not_sound() -> None:
    counts = tally([Graduate("1A")] * 3, enrollments=2)
    assert not share(Kind.GRADUATION, counts).is_sound


@pytest.mark.parametrize("kind", outcomes.SHARES)
def test_nothing_is_not_zero(kind: Kind) -> None:
    assert share(kind, tally([])).part is None
    assert share(kind, Tally(enrolled=None)).of is None


def test_whoever_is_excluded_at_intake_is_in_no_denominator_and_graduated_all_the_same() -> None:
    counts = tally([Graduate("X", days_to_start=10), Graduate("1A", days_to_start=10)], enrollments=2)
    assert (counts.graduated, counts.counted, counts.placed) == (2, 1, 1)


@pytest.mark.parametrize(("days", "placed", "sooner"), [(90, 1, 1), (91, 1, 0), (180, 1, 0), (181, 0, 0), (-5, 1, 1)])
def test_days_count_from_graduation_to_the_first_day(days: int, placed: int, sooner: int) -> None:
    counts = tally([Graduate("1B", days_to_start=days)])
    assert (counts.placed, counts.placed_90) == (placed, sooner)


@given(st.lists(st.integers(10_000, 200_000), min_size=1, max_size=60))
def test_pay_is_the_middle_the_mean_and_the_quartiles(values: list[int]) -> None:
    found = outcomes.pay(values)
    assert found is not None
    assert found.n == len(values)
    assert float(found.median) == statistics.median(values)
    assert found.mean == Fraction(sum(values), len(values))
    if len(values) > 1:
        lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
        assert float(found.lower) == pytest.approx(lower)
        assert float(found.upper) == pytest.approx(upper)


def test_nobodys_pay_has_no_middle() -> None:
    assert outcomes.pay([]) is None


@pytest.mark.parametrize(
    ("amount", "unit", "hours", "yearly"),
    [
        ("18.25", "hour", "40", 37_960),
        ("18.25", "hour", "37.5", 35_588),  # 35,587.50
        ("18.25", "hour", None, None),
        ("900", "week", None, 46_800),
        ("4000", "month", "40", 48_000),
        ("52000", "year", None, 52_000),
        (None, "", "40", None),
    ],
)
def test_base_pay_is_made_annual(amount: str | None, unit: str, hours: str | None, yearly: int | None) -> None:
    of = deriving.annual_pay(amount and Decimal(amount), unit, hours and Decimal(hours))
    assert of == yearly


def test_days_to_start_are_unknown_where_nobody_started() -> None:
    assert deriving.days_to_start(date(2026, 6, 1), None) is None
    assert deriving.days_to_start(date(2026, 6, 1), date(2026, 5, 30)) == -2


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_newest_mature_cohort_is_mature_and_the_next_is_not(today: date) -> None:
    newest = outcomes.newest_mature(today)
    assert outcomes.is_mature(newest, today)
    assert not outcomes.is_mature(outcomes.half_year_after(newest), today)
    assert outcomes.matures_on(newest) - timedelta(days=180) == outcomes.last_day(newest)
