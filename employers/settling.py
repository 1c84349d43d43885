"""Settling: a confirmed signature finds its organization and counts, or is put aside; and how a commitment ends."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from community.models import User
from directory import matching, organizations, people, timeline
from directory.models import Organization, Person
from directory.names import domain_of, is_free_mail, normalize_name
from employers import chain, evidence, pipeline, referring, signals
from employers.models import Ask, Commitment, Employer, Event
from employers.stages import COMMITTED, Stage
from employers.standing import Beside

STANDING = frozenset({Commitment.State.CONFIRMED, Commitment.State.ACTIVE})


class CannotSettle(Exception):
    """The signature cannot be settled in this way; the message says why."""


@transaction.atomic
def settle(
    commitment: Commitment,
    *,
    organization: Organization | None,
    by: User | None,
    at: datetime,
    beside: Beside = Beside.NONE,
    verify_domain: bool = False,
) -> Commitment:
    """Make a confirmed signature count: for an organization we know, or (None) for a new one made from what was typed.

    `beside` says what an active commitment of the same organization means: none is expected, the new one stands as a
    second signature, or supersedes (a renewal the one it renews, else all that are active).
    `verify_domain` remembers that the address's domain is the organization's.
    Raises CannotSettle where it is not waiting any more, or things are not as expected, or the organization is
    another community's.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state != Commitment.State.CONFIRMED:
        raise CannotSettle(not_waiting(commitment))
    if organization and organization.community_id != commitment.community_id:
        raise CannotSettle("That organization belongs to another community.")
    organization = organization or new_organization(commitment, by=by, at=at)
    employer, _ = Employer.objects.select_for_update().get_or_create(organization=organization)
    employer.organization = organization
    active = list(employer.commitments.select_for_update().filter(state=Commitment.State.ACTIVE).order_by("pk"))
    if active and beside == Beside.NONE:
        raise CannotSettle(
            f"{organization} has an active commitment since. Is this a second signature, or does it supersede?"
        )
    make_way(commitment, employer, active, beside, by=by, at=at)
    activate(commitment, employer, by=by, at=at)
    signer = enlist_signer(commitment, organization, at=at)
    if verify_domain and by:
        verify(organization, commitment.signer_email, by=by, at=at)
    referring.credit(commitment, signer, at=at)
    signals.commitment_settled.send(Commitment, commitment=commitment, at=at)
    return commitment


