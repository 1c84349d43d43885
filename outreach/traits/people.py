"""Traits of people themselves: their title, and what they are to us."""

from django.db.models import Exists, OuterRef, Q

from community.models import Community
from directory.models import Alliance
from employers.models import Advocate, Commitment
from outreach.traits.trait import HAS_WORDS, Choices, Operator, Scope, Trait, turned

ROLES = (
    ("advocate", "an advocate"),
    ("signer", "the signer of a commitment that stands"),
    ("desk", "somebody who may use the desk"),
    ("alliance", "whom we know at an alliance"),
)


def title(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for words in the title; without a title there are none."""
    return turned(op, Q(title__icontains="".join(values)))


def role(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask what they are to us; they may be several at once."""
    signed = Commitment.objects.of(scope.community).active().filter(signer_email=OuterRef("person__email"))
    known = {
        "advocate": Q(Exists(Advocate.objects.filter(person=OuterRef("person")))),
        "signer": ~Q(person__email="") & Q(Exists(signed)),
        "desk": Q(has_desk=True),
        "alliance": Q(Exists(Alliance.objects.filter(contact=OuterRef("person")))),
    }
    found = Q(pk__in=[])
    for value in values:
        found |= known.get(value, Q(pk__in=[]))
    return turned(op, found)


def roles(community: Community) -> Choices:
    """Offer what they can be to us."""
    return list(ROLES)


THEY_ARE = {"is": Operator("are"), "is_not": Operator("are not", between=" nor ")}
TRAITS = (
    Trait("title", "Title", "Their title", title, HAS_WORDS),
    Trait("role", "What they are to us", "They", role, THEY_ARE, roles),
)
