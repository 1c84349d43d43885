"""Comparing a commitment's rows with what its events say of them."""

import hashlib
from collections.abc import Iterator
from typing import Any

from employers import chain, evidence
from employers.models import Commitment, Event

PIECE = 64 * 1024  # bytes of a scan read at once


def said(event: Event) -> dict[str, Any]:
    """Return what an event says; nothing where its content was replaced by something else."""
    return event.content if isinstance(event.content, dict) else {}


def row_problems(commitment: Commitment) -> Iterator[str]:
    """Yield where a commitment's rows no longer say what its events say, as sentences."""
    events = sorted(commitment.events.all(), key=lambda event: event.number)
    name = f"Commitment {commitment.reference}"
    if not events or events[0].kind != Event.Kind.SIGNED:
        yield f"{name}: the event of its signature is missing."
        return
    for difference in differences(commitment, events):
        yield f"{name}: {difference}"


def differences(commitment: Commitment, events: list[Event]) -> Iterator[str]:
    """Yield each difference between the rows and the events, which begin with the signature."""
    signed = said(events[0])
    yield from state_differences(commitment, events)
    yield from signature_differences(commitment, signed)
    is_erased = any(event.kind == Event.Kind.ERASED for event in events)
    if not is_erased:
        yield from personal_differences(commitment, signed)
        yield from salted_differences(commitment, events)
    if sorted(promise.kind for promise in commitment.promises.all()) != signed.get("promises"):
        yield "its promises are not those that were signed."
    consents = {
        consent.kind: (moment(consent.given_at), moment(consent.withdrawn_at)) for consent in commitment.consents.all()
    }
    if consents != consents_said(events):
        yield "its consents are not those that were given and taken back."


def moment(at: Any) -> str:
    """Return a moment as the chain writes it, or an empty text for none."""
    return evidence.instant(at) if at else ""


def state_differences(commitment: Commitment, events: list[Event]) -> Iterator[str]:
    """Yield what is wrong with the state and its dates."""
    states = [chain.STATE_AFTER[Event.Kind(event.kind)] for event in events if event.kind in chain.STATE_AFTER]
    if states[-1] != commitment.state:
        yield f"its state is {commitment.get_state_display().lower()}, its last event says {states[-1].label.lower()}."
    last = {event.kind: said(event) for event in events}
    settled = last.get(Event.Kind.SETTLED, {})
    ended = next((said(event) for event in reversed(events) if event.kind in chain.ENDINGS), {})
    superseded = commitment.supersedes.reference if commitment.settled_at and commitment.supersedes else ""
    told = {
        "the time it was confirmed": (
            moment(commitment.confirmed_at),
            last.get(Event.Kind.CONFIRMED, {}).get("at", ""),
        ),
        "the time it was settled": (moment(commitment.settled_at), settled.get("at", "")),
        "the day it ends": (commitment.ends_on.isoformat() if commitment.ends_on else "", settled.get("ends_on", "")),
        "what it supersedes": (superseded, settled.get("supersedes", "")),
        "the time it ended": (moment(commitment.ended_at), ended.get("at", "")),
    }
    for what, (row, event) in told.items():
        if row != event:
            yield f"{what} is not the one in its events."
    confirmed = last.get(Event.Kind.CONFIRMED)
    if confirmed and confirmed.get("domain_verified") != commitment.is_domain_verified:
        yield "whether its domain was known is not as it was confirmed."


def signature_differences(commitment: Commitment, signed: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the text it points at, and with what was attested at the signing."""
    facts = chain.attested_facts(commitment)
    if (facts["text_sha256"], facts["text_version"]) != (signed.get("text_sha256"), signed.get("text_version")):
        yield "it points at another text than the one signed."
    if commitment.text_sha256 != commitment.text.sha256:
        yield f"the fingerprint of its text is not that of version {commitment.text.version}."
    for fact, now in facts.items():
        if not fact.startswith("text_") and now != signed.get(fact):
            yield f"its {fact.replace('_', ' ')} was altered after it was signed."


def personal_differences(commitment: Commitment, signed: dict[str, Any]) -> Iterator[str]:
    """Yield which values differ from their digests, and whether the scan is the one that was entered."""
    now, then = chain.personal_digests(commitment, commitment.promises.all()), signed.get("digests", {})
    for field in sorted(now.keys() | then.keys()):
        if now.get(field) != then.get(field):
            yield f"its {field.replace('_', ' ')} was altered after it was signed."
    if evidence.sha256(commitment.document) != commitment.document_sha256:
        yield "its document does not have the fingerprint it was signed with."
    if commitment.scan_sha256 and scan_fingerprint(commitment) != commitment.scan_sha256:
        yield "its scan is missing or not the one that was entered."


def salted_differences(commitment: Commitment, events: list[Event]) -> Iterator[str]:
    """Yield whether it belongs to another employer than it was settled for, or ended for another reason."""
    pointed = next((said(event)["employer"] for event in reversed(events) if "employer" in said(event)), "")
    now = chain.employer_digest(commitment, commitment.employer_id) if commitment.employer_id else ""
    if pointed != now:
        yield "it belongs to another employer than the one it was settled for."
    ended = next((said(event) for event in reversed(events) if event.kind in chain.ENDINGS), {})
    if chain.reason_digests(commitment) != ended.get("digests", {}):
        yield "the reason it ended for was altered."


def consents_said(events: list[Event]) -> dict[str, tuple[str, str]]:
    """Return when each consent was given and taken back, by the events."""
    standing: dict[str, tuple[str, str]] = {}
    for event in events:
        content = said(event)
        if "consents" not in content:
            continue
        at = content.get("signed_at") or content.get("at", "")
        agreed = set(content["consents"])
        given = {kind for kind, (_given, withdrawn) in standing.items() if not withdrawn}
        standing |= dict.fromkeys(agreed - given, (at, ""))
        standing |= {kind: (standing[kind][0], at) for kind in given - agreed}
    return standing


def scan_fingerprint(commitment: Commitment) -> str:
    """Return the SHA-256 of the scan as it is kept now, or an empty text where it is gone."""
    fingerprint = hashlib.sha256()
    try:
        with commitment.scan.open("rb") as file:
            while piece := file.read(PIECE):
                fingerprint.update(piece)
    except (OSError, ValueError):
        return ""
    return fingerprint.hexdigest()
