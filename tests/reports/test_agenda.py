"""What wants a coordinator, in order of harm, and what happened, by day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from community import navigation
from community.models import Community, User
from community.navigation import TodayLine
from directory.models import Entry, Task
from reports import agenda
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare_panels() -> Iterator[None]:
    """Play a portal in which no app has anything to say yet."""
    before = {page: list(panels) for page, panels in navigation.panels.items()}
    navigation.panels.clear()
    yield
    navigation.panels.clear()
    navigation.panels.update(before)


def says(*lines: TodayLine) -> navigation.Panel:
    """Return a panel of an app that says these lines."""
    return navigation.Panel("", lambda _request, _community: {"lines": list(lines)})


def line(what: str, count: int, harm: int) -> TodayLine:
    """Return one line."""
    return TodayLine(count=count, what=what, verb="Review", url="/", harm=harm)


@pytest.mark.usefixtures("bare_panels")
def test_lines_come_in_the_order_of_harm_and_nothing_stays_out(rivertown: Community) -> None:
    navigation.add_panel("today", says(line("letters", 1, 50), line("returns", 0, 1)))
    navigation.add_panel("today", says(line("signatures", 2, 10)))
    navigation.add_panel("today", navigation.Panel("", lambda _request, _community: None))
    found = agenda.lines(RequestFactory().get("/"), rivertown)
    assert [one.what for one in found] == ["signatures", "letters"]


@pytest.mark.usefixtures("bare_panels")
def test_the_funnel_is_the_apps_bars_in_their_order(rivertown: Community) -> None:
    navigation.add_panel(
        "funnel",
        navigation.Panel("", lambda _request, _community: {"bars": [{"label": "Signed", "count": 3}]}, order=2),
    )
    navigation.add_panel(
        "funnel",
        navigation.Panel("", lambda _request, _community: {"bars": [{"label": "Identified", "count": 9}]}, order=1),
    )
    assert [bar["label"] for bar in agenda.funnel(RequestFactory().get("/"), rivertown)] == ["Identified", "Signed"]


def test_tasks_are_mine_open_and_by_day(
    rivertown: Community, lakeside: Community, coordinator: User, viewer: User
) -> None:
    Task.objects.create(community=rivertown, title="Some day", owner=coordinator)
    Task.objects.create(community=rivertown, title="Later", owner=coordinator, due_on=date(2026, 12, 1))
    Task.objects.create(community=rivertown, title="Soon", owner=coordinator, due_on=date(2026, 11, 23))
    Task.objects.create(community=rivertown, title="Done", owner=coordinator, done_at=make.NOW)
    Task.objects.create(community=rivertown, title="Another's", owner=viewer)
    Task.objects.create(community=lakeside, title="Elsewhere", owner=coordinator)
    assert [task.title for task in agenda.tasks(rivertown, coordinator)] == ["Soon", "Later", "Some day"]


def test_days_are_the_communitys_own(rivertown: Community, coordinator: User) -> None:
    """At 3 in the morning UTC it is still yesterday in New York."""
    for hour in (3, 15):
        Entry.objects.create(
            community=rivertown, verb="note", at=datetime(2026, 11, 22, hour, tzinfo=UTC), text=f"at {hour}"
        )
    now = datetime(2026, 11, 22, 16, tzinfo=UTC).astimezone(rivertown.zone)
    days = agenda.days(rivertown, coordinator, now=now)
    assert [(day.name, [entry.text for entry in day.entries]) for day in days] == [
        ("Today", ["at 15"]),
        ("Yesterday", ["at 3"]),
    ]


def test_no_more_than_the_latest_is_shown(rivertown: Community, coordinator: User) -> None:
    for number in range(agenda.ENTRIES + 5):
        Entry.objects.create(community=rivertown, verb="note", at=make.NOW, text=str(number))
    shown = [entry.text for day in agenda.days(rivertown, coordinator, now=make.NOW) for entry in day.entries]
    assert len(shown) == agenda.ENTRIES
    assert shown[0] == str(agenda.ENTRIES + 4)
