"""Doors for news that stops campaigns: a signature by any road, an answer, a colleague in touch."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from community.models import User
from directory import matching
from directory.models import Organization
from directory.signals import contact_noted
from employers import signals as employers_signals
from employers.models import Commitment
from outreach import crediting, stopping
from outreach.models import Letter, Reply
from outreach.signals import reply_received


@receiver(employers_signals.commitment_signed)
def on_signed(sender: Any, *, commitment: Commitment, at: datetime, invited: str = "", **kwargs: Any) -> None:
    """Credit the letter by whose link it came, and stop what was to come to them; who they are is not settled yet."""
    if invited:
        crediting.credit(commitment, invited, at=at)
    if not stopping.may_stop(commitment.community):
        return
    organization = matching.certain(
        commitment.community,
        name=commitment.organization_name,
        town=commitment.town,
        email=commitment.signer_email,
    )
    stop(commitment, organization, at=at)


@receiver(employers_signals.commitment_settled)
def on_settled(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Stop what was to come to the organization, whether it signed online, on paper or with a colleague."""
    stop(commitment, commitment.employer.organization if commitment.employer else None, at=at)


@receiver(employers_signals.commitment_rejected)
def on_rejected(sender: Any, *, commitment: Commitment, at: datetime, **kwargs: Any) -> None:
    """Let go on what a signature had stopped that was put aside."""
    stopping.go_on(commitment.community, reason=reason_of(commitment), at=at)


@receiver(contact_noted)
def on_contact(
    sender: Any, *, organization: Organization, on: date, kind: str, by: User | None, at: datetime, **kwargs: Any
) -> None:
    """Stop what was to come to an organization that somebody of the team spoke with since; a task to do so is done.

    A campaign whose task that was goes on: it is what the campaign asked for, and its next step follows.
    """
    if stopping.may_stop(organization.community):
        community, reason = organization.community, stopping.IN_TOUCH
        own = stopping.close_done(organization, kind=kind, on=on, by=by, at=at)
        stopping.stop(community, organization=organization, reason=reason, until=on, apart_from=own, at=at)


@receiver(reply_received)
def on_reply(sender: Any, *, letter: Letter, reply: Reply, at: datetime, **kwargs: Any) -> None:
    """Stop what was to come to whoever answered, by mail or by another road, and to their organization."""
    stopping.stop(
        reply.community, organization=reply.organization, email=letter.to_email, reason=stopping.ANSWERED, at=at
    )


def stop(commitment: Commitment, organization: Organization | None, *, at: datetime) -> None:
    """Stop what was to come to an organization that signed, and to whoever signed for it."""
    stopping.stop(
        commitment.community,
        organization=organization,
        email=commitment.signer_email.lower(),
        reason=reason_of(commitment),
        is_signature=True,
        at=at,
    )


def reason_of(commitment: Commitment) -> str:
    """Return why letters were stopped by a signature."""
    return stopping.SIGNED.format(reference=commitment.reference)
