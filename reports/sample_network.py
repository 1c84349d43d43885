"""The network of the sample community: its alliances, and who knows whom."""

from datetime import datetime, timedelta

from community.models import Community, User
from directory import alliances, organizations, people, ties
from directory.models import Organization, Person
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
    dana = people.add(community, name=by.name, email=by.email, source="our own team", by=by, at=begun)
    ties.claim(dana, by=by)
    for told in CAST["ties"]:
        known = Person.objects.of(community)
        one, other = known.get(name=told["one"]), known.get(name=told["other"])
        ties.tie(
            one,
            other,
            kind=told["kind"],
            strength=told["strength"],
            words=told["words"],
            said_by_person=one,
            by=by,
            at=at - timedelta(days=60),
        )
