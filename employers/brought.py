"""Who brought whom: as trees, as counts, and as its bringer may see it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from community.models import Community
from directory.models import AllianceMember
from employers.lineage import Brought, trees
from employers.models import Advocate, Commitment, Referral, ReferralLink

MOST = 5_000  # credited referrals of one community
# Which organization brings: the employer of whoever holds the link, or where they are at home.
BRINGER = {
    "bringer": Coalesce("link__employer__organization_id", "link__organization_id"),
    "bringer_name": Coalesce("link__employer__organization__name", "link__organization__name"),
}


@dataclass(frozen=True)
class Line:
    """One line of the tree, in the order in which it is read."""

    level: int
    organization: int
    name: str
    bringer: str
    count: int  # how many descend from it
    at: datetime | None = None
    road: str = ""


@dataclass(frozen=True)
class Row:
    """One referral as its bringer may see it: who does not want to be named is not named."""

    name: str  # empty where it may not be said
    is_signed: bool
    at: datetime
    contact: str = ""
    slug: str = ""


def credited(community: Community) -> Any:
    """Return the credited referrals in the order in which they were said."""
    signed: Any = Referral.objects.of(community).signed().annotate(**BRINGER)
    return signed.filter(bringer__isnull=False, organization__isnull=False).order_by("at", "pk")


def left_out(community: Community) -> int:
    """Return how many credited referrals came after the `MOST` that the trees hold; one query."""
    return max(0, int(credited(community).count()) - MOST)


def lines(community: Community) -> list[Line]:
    """Return the trees of a community, line by line, of its first `MOST` credited referrals; one query."""
    told = credited(community).values_list(*BRINGER, "organization_id", "organization__name", "settled_at", "road")
    rows = list(told[:MOST])
    names = {pk: name for by, by_name, whom, name, *_ in rows for pk, name in ((by, by_name), (whom, name))}
    facts = {(by, whom): (at, road) for by, _, whom, _, at, road in reversed(rows)}
    found: list[Line] = []
    left = [(0, 0, branch) for branch in reversed(trees(Brought(by, whom) for by, _, whom, *_ in rows))]
    while left:
        level, parent, branch = left.pop()
        at, road = facts.get((parent, branch.key), (None, ""))
        found.append(
            Line(
                level=level,
                organization=branch.key,
                name=names[branch.key],
                bringer=names.get(parent, ""),
                count=branch.size,
                at=at,
                road=Referral.Road(road).label if road else "",
            )
        )
        left += [(level + 1, branch.key, child) for child in reversed(branch.brought)]
    return found


@dataclass(frozen=True)
class Bringer:
    """Somebody who told of others, at one employer: by all their links there, what came of it."""

    link: ReferralLink
    told: int
    signed: int
    last: datetime
    is_advocate: bool


TOLD = {
    "told": Count("pk", distinct=True),
    "signed": Count("pk", filter=Q(state=Referral.State.SIGNED), distinct=True),
}


def bringers(community: Community, limit: int = 50) -> list[Bringer]:
    """Return by whom most came, with how many they told of and how many of these signed; three queries."""
    who = Coalesce(F("link__person"), -F("link"))  # a link without a person stands for itself
    rows = (
        Referral.objects.of(community)
        .values("link__employer", who=who)
        .annotate(**TOLD, last=Max("at"), first=Min("link"))
        .order_by("-signed", "-told", "first")[:limit]
    )
    found = list(rows)
    links = ReferralLink.objects.with_inviter().in_bulk([row["first"] for row in found])
    people = {row["who"] for row in found if row["who"] > 0}
    advocates = set(Advocate.objects.filter(person__in=people).values_list("person", "employer"))
    return [
        Bringer(
            link=links[row["first"]],
            told=row["told"],
            signed=row["signed"],
            last=row["last"],
            is_advocate=(row["who"], row["link__employer"]) in advocates,
        )
        for row in found
    ]


def by_advocate(advocates: Iterable[Advocate]) -> dict[int, dict[str, int]]:
    """Return for each advocate's key how many they told of, and how many of these signed; one query."""
    keys = {(one.person_id, one.employer_id): one.pk for one in advocates}
    told = Referral.objects.filter(link__person__in=[person for person, _employer in keys])
    rows = told.values("link__person", "link__employer").annotate(**TOLD).order_by()
    found = {(row.pop("link__person"), row.pop("link__employer")): row for row in rows}
    return {pk: found[key] for key, pk in keys.items() if key in found}


MEMBERSHIP = "link__employer__organization__memberships"


def told_by(members: QuerySet[AllianceMember]) -> QuerySet[Referral, dict[str, Any]]:
    """Return for each alliance how many others these members told of; a colleague of their own house is no other."""
    told = Referral.objects.filter(**{f"{MEMBERSHIP}__in": members})
    others = told.exclude(organization=F("link__employer__organization"))
    return others.values(alliance=F(f"{MEMBERSHIP}__alliance")).annotate(**TOLD).order_by()


def by_alliance(alliances: Collection[int]) -> dict[int, dict[str, int]]:
    """Return for each alliance's key how many its members of today told of, and how many of these signed; one query."""
    rows = told_by(AllianceMember.objects.current().filter(alliance__in=alliances))
    return {row.pop("alliance"): row for row in rows}


def alliances(community: Community, limit: int = 50) -> list[dict[str, Any]]:
    """Return the alliances whose members told of most, with how many and how many of these signed; one query."""
    rows = told_by(AllianceMember.objects.of(community).current())
    named = rows.annotate(name=F(f"{MEMBERSHIP}__alliance__organization__name"))
    return list(named.order_by("-signed", "-told", "alliance")[:limit])


def to_follow_up(community: Community) -> QuerySet[Referral]:
    """Return what was told at a desk or to a coordinator and not answered by a signature, newest first.

    Introductions have a list of their own.
    """
    told = Referral.objects.of(community).open().filter(road__in=[Referral.Road.DESK, Referral.Road.COORDINATOR])
    return told.select_related("organization__employer", "link__person", "link__user", "link__commitment").order_by(
        "-at", "-pk"
    )


def of_links(links: Collection[ReferralLink], limit: int = 50) -> list[Row]:
    """Return whom the holder of some links brought, as far as they may know.

    A name is said where they typed it themselves or the organization agreed to be named; that a named organization
    signed is said only where it agreed to be named, or is their own.
    """
    told = Referral.objects.filter(link__in=[link.pk for link in links])
    shown = told.filter(Q(state=Referral.State.SIGNED) | Q(state=Referral.State.OPEN, road=Referral.Road.DESK))
    referrals = list(shown.select_related("organization", "link__employer").order_by("-at", "-pk")[:limit])
    ids = [referral.organization_id for referral in referrals if referral.organization_id]
    listed = Commitment.objects.public().filter(employer__organization__in=ids)
    public = set(listed.values_list("employer__organization_id", flat=True))
    rows = []
    for one in referrals:
        is_signed = one.state == Referral.State.SIGNED
        if is_signed and one.organization and one.organization_id in public:
            slug = one.organization.slug
            rows.append(Row(one.organization.name, is_signed, one.at, contact=contact_of(one), slug=slug))
        elif one.road == Referral.Road.DESK:
            rows.append(Row(one.name, is_signed and one.is_in_house, one.at, contact=contact_of(one)))
        else:
            rows.append(Row("", is_signed, one.at))
    return rows


def contact_of(referral: Referral) -> str:
    """Return whom the bringer named; who signed by a link did not tell them their name."""
    return referral.contact_name if referral.road == Referral.Road.DESK else ""
