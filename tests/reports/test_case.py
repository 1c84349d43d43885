"""The case: what open roles cost while they wait."""

from reports.case import Case
from reports.forms.case import CaseForm


def test_the_cost_is_openings_times_days_times_the_cost_of_a_day() -> None:
    case = Case(openings=3, days=35, daily_cost=407)
    assert case.total == 42_735
    assert case.a_week_sooner == 8_547


def test_what_is_filled_within_a_week_saves_no_more_than_it_costs() -> None:
    assert Case(openings=1, days=3, daily_cost=100).a_week_sooner == 300


def test_numbers_are_read_as_people_write_them() -> None:
    form = CaseForm({"openings": "1,000", "days": " 35 ", "daily_cost": "$407"})
    assert form.is_valid()
    assert form.case() == Case(openings=1000, days=35, daily_cost=407)


def test_nonsense_is_refused_in_words_and_kept_as_typed() -> None:
    form = CaseForm({"openings": "many", "days": "0", "daily_cost": "9" * 5000, "sector": "no such"})
    assert set(form.errors) == {"openings", "days", "daily_cost", "sector"}
    assert 'value="many"' in str(form["openings"])
