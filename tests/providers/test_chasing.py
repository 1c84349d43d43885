"""Chasing: each step of a return is told of once, the latest that has come, to whoever has the provider's desk."""

from datetime import UTC, date, datetime, timedelta

import pytest

from community.models import Community, User
from outreach.models import Letter
from providers import calendar, chasing, filing, letting_off, periods
from providers.models import Return
from providers.periods import Step
from tests import make
from tests.providers import returning

pytestmark = pytest.mark.django_db
COHORT = date(2026, 1, 1)
OPENS = periods.opens_on(COHORT)  # December 27, 2026
DUE = periods.due_on(COHORT, 45)  # February 10, 2027


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def awaited(at: Community, **fields: object) -> Return:
    return returning.owed(at, standing_since=date(2025, 3, 1), **fields)  # type: ignore[arg-type]


def due(at: Community, **fields: object) -> Return:
    owed = awaited(at, **fields)
    Return.objects.filter(pk=owed.pk).update(due_on=DUE)
    owed.refresh_from_db()
    return owed


def kinds() -> list[str]:
    return list(Letter.objects.filter(kind__startswith="returns_").order_by("pk").values_list("kind", flat=True))


def test_every_step_is_told_once_on_its_day(rivertown: Community) -> None:
    returning.clerk(due(rivertown))
    told = {}
    for days in range(100):
        day = OPENS - timedelta(days=5) + timedelta(days=days)
        before = len(kinds())
        chasing.remind(rivertown, at=on(day))
        chasing.remind(rivertown, at=on(day))
        if found := kinds()[before:]:
            told[day] = found
    assert told == {
        OPENS: ["returns_open"],
        DUE - timedelta(days=14): ["returns_due"],
        DUE: ["returns_due"],
        DUE + timedelta(days=3): ["returns_late"],
        DUE + timedelta(days=21): ["returns_late"],
    }


def test_a_worker_that_was_away_tells_the_latest_step_only(rivertown: Community) -> None:
    owed = due(rivertown)
    returning.clerk(owed)
    assert chasing.remind(rivertown, at=on(DUE + timedelta(days=9))) == 1
    assert kinds() == ["returns_late"]
    owed.refresh_from_db()
    assert owed.told == Step.LATE


def test_one_letter_names_all_that_is_due_with_its_days(rivertown: Community) -> None:
    owed = due(rivertown)
    user = returning.clerk(owed)
    other = make.program(owed.program.provider, name="Data")
    make.placement_return(other, COHORT, due_on=DUE - timedelta(days=2))
    chasing.remind(rivertown, at=on(DUE))
    letter = Letter.objects.get(kind="returns_due")
    assert letter.to_email == user.people.get().email
    assert letter.values["returns"] == (
        "- Data, January to June 2026: was due on February 8, 2027, 2 days late\n"
        "- Web development, January to June 2026: due by February 10, 2027"
    )


def test_what_was_put_off_is_told_of_by_its_new_day(rivertown: Community, coordinator: User) -> None:
    owed = due(rivertown)
    returning.clerk(owed)
    chasing.remind(rivertown, at=on(DUE - timedelta(days=3)))
    later = DUE + timedelta(days=60)
    letting_off.extend(owed, to=later, reason="They moved.", by=coordinator, at=on(DUE - timedelta(days=2)))
    chasing.remind(rivertown, at=on(DUE + timedelta(days=9)))
    assert kinds() == ["returns_due"]
    chasing.remind(rivertown, at=on(later))
    assert kinds() == ["returns_due", "returns_due"]


@pytest.mark.parametrize("standing", ["declined", "applicant"])
def test_who_is_on_the_list_no_more_is_left_alone(rivertown: Community, standing: str) -> None:
    returning.clerk(due(rivertown, standing=standing))
    assert chasing.remind(rivertown, at=on(DUE)) == 0


def test_what_came_is_asked_for_no_more_and_its_letter_is_taken_back(rivertown: Community) -> None:
    owed = due(rivertown)
    user = returning.clerk(owed)
    chasing.remind(rivertown, at=on(DUE))
    filing.report_nothing(owed, by=user, at=on(DUE))
    assert Letter.objects.get(kind="returns_due").state == "skipped"
    assert chasing.remind(rivertown, at=on(DUE + timedelta(days=9))) == 0


def test_where_nobody_has_the_desk_nobody_is_written_to(rivertown: Community, coordinator: User) -> None:
    owed = due(rivertown)
    assert chasing.remind(rivertown, at=on(DUE)) == 1
    assert kinds() == []
    with pytest.raises(chasing.CannotChase, match="Nobody has their desk"):
        chasing.chase(owed.program.provider, by=coordinator, at=on(DUE + timedelta(days=1)))


def test_a_coordinator_writes_once_a_day_and_the_portal_does_not_say_it_again(
    rivertown: Community, coordinator: User
) -> None:
    owed = due(rivertown)
    returning.clerk(owed)
    provider, late = owed.program.provider, DUE + timedelta(days=2)
    with pytest.raises(chasing.CannotChase, match="Nothing of theirs"):
        chasing.chase(provider, by=coordinator, at=on(DUE))
    assert chasing.chase(provider, by=coordinator, at=on(late)) == [owed]
    with pytest.raises(chasing.CannotChase, match="today already"):
        chasing.chase(provider, by=coordinator, at=on(late) + timedelta(hours=1))
    assert chasing.remind(rivertown, at=on(late + timedelta(days=2))) == 0
    assert kinds() == ["returns_chased"]
    chasing.chase(provider, by=coordinator, at=on(late + timedelta(days=1)))
    assert kinds() == ["returns_chased", "returns_chased"]


def test_the_calendar_chases_and_a_run_is_bounded(rivertown: Community) -> None:
    for _ in range(3):
        returning.clerk(due(rivertown))
    assert chasing.remind(rivertown, at=on(DUE), most=2) == 2
    assert calendar.keep(at=on(DUE))
    assert len(kinds()) >= 3
