"""Merging two records of one person: where they work, what was said, whom they know; undone like organizations."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from community.models import User
from directory import merging, signals
from directory.duplicates import pairs
from directory.ledger import CannotMerge, Ledger
from directory.models import Affiliation, Alliance, Entry, Introduction, Merge, Person, Task, Tie
from directory.models.introduction import PEOPLE as INTRODUCTION_PEOPLE
from directory.people import CHANGEABLE


@transaction.atomic
def merge(kept: Person, gone: Person, *, by: User, at: datetime, take: Collection[str] = ()) -> Merge:
    """Let one record of a person go into another; `take` names the fields in which the one that goes is right.

    Raises CannotMerge where they are the same already, another community's, or each has a sign-in of their own.
    """
    if kept.pk == gone.pk:
        raise CannotMerge("A person cannot be merged with themselves.")
    rows = Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    locked = {one.pk: one for one in rows}
    if len(locked) < 2:
        raise CannotMerge("One of the two is gone: a colleague was quicker.")
    kept, gone = locked[kept.pk], locked[gone.pk]
    if kept.community_id != gone.community_id:
        raise CannotMerge("They belong to two communities.")
    if kept.user_id and gone.user_id:
        raise CannotMerge("Both sign in to a desk, each with an address of their own. One of them would lose it.")
    done = Merge.objects.create(
        community=kept.community,
        person=kept,
        gone=gone.pk,
        gone_name=gone.name,
        at=at,
        by=by,
        counts=merging.moving(gone),
    )
    ledger = Ledger()
    move_own(ledger, kept, gone)
    signals.people_merging.send(Person, kept=kept, gone=gone, ledger=ledger, by=by, at=at)
    right: dict[str, Any] = {name: getattr(gone, name) for name in CHANGEABLE if name in take}
    if "email" in take:
        right["source_at"] = gone.source_at
    ledger.drop(gone)
    ledger.change(kept, **right, user_id=kept.user_id or gone.user_id, created_at=min(kept.created_at, gone.created_at))
    merging.tell(done, ledger, "people_merged", by=by, at=at)
    return done


def move_own(ledger: Ledger, kept: Person, gone: Person) -> None:
    """Point the directory's own rows; a tie between the two is one with themselves, and dropped."""
    theirs = {one.organization_id: one for one in Affiliation.objects.current().filter(person=gone)}
    both = Affiliation.objects.current().filter(person=kept, organization__in=theirs.keys())
    for ours in both.order_by("pk"):
        merging.join(ledger, ours, theirs[ours.organization_id])
    pairs.rename(ledger, kept, gone)
    for model in (Affiliation, Entry, Task, Merge):
        ledger.point(model, "person", gone, kept)
    ledger.point(Alliance, "contact", gone, kept)
    for side in ("from_person", "to_person", "said_by_person"):
        ledger.point(Tie, side, gone, kept)
    for role in INTRODUCTION_PEOPLE:
        ledger.point(Introduction, role, gone, kept)
