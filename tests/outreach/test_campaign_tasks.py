"""Tests of the page of a campaign's tasks: whose each is, by when, and what has become of it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from directory import todo
from directory.models import Organization, Task
from outreach import stopping, tending
from outreach.course import Fate
from outreach.models import Campaign, Errand
from outreach.views import campaign_tasks
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, spring, started

LATER = NOW + timedelta(days=3)


@pytest.fixture
def campaign(rivertown: Community, coordinator: User) -> Campaign:
    """A campaign with a letter, a call on the first day, and an introduction after a month, to four people."""
    made = make.campaign(rivertown, name="Spring", audience=everybody(rivertown), messenger="Dana", owner=coordinator)
    make.step(made)
    make.step(made, kind="call", subject="Call ((name))", body="")
    make.step(made, kind="introduction", days=30, subject="Ask for ((name))", body="")
    for name in ("Ann One", "Bob Two", "Cy Three", "Di Four"):
        contact(rivertown, name)
    going = started(made, coordinator)
    tending.tend("t", at=NOW)
    return going


def listed(browser: Client, campaign: Campaign, query: str = "") -> str:
    """Return the page's text."""
    answer = browser.get(f"{campaign.get_absolute_url()}tasks/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_task_is_listed_with_where_whose_by_when_and_what_became_of_it(
    rivertown: Community, campaign: Campaign, coordinator: User, coordinators_browser: Client
) -> None:
    bob = Organization.objects.get(affiliations__person__name="Bob Two")
    todo.done(Task.objects.get(title="Call Ann One"), by=coordinator, at=LATER)
    stopping.stop(rivertown, organization=bob, reason=stopping.ANSWERED, at=LATER)
    cy = Task.objects.get(title="Call Cy Three")
    todo.change(cy, title=cy.title, due_on=LATER.date(), owner=make.member(rivertown, "coordinator", name="Rae Kim"))

    assert Errand.objects.of(campaign).by_fate() == {Fate.WAITING: 3, Fate.OPEN: 2, Fate.DONE: 1, Fate.DROPPED: 2}
    page = listed(coordinators_browser, campaign)
    for words in ("Call Ann One", "Rae Kim", stopping.ANSWERED, bob.get_absolute_url(), "Ask for Cy Three"):
        assert words in page
    for fate in Fate:
        errands = [one for one in Errand.objects.of(campaign).select_related("task") if one.fate == fate]
        assert set(Errand.objects.of(campaign).fated(fate)) == set(errands)
        part = listed(coordinators_browser, campaign, f"?state={fate.value}")
        assert part.count("<tr>") == 1 + len(errands)
    running = coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert f'href="{campaign.get_absolute_url()}tasks/"' in running


def test_the_list_is_narrowed_to_a_step_and_odd_addresses_are_no_fault(
    campaign: Campaign, coordinators_browser: Client
) -> None:
    call = campaign.steps.get(kind="call")
    assert "Ask for" not in listed(coordinators_browser, campaign, f"?step={call.pk}").split("<tbody>")[1]
    letter = campaign.steps.get(kind="letter")
    for odd in (f"?step={letter.pk}", "?step=x", "?state=nonsense", "?after=x", "?step=99999999999999999999"):
        assert listed(coordinators_browser, campaign, odd).count("<tr>") == 9
    assert "No task of it is like that" in listed(coordinators_browser, campaign, "?state=done")


def test_the_next_page_begins_where_the_last_ended(
    campaign: Campaign, coordinators_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_tasks, "SIZE", 5)
    seen, query = [], ""
    while True:
        answer = coordinators_browser.get(f"{campaign.get_absolute_url()}tasks/{query}")
        seen += [errand.pk for errand, _title, _due in answer.context["errands"]]
        if not answer.context["next"]:
            break
        query = f"?after={answer.context['next']}"
    assert seen == sorted(Errand.objects.of(campaign).values_list("pk", flat=True))


def test_a_task_is_done_from_the_list_by_who_may_write(
    campaign: Campaign, coordinators_browser: Client, viewer: User
) -> None:
    task = Task.objects.get(title="Call Ann One")
    path = f"{campaign.get_absolute_url()}tasks/?state=open"
    assert f"/tasks/{task.pk}/done/" in coordinators_browser.get(path).content.decode()
    assert "/done/" not in signed_in(viewer).get(path).content.decode()

    page = coordinators_browser.post(f"/workspace/tasks/{task.pk}/done/", {"back": path}, follow=True)

    assert page.redirect_chain[-1][0] == path and "Done: Call Ann One" in page.content.decode()


def test_a_campaign_without_tasks_says_so_and_a_draft_leads_to_its_page(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    draft = spring(rivertown)
    assert coordinators_browser.get(f"{draft.get_absolute_url()}tasks/").url == draft.get_absolute_url()  # type: ignore[attr-defined]
    assert "It has no tasks" in listed(coordinators_browser, started(draft, coordinator))


def test_what_came_of_a_task_is_written_down_where_it_is_due_and_does_it(
    campaign: Campaign, coordinators_browser: Client
) -> None:
    place = Organization.objects.get(affiliations__person__name="Ann One")
    person = place.affiliations.get().person
    link = f"{place.get_absolute_url()}?write=call&amp;with={person.pk}#composer"
    assert link in listed(coordinators_browser, campaign)
    page = coordinators_browser.get(place.get_absolute_url(), {"write": "call", "with": person.pk}).text
    assert re.search(r'value="call"[^>]* checked', page) and f'<option value="{person.pk}" selected>' in page
    odd = coordinators_browser.get(place.get_absolute_url(), {"write": "x", "with": "x"}).text
    assert re.search(r'value="note"[^>]* checked', odd)
    said = {
        "kind": "call",
        "text": "They want two.",
        "person": person.pk,
        "on": timezone.localdate(timezone=campaign.community.zone).isoformat(),
    }
    assert coordinators_browser.post(f"{place.get_absolute_url()}write/", said).status_code == 302
    assert Task.objects.get(title="Call Ann One").done_at
