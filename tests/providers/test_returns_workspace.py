"""Returns in the workspace: the board, its filters and file, one return, and the line on Today."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, User
from outreach.models import Letter
from providers.models import Return
from tests import make
from tests.conftest import signed_in
from tests.providers import returning

pytestmark = pytest.mark.django_db
BOARD = "/workspace/returns/"


def due(at: Community, days: int, name: str, *, cohort: date = returning.COHORT, **fields: object) -> Return:
    """Make a return that is due so many days from today."""
    provider = make.provider(at, name=name, standing="listed")
    day = timezone.localdate(timezone=at.zone) + timedelta(days=days)
    return make.placement_return(make.program(provider, name="Web"), cohort, due_on=day, **fields)


def test_each_cell_is_a_word_and_a_link(rivertown: Community, coordinators_browser: Client) -> None:
    late = due(rivertown, -3, "Late School")
    due(rivertown, 5, "Soon School")
    due(rivertown, 90, "Calm School")
    due(rivertown, -9, "Excused School", state="excused", reason="They moved.")
    make.submission(due(rivertown, -9, "Filed School"))
    due(
        rivertown,
        -9,
        "Extended School",
        extended_to=timezone.localdate(timezone=rivertown.zone) + timedelta(days=40),
        reason="Ill.",
    )
    page = coordinators_browser.get(BOARD).text
    for word in ("Overdue", "Due soon", "Awaited", "Excused", "Filed", "Put off"):
        assert f">{word}<span" in page, word
    assert f'href="{reverse("providers:return", args=[late.pk])}"' in page
    assert "nobody to write to" in page


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("overdue", {"Late School"}),
        ("soon", {"Soon School"}),
        ("put-off", {"Extended School"}),
        ("excused", {"Excused School"}),
        ("came", {"Filed School"}),
        ("asked", {"Asking School"}),
        ("nonsense", {"Late", "Soon", "Extended", "Excused", "Filed", "Asking"}),
    ],
)
def test_the_board_is_narrowed(rivertown: Community, coordinators_browser: Client, state: str, names: set[str]) -> None:
    due(rivertown, -3, "Late School")
    due(rivertown, 5, "Soon School")
    due(rivertown, -9, "Excused School", state="excused", reason="They moved.")
    make.submission(due(rivertown, -9, "Filed School"))
    due(
        rivertown,
        -9,
        "Extended School",
        extended_to=timezone.localdate(timezone=rivertown.zone) + timedelta(days=40),
        reason="Ill.",
    )
    asking = due(rivertown, 60, "Asking School")
    asking.requests.create(kind="excuse", reason="Nobody began.")
    page = coordinators_browser.get(f"{BOARD}?state={state}").text
    file = coordinators_browser.get(f"{BOARD}export.csv?state={state}").getvalue().decode()
    for one in ("Late", "Soon", "Extended", "Excused", "Filed", "Asking"):
        is_meant = any(name.startswith(one) for name in names)
        assert (f"{one} School" in page) is is_meant, one
        assert (f"{one} School" in file) is is_meant, one


def test_words_find_a_provider_or_a_program(rivertown: Community, coordinators_browser: Client) -> None:
    due(rivertown, 5, "Café School")
    due(rivertown, 5, "Other")
    assert "Other" not in coordinators_browser.get(f"{BOARD}?q=cafe").text
    page = coordinators_browser.get(f"{BOARD}?q=nobody").text
    assert "No return fits" in page


def test_older_half_years_are_a_page_away(rivertown: Community, coordinators_browser: Client) -> None:
    program = make.program(make.provider(rivertown, standing="listed"))
    for year in (2023, 2024, 2025):
        for month in (1, 7):
            make.placement_return(program, date(year, month, 1))
    page = coordinators_browser.get(BOARD).text
    assert "January to June 2024" in page and "July to December 2023" not in page
    older = coordinators_browser.get(f"{BOARD}?until=2023-07-01").text
    assert "July to December 2023" in older and "January to June 2024" not in older
    assert "until=2025-07-01" in older
    assert coordinators_browser.get(f"{BOARD}?until=never").status_code == 200


def test_the_file_says_how_late_and_how_many(rivertown: Community, coordinators_browser: Client) -> None:
    due(rivertown, -3, "Late School")
    make.submission(due(rivertown, -9, "Filed School"), [{}, {}])
    lines = coordinators_browser.get(f"{BOARD}export.csv").getvalue().decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("Provider,Program,Half-year from,Stands")
    filed, late = sorted(lines[1:])
    assert ",Overdue," in late and ",3," in late
    assert filed.endswith(",2")


def test_a_board_without_returns_says_when_one_opens(rivertown: Community, coordinators_browser: Client) -> None:
    assert "No return is owed yet" in coordinators_browser.get(BOARD).text


def test_the_page_of_a_return_says_what_came_and_whom_to_ask(
    rivertown: Community, coordinators_browser: Client
) -> None:
    owed = returning.owed(rivertown)
    user = returning.clerk(owed)
    make.submission(owed, [{"status": "1A"}, {"status": "1A"}, {"status": "4"}], submitted_by=user)
    page = coordinators_browser.get(f"{BOARD}{owed.pk}/").text
    assert "Version 1" in page and "Sam Okafor" in page and "gets the letters" in page
    assert "Filed" in page
    assert '<td class="num">2</td>' in page


def test_who_is_overdue_is_written_to_from_the_page(
    rivertown: Community, coordinators_browser: Client, viewer: User
) -> None:
    owed = returning.owed(rivertown)
    returning.clerk(owed)
    Return.objects.filter(pk=owed.pk).update(due_on=timezone.localdate(timezone=rivertown.zone) - timedelta(days=2))
    place = f"{BOARD}{owed.pk}/"
    assert "2 days late" in coordinators_browser.get(place).text
    assert "Write to them" not in signed_in(viewer).get(place).text
    answer = coordinators_browser.post(f"{place}chase/", follow=True)
    assert "A letter is on its way about 1 overdue return." in answer.text
    assert "Returns overdue, by hand" in answer.text
    assert "last wrote to them" in answer.text
    assert "written to today already" in coordinators_browser.post(f"{place}chase/", follow=True).text
    assert Letter.objects.filter(kind="returns_chased").count() == 1


def test_today_counts_what_is_overdue(rivertown: Community, coordinators_browser: Client) -> None:
    assert "overdue" not in coordinators_browser.get("/workspace/").text
    for days in (-3, -40, 5):
        due(rivertown, days, f"School {days}")
    page = coordinators_browser.get("/workspace/").text
    assert "returns overdue" in page and "the oldest for 40 days" in page
    assert f"{BOARD}?state=overdue" in page


def test_another_communitys_return_is_missing(lakeside: Community, coordinators_browser: Client) -> None:
    owed = due(lakeside, -3, "Lakeside School")
    assert coordinators_browser.get(f"{BOARD}{owed.pk}/").status_code == 404
    assert coordinators_browser.post(f"{BOARD}{owed.pk}/chase/").status_code == 404
    assert "Lakeside" not in coordinators_browser.get(BOARD).text


def test_a_return_that_came_is_closed_and_opened_for_a_week(
    rivertown: Community, coordinators_browser: Client, viewer: User
) -> None:
    owed = due(rivertown, -3, "Filed School")
    make.submission(owed)
    Return.objects.filter(pk=owed.pk).update(closed_at=timezone.now() + timedelta(days=3))
    place = f"{BOARD}{owed.pk}/"
    assert "Close it now" in coordinators_browser.get(place).text
    assert "Close it now" not in signed_in(viewer).get(place).text
    assert "never undone" in coordinators_browser.post(f"{place}close/", follow=True).text
    assert "closed already" in coordinators_browser.post(f"{place}close/", follow=True).text
    assert "Open it for a week" in coordinators_browser.get(place).text
    assert "Say why." in coordinators_browser.post(f"{place}open-again/", {"reason": ""}).text
    answer = coordinators_browser.post(f"{place}open-again/", {"reason": "One was missing."}, follow=True)
    assert "Open again" in answer.text and "Close it now" in answer.text
    owed.refresh_from_db()
    assert owed.closed_at and owed.closed_at > timezone.now() + timedelta(days=6)
    assert "open already" in coordinators_browser.post(f"{place}open-again/", {"reason": "Again."}).text


def test_what_is_awaited_is_not_opened_again(rivertown: Community, coordinators_browser: Client) -> None:
    owed = due(rivertown, -3, "Late School")
    assert coordinators_browser.get(f"{BOARD}{owed.pk}/open-again/").status_code == 302
