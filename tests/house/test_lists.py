"""A list asks as much for thirty rows as for one: every list of the workspace, and every one of the public."""

from datetime import date, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community import audit
from community.models import Community, Invitation, User
from community.roles import Role
from directory import introductions, merging
from directory.models import DuplicatePair, Entry, Tag, Task
from employers import needing
from employers.freshness import quarter_of
from employers.models import Advocate, CheckIn, Referral, ReferralLink, SkillAlias
from outreach import suppressing
from outreach.audience_rules import Rule, one_group, write
from outreach.models import Audience, Errand, Letter, PlanAudience, PlanItem, Recipient, Reply, Suppression
from providers.models import Confirmation, EmployerName, Figure, Inquiry, ReturnRequest
from tests import make
from tests.conftest import signed_in
from tests.house import cast, routes

MOST = 30  # questions of any list
MOST_TODAY = 50  # every app asks what it wants
WORKSPACE = """
reports:today outreach:audiences community:team community:audit employers:advocates employers:referrals employers:texts
employers:needs employers:skills employers:pipeline employers:queue employers:queue-history directory:organizations
directory:duplicates directory:people directory:alliances directory:introductions directory:tasks directory:imports
employers:agreement-texts outreach:campaigns outreach:letters outreach:plan outreach:words providers:releases
providers:returns providers:return-requests providers:employer-names providers:confirmations
outreach:held-back outreach:replies outreach:campaigns-compare
""".split()
PUBLIC = (
    "employers:wall employers:wall-embed employers:wall-json reports:demand reports:demand-json reports:home".split()
)
BUT = {
    "reports:today": -1,  # a task that waits alone is named
    "directory:organizations": 1,  # how many there are beyond the page
    "directory:people": 1,  # as above
    "employers:queue-history": 1,  # as above
}
# Pages for the team that need no thing in their address and are no list that grows with what happens.
NO_LISTS = {
    "outreach:mail": "four records at most, one of each",
    "community:settings": "a page of the settings, one of each",
    "employers:text-compare": "two texts side by side",
    "employers:agreement-text-compare": "as above",
    "employers:kit": "one line for each piece of the kit",
}


def add(at: Community, by: User, number: int) -> None:
    """Make one more of everything that a list shows."""
    now = timezone.now()
    today = timezone.localdate(timezone=at.zone)
    signed = make.active(
        at, name=f"Acme {number}", town=f"Town {number}", asks={"15-1252": 2}, consents=("list_name", "show_logo")
    )
    employer = signed.employer
    assert employer
    organization = employer.organization
    organization.owner = make.member(at, Role.VIEWER)
    organization.save()
    organization.tags.add(Tag.objects.create(community=at, name=f"tag {number}"))
    Entry.objects.create(
        community=at, organization=organization, verb="note", text="Met.", by=organization.owner, at=now
    )
    person, friend = make.person(at), make.person(at)
    make.affiliation(person, organization)
    make.tie(person, friend)
    due = {"community": at, "organization": organization, "person": person, "owner": by, "due_on": today}
    Task.objects.create(title="Call", **due)
    Task.objects.create(title="Called", done_at=now, done_by=by, **due)
    other = make.organization(at)
    DuplicatePair.objects.create(community=at, one=organization, other=other, score=94, reasons=["names alike"])
    if number <= 12:  # more than the page shows of what was merged lately
        merging.merge(make.organization(at, name=f"Kept {number}"), make.organization(at), by=by, at=now)
    make.ally(make.alliance(at, contact=person), organization)
    introductions.ask(person, make.person(at), organization=other, words="Dear Jo", by=by, at=now)
    Advocate.objects.create(employer=employer, person=person, why="They train.")
    needing.note(employer, words="A room", by=by, at=now)
    CheckIn.objects.create(commitment=signed, quarter=quarter_of(today), answered_at=now, interviewed=1)
    SkillAlias.objects.create(community=at, written=f"js{number}", name=f"JavaScript {number}")
    link = ReferralLink.objects.create(community=at, person=person, employer=employer)
    for state in ("open", "signed"):
        brought = {"community": at, "link": link, "organization": other, "name": "Brought", "at": now}
        Referral.objects.create(road="desk", state=state, settled_at=now, **brought)
    for state in ("awaiting", "confirmed"):
        known = {"organization_name": organization.name, "confirmed_at": now if state == "confirmed" else None}
        cast.commitment(at, now, state=state, **known)  # somebody is found whose signature it may be
    make.text(at, published_at=now - timedelta(days=1))
    make.text(at, published_at=now - timedelta(days=1), kind="agreement")
    Invitation.objects.create(
        community=at, email=f"new{number}@rivertown.example", name="New", invited_by=by, is_viewer=True
    )
    program = make.program(make.provider(at, standing="listed"))
    awaited = make.placement_return(program, date(2025, 1, 1))
    EmployerName.objects.create(community=at, name=f"acme {number}", spellings=[f"Acme {number}"])
    ReturnRequest.objects.create(awaited=awaited, kind="excuse", reason="Nobody taught it.", asked_by=by, asked_at=now)
    Confirmation.objects.create(
        inquiry=Inquiry.objects.create(organization=organization, person=person),
        filed_for=awaited,
        reference="G1",
        started_on=date(2025, 2, 3),
        answer="not_ours",
        words="Nobody.",
        answered_at=now,
    )
    audit.record("changed the address.", community=at, by=organization.owner, at=now)
    cast.import_of(at, by)
    rules = write(one_group(Rule("sector", "is", ("health",)), Rule("owner", "is", (str(by.pk),))))
    saved = {"community": at, "owner": by, "changed_by": organization.owner, "rules": rules}
    Audience.objects.create(name=f"Health {number}", **saved)
    audience = PlanAudience.objects.create(community=at, name=f"Makers {number}")
    PlanItem.objects.create(
        community=at,
        audience=audience,
        message="Two were hired",
        channel="call",
        due_on=today,
        owner=organization.owner,
        messenger_person=person,
    )
    make.step(make.campaign(at, owner=organization.owner))
    made = make.release(at, number=number, state="published", quarter=date(2000 + number, 1, 1), published_by=by)
    Figure.objects.create(release=made, program=program, kind="headline", state="not_mature", definition=1)
    hashed = suppressing.hash_of(at, person.email)
    Suppression.objects.create(community=at, address_hash=hashed, reason="staff", scope="news", by=organization.owner)
    letter = Letter.objects.create(
        community=at,
        kind="note",
        promise=Letter.Promise.AT_MOST_ONCE,
        once_key=f"letter-{number}",
        message_id=f"<{number}@{at.host}>",
        to_email=f"jo{number}@example.com",
        subject="Hello",
        body="Hello",
        organization=organization,
    )
    Reply.objects.create(
        community=at, key=str(number), letter=letter, person=person, organization=organization, text="Yes", at=now
    )


