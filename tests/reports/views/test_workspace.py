"""The today page: true for the team's every role, and as cheap on a full day as on a quiet one."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import Entry, Task
from tests import make
from tests.conftest import signed_in
from tests.reports.pages import checked

pytestmark = pytest.mark.django_db


def busy(community: Community, owner: User, things: int) -> None:
    """Fill a day: tasks of mine and notes about organizations."""
    for number in range(things):
        organization = make.organization(community)
        Task.objects.create(
            community=community,
            organization=organization,
            title=f"Call {number}",
            owner=owner,
            due_on=timezone.localdate(timezone=community.zone),
        )
        Entry.objects.create(
            community=community, organization=organization, by=owner, verb="note", text=f"Said {number}"
        )


def test_a_quiet_day_says_so(coordinators_browser: Client) -> None:
    page = coordinators_browser.get("/workspace/").text
    checked(page)
    assert "Nothing is waiting for you." in page
    assert "All clear" in page


def test_a_busy_day_counts_names_and_links(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    busy(rivertown, coordinator, 2)
    page = coordinators_browser.get("/workspace/").text
    checked(page)
    assert "Two things want you today." in page
    assert "Call 1" in page
    assert "Said 1" in page
    assert "What happened" in page


@pytest.mark.parametrize(("things", "queries"), [(1, 45), (30, 44), (60, 44)])  # what waits alone is named
def test_today_costs_as_little_for_many_things_as_for_one(
    rivertown: Community,
    coordinator: User,
    coordinators_browser: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    things: int,
    queries: int,
) -> None:
    busy(rivertown, coordinator, things)
    with django_assert_num_queries(queries):
        coordinators_browser.get("/workspace/")


def test_a_viewer_reads_and_is_offered_nothing_to_press(rivertown: Community, viewer: User) -> None:
    busy(rivertown, viewer, 1)
    page = signed_in(viewer).get("/workspace/").text
    assert "Call 0" in page
    assert "task-done" not in page
    assert "/done/" not in page
    assert "want the team today" in page or "wants the team today" in page
    assert ">See<" in page and ">Do<" not in page


@pytest.mark.parametrize("role", ["reviewer", "evaluator"])
def test_those_who_keep_out_of_the_directory_see_nothing_of_it(
    rivertown: Community, coordinator: User, role: str, request: pytest.FixtureRequest
) -> None:
    busy(rivertown, coordinator, 1)
    answer = signed_in(request.getfixturevalue(role)).get("/workspace/")
    checked(answer.text)
    assert answer.status_code == 200
    assert "Said 0" not in answer.text
    assert "What your role is asked to do" in answer.text and "call an employer" not in answer.text


def test_another_communitys_day_is_not_ours(lakeside: Community, foreigner: User, coordinators_browser: Client) -> None:
    busy(lakeside, foreigner, 1)
    assert "Said 0" not in coordinators_browser.get("/workspace/").text


def test_the_page_is_kept_out_of_every_cache_and_index(coordinators_browser: Client) -> None:
    answer = coordinators_browser.get("/workspace/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_first_day_says_where_to_begin(
    rivertown: Community, coordinators_browser: Client, administrator: User, viewer: User
) -> None:
    page = coordinators_browser.get("/workspace/").text
    assert "Where to begin" in page and "Invite a colleague" not in page
    assert "Invite a colleague" in signed_in(administrator).get("/workspace/").text
    assert "Where to begin" not in signed_in(viewer).get("/workspace/").text
    make.employer(rivertown)
    assert "Where to begin" not in coordinators_browser.get("/workspace/").text
