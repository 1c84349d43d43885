"""Referring: everybody who signs has a link to pass on, and whoever they bring is credited to them by whatever road."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from community.models import Community, User
from directory import timeline
from directory.models import Person
from directory.names import domain_of, is_free_mail
from employers import signals
from employers.models import Commitment, Employer, Referral, ReferralLink

REST_OF_THE_DAY = timedelta(hours=12)  # a signature on paper is dated noon


@transaction.atomic
def link_of(commitment: Commitment, *, at: datetime) -> ReferralLink:
    """Return the link of whoever signed, made on the first time; a renewal keeps the link of what it renews."""
    links = ReferralLink.objects.of(commitment.community)
    found = links.filter(commitment=commitment).first()
    employer = commitment.employer or (commitment.supersedes.employer if commitment.supersedes else None)
    if found is None and employer and commitment.signer:
        found = links.filter(user=commitment.signer, employer=employer).order_by("pk").first()
    return found or links.create(
        community=commitment.community, commitment=commitment, user=commitment.signer, created_at=at
    )


@transaction.atomic
def link_for(user: User, employer: Employer, *, at: datetime) -> ReferralLink:
    """Return the link of somebody who has an employer's desk, made on the first time."""
    employer = Employer.objects.select_for_update(of=("self",)).select_related("organization").get(pk=employer.pk)
    community = employer.organization.community
    found = ReferralLink.objects.of(community).filter(user=user, employer=employer).order_by("pk").first()
    if found:
        return found
    person = Person.objects.of(community).filter(user=user).first()
    return ReferralLink.objects.create(community=community, user=user, person=person, employer=employer, created_at=at)


@transaction.atomic
def link_at(employer: Employer, person: Person, *, at: datetime) -> ReferralLink:
    """Return the link of somebody at an employer, signed or not, made on the first time."""
    employer = Employer.objects.select_for_update(of=("self",)).select_related("organization").get(pk=employer.pk)
    theirs = Q(person=person) | (Q(user=person.user_id) if person.user_id else Q())
    links = ReferralLink.objects.of(employer.organization.community).filter(theirs, employer=employer)
    return links.order_by("pk").first() or links.create(
        community=employer.organization.community, person=person, user=person.user, employer=employer, created_at=at
    )


def named_link(community: Community, code: str) -> ReferralLink | None:
    """Return the link with this code, however it was typed."""
    return ReferralLink.objects.of(community).with_inviter().filter(code=code.strip().upper()[:20]).first()


@transaction.atomic
def agree_to_be_named(link: ReferralLink, *, is_named: bool, at: datetime) -> None:
    """Show or hide the holder's name on the page of their link, and of each other that they hold there."""
    if is_named != (link.named_at is not None):
        link.named_at = at if is_named else None
        link.save(update_fields=["named_at"])
        if link.user_id and link.employer_id:
            others = ReferralLink.objects.filter(user=link.user_id, employer=link.employer_id)
            others.update(named_at=link.named_at)


@transaction.atomic
def arrive(commitment: Commitment, code: str, *, at: datetime) -> Referral | None:
    """Note that a signature came by somebody's link; nobody brings themselves."""
    link = named_link(commitment.community, code)
    if link is None or link.email.lower() == commitment.signer_email.lower():
        return None
    return Referral.objects.create(
        community=commitment.community,
        link=link,
        road=Referral.Road.LINK,
        at=at,
        name=commitment.organization_name,
        contact_name=commitment.signer_name,
        email=commitment.signer_email.lower(),
        domain=own_domain(commitment.signer_email),
        commitment=commitment,
    )


@transaction.atomic
def credit(commitment: Commitment, signer: Person, *, at: datetime) -> list[Referral]:
    """Credit whoever brought a signature that was settled just now, by whatever road, and let them be thanked.

    The signer's own link learns of its employer; one they had before, as an advocate, comes to their desk.
    """
    employer = commitment.employer
    assert employer is not None  # noqa: S101 -- it was settled
    own = link_of(commitment, at=at)
    if own.employer is None:
        own.employer, own.person = employer, signer
        own.save(update_fields=["employer", "person"])
    if commitment.signer:
        ReferralLink.objects.filter(person=signer, employer=employer, user=None).update(user=commitment.signer)
    due = meant(commitment, employer).select_for_update(of=("self",))
    credited = list(due.select_related("link__employer__organization", "link__organization").order_by("at", "pk"))
    for referral in credited:
        referral.state, referral.settled_at = Referral.State.SIGNED, at
        referral.commitment, referral.organization = commitment, employer.organization
        referral.save(update_fields=["state", "settled_at", "commitment", "organization"])
        tell(referral, commitment, at=at)
        signals.referral_credited.send(Referral, referral=referral, commitment=commitment, at=at)
    return credited


def meant(commitment: Commitment, employer: Employer) -> QuerySet[Referral]:
    """Return the open referrals that a signature answers: said before it was given, and by somebody else.

    It is the signature that came by their link, or of the very address they named, or of the organization or its mail
    domain while nothing of it stood. Beside a commitment that stands, a second one answers what its own people asked
    for; a renewal answers nobody.
    """
    asked, of_the_house = Q(commitment=commitment), Q(organization=employer.organization)
    if domain := own_domain(commitment.signer_email):
        of_the_house |= Q(domain=domain)
    if not (commitment.supersedes and commitment.supersedes.employer_id == employer.pk):
        asked |= of_the_house & (Q(link__employer=employer) if stood(employer, commitment) else Q())
        if commitment.signer_email:
            asked |= Q(email=commitment.signer_email.lower())
    until = commitment.signed_at
    if commitment.method == Commitment.Method.PAPER:
        until += REST_OF_THE_DAY
    others = Referral.objects.of(commitment.community).open().filter(asked, at__lte=until)
    return others.exclude(link__commitment__isnull=False, link__commitment=commitment)


def stood(employer: Employer, commitment: Commitment) -> bool:
    """Test whether another commitment of the employer stood until this one was settled."""
    others = employer.commitments.filter(settled_at__isnull=False).exclude(pk=commitment.pk)
    return others.filter(Q(ended_at=None) | Q(ended_at__gte=commitment.settled_at)).exists()


@transaction.atomic
def drop(commitment: Commitment, *, at: datetime) -> int:
    """Put aside the arrivals by link whose signature never counted; what was said at a desk stays open."""
    arrived = Referral.objects.open().filter(commitment=commitment, road=Referral.Road.LINK)
    return arrived.update(state=Referral.State.DROPPED, settled_at=at)


def forget(commitment: Commitment) -> None:
    """Erase who signed from the referral that brought them; that somebody was brought stays."""
    Referral.objects.filter(commitment=commitment).update(contact_name="", email="", domain="", words="")


def tell(referral: Referral, commitment: Commitment, *, at: datetime) -> None:
    """Write a line on the timeline of who was brought, and of who brought them."""
    link, brought = referral.link, referral.organization
    bringer = link.bringer
    facts = {
        "who": link.name,
        "bringer": bringer.name if bringer else "",
        "brought": brought.name if brought else "",
        "reference": commitment.reference,
    }
    for organization in dict.fromkeys([brought, bringer]):
        if organization:
            timeline.record(
                "referral_credited", community=referral.community, organization=organization, at=at, facts=facts
            )


def own_domain(email: str) -> str:
    """Return the mail domain of an address, or nothing where anybody can open a mailbox."""
    return "" if not email or is_free_mail(email) else domain_of(email)
