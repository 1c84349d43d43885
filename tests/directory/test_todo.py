"""Tests of tasks and of what is due."""

from datetime import date, timedelta

from django.test import RequestFactory

from community.models import Community, User
from community.navigation import menu
from community.roles import READERS
from directory import today, todo
from directory.models import Task
from tests import make
from tests.make import NOW


def test_a_task_is_added_with_a_line_where_it_belongs(rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown)
    task = todo.add(
        rivertown,
        title="Call back",
        due_on=date(2026, 12, 1),
        owner=coordinator,
        organization=acme,
        by=coordinator,
        at=NOW,
    )
    entry = acme.entries.get()
    assert entry.verb == "task_added"
    said = {"task": "Call back", "due_on": "2026-12-01", "owner": "Dana Whitfield"}
    assert entry.facts == {**said, "task_number": task.pk}
    assert task in Task.objects.of(rivertown).open()


def test_done_twice_is_done_once(rivertown: Community, coordinator: User) -> None:
    task = todo.add(rivertown, title="Call back", by=None, at=NOW)
    assert todo.done(task, by=coordinator, at=NOW)
    assert not todo.done(Task.objects.get(), by=coordinator, at=NOW)
    assert rivertown.entries.filter(verb="task_done").count() == 1
    assert Task.objects.get().done_by == coordinator


def test_a_task_opens_again_once(rivertown: Community, coordinator: User) -> None:
    task = todo.add(rivertown, title="Call back", by=None, at=NOW)
    assert not todo.reopen(task, by=coordinator, at=NOW)
    todo.done(task, by=coordinator, at=NOW)
    assert todo.reopen(task, by=coordinator, at=NOW)
    assert Task.objects.open().get().done_by is None


def test_a_task_changes_without_news(rivertown: Community, coordinator: User) -> None:
    task = todo.add(rivertown, title="Call back", by=None, at=NOW)
    todo.change(task, title="Write back", due_on=date(2026, 12, 1), owner=coordinator)
    task.refresh_from_db()
    assert (task.title, task.due_on, task.owner) == ("Write back", date(2026, 12, 1), coordinator)
    assert rivertown.entries.count() == 1


def test_due_is_what_has_come_and_is_open(rivertown: Community, coordinator: User) -> None:
    day = date(2026, 11, 22)
    for title, due_on in (
        ("late", day - timedelta(days=3)),
        ("now", day),
        ("soon", day + timedelta(days=1)),
        ("ever", None),
    ):
        todo.add(rivertown, title=title, due_on=due_on, by=None, at=NOW)
    todo.done(todo.add(rivertown, title="did", due_on=day, by=None, at=NOW), by=coordinator, at=NOW)
    assert {task.title for task in Task.objects.of(rivertown).due(day)} == {"late", "now"}


def test_the_today_page_hears_what_is_overdue_and_what_is_due(
    rivertown: Community, coordinator: User, rf: RequestFactory
) -> None:
    from django.utils import timezone

    day = timezone.localdate(timezone=rivertown.zone)
    request = rf.get("/")
    request.roles, request.user = frozenset(), coordinator
    assert today.lines(request, rivertown) is None
    request.roles = READERS
    assert [line.count for line in today.lines(request, rivertown)["lines"]] == [0, 0]
    todo.add(rivertown, title="late", due_on=day - timedelta(days=12), by=None, at=NOW)
    todo.add(rivertown, title="now", due_on=day, by=None, at=NOW)
    late, due = today.lines(request, rivertown)["lines"]
    assert (late.count, late.what, late.late, late.verb) == (1, "task overdue", "12 days", "Do")
    assert (due.count, due.what) == (1, "task due today")
    assert late.detail.startswith("“late”. Due since ") and due.detail == "“now”."
    assert late.harm < due.harm
    [line] = [line for group in menu(rivertown, READERS, "/") for line in group["lines"] if line["label"] == "Tasks"]
    assert line["count"] == 2
