"""Nights in which the clock is changed, and clocks that were wrong: each letter and each end on its day, once."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.models import Community
from employers import calendar
from employers.models import Commitment
from outreach.models import Letter
from tests.employers import signatures

QUARTER = timedelta(minutes=15)  # beat's interval
HOUR = timedelta(hours=1)

# The day on which the clock is changed there, and what a day of that length is.
NIGHTS = [
    ("America/New_York", date(2027, 3, 14), 23),
    ("America/New_York", date(2027, 11, 7), 25),
    ("America/Santiago", date(2027, 9, 5), 23),  # there is no midnight on this day
    ("America/Havana", date(2027, 11, 7), 25),  # its first hour comes twice
    ("Australia/Lord_Howe", date(2027, 4, 4), 24.5),
    ("America/Phoenix", date(2027, 3, 14), 24),
]
# Days from the changed day to the end, what is due on the changed day, and what was announced before it.
DUE = [(30, "commitment_expiring", None), (7, "commitment_expiring", 30), (0, "commitment_expired", 7)]


def begin(day: date, zone: str) -> datetime:
    """Return the first moment of a day in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def ticks(first: datetime, last: datetime, every: timedelta = QUARTER) -> Iterator[datetime]:
    """Return moments at which beat's tick comes."""
    while first <= last:
        yield first
        first += every


def ending(community: Community, zone: str, ends_on: date, last_notice: int | None) -> Commitment:
    """Return an active commitment that ends on a day there."""
    commitment = signatures.settled(community)
    Community.objects.filter(pk=community.pk).update(time_zone=zone)
    Commitment.objects.filter(pk=commitment.pk).update(ends_on=ends_on, last_notice=last_notice)
    Letter.objects.all().delete()
    return commitment


def written() -> list[str]:
    """Return the kinds of the letters in the outbox about a commitment's end; a new quarter asks what came of it."""
    return list(Letter.objects.exclude(kind="check_in").order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(("days", "kind", "before"), DUE)
@pytest.mark.parametrize(("zone", "day", "hours"), NIGHTS)
def test_what_a_changed_day_brings_comes_with_its_first_moment_and_once(
    rivertown: Community, zone: str, day: date, hours: float, days: int, kind: str, before: int | None
) -> None:
    commitment = ending(rivertown, zone, day + timedelta(days=days), before)
    midnight, next_midnight = begin(day, zone), begin(day + timedelta(days=1), zone)
    assert next_midnight - midnight == hours * HOUR, "the day is as long as the test thinks"

    calendar.keep(at=midnight - QUARTER)
    calendar.keep(at=midnight - timedelta(seconds=1))
    assert written() == []
    calendar.keep(at=midnight + timedelta(minutes=14))
    assert written() == [kind]
    for at in ticks(midnight + 2 * QUARTER, next_midnight + HOUR, every=3 * HOUR):
        calendar.keep(at=at)
    assert written() == [kind]
    commitment.refresh_from_db()
    assert commitment.state == ("expired" if days == 0 else "active")
    if days:
        assert Letter.objects.get(kind=kind).values["days"] == str(days)
    else:
        assert commitment.ended_at.astimezone(ZoneInfo(zone)).date() == day


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize(("days", "kind", "before"), DUE)
def test_a_clock_that_is_set_loses_nothing_and_says_nothing_twice(
    rivertown: Community, hours: int, days: int, kind: str, before: int | None
) -> None:
    zone, day = "America/New_York", date(2027, 6, 1)
    ending(rivertown, zone, day + timedelta(days=days), before)
    midnight, wrong = begin(day, zone), -hours * HOUR

    for at in ticks(midnight - 2 * HOUR, midnight + 2 * HOUR):  # the clock is wrong until the day has begun
        calendar.keep(at=at + wrong if at < midnight + HOUR / 2 else at)
    assert written() == [kind]
