"""The network of the sample community: its alliances."""

from datetime import datetime, timedelta

from community.models import Community, User
from directory import alliances, organizations, people
from directory.models import Organization
from reports.sample_cast import CAST


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Give the community its alliances, with people and members."""
    begun = at - timedelta(days=300)
    for told in CAST["alliances"]:
        organization = organizations.add(
            community, name=told["name"], town="Rivertown", sector=told["sector"], by=by, at=begun
        )
        contact = people.enlist(
            organization, name=told["person"], title=told["title"], email=told["email"], by=by, at=begun
        )
        alliance = alliances.name(organization, kind=told["kind"], by=by, at=begun)
        alliances.change(
            alliance, kind=told["kind"], contact=contact, agreed_to=told["agreed_to"], by=by, at=at - timedelta(days=90)
        )
        members = Organization.objects.of(community).filter(name__in=told["members"]).order_by("normalized_name")
        alliances.join(alliance, members, since=begun.date(), by=by, at=begun)
