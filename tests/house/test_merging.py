"""Merging and every table there is: nothing that points at a record is forgotten, and undoing leaves no trace."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from community.models import AuditEntry, Community, User
from directory import merging, merging_people, signals, timeline
from directory.ledger import Ledger, relations_of
from directory.models import Affiliation, Alliance, Entry, Merge, Organization, Person, Tag, Task, Tie
from directory.organizations import CHANGEABLE
from directory.people import CHANGEABLE as PERSON_FIELDS
from employers import verifying
from employers.models import Ask, Chain, Employer, Event
from employers.stages import WITH_A_REASON, Stage
from employers.standing import Beside
from outreach.models import Letter
from tests import make
from tests.employers import signatures
from tests.make import NOW

pytestmark = pytest.mark.django_db
WRITTEN = {AuditEntry, Merge, Event, Chain}  # tables that say that it happened


def snapshot(before: int) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table as it is; of the timeline, what stood there before."""
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model in WRITTEN or not model._meta.managed:
            continue
        rows = model._base_manager.order_by("pk")
        rows = rows.filter(pk__lte=before) if model is Entry else rows
        tables[model._meta.label] = list(rows.values())
    return tables


def last_entry() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def grow(community: Community, dice: random.Random, people: list, team: list[User], number: int) -> Organization:
    """Make an organization with a random life."""
    one = make.organization(
        community,
        name=dice.choice(["Acme", "Acme Corp", "Acme Health", "Zürich & Sons"]),
        sector=dice.choice(["", "health", "finance"]),
        town=dice.choice(["", "Rivertown", "Millbrook"]),
        phone=dice.choice(["", "555 0100", "555 0199"]),
        owner=dice.choice([None, *team]),
        created_at=NOW - timedelta(days=dice.randrange(300), microseconds=dice.randrange(10**6)),
    )
    for name in ("acme.example", "acme.org.example"):
        if dice.random() < 0.6:
            make.domain(one, name, is_verified=dice.random() < 0.5 and not number)
    for name in ("chamber", "downtown", "fair"):
        if dice.random() < 0.5:
            one.tags.add(Tag.objects.get_or_create(community=community, name=name)[0])
    for person in people:
        if dice.random() < 0.5:
            make.affiliation(
                person,
                one,
                title=dice.choice(["", "CIO", "HR"]),
                since=dice.choice([None, NOW.date() - timedelta(days=9)]),
                has_desk=dice.random() < 0.5,
            )
        if dice.random() < 0.4:
            Affiliation.objects.create(person=person, organization=one, until=NOW.date())
    if dice.random() < 0.7:
        grow_employer(community, dice, one, number)
    grow_alliances(community, dice, one, people)
    for _ in range(dice.randrange(3)):
        about = dice.choice([None, *people])
        Task.objects.create(community=community, organization=one, title="Call", person=about)
        timeline.record("note", community=community, organization=one, person=about, at=NOW, text="Said")
        Letter.objects.create(
            community=community,
            kind="note",
            promise=Letter.Promise.AT_MOST_ONCE,
            once_key=f"letter-{one.pk}-{dice.random()}",
            message_id=f"<{dice.random()}@testserver>",
            to_email="jo@example.com",
            subject="Hello",
            body="Hello",
            organization=one,
        )
    return one


def grow_alliances(community: Community, dice: random.Random, one: Organization, people: list) -> None:
    """Make an organization an alliance, and a member of others, some long ago."""
    if dice.random() < 0.6:
        alliance = make.alliance(community, organization=one, contact=dice.choice([None, *people]))
        for other in community.organizations.exclude(pk=one.pk):
            make.ally(alliance, other, until=dice.choice([None, NOW.date()]))
    for alliance in Alliance.objects.exclude(organization=one):
        if dice.random() < 0.6:
            make.ally(alliance, one)


