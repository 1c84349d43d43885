"""Mending: somebody sees to an address that bounced: it is corrected, works after all, or is given up."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from community import audit
from community.models import User
from directory import people
from directory.models import Person
from outreach import suppressing
from outreach.models import Letter, Suppression
from outreach.states import State


class CannotMend(Exception):
    """The address cannot be corrected like this; the message says why."""


def owner_of(letter: Letter) -> Person | None:
    """Return who in the directory still has the address that a letter bounced from."""
    return Person.objects.of(letter.community).filter(email=letter.to_email).first() if letter.to_email else None


@transaction.atomic
def correct(letter: Letter, *, email: str, by: User, at: datetime) -> Person:
    """Give whoever has the address that bounced another one; letters to the old one stay held back.

    Letters to them that have not left go to the new one, but for those that go there already. Raises CannotMend where
    nobody has the old one, it is the same, or somebody else has the new one.
    """
    person = owner_of(letter)
    if person is None:
        raise CannotMend("Nobody in the directory has this address any more.")
    if people.normalize_address(email) == letter.to_email:
        raise CannotMend("This is the address that bounced.")
    try:
        person = people.change(person, email=email, by=by, at=at)
    except people.CannotAddPerson as reason:
        raise CannotMend(str(reason)) from reason
    readdress(letter.to_email, person)
    put_aside(letter, at=at)
    return person


def readdress(old: str, person: Person) -> int:
    """Let letters that wait for somebody at an address go to the one they have now; return how many those are."""
    there = Letter.objects.filter(step=OuterRef("step"), to_email=person.email)
    waiting = Letter.objects.filter(person=person, to_email=old, state=State.WAITING)
    return waiting.filter(Q(step=None) | ~Exists(there)).update(to_email=person.email)


@transaction.atomic
def allow(letter: Letter, *, by: User, at: datetime) -> None:
    """Let letters go to the address again: somebody knows that it works after all."""
    reasons = (Suppression.Reason.HARD_BOUNCE, Suppression.Reason.SOFT_BOUNCES)
    hashed = suppressing.hash_of(letter.community, letter.to_email)
    held = Suppression.objects.of(letter.community).filter(address_hash=hashed, reason__in=reasons)
    if held.delete()[0]:
        audit.record("allowed letters again to an address that bounced", community=letter.community, by=by, at=at)
    put_aside(letter, at=at)


@transaction.atomic
def give_up(letter: Letter, *, by: User, at: datetime) -> None:
    """Leave the address as it is: it is not written to, and wants nothing any more."""
    put_aside(letter, at=at)
    audit.record("left an address that bounced as it is", community=letter.community, by=by, at=at)


def put_aside(letter: Letter, *, at: datetime) -> None:
    """Note on all letters that bounced from the address that somebody saw to it."""
    Letter.objects.of(letter.community).to_mend().filter(to_email=letter.to_email).update(mended_at=at)
