"""Signatures on paper: a coordinator types what stands there, keeps the scan and vouches for having seen the paper."""

import hashlib
from datetime import date, datetime, time

from django.db import IntegrityError

from community import files
from community.models import Community, User
from directory.models import Organization
from employers import chain, referring, settling, signals, signing
from employers.models import Commitment, CommitmentText, Event

NOON = time(12)


class CannotTake(Exception):
    """The paper cannot be entered; the message says why."""


def take(
    community: Community,
    answers: signing.Answers,
    *,
    text: CommitmentText,
    signed_on: date,
    scan: bytes,
    organization: Organization | None,
    by: User,
    at: datetime,
) -> Commitment:
    """Write down a signature on paper, which the coordinator's countersignature confirms.

    For an organization that is given and has no active commitment it counts at once; else it waits to be settled.
    Raises CannotTake where the paper was entered before, or its day is still to come.
    """
    if signed_on > signing.local_day(community, at):
        raise CannotTake("The day on the paper is still to come.")
    commitment = Commitment(
        community=community,
        text=text,
        method=Commitment.Method.PAPER,
        typed_name=answers.fields["signer_name"],
        signed_at=datetime.combine(signed_on, NOON, community.zone),
        countersigned_by=by,
        scan_sha256=hashlib.sha256(scan).hexdigest(),
        **answers.fields,
    )
    try:
        with files.keeping(commitment.scan, "scan", scan) as kept:
            commitment.scan = kept
            return enter(commitment, answers, organization, by=by, at=at)
    except IntegrityError as reason:
        refuse_twice(commitment, reason)
        raise


def enter(
    commitment: Commitment, answers: signing.Answers, organization: Organization | None, *, by: User, at: datetime
) -> Commitment:
    """Write the signature, its countersignature and, where nothing is in doubt, its settlement."""
    today = signing.local_day(commitment.community, at)
    witnessed = (
        f"Countersigned by {by} on {today:%B} {today.day}, {today.year}, who saw the signed paper. "
        f"SHA-256 of its scan: {commitment.scan_sha256}"
    )
    signing.write_down(commitment, answers, at=at, witnessed=witnessed)
    commitment.state = Commitment.State.CONFIRMED
    commitment.confirmed_at = at
    commitment.save(update_fields=["state", "confirmed_at"])
    chain.append(
        commitment, Event.Kind.CONFIRMED, at=at, countersigned=True, domain_verified=commitment.is_domain_verified
    )
    referring.link_of(commitment, at=at)
    signals.commitment_confirmed.send(Commitment, commitment=commitment, at=at)
    if organization and not Commitment.objects.active().filter(employer__organization=organization).exists():
        return settling.settle(commitment, organization=organization, by=by, at=at)
    return commitment


def refuse_twice(commitment: Commitment, reason: IntegrityError) -> None:
    """Raise CannotTake where this scan was entered for this organization before."""
    before = (
        Commitment.objects.of(commitment.community)
        .filter(scan_sha256=commitment.scan_sha256, organization_name=commitment.organization_name)
        .exclude(state__in=[Commitment.State.WITHDRAWN, Commitment.State.REJECTED])
        .first()
    )
    if before:
        raise CannotTake(f"This paper was entered already: see {before.reference}.") from reason
