"""Advocates are won, asked and remembered, and the nearest one is found for whom they can speak to."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from community.models import Community, User
from directory import timeline
from directory.models import Organization, Person
from employers.models import Advocate, Commitment, Employer
from employers.nearness import Place, nearness, why

CONSENTS = ("named", "quoted", "called")
WORDS = ("why", "practices", "objection", "quote")
WEIGHED = 500  # advocates of a community at most


class CannotAdd(Exception):
    """Somebody cannot become an advocate; the message says why."""


@transaction.atomic
def add(employer: Employer, person: Person, *, by: User, at: datetime, **said: Any) -> Advocate:
    """Take somebody for an advocate of their employer; raises CannotAdd where they are one already."""
    Employer.objects.select_for_update(of=("self",)).get(pk=employer.pk)
    if Advocate.objects.filter(employer=employer, person=person).exists():
        raise CannotAdd(f"{person} is an advocate already.")
    advocate = Advocate(employer=employer, person=person, created_at=at)
    write(advocate, said, at=at)
    tell("advocate_added", advocate, by=by, at=at)
    return advocate


@transaction.atomic
def change(advocate: Advocate, *, by: User, at: datetime, **said: Any) -> Advocate:
    """Change what is known of an advocate; a consent taken back is gone at once."""
    advocate = Advocate.objects.select_for_update(of=("self",)).with_names().get(pk=advocate.pk)
    write(advocate, said, at=at)
    tell("advocate_changed", advocate, by=by, at=at)
    return advocate


@transaction.atomic
def ask(advocate: Advocate, *, by: User, at: datetime) -> None:
    """Note that an advocate was asked for something today, so that nobody is asked too often."""
    community = advocate.employer.organization.community
    advocate.last_asked_on = at.astimezone(community.zone).date()
    advocate.save(update_fields=["last_asked_on"])
    tell("advocate_asked", advocate, by=by, at=at)


def write(advocate: Advocate, said: dict[str, Any], *, at: datetime) -> None:
    """Write words and consents; a consent that stands keeps its moment."""
    for name in WORDS:
        setattr(advocate, name, said.get(name, getattr(advocate, name)))
    for name in CONSENTS:
        since = getattr(advocate, f"{name}_at")
        agreed = said.get(name, since is not None)
        setattr(advocate, f"{name}_at", (since or at) if agreed else None)
    advocate.save()


def tell(verb: str, advocate: Advocate, *, by: User, at: datetime) -> None:
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


def spoken(community: Community, near: Organization | None) -> Advocate | None:
    """Return the advocate whose words stand on the page of a link: named, quoted, of a public employer, and nearest."""
    public = Commitment.objects.of(community).public().values("employer")
    agreed = Advocate.objects.of(community).with_names().filter(named_at__isnull=False, quoted_at__isnull=False)
    found = list(agreed.exclude(quote="").filter(employer__in=public).order_by("pk")[:WEIGHED])
    here = place_of(near) if near else Place()
    return max(found, key=lambda one: (nearness(here, place_of(one.employer.organization)), -one.pk), default=None)
