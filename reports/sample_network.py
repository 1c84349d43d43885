"""The network of the sample community: its alliances, who knows whom, and who was asked to introduce it."""

from datetime import datetime, timedelta

from community.models import Community, User
from directory import alliances, introductions, organizations, people, reminding, replying, ties
from directory.models import Introduction, Organization, Person
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


def ask_for_introductions(community: Community, *, by: User, at: datetime) -> None:
    """Ask some to introduce us to others."""
    known = Person.objects.of(community).select_related("community")
    for told in CAST["introductions"]:
        asked = at - timedelta(days=told["days_ago"])
        through = known.get(name=told["through"]) if "through" in told else None
        introducer, target = known.get(name=told["introducer"]), known.get(name=told["target"])
        wanted = introductions.draft(introducer, target, through=through, by=by, at=asked)
        introductions.ask(
            introducer,
            target,
            organization=wanted.organization,
            through=through,
            words=wanted.words,
            by=by,
            at=asked,
        )


def hear_of_introductions(community: Community) -> None:
    """Let one say yes, one name somebody else, and one be reminded and say nothing."""
    for told in CAST["introductions"]:
        found = Introduction.objects.of(community).get(introducer__name=told["introducer"])
        if "reply" in told:
            said = replying.Answer(**{name: told[name] for name in ("reply", "note", "name", "title") if name in told})
            replying.answer(found, said, at=found.asked_at + timedelta(days=3, hours=2))
        else:
            reminding.remind(found, at=found.asked_at + timedelta(days=7))
