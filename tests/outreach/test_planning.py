"""Tests of the communications plan: items, their tasks, and the plan of the year before."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from outreach import planning
from outreach.models import PlanAudience, PlanItem
from tests import make
from tests.conftest import signed_in
from tests.make import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def makers(rivertown: Community, coordinator: User) -> PlanAudience:
    """An audience of the plan."""
    return planning.reach(rivertown, name="Makers", note="", by=coordinator, at=NOW)


def planned(audience: PlanAudience, **facts: Any) -> PlanItem:
    """Return an item of the plan."""
    return planning.add(
        audience.community,
        **{"audience": audience, "message": "Two were hired", "channel": "call", "due_on": TODAY, **facts},
    )


def test_an_item_is_done_on_a_day_and_its_task_with_it(makers: PlanAudience, coordinator: User) -> None:
    item = planned(makers, owner=coordinator)
    task = planning.make_task(item, by=coordinator, at=NOW)
    assert (task.title, task.owner, task.due_on) == ("Call to Makers: Two were hired", coordinator, TODAY)
    with pytest.raises(planning.CannotPlan, match="already"):
        planning.make_task(item, by=coordinator, at=NOW)
    planning.change(item, by=coordinator, at=NOW, due_on=TODAY + timedelta(days=3))
    task.refresh_from_db()
    assert task.due_on == TODAY + timedelta(days=3)
    with pytest.raises(planning.CannotPlan, match="to come"):
        planning.done(item, on=TODAY + timedelta(days=1), note="", by=coordinator, at=NOW)
    planning.done(item, on=TODAY, note="They come on Friday.", by=coordinator, at=NOW)
    task.refresh_from_db()
    assert task.done_by == coordinator
    with pytest.raises(planning.CannotPlan, match="done already"):
        planning.drop(item, note="No", by=coordinator, at=NOW)
    assert planning.reopen(item, by=coordinator, at=NOW)
    assert not planning.reopen(item, by=coordinator, at=NOW)


def test_what_is_dropped_says_why(makers: PlanAudience, coordinator: User) -> None:
    item = planning.drop(planned(makers), note="The fair was called off.", by=coordinator, at=NOW)
    assert item.state == "dropped"
    with pytest.raises(IntegrityError):
        PlanItem.objects.filter(pk=item.pk).update(note="")


def test_a_year_is_copied_once_without_what_was_dropped(makers: PlanAudience, coordinator: User) -> None:
    planned(makers, due_on=date(2024, 2, 29), owner=coordinator, messenger_user=coordinator)
    planning.done(planned(makers, due_on=date(2024, 12, 31)), on=TODAY, note="", by=coordinator, at=NOW)
    planning.drop(planned(makers, due_on=date(2024, 6, 1)), note="No", by=coordinator, at=NOW)
    assert planning.copy_year(makers.community, year=2025, by=coordinator, at=NOW) == 2
    assert planning.copy_year(makers.community, year=2025, by=coordinator, at=NOW) == 0
    copies = PlanItem.objects.in_year(2025).order_by("due_on")
    assert [(item.due_on, item.state) for item in copies] == [
        (date(2025, 2, 28), "planned"),
        (date(2025, 12, 31), "planned"),
    ]
    assert copies[0].messenger == "Dana Whitfield"


def test_an_audience_is_named_once_and_kept_while_items_are_meant_for_it(
    makers: PlanAudience, coordinator: User
) -> None:
    with pytest.raises(planning.CannotPlan, match="in the plan already"):
        planning.reach(makers.community, name="makers", note="", by=coordinator, at=NOW)
    item = planned(makers)
    with pytest.raises(planning.CannotPlan, match="meant for it"):
        planning.remove(makers, by=coordinator, at=NOW)
    item.delete()
    planning.remove(makers, by=coordinator, at=NOW)
    assert not PlanAudience.objects.exists()


def test_the_pages_plan_show_and_finish(rivertown: Community, makers: PlanAudience, coordinator: User) -> None:
    browser = signed_in(coordinator)
    advocate = make.person(rivertown, name="Jo Park")
    employer = make.employer(rivertown)
    employer.advocates.create(person=advocate, why="They train.")
    today = timezone.localdate(timezone=rivertown.zone)
    typed = {
        "audience": makers.pk,
        "message": "Two were hired",
        "channel": "visit",
        "due_on": today.isoformat(),
        "messenger": f"person-{advocate.pk}",
        "owner": coordinator.pk,
    }
    wrong = browser.post("/workspace/plan/add/", typed | {"audience": "", "due_on": "soon"}).text
    assert "Choose one." in wrong
    assert "Two were hired" in wrong
    page = browser.post("/workspace/plan/add/", typed, follow=True).text
    assert "Jo Park" in page
    item = PlanItem.objects.get()
    assert item.messenger_person == advocate
    calendar = browser.get(f"/workspace/plan/?year={today.year}&as=calendar&channel=visit").text
    assert "Two were hired" in calendar and calendar.count("is-today") == 1
    assert "Nothing fits" in browser.get(f"/workspace/plan/?year={today.year}&channel=call").text
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert "still to come" in browser.post(f"{item.get_absolute_url()}done/", {"done-on": tomorrow}).text
    browser.post(f"{item.get_absolute_url()}done/", {"done-on": today.isoformat(), "done-note": "They come."})
    item.refresh_from_db()
    assert (item.state, item.done_on, item.note) == ("done", today, "They come.")


def test_an_odd_year_is_this_one(rivertown: Community, makers: PlanAudience, coordinators_browser: Client) -> None:
    this = timezone.localdate(timezone=rivertown.zone).year
    for odd in ("99999", "abc", "0001", "٢٠٢٦"):
        assert f"Plan for {this}" in coordinators_browser.get("/workspace/plan/", {"year": odd}).text