def costs(browser: Client, names: list[str]) -> dict[str, int]:
    """Return how many questions each page asks the second time it is opened."""
    asked = {}
    for name in names:
        browser.get(reverse(name))
        with CaptureQueriesContext(connection) as context:
            assert browser.get(reverse(name)).status_code == 200, name
        asked[name] = len(context)
    return asked


def test_a_list_asks_as_much_for_thirty_rows_as_for_one(rivertown: Community, coordinator: User) -> None:
    make.person(rivertown, user=coordinator)
    browser, visitor = signed_in(coordinator), Client()

    def all_costs() -> dict[str, int]:
        return costs(browser, WORKSPACE) | costs(visitor, PUBLIC)

    add(rivertown, coordinator, 1)
    for_one = all_costs()
    for number in range(2, 31):
        add(rivertown, coordinator, number)
    for_thirty = all_costs()
    assert for_thirty == for_one | {name: for_one[name] + more for name, more in BUT.items()}
    assert for_one.pop("reports:today") <= MOST_TODAY
    assert max(for_one.values()) <= MOST


def test_the_tasks_of_a_campaign_ask_as_much_for_thirty_rows_as_for_one(
    rivertown: Community, coordinator: User
) -> None:
    campaign = make.campaign(rivertown, owner=coordinator, state="running")
    step, path = make.step(campaign, kind="call"), reverse("outreach:campaign-tasks", args=[campaign.pk])
    now, browser, asked = timezone.now(), signed_in(coordinator), []
    for number in range(1, 31):
        owner, organization, person = (
            make.member(rivertown, Role.VIEWER),
            make.organization(rivertown),
            make.person(rivertown),
        )
        due = {"organization": organization, "person": person, "owner": owner, "due_on": now.date()}
        for done in ({}, {"done_at": now, "done_by": owner}):
            task = Task.objects.create(community=rivertown, title="Call", **due, **done)
            reached = Recipient.objects.create(
                campaign=campaign, organization=organization, person=person, email=f"jo{task.pk}@example.com"
            )
            Errand.objects.create(step=step, recipient=reached, state="given", due_at=now, task=task)
        if number in {1, 30}:
            browser.get(path)
            with CaptureQueriesContext(connection) as context:
                assert browser.get(path).status_code == 200
            asked.append(len(context))
    assert asked[0] == asked[1] <= MOST


def test_no_list_of_the_workspace_is_left_out() -> None:
    lines = routes.table()
    pages = {
        name
        for name, line in lines.items()
        if line.who in {"readers", "team"} and line.methods == ("GET",) and line.page and not line.thing
    }
    assert pages - set(WORKSPACE) == set(NO_LISTS)
