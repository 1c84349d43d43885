"""Vouching: who is happy to introduce us to an organization, or did, is credited with it when it signs."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q

from directory.models import Introduction, Organization, Person
from employers import referring
from employers.models import Employer, Referral, ReferralLink
from employers.models.referral import ReferralQuerySet
from employers.stages import Stage


@transaction.atomic
def vouch(introduction: Introduction, *, at: datetime) -> Referral | None:
    """Keep an introduction as a referral of the introducer's organization, or of themselves; said twice it is one.

    Nobody brings their own organization, and where neither an organization nor an address is known, nobody could be
    told apart when they sign: then there is none.
    """
    home, organization = introduction.introducer_organization, introduction.organization
    email = introduction.target.email if introduction.target else ""
    is_own = home is not None and organization is not None and home.pk == organization.pk
    if is_own or not (organization or email):
        return None
    before = of(introduction).exclude(state=Referral.State.DROPPED).order_by("pk").first()
    return before or Referral.objects.create(
        community=introduction.community,
        link=link_of(introduction.introducer, home, at=at),
        road=Referral.Road.INTRODUCTION,
        at=said_at(introduction, at),
        name=str(organization or introduction.target)[:200],
        contact_name=introduction.target.name if introduction.target else "",
        email=email,
        domain=referring.own_domain(email),
        organization=organization,
    )


def said_at(introduction: Introduction, at: datetime) -> datetime:
    """Return when somebody was brought: at the answer, or at noon of the day of an introduction written down later."""
    if introduction.answered_at is None and introduction.made_on:
        return min(at, datetime.combine(introduction.made_on, time(12), tzinfo=introduction.community.zone))
    return introduction.answered_at or at


@transaction.atomic
def take_back(introduction: Introduction, *, at: datetime) -> int:
    """Put aside what nothing came of: a request that was taken back brings nobody."""
    return of(introduction).open().update(state=Referral.State.DROPPED, settled_at=at)


def of(introduction: Introduction) -> ReferralQuerySet:
    """Return the referrals that an introduction led to."""
    to = Q(organization=introduction.organization) if introduction.organization else Q(organization=None)
    if introduction.target and introduction.organization is None:
        to |= Q(email=introduction.target.email)
    whose = Referral.objects.of(introduction.community).filter(road=Referral.Road.INTRODUCTION)
    return whose.filter(to, link__person=introduction.introducer)


@transaction.atomic
def link_of(person: Person, home: Organization | None, *, at: datetime) -> ReferralLink:
    """Return the referral link of somebody for where they are at home, made on the first time."""
    employer = Employer.objects.filter(organization=home).first() if home else None
    if employer:
        return referring.link_at(employer, person, at=at)
    links = ReferralLink.objects.of(person.community).filter(person=person, employer=None, organization=home)
    return links.order_by("pk").first() or links.create(
        community=person.community, person=person, user=person.user, organization=home, created_at=at
    )


def refusal(organization: Organization) -> str:
    """Return why nobody may be asked to introduce us to an organization, or an empty text."""
    employer = Employer.objects.filter(organization=organization).first()
    if employer is None or employer.stage != Stage.DO_NOT_CONTACT:
        return ""
    return f"{organization} is not to be contacted: {employer.stage_reason.rstrip('.')}."
