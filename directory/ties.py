"""Ties: who knows whom, how well, and who says so; and who of the directory is of our own team."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from community.models import User
from directory import timeline
from directory.bonds import Strength, TieKind
from directory.models import Person, Tie


class CannotTie(Exception):
    """It cannot be so; the message says why."""


class CannotClaim(Exception):
    """That is not who they are; the message says why."""


@transaction.atomic
def tie(
    one: Person,
    other: Person,
    *,
    kind: str,
    strength: int,
    at: datetime,
    since: date | None = None,
    words: str = "",
    by: User | None = None,
    said_by_person: Person | None = None,
) -> Tie:
    """Say that two people know each other; of one kind they have one tie, and what is said last holds.

    Raises CannotTie for somebody and themselves.
    """
    if one.pk == other.pk:
        raise CannotTie(f"{one} is one person. Choose somebody else.")
    list(Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk"))
    known = Tie.objects.current().between(one, other).filter(kind=kind).first()
    current = known or Tie(community=one.community, from_person=one, to_person=other, kind=kind)
    current.strength, current.since = strength, since or current.since
    current.words = words or current.words
    current.said_by, current.said_by_person, current.said_at = by, said_by_person, at
    current.save()
    tell("tie_changed" if known else "tie_added", current, by=by, at=at)
    return current


@transaction.atomic
def end(one: Tie, *, until: date, by: User, at: datetime) -> Tie:
    """Say that two people have lost touch; raises CannotTie where that is known, or would be before they met."""
    current = Tie.objects.select_for_update(of=("self",)).select_related("from_person", "to_person").get(pk=one.pk)
    if current.until:
        raise CannotTie(f"{current} have lost touch already.")
    if current.since and until < current.since:
        day = f"{current.since:%B} {current.since.day}, {current.since.year}"
        raise CannotTie(f"They have known each other since {day}, and cannot lose touch before that.")
    current.until = until
    current.save(update_fields=["until"])
    tell("tie_ended", current, by=by, at=at)
    return current


def tell(verb: str, one: Tie, *, by: User | None, at: datetime) -> None:
    """Write on the timelines of both what became of their tie."""
    for person, other in ((one.from_person, one.to_person), (one.to_person, one.from_person)):
        timeline.record(
            verb,
            community=one.community,
            person=person,
            by=by,
            at=at,
            facts={
                "other": other.pk,
                "name": other.name,
                "kind": TieKind(one.kind).label,
                "strength": Strength(one.strength).label,
            },
        )


@transaction.atomic
def claim(person: Person, *, by: User) -> Person:
    """Say that a person of the directory is the one who signed in: from them on, ways lead to others.

    Raises CannotClaim where the record is somebody else's, or they have another.
    """
    current = Person.objects.select_for_update().get(pk=person.pk)
    if current.user_id == by.pk:
        return current
    if current.user_id:
        raise CannotClaim(f"{current} signs in with an account of their own.")
    mine = Person.objects.of(current.community).filter(user=by).first()
    if mine:
        raise CannotClaim(f"You are {mine} here already.")
    current.user = by
    try:
        with transaction.atomic():
            current.save(update_fields=["user"])
    except IntegrityError as problem:  # two windows of one person at once
        raise CannotClaim("You are somebody else here already.") from problem
    return current


@transaction.atomic
def disclaim(person: Person, *, by: User) -> None:
    """Take back that a person is the one who signed in; raises CannotClaim where they are not."""
    if not Person.objects.filter(pk=person.pk, user=by).update(user=None):
        raise CannotClaim(f"You are not {person}.")
