"""Tests of the plan's own arithmetic."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.planned import Actual, ItemFate, a_year_later, against

TODAY = date(2026, 11, 22)


def test_planned_against_done() -> None:
    fates = [
        ItemFate("done", date(2026, 11, 1), date(2026, 11, 1)),
        ItemFate("done", date(2026, 11, 1), date(2026, 11, 2)),
        ItemFate("planned", date(2026, 11, 21), None),
        ItemFate("planned", TODAY, None),
        ItemFate("dropped", date(2026, 1, 1), None),
    ]
    found = against(fates, TODAY)
    assert found == Actual(planned=5, done=2, late=1, overdue=1, dropped=1)
    assert found.ahead == 1


def test_a_year_later_is_the_same_day_and_the_last_of_february() -> None:
    assert a_year_later(date(2026, 3, 1)) == date(2027, 3, 1)
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)


@given(st.lists(st.tuples(st.sampled_from(["planned", "done", "dropped"]), st.integers(-400, 400), st.integers(0, 50))))
def test_every_item_is_counted_once(rows: list[tuple[str, int, int]]) -> None:
    fates = [
        ItemFate(state, TODAY + timedelta(days=due), TODAY + timedelta(days=due + late) if state == "done" else None)
        for state, due, late in rows
    ]
    found = against(fates, TODAY)
    assert found.planned == len(rows) == found.done + found.overdue + found.dropped + found.ahead
    assert 0 <= found.late <= found.done
    assert found.ahead >= 0
