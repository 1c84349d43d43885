"""Acquainting: whoever introduces somebody to us says how well they know them, and that is a tie by their own word."""

from datetime import datetime

from django.db import transaction

from community.models import User
from directory import people, ties
from directory.bonds import TieKind
from directory.models import Affiliation, Person, Tie
from directory.names import fold
from employers.models import Referral


@transaction.atomic
def acquaint(referral: Referral, *, how: str = "", how_well: int | None, by: User, at: datetime) -> Tie | None:
    """Let the holder of a link know whom they told us of; a word of theirs warms what we knew, and cools nothing.

    `how` is a TieKind or empty, `how_well` a Strength; without it, or where nobody is named, there is no tie.
    """
    me = referral.link.person or Person.objects.of(referral.community).filter(user=by).first()
    if how_well is None or me is None or not (referral.email or referral.contact_name):
        return None
    other = told_of(referral, by=by, at=at)
    if other is None or other.pk == me.pk:
        return None
    known = Tie.objects.current().between(me, other).order_by("-strength", "pk").first()
    if known and known.strength >= how_well:
        return known
    kind = how or (known.kind if known else TieKind.OTHER)
    return ties.tie(me, other, kind=kind, strength=how_well, said_by_person=me, by=by, at=at)


def told_of(referral: Referral, *, by: User, at: datetime) -> Person | None:
    """Return the person whom a referral names: by the address, or by the name at the organization, new where needed."""
    known = Person.objects.of(referral.community)
    if referral.email or referral.organization is None:
        return known.filter(email=referral.email).first() if referral.email else None
    here = Affiliation.objects.current().filter(organization=referral.organization)
    named = known.filter(affiliations__in=here, folded_name=fold(referral.contact_name)[:150])
    source = f"introduced by {referral.link.name}"[:120]
    return named.order_by("pk").first() or people.enlist(
        referral.organization, name=referral.contact_name, source=source, by=by, at=at
    )
