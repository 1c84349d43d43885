"""Tests of items of the plan that are no letters: they become a task for everybody of an audience."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from community.models import Community, User
from directory import todo
from directory.models import Organization, Task
from outreach import campaigns, exclusions, planning, tending, voices
from outreach.course import CampaignState
from outreach.models import Campaign, Errand, PlanAudience, PlanItem
from outreach.planned import Channel
from tests import make
from tests.conftest import signed_in
from tests.employers import signatures
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, planned

pytestmark = pytest.mark.django_db
PLAN = "/workspace/plan/"


@pytest.fixture
def makers(rivertown: Community, coordinator: User) -> PlanAudience:
    """An audience of the plan whose rules find two people, and leave one out who wants to be left alone."""
    for name in ("Ann One", "Bob Two", "Cy Three"):
        contact(rivertown, name)
    alone = Organization.objects.get(affiliations__person__name="Cy Three")
    make.employer(rivertown, organization=alone, stage="do_not_contact", stage_reason="They asked for it.")
    people = everybody(rivertown, exclusions={"do_not_contact": []})
    return planning.reach(rivertown, name="Makers", note="", people=people, by=coordinator, at=NOW)


def item_for(makers: PlanAudience, owner: User | None, channel: str = "call", **facts: object) -> PlanItem:
    """Return an item of the plan, due in ten days."""
    known = {"message": "two were hired", "due_on": timezone.localdate() + timedelta(days=10), **facts}
    return planning.add(makers.community, audience=makers, channel=channel, owner=owner, **known)


def given(browser: Client, item: PlanItem) -> Campaign:
    """Give an item's tasks through its pages, and hand them out."""
    page = browser.post(f"{item.get_absolute_url()}tasks/", follow=True)
    browser.post(page.redirect_chain[-1][0], {"seen": page.context["seen"], "when": "now"})
    campaign = Campaign.objects.get(plan_item=item)
    planned(campaign, at=timezone.now())
    tending.tend("t", at=timezone.now())
    return campaign


@pytest.mark.parametrize(
    ("channel", "title"),
    [
        ("call", "Call Ann One, Works"),
        ("visit", "Visit Ann One, Works"),
        ("introduction", "Ask for an introduction to Ann One, Works"),
        ("event", "Invite Ann One, Works"),
    ],
)
def test_an_item_becomes_a_task_for_everybody_after_a_look_at_who_gets_one(
    makers: PlanAudience, viewer: User, coordinators_browser: Client, channel: str, title: str
) -> None:
    Organization.objects.filter(affiliations__person__name="Ann One").update(name="Works")
    makers.community.postal_address = ""  # no letter leaves
    makers.community.save()
    owner = make.member(makers.community, "coordinator", name="Rae Kim")
    item = item_for(makers, owner, channel)
    shown = coordinators_browser.get(item.get_absolute_url()).content.decode()
    assert "See who would get a task" in shown and "Make it a task of Rae Kim" in shown

    look = coordinators_browser.post(f"{item.get_absolute_url()}tasks/", follow=True)
    page = look.content.decode()
    due = f"{item.due_on:%B} {item.due_on.day}, {item.due_on.year}"
    for words in ("Give 2 tasks", "2 tasks of Rae Kim", f"due on {due}", "Ann One", "Bob Two"):
        assert words in page, words
    assert "In the way" not in page and "letters leave" not in page
    left_out = coordinators_browser.get(f"{look.redirect_chain[-1][0]}?show=out").content.decode()
    assert "Cy Three" in left_out and not Task.objects.exists()

    campaign = given(coordinators_browser, item)
    Campaign.objects.update(state="planning")
    early = coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert "Tasks are being planned" in early and "etters" not in early.partition("<main")[2].partition("</main>")[0]
    Campaign.objects.update(state="running")

    tasks = Task.objects.order_by("title")
    assert [(task.owner, task.due_on) for task in tasks] == [(owner, item.due_on)] * 2
    assert tasks.get(person__name="Ann One").title == f"{title}: two were hired"
    assert campaign.steps.get().kind == channel and campaign.send_by is None
    shown = coordinators_browser.get(item.get_absolute_url()).content.decode()
    assert f"{campaign.get_absolute_url()}tasks/" in shown and "See who would get a task" not in shown
    running = coordinators_browser.get(campaign.get_absolute_url()).content.decode()
    assert "States of its letters" not in running and ">2 tasks</a>: 2 open" in running