def grow_employer(community: Community, dice: random.Random, one: Organization, number: int) -> None:
    """Make an organization an employer, some with signatures."""
    stage = dice.choice(list(Stage))
    employer = make.employer(
        community,
        organization=one,
        stage=stage,
        stage_reason="They said so." if stage in WITH_A_REASON else "",
        it_workforce=dice.choice(["", "5-19"]),
        last_contact_on=dice.choice([None, NOW.date() - timedelta(days=dice.randrange(90))]),
        **dice.choice([{}, {"next_step": "Call"}, {"next_step": "Meet", "next_step_on": NOW.date()}]),
    )
    for again in range(dice.randrange(3)):
        signatures.settled(
            community,
            at=NOW - timedelta(days=2),
            organization=one,
            beside=dice.choice([Beside.SECOND, Beside.SUPERSEDE]),
            signer_email=f"jo{number}{again}@elsewhere{number}{again}.example",
            organization_name=f"{one.name} {number} {again}",
        )
    Ask.objects.create(employer=employer, occupation="15-1254", valid_until=NOW.date())


@pytest.mark.parametrize("seed", range(12))
def test_merging_and_undoing_leaves_every_table_as_it_was(rivertown: Community, coordinator: User, seed: int) -> None:
    dice = random.Random(seed)
    people = [make.person(rivertown) for _ in range(3)]
    kept, gone, third = (grow(rivertown, dice, people, [coordinator], number) for number in range(3))
    entries = last_entry()
    before = snapshot(entries)
    take = [name for name in CHANGEABLE if dice.random() < 0.5]
    done = merging.merge(kept, gone, take=take, by=coordinator, at=NOW)
    assert not Organization.objects.filter(pk=gone.pk).exists()
    assert list(verifying.problems(rivertown)) == []
    between = snapshot(entries)
    again = merging.merge(third, kept, by=coordinator, at=NOW + timedelta(minutes=1))
    assert list(verifying.problems(rivertown)) == []
    merging.undo(again, by=coordinator, at=NOW + timedelta(minutes=2))
    assert snapshot(entries) == between
    merging.undo(done, by=coordinator, at=NOW + timedelta(days=29))
    assert snapshot(entries) == before
    assert list(verifying.problems(rivertown)) == []


def test_no_key_to_an_organization_or_an_employer_is_forgotten(rivertown: Community) -> None:
    """A new table that points at one of them is to be pointed in its app's receiver of `organizations_merging`."""
    kept, gone = make.employer(rivertown).organization, make.employer(rivertown).organization
    ledger = Ledger()
    merging.move_own(ledger, kept, gone)
    signals.organizations_merging.send(Organization, kept=kept, gone=gone, ledger=ledger, by=None, at=NOW)
    wanted = {
        (relation.related_model._meta.label_lower, relation.field.name)
        for model in (Organization, Employer)
        for relation in relations_of(model)
    }
    assert wanted - ledger.handled == set()


@pytest.mark.parametrize("seed", range(8))
def test_merging_people_and_undoing_leaves_every_table_as_it_was(
    rivertown: Community, coordinator: User, seed: int
) -> None:
    dice = random.Random(seed)
    people = [make.person(rivertown, phone=dice.choice(["", "555 0100"])) for _ in range(4)]
    for number in range(3):
        grow(rivertown, dice, people, [coordinator], number)
    for one in people:
        for other in people:
            if one != other and dice.random() < 0.5:
                Tie.objects.create(community=rivertown, from_person=one, to_person=other, kind="worked", strength=2)
    kept, gone, third = people[:3]
    if dice.random() < 0.5:
        gone.user = make.user()
        gone.save()
    entries = last_entry()
    before = snapshot(entries)
    take = [name for name in PERSON_FIELDS if dice.random() < 0.5]
    done = merging_people.merge(kept, gone, take=take, by=coordinator, at=NOW)
    again = merging_people.merge(third, kept, by=coordinator, at=NOW)
    merging.undo(again, by=coordinator, at=NOW)
    merging.undo(done, by=coordinator, at=NOW)
    assert snapshot(entries) == before


def test_no_key_to_a_person_is_forgotten(rivertown: Community) -> None:
    """A new table that points at a person is to be pointed in its app's receiver of `people_merging`."""
    kept, gone = make.person(rivertown), make.person(rivertown)
    ledger = Ledger()
    merging_people.move_own(ledger, kept, gone)
    signals.people_merging.send(Person, kept=kept, gone=gone, ledger=ledger, by=None, at=NOW)
    wanted = {(relation.related_model._meta.label_lower, relation.field.name) for relation in relations_of(Person)}
    assert wanted - ledger.handled == set()
