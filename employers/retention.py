"""Keeping no longer than promised: seven years after its end what is personal in a commitment goes, the proof stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from directory import timeline
from employers import chain, evidence, referring, settling, signals
from employers.models import Commitment, Event
from employers.signing import local_day

YEARS = 7  # after its end; the privacy page promises it
UNANSWERED = timedelta(days=90)  # a signature whose address never answered binds nobody
BLANKED = (*evidence.PERSONAL_FIELDS, "end_reason", "receipt_message_id", "salt")


def past_keeping(*, at: datetime) -> "QuerySet[Commitment]":
    """Return the commitments that ended so long ago that nothing personal of them is kept."""
    return Commitment.objects.filter(ended_at__lt=at.replace(day=min(at.day, 28), year=at.year - YEARS)).exclude(
        salt=""
    )


@transaction.atomic
def forget(commitment: Commitment, *, at: datetime) -> bool:
    """Erase what is personal in an ended commitment and return whether there was anything left to erase.

    Without its salt no digest in the chain says anything, and the chain still verifies. The timeline forgets what
    somebody wrote about it; upper floors hear of it and forget what they said to its signer.
    """
    commitment = settling.locked(commitment)
    if not commitment.salt or commitment.ended_at is None:
        return False
    chain.append(commitment, Event.Kind.ERASED, at=at, on=local_day(commitment.community, at).isoformat())
    if commitment.scan:
        kept, storage = commitment.scan.name, commitment.scan.storage
        transaction.on_commit(lambda: storage.delete(kept))
    commitment.promises.update(how="")
    referring.forget(commitment)
    for name in BLANKED:
        setattr(commitment, name, None if name == "ip_address" else "")
    commitment.scan, commitment.signer = "", None
    commitment.save(update_fields=[*BLANKED, "scan", "signer"])
    organization = commitment.employer.organization if commitment.employer else None
    timeline.forget(commitment.community, organization=organization, commitment=commitment.pk)
    signals.commitment_erased.send(Commitment, commitment=commitment, at=at)
    return True


def unanswered(*, at: datetime) -> "QuerySet[Commitment]":
    """Return the signatures whose address has not answered for so long that it never will."""
    return Commitment.objects.filter(state=Commitment.State.AWAITING, signed_at__lt=at - UNANSWERED)


@transaction.atomic
def let_go(commitment: Commitment, *, at: datetime) -> bool:
    """End a signature whose address never answered, erase what is personal in it, and return whether it was due."""
    commitment = settling.locked(commitment)
    if commitment.state != Commitment.State.AWAITING or commitment.signed_at >= at - UNANSWERED:
        return False
    settling.end(commitment, Event.Kind.REJECTED, by=None, at=at, reason="Its address never answered.")
    signals.commitment_rejected.send(Commitment, commitment=commitment, at=at)
    return forget(commitment, at=at)