def test_pressed_twice_there_is_one_and_after_the_start_it_is_shown(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    item = item_for(makers, coordinator)
    for _ in range(2):
        coordinators_browser.post(f"{item.get_absolute_url()}tasks/")
    assert Campaign.objects.count() == 1

    campaign = given(coordinators_browser, item)
    page = coordinators_browser.post(f"{item.get_absolute_url()}tasks/", follow=True)

    assert page.redirect_chain[-1][0] == campaign.get_absolute_url()
    assert Task.objects.count() == 2 and Campaign.objects.count() == 1


def test_what_is_a_letter_over_or_for_nobody_known_becomes_no_tasks(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    nobody = planning.reach(makers.community, name="Clinics", note="", by=coordinator, at=NOW)
    dropped = planning.drop(item_for(makers, coordinator), note="Called off.", by=coordinator, at=NOW)
    for item, why in (
        (item_for(makers, coordinator, "letter"), "make it a campaign"),
        (item_for(nobody, coordinator), "No saved audience finds Clinics yet"),
        (dropped, "Plan it again first"),
    ):
        assert "See who would get a task" not in coordinators_browser.get(item.get_absolute_url()).content.decode()
        page = coordinators_browser.post(f"{item.get_absolute_url()}tasks/", follow=True).content.decode()
        assert why in page
    assert not Campaign.objects.exists()


def test_what_somebody_wrote_fills_no_place_of_a_task(makers: PlanAudience, coordinator: User) -> None:
    item = item_for(makers, coordinator, message=f"((name)) (((x))) {'long ' * 50}")
    subject = planning.make_tasks(item, by=coordinator, at=NOW).steps.get().subject
    assert (
        subject.startswith("Call ((name??somebody)), ((organization)): (name) (x) long")
        and len(subject) <= planning.SUBJECT
    )


def test_tasks_that_are_given_late_are_given_still(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    item = item_for(makers, coordinator, due_on=timezone.localdate() - timedelta(days=3))
    page = coordinators_browser.post(f"{item.get_absolute_url()}tasks/", follow=True)
    coordinators_browser.post(page.redirect_chain[-1][0], {"seen": page.context["seen"], "when": "now"})
    campaign = Campaign.objects.get()
    planned(campaign, at=timezone.now())
    later = timezone.now() + timedelta(days=5)

    tending.tend("t", at=later)

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    assert {task.due_on for task in Task.objects.all()} == {later.astimezone(makers.community.zone).date()}


def test_a_signature_drops_the_open_task_also_once_the_campaign_is_done(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = given(coordinators_browser, item_for(makers, coordinator))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    ann = Organization.objects.get(affiliations__person__name="Ann One")

    signatures.sign(makers.community, signer_email=ann.affiliations.get().person.email)

    assert Task.objects.get(person__name="Ann One").done_at
    assert Task.objects.get(person__name="Bob Two").done_at is None
    assert "signed" in Errand.objects.get(recipient__organization=ann).reason


def test_the_plan_counts_tasks_as_tasks_and_not_as_campaigns(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client, viewer: User
) -> None:
    item = item_for(makers, coordinator)
    year = f"{PLAN}?year={item.due_on.year}"
    assert "nothing yet" in coordinators_browser.get(year).content.decode()
    given(coordinators_browser, item)
    Task.objects.filter(person__name="Ann One").update(done_at=timezone.now())

    page = signed_in(viewer).get(year).content.decode()

    assert "1 of 2 tasks done" in page and "1 campaign" not in page
    assert signed_in(viewer).post(f"{item.get_absolute_url()}tasks/").status_code == 403


def test_every_channel_but_a_letter_has_its_words() -> None:
    assert set(planning.BY_CHANNEL) == set(Channel) - {Channel.LETTER}


def test_a_draft_follows_its_item_in_what_nobody_put_otherwise(makers: PlanAudience, coordinator: User) -> None:
    item = item_for(makers, coordinator)
    draft = planning.make_tasks(item, by=coordinator, at=NOW)
    campaigns.change(draft, at=NOW, messenger="The mayor")
    clinics = planning.reach(
        makers.community, name="Clinics", note="", people=everybody(makers.community), by=coordinator, at=NOW
    )
    owner = make.member(makers.community, "coordinator")
    planning.change(
        item, by=coordinator, at=NOW, audience=clinics, message="three were hired", channel="visit", owner=owner
    )
    again = planning.make_tasks(item, by=coordinator, at=NOW)
    assert (again, again.audience, again.owner, again.messenger) == (draft, clinics.people, owner, "The mayor")
    step = again.steps.get()
    assert (step.kind, step.subject) == ("visit", "Visit ((name??somebody)), ((organization)): three were hired")


def test_who_was_given_a_task_stands_in_the_campaign_like_one_who_was_written_to(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    campaign = given(coordinators_browser, item_for(makers, coordinator))
    other = make.campaign(makers.community, name="Other", audience=makers.people)
    assert [one.count for one in voices.beside(other, at=timezone.now())] == [2]
    assert exclusions.reached([campaign.pk]).count() == 2
    todo.drop(Task.objects.all()[0], reason="Not needed.", by=coordinator, at=NOW)
    assert exclusions.reached([campaign.pk]).count() == 1


def test_an_item_that_is_dropped_says_what_of_it_goes_on_and_planned_again_its_task_is_open(
    makers: PlanAudience, coordinator: User, coordinators_browser: Client
) -> None:
    item = item_for(makers, coordinator)
    given(coordinators_browser, item)
    task = planning.make_task(item, by=coordinator, at=NOW)
    said = {"drop-note": "Called off."}
    page = coordinators_browser.post(f"{item.get_absolute_url()}drop/", said, follow=True).text
    assert "goes on all the same" in page and "Dropped on" in page
    lately = coordinators_browser.get("/workspace/tasks/").text
    assert "Not needed any more, " in lately
    coordinators_browser.post(f"{item.get_absolute_url()}again/")
    task.refresh_from_db()
    assert (task.done_at, task.is_dropped) == (None, False)


def test_tasks_are_kept_as_a_file_with_what_was_dropped_apart_from_what_was_done(
    rivertown: Community, coordinator: User, coordinators_browser: Client
) -> None:
    for title, close in (("Call", todo.done), ("Visit", todo.drop)):
        task = todo.add(rivertown, title=title, by=coordinator, at=NOW)
        close(task, by=coordinator, at=NOW, **({"reason": "They moved."} if close is todo.drop else {}))
    answer = coordinators_browser.get("/workspace/tasks/export.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    day = NOW.date().isoformat()
    told = {row["To do"]: (row["Done on"], row["Dropped on"]) for row in rows}
    assert told == {"Call": (day, ""), "Visit": ("", day)}
