"""Applications in the workspace."""

from datetime import timedelta

import pytest
from django.test import Client

from community.models import Community, User
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_as_often_for_one_as_for_thirty(
    rivertown: Community, coordinators_browser: Client, django_assert_num_queries, number: int
) -> None:
    for _ in range(number):
        make.application(make.provider(rivertown), state="submitted")
    coordinators_browser.get("/workspace/applications/")
    with django_assert_num_queries(7):
        page = coordinators_browser.get("/workspace/applications/")
    assert page.text.count("To assign</span>") == number


def test_what_we_owe_first_stands_first(rivertown: Community, reviewer: User) -> None:
    for state, name, days in [
        ("listed", "Listed School", 1),
        ("draft", "Draft School", 0),
        ("submitted", "Later School", 20),
        ("submitted", "Sooner School", -4),
        ("in_review", "Reviewed School", 3),
    ]:
        fields = {} if state == "draft" else {"decide_by": (NOW + timedelta(days=days)).date()}
        make.application(make.provider(rivertown, name=name), state=state, **fields)
    page = signed_in(reviewer).get("/workspace/applications/").text
    names = ["Sooner School", "Later School", "Reviewed School", "Draft School", "Listed School"]
    assert sorted(names, key=page.index) == names


def test_today_counts_what_is_to_assign_and_what_is_late(rivertown: Community, coordinators_browser: Client) -> None:
    make.application(make.provider(rivertown), state="submitted", decide_by=NOW.date() + timedelta(days=90_000))
    make.application(make.provider(rivertown), state="in_review", decide_by=NOW.date() - timedelta(days=9_000))
    Community.objects.filter(pk=rivertown.pk).update(decision_days=21)
    page = coordinators_browser.get("/workspace/").text
    assert "application to assign" in page
    assert "application past the day of decision" in page and "Applicants were told 21 days." in page
    assert "application to assign" not in signed_in(make.user()).get("/workspace/").text


def test_a_list_narrowed_to_nothing_shows_the_way_back(rivertown: Community, coordinators_browser: Client) -> None:
    assert "Nobody has applied yet" in coordinators_browser.get("/workspace/applications/").text
    assert "No application is in this state" in coordinators_browser.get("/workspace/applications/?state=draft").text
