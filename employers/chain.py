"""The chain of evidence: adding to it, one event after the other, and what the events say.

There is one chain for each community, whatever is signed in it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from community.models import Community
from employers import evidence
from employers.models import Chain, Commitment, Consent, Event, Promise

STATE_AFTER = {
    Event.Kind.SIGNED: Commitment.State.AWAITING,
    Event.Kind.CONFIRMED: Commitment.State.CONFIRMED,
    Event.Kind.SETTLED: Commitment.State.ACTIVE,
    Event.Kind.REJECTED: Commitment.State.REJECTED,
    Event.Kind.WITHDRAWN: Commitment.State.WITHDRAWN,
    Event.Kind.SUPERSEDED: Commitment.State.SUPERSEDED,
    Event.Kind.EXPIRED: Commitment.State.EXPIRED,
}
ENDINGS = frozenset({Event.Kind.REJECTED, Event.Kind.WITHDRAWN, Event.Kind.SUPERSEDED, Event.Kind.EXPIRED})


class Signed(Protocol):
    """What may stand in the chain: a row with a community, a reference that it has there alone, and its subject."""

    SUBJECT: Event.Subject

    @property
    def community(self) -> Community:
        """Return the community in which it was signed."""

    @property
    def reference(self) -> str:
        """Return what it is known by."""


@transaction.atomic(savepoint=False)  # an event never fails alone: what it tells of fails with it
def append(signed: Signed, kind: Event.Kind, *, at: datetime, **facts: Any) -> Event:
    """Add one event to the community's chain; the chain's row is locked until the transaction ends."""
    chain, _ = Chain.objects.select_for_update().get_or_create(community=signed.community)
    number = chain.length + 1
    content = {
        "number": number,
        "kind": kind.value,
        "at": evidence.instant(at),
        signed.SUBJECT.value: signed.reference,
        **facts,
    }
    event = Event.objects.create(
        community=signed.community,
        subject=signed.SUBJECT,
        reference=signed.reference,
        commitment=signed if isinstance(signed, Commitment) else None,
        number=number,
        kind=kind,
        at=at,
        content=content,
        previous_hash=chain.head,
        hash=evidence.event_hash(chain.head, content),
    )
    chain.head, chain.length = event.hash, number
    chain.save(update_fields=["head", "length"])
    return event


def signed_facts(commitment: Commitment, promises: Sequence[Promise], consents: Iterable[Consent]) -> dict[str, Any]:
    """Return what the first event of a commitment says beside its kind and time, from the rows as stored."""
    return {
        **attested_facts(commitment),
        "promises": sorted(promise.kind for promise in promises),
        "consents": sorted(consent.kind for consent in consents),
        "digests": personal_digests(commitment, promises),
    }


def attested_facts(commitment: Commitment) -> dict[str, Any]:
    """Return what a commitment's row says of the signing itself; nothing of it is personal."""
    shown = commitment.review_shown_at
    return {
        "method": commitment.method,
        "signed_at": evidence.instant(commitment.signed_at),
        "review_shown_at": evidence.instant(shown) if shown else "",
        "may_sign": commitment.may_sign,
        "agreed_to_electronic": commitment.agreed_to_electronic,
        "text_version": commitment.text.version,
        "text_sha256": commitment.text_sha256,
        "scan_sha256": commitment.scan_sha256,
    }


def personal_digests(commitment: Commitment, promises: Iterable[Promise]) -> dict[str, str]:
    """Return the salted digests of what the rows say: each field as typed, and how each promise is to be kept."""
    values = {name: getattr(commitment, name) for name in evidence.PERSONAL_FIELDS}
    hows = {f"how {promise.kind}": promise.how for promise in promises}
    return evidence.digests(commitment.salt, values | hows)


def employer_digest(commitment: Commitment, employer_pk: int) -> str:
    """Return the salted digest that ties a commitment to an employer without naming it; re-pointing writes anew."""
    return evidence.digest(commitment.salt, "employer", str(employer_pk))


def reason_digests(commitment: Commitment) -> dict[str, str]:
    """Return the salted digest of why a commitment ended, where somebody said."""
    return evidence.digests(commitment.salt, {"end_reason": commitment.end_reason})


def consents_of(commitment: Commitment) -> list[str]:
    """Return the kinds of consent that stand now, sorted as in the chain."""
    standing = Consent.objects.filter(commitment=commitment, withdrawn_at=None)
    return sorted(standing.values_list("kind", flat=True))
