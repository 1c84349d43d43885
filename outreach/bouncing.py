"""Bouncing: what follows from a mark on a letter for its address, its person and its organization."""

from datetime import datetime

from directory import timeline
from directory.models import Person
from outreach import suppressing
from outreach.marks import SOFT_PAUSE, SOFT_WITHIN, Mark, is_worn_out
from outreach.models import Letter, Suppression
from outreach.signals import letter_marked

Reason, Scope = Suppression.Reason, Suppression.Scope
# A complaint holds back what we send of our own accord; whoever complained can still sign in, and is answered.
HOLDS_BACK = {
    Mark.HARD_BOUNCE: (Reason.HARD_BOUNCE, Scope.ALL),
    Mark.COMPLAINT: (Reason.COMPLAINT, Scope.NEWS),
    Mark.UNSUBSCRIBED: (Reason.UNSUBSCRIBED, Scope.NEWS),
}


def follow(letter: Letter, mark: Mark, *, at: datetime) -> None:
    """Do what follows from a new mark: suppress, note it on the timeline, announce it. Inside a transaction."""
    if letter.to_email:
        hold_back(letter, mark, at=at)
    if mark in {Mark.HARD_BOUNCE, Mark.COMPLAINT}:
        note(letter, mark, at=at)
    letter_marked.send(Letter, letter=letter, mark=mark, at=at)


def note(letter: Letter, mark: Mark, *, at: datetime) -> None:
    """Write on the timeline of whoever the letter went to, and of what it was about, that it was not welcome there."""
    person = letter.person
    if person is None and letter.to_email:
        person = Person.objects.of(letter.community).filter(email=letter.to_email).first()
    if person or letter.organization:
        timeline.record(
            "letter_bounced" if mark == Mark.HARD_BOUNCE else "letter_complained",
            community=letter.community,
            organization=letter.organization,
            person=person,
            at=at,
            facts={"letter": letter.pk, "label": letter.label},
        )


def hold_back(letter: Letter, mark: Mark, *, at: datetime) -> None:
    """Put the letter's address on the list of those that are not written to, where the mark asks for it."""
    hashed = suppressing.hash_of(letter.community, letter.to_email)
    if mark in HOLDS_BACK:
        reason, scope = HOLDS_BACK[mark]
        suppressing.suppress(letter.community, hashed, reason=reason, scope=scope, at=at)
    elif mark == Mark.SOFT_BOUNCE and has_worn_out(letter, at=at):
        suppressing.suppress(
            letter.community, hashed, reason=Reason.SOFT_BOUNCES, scope=Scope.NEWS, at=at, until=at + SOFT_PAUSE
        )


def has_worn_out(letter: Letter, *, at: datetime) -> bool:
    """Tell whether the last letters to this address came back softly, one after the other."""
    to_them = Letter.objects.of(letter.community).filter(to_email=letter.to_email)
    soft = to_them.filter(soft_bounced_at__gt=at - SOFT_WITHIN).values_list("soft_bounced_at", flat=True)
    delivered = to_them.filter(delivered_at__isnull=False, soft_bounced_at=None, bounced_at=None)
    last = delivered.order_by("-delivered_at").values_list("delivered_at", flat=True).first()
    return is_worn_out((moment for moment in soft if moment), last, at=at)
