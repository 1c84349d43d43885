"""Who brought whom: as trees, as counts, and as its bringer may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from community.models import Community
from employers.lineage import Brought, trees
from employers.models import Commitment, Referral, ReferralLink

MOST = 5_000  # credited referrals of one community


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


def credited(community: Community) -> QuerySet[Referral]:
    """Return the credited referrals in the order in which they were said."""
    signed = Referral.objects.of(community).signed()
    return signed.filter(link__employer__isnull=False, organization__isnull=False).order_by("at", "pk")


def lines(community: Community) -> list[Line]:
    """Return the trees of a community, line by line; one query."""
    columns = "link__employer__organization_id", "link__employer__organization__name"
    told = credited(community).values_list(*columns, "organization_id", "organization__name", "settled_at", "road")
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


def bringers(community: Community, limit: int = 50) -> QuerySet[ReferralLink]:
    """Return the links by which most came, with how many were told of and how many signed."""
    return (
        ReferralLink.objects.of(community)
        .with_inviter()
        .filter(referrals__isnull=False)
        .annotate(
            told=Count("referrals"),
            signed=Count("referrals", filter=Q(referrals__state=Referral.State.SIGNED)),
            last=Max("referrals__at"),
        )
        .order_by("-signed", "-told", "pk")[:limit]
    )


def to_follow_up(community: Community) -> QuerySet[Referral]:
    """Return what was told at a desk or to a coordinator and not answered by a signature, newest first."""
    told = Referral.objects.of(community).open().exclude(road=Referral.Road.LINK)
    return told.select_related("organization__employer", "link__person", "link__user", "link__commitment").order_by(
        "-at", "-pk"
    )


def of_link(link: ReferralLink, limit: int = 50) -> list[Row]:
    """Return whom the holder of a link brought, as far as they may know.

    A name is said where they typed it themselves or the organization agreed to be named; that a named organization
    signed is said only where it agreed to be named, or is their own.
    """
    shown = link.referrals.filter(Q(state=Referral.State.SIGNED) | Q(state="open", road=Referral.Road.DESK))
    referrals = list(shown.select_related("organization", "link__employer").order_by("-at", "-pk")[:limit])
    ids = [referral.organization_id for referral in referrals if referral.organization_id]
    listed = Commitment.objects.of(link.community).public().filter(employer__organization__in=ids)
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
