"""Opening what is owed: the query says what the rule says, once, for many programs and whoever else runs it."""

import random
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from providers import calendar, opening, periods
from providers.models import Program, Return
from tests import make
from tests.make import NOW
from tests.racing import beaten_to_it

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def program(at: Community, *, standing: str = "listed", since: date = date(2025, 3, 1), **fields: object) -> Program:
    return make.program(make.provider(at, standing=standing, standing_since=since), **fields)


def opened() -> set[tuple[int, date]]:
    return set(Return.objects.values_list("program", "cohort"))


def test_the_query_opens_what_the_rule_says(rivertown: Community) -> None:
    dice = random.Random(7)
    days = [None, *(date(2020, 1, 1) + timedelta(days=dice.randrange(2_600)) for _ in range(30))]
    edges = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1)]
    for _ in range(60):
        program(
            rivertown,
            since=dice.choice([*days[1:], *edges]),
            reports_from=dice.choice(days + edges),
            ended_on=dice.choice(days + edges),
        )
    opening.open_due(rivertown, today=TODAY)
    expected = {
        (one.pk, cohort)
        for one in Program.objects.select_related("provider")
        for cohort in periods.owed(
            reports_from=one.reports_from,
            listed_on=one.provider.standing_since,
            ended_on=one.ended_on,
            today=TODAY,
        )
    }
    assert len(expected) > 60
    assert opened() == expected


def test_it_is_idempotent_and_leaves_rows_as_they_are(rivertown: Community) -> None:
    one = program(rivertown)
    excused = make.placement_return(one, date(2025, 7, 1), state="excused", reason="They moved.")
    assert opening.open_due(rivertown, today=TODAY) == 2
    before = list(Return.objects.order_by("pk").values())
    assert opening.open_due(rivertown, today=TODAY) == 0
    assert list(Return.objects.order_by("pk").values()) == before
    excused.refresh_from_db()
    assert excused.state == "excused"
    assert Return.objects.get(cohort=date(2026, 1, 1)).due_on == date(2027, 2, 10)


@pytest.mark.parametrize(
    ("standing", "count"), [("suspended", 3), ("conditional", 3), ("applicant", 0), ("declined", 0)]
)
def test_who_is_not_on_the_list_owes_nothing_new(rivertown: Community, standing: str, count: int) -> None:
    program(rivertown, standing=standing)
    assert opening.open_due(rivertown, today=TODAY) == count


def test_other_communities_are_left_alone(rivertown: Community, lakeside: Community) -> None:
    program(lakeside)
    assert opening.open_due(rivertown, today=TODAY) == 0


def test_two_at_once_write_each_row_once(rivertown: Community) -> None:
    program(rivertown)
    with beaten_to_it('FROM "providers_program"', lambda: opening.open_due(rivertown, today=TODAY)):
        opening.open_due(rivertown, today=TODAY)
    assert len(opened()) == Return.objects.count() == 3


def test_many_programs_take_no_more_statements(
    rivertown: Community, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        program(rivertown, since=TODAY, reports_from=date(2026, 1, 1))
    with django_assert_max_num_queries(50):
        assert opening.open_due(rivertown, today=TODAY) == 60


def test_a_run_is_bounded_and_the_next_goes_on(rivertown: Community) -> None:
    for _ in range(3):
        program(rivertown)
    assert [opening.open_due(rivertown, today=TODAY, most=4) for _ in range(4)] == [4, 4, 1, 0]


def test_the_calendar_opens_what_is_owed(rivertown: Community) -> None:
    program(rivertown)
    assert calendar.keep(at=NOW)
    assert len(opened()) == 3


def test_overdue_returns_are_counted_by_provider(rivertown: Community) -> None:
    late, other = program(rivertown), program(rivertown)
    for cohort, due in ((date(2025, 1, 1), TODAY - timedelta(days=9)), (date(2025, 7, 1), TODAY - timedelta(days=1))):
        make.placement_return(late, cohort, due_on=due)
    make.placement_return(other, date(2025, 1, 1), due_on=TODAY)
    [row] = Return.objects.of(rivertown).overdue_by_provider(TODAY)
    assert row == {"provider": late.provider_id, "late": 2, "since": TODAY - timedelta(days=9)}
