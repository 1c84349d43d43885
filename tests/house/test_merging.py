"""Merging and every table there is: nothing that points at a record is forgotten, and undoing leaves no trace."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from community.models import AuditEntry, Community, User
from directory import merging, merging_people, signals
from directory.ledger import Ledger, relations_of
from directory.models import Entry, Merge, Organization, Person
from directory.organizations import CHANGEABLE
from directory.people import CHANGEABLE as PERSON_FIELDS
from employers import verifying
from employers.models import Chain, Employer, Event
from providers.models import Provider
from tests import make
from tests.house.lives import grow, grow_ties
from tests.make import NOW

pytestmark = pytest.mark.django_db
WRITTEN = {AuditEntry, Event, Chain}  # tables that say that it happened


def snapshot(before: int) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table as it is; of the timeline, what stood there before."""
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model in WRITTEN or not model._meta.managed:
            continue
        rows = model._base_manager.order_by("pk")
        rows = rows.filter(pk__lte=before) if model is Entry else rows
        rows = rows.filter(at__lt=NOW) if model is Merge else rows  # of merges, those of before as well
        tables[model._meta.label] = list(rows.values())
    return tables


def last_entry() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


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


def test_no_key_to_an_organization_an_employer_or_a_provider_is_forgotten(rivertown: Community) -> None:
    """A new table that points at one of them is to be pointed in its app's receiver of `organizations_merging`."""
    kept, gone = make.employer(rivertown).organization, make.employer(rivertown).organization
    for one in (kept, gone):
        make.provider(rivertown, organization=one)
    ledger = Ledger()
    merging.move_own(ledger, kept, gone)
    signals.organizations_merging.send(Organization, kept=kept, gone=gone, ledger=ledger, by=None, at=NOW)
    wanted = {
        (relation.related_model._meta.label_lower, relation.field.name)
        for model in (Organization, Employer, Provider)
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
    grow_ties(rivertown, dice, people, [coordinator])
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


@pytest.mark.parametrize("model", [Organization, Employer, Provider, Person], ids=lambda model: model.__name__)
def test_the_lives_are_in_every_table(rivertown: Community, coordinator: User, model: Any) -> None:
    """What is proved above is proved of each table: one that points at these belongs into tests/house/lives.py."""
    relations = {(relation.related_model, relation.field.name) for relation in relations_of(model)}
    for seed in range(12):
        dice = random.Random(seed)
        people = [make.person(rivertown) for _ in range(3)]
        for number in range(2):
            grow(rivertown, dice, people, [coordinator], number + 2 * seed)
        grow_ties(rivertown, dice, people, [coordinator])
        relations = {
            (table, name) for table, name in relations if not table._base_manager.exclude(**{name: None}).exists()
        }
        if not relations:
            return
    assert relations == set()
