"""Tests of the page of tasks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from directory.models import Task
from tests import make
from tests.conftest import signed_in
from tests.directory.costs import cost_of

LIST = "/workspace/tasks/"


def task(at: Community, **fields: object) -> Task:
    return Task.objects.create(community=at, **{"title": "Call back", **fields})


def test_an_empty_list_explains_tasks(coordinators_browser: Client) -> None:
    assert "A task is a promise with a day" in coordinators_browser.get(LIST).content.decode()


def test_the_overdue_come_first_and_those_without_a_day_last(
    coordinators_browser: Client, rivertown: Community
) -> None:
    today = timezone.localdate(timezone=rivertown.zone)
    for title, days in (("soon", 5), ("ever", None), ("late", -5), ("now", 0)):
        task(rivertown, title=f"task {title}", due_on=None if days is None else today + timedelta(days=days))
    html = coordinators_browser.get(LIST).content.decode()
    places = [html.index(f"task {title}") for title in ("late", "now", "soon", "ever")]
    assert places == sorted(places)
    assert "late</span>" in html and "due today" in html and "no day set" in html


def test_mine_are_mine(coordinators_browser: Client, rivertown: Community, coordinator: User, viewer: User) -> None:
    task(rivertown, title="for me", owner=coordinator)
    task(rivertown, title="for somebody", owner=viewer)
    assert "for somebody" in coordinators_browser.get(LIST).content.decode()
    html = coordinators_browser.get(f"{LIST}?of=me").content.decode()
    assert "for me" in html and "for somebody" not in html


def test_done_and_opened_again(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    one = task(rivertown)
    response = coordinators_browser.post(f"{LIST}{one.pk}/done/", {"back": f"{LIST}?of=me"})
    assert response.headers["Location"] == f"{LIST}?of=me"
    one.refresh_from_db()
    assert one.done_by == coordinator
    assert "Done lately" in coordinators_browser.get(LIST).content.decode()
    assert coordinators_browser.post(f"{LIST}{one.pk}/done/").status_code == 302
    coordinators_browser.post(f"{LIST}{one.pk}/reopen/")
    one.refresh_from_db()
    assert one.done_at is None


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/workspace/",
        "/workspace/\\evil",
        "/admin/",
        "javascript:x",
        "/workspace/\nX: y",
    ],
)
def test_the_way_back_leads_into_the_workspace_only(
    coordinators_browser: Client, rivertown: Community, back: str
) -> None:
    response = coordinators_browser.post(f"{LIST}{task(rivertown).pk}/done/", {"back": back})
    target = response.headers["Location"]
    assert target == LIST or (target.startswith("/workspace/") and "\n" not in target)


def test_a_get_never_does_a_task(coordinators_browser: Client, rivertown: Community) -> None:
    one = task(rivertown)
    for verb in ("done", "reopen"):
        assert coordinators_browser.get(f"{LIST}{one.pk}/{verb}/").status_code == 405


def test_adding_and_changing_a_task(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    assert coordinators_browser.get(f"{LIST}add/").status_code == 200
    coordinators_browser.post(f"{LIST}add/", {"title": "Call back", "due_on": "2027-01-05", "owner": coordinator.pk})
    one = Task.objects.of(rivertown).get()
    assert 'value="2027-01-05"' in coordinators_browser.get(f"{LIST}{one.pk}/change/").content.decode()
    coordinators_browser.post(f"{LIST}{one.pk}/change/", {"title": "Write", "due_on": "", "owner": ""})
    one.refresh_from_db()
    assert (one.title, one.due_on, one.owner) == ("Write", None, None)


@pytest.mark.parametrize(
    "data", [{"title": ""}, {"title": "x" * 201}, {"title": "x", "due_on": "2500-01-01"}, {"title": "x", "owner": "99"}]
)
def test_what_is_no_task_is_said(coordinators_browser: Client, data: dict[str, str]) -> None:
    assert 'role="alert"' in coordinators_browser.post(f"{LIST}add/", data).content.decode()
    assert not Task.objects.exists()


def test_the_list_costs_the_same_however_long(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            about = {
                "organization": make.organization(rivertown),
                "person": make.person(rivertown),
                "owner": coordinator,
            }
            task(rivertown, **about)
            task(rivertown, done_at=timezone.now(), done_by=coordinator, **about)

    fill(1)
    total, own = cost_of(coordinators_browser, LIST)
    assert own == 3  # due tasks in the menu, open ones, those done lately
    fill(29)
    assert cost_of(coordinators_browser, LIST) == (total, own)


def test_the_menu_counts_what_is_due(coordinators_browser: Client, rivertown: Community) -> None:
    today = timezone.localdate(timezone=rivertown.zone)
    task(rivertown, due_on=today)
    task(rivertown, due_on=today + timedelta(days=1))
    assert 'Tasks <span class="side-count">1</span>' in coordinators_browser.get(LIST).content.decode()


def test_strangers_viewers_and_others(
    client: Client, viewer: User, foreigner: User, rivertown: Community, lakeside: Community
) -> None:
    one = task(rivertown)
    assert "/sign-in/" in client.get(LIST).headers["Location"]
    assert signed_in(viewer).get(LIST).status_code == 200
    assert ">Done<" not in signed_in(viewer).get(LIST).content.decode()
    for who in (viewer, foreigner):
        for path in ("add/", f"{one.pk}/change/", f"{one.pk}/done/", f"{one.pk}/reopen/"):
            assert signed_in(who).post(LIST + path, {"title": "x"}).status_code == 403
    one.refresh_from_db()
    assert one.done_at is None


def test_another_communitys_task_is_not_found(coordinators_browser: Client, lakeside: Community) -> None:
    theirs = task(lakeside)
    for path in ("change", "done", "reopen"):
        assert coordinators_browser.post(f"{LIST}{theirs.pk}/{path}/", {"title": "x"}).status_code == 404
