"""Naming: whom an introducer names instead of themselves is taken up among our people, or put aside."""

from datetime import datetime

from django.db import transaction

from community.models import User
from directory import introductions, people, weighing
from directory.introductions import CannotChange
from directory.models import Introduction, Person
from directory.names import fold
from directory.replies import State


@transaction.atomic
def take_up(introduction: Introduction, *, by: User, at: datetime) -> Person:
    """Put whom an introducer named into the directory, known to the introducer by their own word; return that person.

    Raises CannotChange where nobody was named, or it was taken up or put aside already.
    """
    introduction = named_in(introduction)
    person = person_named(introduction) or people.find_or_add(
        introduction.community,
        email=introduction.named_email,
        name=introduction.named_name,
        source=f"named by {introduction.introducer}"[:120],
        by=by,
        at=at,
    )
    weighing.know_at_least(introduction, person, by=by, at=at)
    introduction.named, introduction.closed_at = person, at
    introduction.save(update_fields=["named", "closed_at"])
    return person


@transaction.atomic
def put_aside(introduction: Introduction, *, at: datetime) -> None:
    """Leave alone whom an introducer named; raises CannotChange as above."""
    introduction = named_in(introduction)
    introduction.closed_at = at
    introduction.save(update_fields=["closed_at"])


def person_named(introduction: Introduction) -> Person | None:
    """Return whom an introducer named, where we know them: by the address, or by a name that only one has."""
    known = Person.objects.of(introduction.community)
    if introduction.named_email:
        return known.filter(email=people.normalize_address(introduction.named_email)).first()
    alike = list(known.filter(folded_name=fold(introduction.named_name)[:150]).order_by("pk")[:2])
    return alike[0] if len(alike) == 1 else None


def named_in(introduction: Introduction) -> Introduction:
    """Return a request whose answer names somebody nobody took up yet, locked; raises CannotChange for others."""
    introduction = introductions.locked(introduction)
    if introduction.state != State.NOT_ME or introduction.closed_at or not introduction.named_name:
        raise CannotChange("Nobody is named here who was not taken up or put aside already.")
    return introduction