def make_way(
    commitment: Commitment,
    employer: Employer,
    active: list[Commitment],
    beside: Beside,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """End what this commitment supersedes: the one it renews where that is active, else all that are."""
    renewed = commitment.supersedes
    if beside == Beside.SECOND or (renewed and renewed.employer_id != employer.pk):
        renewed = None
    commitment.supersedes = renewed
    if beside != Beside.SUPERSEDE:
        return
    for older in [older for older in active if older == renewed] or active:
        end(older, Event.Kind.SUPERSEDED, by=by, at=at)
        signals.commitment_superseded.send(Commitment, commitment=older, at=at)
        commitment.supersedes = older


def activate(commitment: Commitment, employer: Employer, *, by: User | None, at: datetime) -> None:
    """Write the settled state of commitment, asks and employer, the event and the timeline's line."""
    today = at.astimezone(commitment.community.zone).date()
    commitment.employer = employer
    commitment.state = Commitment.State.ACTIVE
    commitment.settled_at, commitment.settled_by = at, by
    commitment.ends_on = evidence.add_months(today, commitment.community.commitment_term_months)
    commitment.save(update_fields=["employer", "state", "settled_at", "settled_by", "ends_on", "supersedes"])
    Ask.objects.filter(commitment=commitment).update(employer=employer)
    # What was asked for between signatures is said anew by this one; twice, its openings would be added up.
    again = Ask.objects.filter(commitment=commitment).values("occupation")
    older = Ask.objects.filter(employer=employer, commitment=None, occupation__in=again, valid_until__gte=today)
    older.update(valid_until=today - timedelta(days=1), ended_at=at)
    if employer.stage not in COMMITTED:
        pipeline.place(employer, Stage.SIGNED, by=by, at=at, told=True)
    employer.it_workforce = commitment.it_workforce or employer.it_workforce
    employer.save(update_fields=["it_workforce"])
    chain.append(
        commitment,
        Event.Kind.SETTLED,
        at=at,
        ends_on=commitment.ends_on.isoformat(),
        supersedes=commitment.supersedes.reference if commitment.supersedes else "",
        employer=chain.employer_digest(commitment, employer.pk),
    )
    tell(commitment, "commitment_settled", by=by, at=at)


def settle_if_it_speaks_for_itself(commitment: Commitment, *, at: datetime) -> bool:
    """Settle without a coordinator where nothing is in doubt, and return whether it was.

    That is: a renewal from the very address that signed what it renews, for the same organization; or the address's
    domain is a verified one of an organization without an active commitment. Free mailboxes and odd arrivals wait.
    """
    if commitment.is_to_check or is_free_mail(commitment.signer_email):
        return False
    organization, beside = itself(commitment)
    if organization is None:
        return False
    try:
        settle(commitment, organization=organization, by=None, at=at, beside=beside)
    except CannotSettle:
        return False
    return True


def itself(commitment: Commitment) -> tuple[Organization | None, Beside]:
    """Return the organization that a signature names without a doubt, and what its active commitment means."""
    renewed = commitment.supersedes
    if renewed and renewed.employer:
        organization = renewed.employer.organization
        is_same = renewed.signer_email.lower() == commitment.signer_email.lower() and normalize_name(
            renewed.organization_name
        ) == normalize_name(commitment.organization_name)
        if is_same and renewed.state in {Commitment.State.ACTIVE, Commitment.State.EXPIRED}:
            return organization, Beside.SUPERSEDE if renewed.state == Commitment.State.ACTIVE else Beside.NONE
        return None, Beside.NONE
    return matching.certain(commitment.community, email=commitment.signer_email), Beside.NONE


@transaction.atomic
def reject(commitment: Commitment, *, by: User, at: datetime, reason: str) -> None:
    """Put a signature aside as spam or a mistake; nothing of it was ever public.

    Raises CannotSettle where it is no longer waiting.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.state not in {Commitment.State.AWAITING, Commitment.State.CONFIRMED}:
        raise CannotSettle(not_waiting(commitment))
    end(commitment, Event.Kind.REJECTED, by=by, at=at, reason=reason)
    signals.commitment_rejected.send(Commitment, commitment=commitment, at=at)


def end(commitment: Commitment, kind: Event.Kind, *, by: User | None, at: datetime, reason: str = "") -> None:
    """End a commitment one way or another; an employer without any active one is dormant."""
    commitment.state = chain.STATE_AFTER[kind]
    commitment.ended_at, commitment.end_reason = at, reason[:300]
    commitment.save(update_fields=["state", "ended_at", "end_reason"])
    referring.drop(commitment, at=at)
    chain.append(commitment, kind, at=at, **({"digests": chain.reason_digests(commitment)} if reason else {}))
    employer = commitment.employer
    was_signed = employer is not None and employer.stage in COMMITTED  # whoever asked to be left alone stays so
    if employer and was_signed and kind != Event.Kind.SUPERSEDED and not employer.commitments.active().exists():
        pipeline.place(employer, Stage.DORMANT, by=by, at=at, told=True)
    tell(commitment, f"commitment_{commitment.state}", by=by, at=at, text=reason)


def locked(commitment: Commitment) -> Commitment:
    """Return the commitment with its employer's row and its own locked, in the order in which settling locks them."""
    Employer.objects.select_for_update(of=("self",)).filter(commitments=commitment.pk).first()
    return Commitment.objects.select_for_update().get(pk=commitment.pk)


def not_waiting(commitment: Commitment) -> str:
    """Return why a commitment can no longer be settled, in words for the colleague who was slower."""
    became = {
        Commitment.State.AWAITING: "its address has not been confirmed yet",
        Commitment.State.ACTIVE: "it was settled already",
    }.get(Commitment.State(commitment.state), f"it is {commitment.get_state_display().lower()}")
    who = (
        f" by {commitment.settled_by}" if commitment.state == Commitment.State.ACTIVE and commitment.settled_by else ""
    )
    return f"The signature of {commitment.organization_name} is not waiting to be settled: {became}{who}."


def new_organization(commitment: Commitment, *, by: User | None, at: datetime) -> Organization:
    """Make the organization from what its signer typed."""
    return organizations.add(
        commitment.community,
        name=commitment.organization_name,
        sector=commitment.sector,
        town=commitment.town,
        website=commitment.website,
        source="signed the commitment",
        by=by,
        at=at,
    )


def enlist_signer(commitment: Commitment, organization: Organization, *, at: datetime) -> Person:
    """Put the signer into the directory, at the organization; the desk opens to an address that was proved."""
    user = commitment.signer
    known = Person.objects.of(commitment.community).filter(user=user).first() if user else None
    person = known or people.find_or_add(
        commitment.community,
        email=commitment.signer_email,
        name=commitment.signer_name,
        phone=commitment.signer_phone,
        source="signed the commitment",
        at=at,
    )
    if user and not person.user:
        person.user = user
        person.save(update_fields=["user"])
    has_desk = user is not None and person.user == user
    people.affiliate(person, organization, title=commitment.signer_title, has_desk=has_desk, at=at)
    return person


def verify(organization: Organization, email: str, *, by: User, at: datetime) -> None:
    """Remember that an address's domain is the organization's; a free mailbox's never is.

    Raises CannotSettle where the domain was verified for another organization.
    """
    if is_free_mail(email) or not domain_of(email):
        return
    try:
        with transaction.atomic():
            organizations.add_domain(organization, email, by=by, at=at)
    except organizations.CannotAddDomain as reason:
        raise CannotSettle(f"{reason} Settle without the domain.") from reason
    except IntegrityError as reason:  # verified in this very moment for another
        raise CannotSettle(
            f"{domain_of(email)} belongs to another organization. Settle without the domain."
        ) from reason


def tell(
    commitment: Commitment,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Write a line on the timeline of the organization; before settling there is none to write on."""
    organization = commitment.employer.organization if commitment.employer else None
    timeline.record(
        verb,
        community=commitment.community,
        organization=organization,
        by=by,
        at=at,
        text=text,
        facts={
            "commitment": commitment.pk,
            "reference": commitment.reference,
            "name": commitment.organization_name,
            **(facts or {}),
        },
    )
