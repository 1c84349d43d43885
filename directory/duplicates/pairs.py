"""Pairs: what a coordinator says of two records that look alike, and what becomes of it when one of them goes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from community.models import User
from directory.duplicates.blocks import pair
from directory.ledger import Ledger
from directory.models import DuplicatePair, Organization, Person

SIDES = {Organization: ("one", "other"), Person: ("one_person", "other_person")}


@transaction.atomic
def decide(duplicate: DuplicatePair, *, state: str, by: User, at: datetime) -> None:
    """Remember what a coordinator says of a pair: that they are not the same, or that it is open again."""
    is_open = state == DuplicatePair.State.OPEN
    DuplicatePair.objects.filter(pk=duplicate.pk).update(
        state=state, decided_at=None if is_open else at, decided_by=None if is_open else by
    )


def rename(ledger: Ledger, kept: Any, gone: Any) -> None:
    """Let the pairs of a record that goes be pairs of the one that stays; what was said of either holds.

    The next search may find that they are not alike any more, which is no reason not to part the two again.
    """
    one, other = SIDES[type(kept)]
    for theirs in DuplicatePair.objects.filter(Q(**{one: gone}) | Q(**{other: gone})).order_by("pk"):
        ends = (getattr(theirs, f"{one}_id"), getattr(theirs, f"{other}_id"))
        third = ends[1] if ends[0] == gone.pk else ends[0]
        if third == kept.pk:
            ledger.drop(theirs)
            continue
        first, second = pair(kept.pk, third)
        ours = DuplicatePair.objects.filter(**{one: first, other: second}).first()
        if ours is None:
            ledger.change(theirs, is_loose=True, **{f"{one}_id": first, f"{other}_id": second})
            continue
        ledger.drop(theirs)
        if ours.state == DuplicatePair.State.OPEN != theirs.state:
            said = {"state": theirs.state, "decided_at": theirs.decided_at, "decided_by_id": theirs.decided_by_id}
            ledger.change(ours, is_loose=True, **said)
    for side in (one, other):
        ledger.point(DuplicatePair, side, gone, kept)
