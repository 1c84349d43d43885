"""Introducing: somebody tells us of an organization that should sign, at their desk or to a coordinator."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from community.models import User
from directory import matching, organizations, people, timeline
from directory.bonds import TieKind
from directory.models import Organization, Person
from directory.names import fold, normalize_name
from employers import acquainting, pipeline, referring
from employers.models import Employer, Referral, ReferralLink
from employers.referring import own_domain


class CannotIntroduce(Exception):
    """Nobody can be introduced like this; the message says why."""


@transaction.atomic
def introduce(
    link: ReferralLink,
    *,
    name: str,
    by: User,
    at: datetime,
    town: str = "",
    contact_name: str = "",
    email: str = "",
    words: str = "",
    how: str = "",
    how_well: int | None = None,
) -> Referral:
    """Write down whom the link's holder told of; the organization, known or new, is in the pipeline from now on.

    We know it by the strict rule alone; whatever may be the same is left to the team. Nothing is written to anybody, no
    stage moves, and the answer is the same whether we knew them. Telling twice is told once. `how` and `how_well` (a
    TieKind and a Strength) are of the holder and the person they name.
    """
    community, email = link.community, people.normalize_address(email)
    organization = matching.certain(community, name=name, town=town, email=email) or told_of(link, name, town)
    if organization is None:
        source = f"introduced by {link}"[:120]
        organization = organizations.add(community, name=name, town=town, source=source, by=by, at=at)
    typed = {"name": name, "contact_name": contact_name, "email": email, "words": words}
    referral = note(link, organization, road=Referral.Road.DESK, by=by, at=at, **typed)
    acquainting.acquaint(referral, how=how, how_well=how_well, by=by, at=at)
    return referral


@transaction.atomic
def introduce_colleague(
    link: ReferralLink,
    *,
    by: User,
    at: datetime,
    contact_name: str,
    email: str = "",
    words: str = "",
    how: str = "",
    how_well: int | None = None,
) -> Referral:
    """Write down a colleague in the holder's own organization, at another site or in another department."""
    if link.employer is None:
        raise CannotIntroduce(_("Your own signature has to count first."))
    own, email = link.employer.organization, people.normalize_address(email)
    typed = {"name": own.name, "contact_name": contact_name, "email": email, "words": words}
    referral = note(link, own, road=Referral.Road.DESK, by=by, at=at, **typed)
    acquainting.acquaint(referral, how=how or TieKind.COLLEAGUE, how_well=how_well, by=by, at=at)
    return referral


@transaction.atomic
def tell(
    organization: Organization,
    *,
    bringer: Employer,
    by: User,
    at: datetime,
    person: Person | None = None,
    words: str = "",
) -> Referral:
    """Write down that an employer told a coordinator of an organization; `person` says who there.

    Without a person it is to the credit of whoever has the employer's first link. Raises CannotIntroduce where it is
    the same organization, or they told of it before.
    """
    if bringer.organization_id == organization.pk:
        raise CannotIntroduce("Nobody brings themselves. For a colleague of theirs, use their desk.")
    links = ReferralLink.objects.of(organization.community).filter(employer=bringer)
    if person:
        links = links.filter(person=person)
    if Referral.objects.open().filter(link__in=links, organization=organization).exists():
        raise CannotIntroduce(f"{person or bringer} told us of {organization} already.")
    if person:
        link = referring.link_at(bringer, person, at=at)
    else:
        link = links.order_by("pk").first() or links.create(
            community=organization.community, employer=bringer, created_at=at
        )
    return note(link, organization, road=Referral.Road.COORDINATOR, by=by, at=at, name=organization.name, words=words)


def note(
    link: ReferralLink, organization: Organization, *, road: Referral.Road, by: User, at: datetime, **typed: Any
) -> Referral:
    """Write the referral, its line on the timeline, and the person to talk to where they are new to us."""
    pipeline.identify(organization, by=by, at=at)
    email, contact = typed.get("email", ""), typed.get("contact_name", "")
    told = Referral.objects.open().filter(link=link, organization=organization, email=email, contact_name=contact)
    if before := told.first():
        return before
    referral = Referral.objects.create(
        community=link.community,
        link=link,
        road=road,
        organization=organization,
        domain=own_domain(email),
        at=at,
        **typed,
    )
    if email and not link.community.people.filter(email=email).exists():
        source = f"introduced by {link.name}"[:120]
        person = people.find_or_add(link.community, email=email, name=contact, source=source, by=by, at=at)
        people.affiliate(person, organization, by=by, at=at)
    bringer = str(link.bringer or "")
    timeline.record(
        "referral_made",
        community=link.community,
        organization=organization,
        by=by,
        at=at,
        text=typed.get("words", ""),
        facts={"who": link.name, "bringer": bringer, "contact": contact, "email": email, "referral": referral.pk},
    )
    return referral


def told_of(link: ReferralLink, name: str, town: str) -> Organization | None:
    """Return the organization that the same holder told of before by this name, in this town or in none."""
    before = Referral.objects.open().filter(link=link, road=Referral.Road.DESK, organization__isnull=False)
    for referral in before.select_related("organization").order_by("pk"):
        known = referral.organization
        is_there = known and (not town or not known.town or fold(known.town) == fold(town))
        if is_there and normalize_name(referral.name) == normalize_name(name):
            return known
    return None
