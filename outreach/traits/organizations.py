"""Traits of organizations of any kind: what they are, where, how large, and who of the team looks after them."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from community.models import Community
from directory.filters import members_of
from directory.models import Alliance, AllianceMember, Organization, Sector, SizeBand, Tag
from outreach.traits.trait import HAS_WORDS, IS, Choices, Operator, Scope, Trait, keys, turned

UNKNOWN = ("", "not known")
NOBODY = "nobody"
KINDS = {
    "employer": ("an employer", Q(organization__employer__isnull=False)),
    "provider": ("a provider", Q(organization__provider__isnull=False)),
    "alliance": ("an alliance", Q(organization__alliance__isnull=False)),
}


def kind(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask what an organization is; it may be several at once."""
    asked = [KINDS[value][1] for value in values if value in KINDS]
    return turned(op, reduce(or_, asked, Q(pk__in=[])))


def sector(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for its sector."""
    return turned(op, Q(organization__sector__in=values))


def size(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask how many people work there."""
    return turned(op, Q(organization__size_band__in=values))


def town(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask where it is."""
    return turned(op, Q(organization__town__in=values))


def tag(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for its tags."""
    tagged = Organization.tags.through.objects.filter(tag__in=keys(values), organization=OuterRef("organization"))
    return turned(op, Q(Exists(tagged)))


def owner(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask who of the team looks after it."""
    found = Q(organization__owner__in=keys(values))
    if NOBODY in values:
        found |= Q(organization__owner=None)
    return turned(op, found)


def alliance(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask whether it is a member of an alliance today."""
    members = AllianceMember.objects.filter(until=None, alliance__in=keys(values))
    return turned(op, Q(Exists(members.filter(organization=OuterRef("organization")))))


def words(op: str, values: tuple[str, ...], scope: Scope) -> Q:
    """Ask for words in its name or town, or with which one of its mail domains begins."""
    found = Organization.objects.of(scope.community).search(" ".join(values))
    return turned(op, Q(organization__in=found.order_by().values("pk")))


def kinds(community: Community) -> Choices:
    """Offer what it can be."""
    return [(key, label) for key, (label, _q) in KINDS.items()]


def sectors(community: Community) -> Choices:
    """Offer every sector."""
    return [*((code, str(label)) for code, label in Sector.choices), UNKNOWN]


def sizes(community: Community) -> Choices:
    """Offer every size."""
    return [*((code, str(label)) for code, label in SizeBand.choices), UNKNOWN]


def towns(community: Community) -> Choices:
    """Offer the towns in which the community knows organizations."""
    return [*((name, name) for name in Organization.objects.all().towns(community)), UNKNOWN]


def tags(community: Community) -> Choices:
    """Offer the community's tags."""
    return [(str(pk), name) for pk, name in Tag.objects.of(community).order_by("name").values_list("pk", "name")]


def owners(community: Community) -> Choices:
    """Offer the team."""
    return [*members_of(community), (NOBODY, "nobody yet")]


def alliances(community: Community) -> Choices:
    """Offer the alliances."""
    named = Alliance.objects.of(community).order_by("organization__normalized_name", "pk")
    return [(str(pk), name) for pk, name in named.values_list("pk", "organization__name")]


MEMBER = {"is": Operator("is a member of"), "is_not": Operator("is no member of", between=" nor ")}
TAGGED = {"is": Operator("has the tag"), "is_not": Operator("has not the tag", between=" nor ")}
TRAITS = (
    Trait("kind", "What it is", "It", kind, IS, kinds),
    Trait("sector", "Sector", "Its sector", sector, IS, sectors),
    Trait("size", "Size", "Its size", size, IS, sizes),
    Trait("town", "Town", "Its town", town, IS, towns),
    Trait("tag", "Tag", "It", tag, TAGGED, tags),
    Trait("alliance", "Alliance", "It", alliance, MEMBER, alliances),
    Trait("owner", "Owner", "Its owner in the team", owner, IS, owners),
    Trait("words", "Name, town or mail domain", "Its name, town or mail domain", words, HAS_WORDS),
)
