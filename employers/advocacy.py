"""Advocates are won, asked and remembered, and the nearest one is found for whom they can speak to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from community.models import User
from directory import timeline
from directory.models import Organization, Person
from employers import referring, signals
from employers.models import Advocate, Commitment, Employer, ReferralLink
from employers.nearness import Place, nearness, why

CONSENTS = ("named", "quoted", "called", "writing")
WORDS = ("why", "practices", "objection", "quote")
WEIGHED = 500  # advocates of a community at most


class CannotAdd(Exception):
    """Somebody cannot become an advocate; the message says why."""


@transaction.atomic
def add(employer: Employer, person: Person, *, by: User, at: datetime, **said: Any) -> Advocate:
    """Take somebody for an advocate of their employer, with a link of their own to pass on.

    Raises CannotAdd where they are one already.
    """
    Employer.objects.select_for_update(of=("self",)).get(pk=employer.pk)
    if Advocate.objects.filter(employer=employer, person=person).exists():
        raise CannotAdd(f"{person} is an advocate already.")
    advocate = Advocate(employer=employer, person=person, created_at=at)
    write(advocate, said, at=at)
    give_link(advocate, at=at)
    tell("advocate_added", advocate, by=by, at=at)
    return advocate


@transaction.atomic
def change(advocate: Advocate, *, by: User, at: datetime, **said: Any) -> Advocate:
    """Change what is known of an advocate; a consent taken back is gone at once."""
    advocate = Advocate.objects.select_for_update(of=("self",)).with_names().get(pk=advocate.pk)
    write(advocate, said, at=at)
    tell("advocate_changed", advocate, by=by, at=at)
    signals.advocate_changed.send(Advocate, advocate=advocate, at=at)
    return advocate


@transaction.atomic
def remove(advocate: Advocate, *, by: User, at: datetime) -> None:
    """Forget what is known of an advocate and what they agreed to; their link goes on working and names nobody."""
    links_of(advocate).update(named_at=None)
    tell("advocate_removed", advocate, by=by, at=at)
    signals.advocate_leaving.send(Advocate, advocate=advocate, at=at)
    advocate.delete()


@transaction.atomic
def give_link(advocate: Advocate, *, at: datetime) -> ReferralLink:
    """Return an advocate's own link, made where they have none; it names them where they agreed to be named."""
    known = links_of(advocate).order_by("pk").first()
    if known:
        return known
    link = referring.link_at(advocate.employer, advocate.person, at=at)
    links_of(advocate).filter(named_at=None).update(named_at=advocate.named_at)
    return link


@transaction.atomic
def ask(advocate: Advocate, *, by: User | None, at: datetime) -> None:
    """Note that an advocate was asked for something today, so that nobody is asked too often."""
    community = advocate.employer.organization.community
    advocate.last_asked_on = at.astimezone(community.zone).date()
    advocate.save(update_fields=["last_asked_on"])
    tell("advocate_asked", advocate, by=by, at=at)


def write(advocate: Advocate, said: dict[str, Any], *, at: datetime) -> None:
    """Write words and consents; a consent that stands keeps its moment.

    Who agrees to be named is named on the pages of their links, and no longer when they take it back.
    """
    was_named = advocate.named_at is not None
    for name in WORDS:
        setattr(advocate, name, said.get(name, getattr(advocate, name)))
    for name in CONSENTS:
        since = getattr(advocate, f"{name}_at")
        agreed = said.get(name, since is not None)
        setattr(advocate, f"{name}_at", (since or at) if agreed else None)
    advocate.save()
    if was_named != (advocate.named_at is not None):
        links_of(advocate).update(named_at=advocate.named_at)


def links_of(advocate: Advocate) -> QuerySet[ReferralLink]:
    """Return an advocate's links: one, or more where they signed too or records were merged."""
    return ReferralLink.objects.filter(person=advocate.person, employer=advocate.employer)


def tell(verb: str, advocate: Advocate, *, by: User | None, at: datetime) -> None:
    """Write a line on the timeline of the employer."""
    organization = advocate.employer.organization
    timeline.record(
        verb, community=organization.community, organization=organization, person=advocate.person, by=by, at=at
    )


def place_of(organization: Organization) -> Place:
    """Return what is compared of an organization."""
    return Place(organization.sector, organization.size_band, organization.town)


def nearest(organization: Organization) -> tuple[Advocate, str] | None:
    """Return the advocate nearest to an organization, and what they have in common; of equals, who was asked least.

    Only who agreed to be called is suggested.
    """
    here = place_of(organization)
    others = Advocate.objects.of(organization.community).with_names().filter(called_at__isnull=False)
    found = min(
        others.exclude(employer__organization=organization).order_by("pk")[:WEIGHED],
        key=lambda one: (-nearness(here, place_of(one.employer.organization)), one.last_asked_on or date.min, one.pk),
        default=None,
    )
    return (found, why(here, place_of(found.employer.organization))) if found else None


@dataclass(frozen=True)
class Said:
    """Words of an advocate as the public may read them; their employer is empty where it is not public."""

    quote: str
    name: str
    organization: str


def spoken(link: ReferralLink) -> Said | None:
    """Return what stands on the page of a link: its holder's own words, or those of the nearest advocate.

    Each is named and quoted by their consent. Who is not named as the holder is not quoted there either.
    """
    agreed = Advocate.objects.of(link.community).with_names().filter(named_at__isnull=False, quoted_at__isnull=False)
    own = agreed.exclude(quote="").filter(person=link.person_id, employer=link.employer_id)
    if link.named_at and (holder := own.first()):
        return Said(holder.quote, holder.person.name, link.public_organization)
    public = Commitment.objects.of(link.community).public().values("employer")
    others = agreed.exclude(quote="").filter(employer__in=public).exclude(pk__in=own.values("pk"))
    here = place_of(link.employer.organization) if link.employer else Place()
    found = max(
        others.order_by("pk")[:WEIGHED],
        key=lambda one: (nearness(here, place_of(one.employer.organization)), -one.pk),
        default=None,
    )
    return Said(found.quote, found.person.name, found.employer.organization.name) if found else None
