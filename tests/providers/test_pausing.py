"""Pausing: a warning before a listing pauses, a letter when it did and when it is back, each once; and who reads it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from outreach.models import Letter
from providers import calendar, channels, filing, letting_off, pausing
from providers.models import Return
from tests import make
from tests.conftest import signed_in
from tests.providers import returning

pytestmark = pytest.mark.django_db
DUE = date(2027, 2, 10)
WARNS, PAUSES = DUE + timedelta(days=17), DUE + timedelta(days=31)


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def late(at: Community, *, due: date = DUE, **fields: object) -> tuple[Return, User]:
    owed = returning.owed(at, standing_since=date(2025, 3, 1), **fields)  # type: ignore[arg-type]
    Return.objects.filter(pk=owed.pk).update(due_on=due)
    owed.refresh_from_db()
    return owed, returning.clerk(owed)


def kinds() -> list[str]:
    return list(Letter.objects.filter(kind__startswith="listing_").order_by("pk").values_list("kind", flat=True))


def test_each_thing_is_said_once_on_its_day(rivertown: Community) -> None:
    late(rivertown)
    said = {}
    for days in range(60):
        day, before = DUE + timedelta(days=days), len(kinds())
        pausing.keep(rivertown, at=on(day))
        pausing.keep(rivertown, at=on(day))
        if found := kinds()[before:]:
            said[day] = found
    assert said == {WARNS: ["listing_warned"], PAUSES: ["listing_paused"]}


def test_the_letter_names_the_day_that_the_list_goes_by(rivertown: Community) -> None:
    owed, _user = late(rivertown)
    pausing.keep(rivertown, at=on(WARNS))
    assert Letter.objects.get(kind="listing_warned").values["pauses on"] == "March 13, 2027"
    provider = owed.program.provider
    assert date(2027, 3, 13) == PAUSES
    assert channels.on_list(rivertown, PAUSES - timedelta(days=1)).get() == provider
    assert not channels.on_list(rivertown, PAUSES).exists()


def test_a_worker_that_was_away_says_only_what_is_true_by_then(rivertown: Community) -> None:
    late(rivertown)
    pausing.keep(rivertown, at=on(PAUSES + timedelta(days=5)))
    assert kinds() == ["listing_paused"]


def test_two_late_returns_pause_a_listing_once(rivertown: Community) -> None:
    owed, _user = late(rivertown)
    other = make.program(owed.program.provider, name="Data")
    make.placement_return(other, returning.COHORT, due_on=DUE + timedelta(days=2))
    for days in range(12, 50):
        pausing.keep(rivertown, at=on(DUE + timedelta(days=days)))
    assert kinds().count("listing_paused") == 1


def test_the_listing_is_back_the_moment_the_last_late_return_is_filed(rivertown: Community) -> None:
    owed, user = late(rivertown)
    other = make.program(owed.program.provider, name="Data")
    second = make.placement_return(other, returning.COHORT, due_on=DUE)
    pausing.keep(rivertown, at=on(PAUSES))
    filing.report_nothing(owed, by=user, at=on(PAUSES))
    assert "listing_returned" not in kinds()
    assert not channels.on_list(rivertown, PAUSES).exists()
    submission = filing.report_nothing(second, by=user, at=on(PAUSES))
    assert channels.on_list(rivertown, PAUSES).exists()
    assert kinds().count("listing_returned") == 1
    assert Letter.objects.get(kind="listing_paused").state == "skipped"
    filing.undo(submission, by=user, at=on(PAUSES))
    assert not channels.on_list(rivertown, PAUSES).exists()
    pausing.keep(rivertown, at=on(PAUSES))
    filing.report_nothing(second, why="After all.", by=user, at=on(PAUSES + timedelta(days=1)))
    assert kinds().count("listing_returned") == 2


@pytest.mark.parametrize("day", [WARNS, PAUSES])
def test_more_time_begins_anew(rivertown: Community, coordinator: User, day: date) -> None:
    owed, _user = late(rivertown)
    pausing.keep(rivertown, at=on(day))
    later = DUE + timedelta(days=90)
    letting_off.extend(owed, to=later, reason="Ill.", by=coordinator, at=on(day))
    assert ("listing_returned" in kinds()) is (day == PAUSES)
    pausing.keep(rivertown, at=on(later + timedelta(days=17)))
    pausing.keep(rivertown, at=on(later + timedelta(days=31)))
    assert kinds()[-2:] == ["listing_warned", "listing_paused"]


def test_an_excuse_brings_a_listing_back(rivertown: Community, coordinator: User) -> None:
    owed, _user = late(rivertown)
    pausing.keep(rivertown, at=on(PAUSES))
    letting_off.excuse(owed, reason="They moved.", by=coordinator, at=on(PAUSES))
    assert kinds() == ["listing_paused", "listing_returned"]


def test_who_is_suspended_is_told_nothing_of_the_list(rivertown: Community) -> None:
    late(rivertown, standing="suspended")
    pausing.keep(rivertown, at=on(PAUSES))
    assert kinds() == []


def test_the_calendar_says_it(rivertown: Community) -> None:
    late(rivertown)
    assert calendar.keep(at=on(PAUSES))
    assert "listing_paused" in kinds()


@pytest.mark.parametrize(
    ("days", "words"), [(5, "pauses on"), (20, "pauses on"), (40, "is not on the list now"), (-5, "")]
)
def test_the_desk_says_where_its_listing_stands(rivertown: Community, days: int, words: str) -> None:
    _owed, user = late(rivertown, due=timezone.localdate() - timedelta(days=days))
    page = signed_in(user).get("/desk/").text
    assert (words in page) if words else ("pauses on" not in page and "not on the list" not in page)


def test_today_counts_listings_that_paused_or_soon_will(rivertown: Community, coordinators_browser: Client) -> None:
    for days in (20, 25, 40):
        late(rivertown, due=timezone.localdate() - timedelta(days=days), name=f"School {days}")
    page = coordinators_browser.get("/workspace/").text
    assert "listing paused" in page and "listings about to pause" in page
    board = coordinators_browser.get("/workspace/returns/?state=overdue").text
    assert "School 40" in board


def test_old_data_on_the_list_is_a_contradiction(rivertown: Community, coordinators_browser: Client) -> None:
    long_ago = timezone.localdate() - timedelta(days=500)
    for name, days in (("Fresh School", 100), ("Old School", 400)):
        program = make.program(make.provider(rivertown, name=name, standing="listed", standing_since=long_ago))
        at = timezone.now() - timedelta(days=days)
        make.submission(make.placement_return(program, date(2024, 1, 1)), submitted_at=at)
    make.program(make.provider(rivertown, name="New School", standing="listed"))
    page = coordinators_browser.get("/workspace/").text
    assert "of 3 listed channels has data older than 12 months" in page
    board = coordinators_browser.get("/workspace/returns/?state=old-data").text
    assert "Old School" in board and "Fresh School" not in board


def test_the_page_of_the_organization_says_that_its_listing_is_paused(
    rivertown: Community, coordinators_browser: Client
) -> None:
    owed, _user = late(rivertown, due=timezone.localdate() - timedelta(days=40))
    assert "Listing paused since" in coordinators_browser.get(owed.program.provider.get_absolute_url()).text
