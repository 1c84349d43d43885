"""What the chain of evidence says of data agreements, and whether their rows still say the same."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from community.models import Community
from employers import evidence
from employers.comparing import moment, said
from employers.models import Event
from employers.verifying import Rows
from providers.models import Agreement

PERSONAL_FIELDS = (
    "organization_name",
    "signer_name",
    "signer_title",
    "signer_email",
    "typed_name",
    "ip_address",
    "user_agent",
    "request_id",
    "document",
)
STATE_AFTER = {
    Event.Kind.SIGNED: Agreement.State.ACTIVE,
    Event.Kind.SUPERSEDED: Agreement.State.SUPERSEDED,
    Event.Kind.WITHDRAWN: Agreement.State.WITHDRAWN,
}
ENDINGS = frozenset({Event.Kind.SUPERSEDED, Event.Kind.WITHDRAWN})


def signed_facts(agreement: Agreement) -> dict[str, Any]:
    """Return what the first event of an agreement says beside its kind and time, from the row as stored."""
    return {
        **attested_facts(agreement),
        "digests": personal_digests(agreement),
        "provider": provider_digest(agreement),
    }


def attested_facts(agreement: Agreement) -> dict[str, Any]:
    """Return what an agreement's row says of the signing itself; nothing of it is personal."""
    return {
        "signed_at": evidence.instant(agreement.signed_at),
        "review_shown_at": moment(agreement.review_shown_at),
        "may_sign": agreement.may_sign,
        "agreed_to_electronic": agreement.agreed_to_electronic,
        "text_version": agreement.text.version,
        "text_sha256": agreement.text_sha256,
        "supersedes": agreement.supersedes.reference if agreement.supersedes else "",
    }


def personal_digests(agreement: Agreement) -> dict[str, str]:
    """Return the salted digests of what the row says, each field as typed."""
    return evidence.digests(agreement.salt, {name: getattr(agreement, name) for name in PERSONAL_FIELDS})


def provider_digest(agreement: Agreement) -> str:
    """Return the salted digest that ties an agreement to a provider without naming it."""
    return evidence.digest(agreement.salt, "provider", str(agreement.provider_id))


def reason_digests(agreement: Agreement) -> dict[str, str]:
    """Return the salted digest of why an agreement ended, where somebody said."""
    return evidence.digests(agreement.salt, {"end_reason": agreement.end_reason})


def events_of(agreement: Agreement) -> list[Event]:
    """Return what became of an agreement, in order."""
    return list(Event.objects.of(agreement.community).about(Agreement.SUBJECT, agreement.reference))


def differences(agreement: Agreement) -> Iterator[str]:
    """Yield where an agreement's row no longer says what its events say, as sentences."""
    name = f"Agreement {agreement.reference}"
    events = events_of(agreement)
    if not events or events[0].kind != Event.Kind.SIGNED:
        yield f"{name}: the event of its signature is missing."
        return
    found = [*signing_differences(agreement, said(events[0])), *state_differences(agreement, events)]
    if not any(event.kind == Event.Kind.ERASED for event in events):
        found += personal_differences(agreement, events)
    yield from (f"{name}: {difference}" for difference in found)


def signing_differences(agreement: Agreement, signed: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the text it points at, and with what was attested at the signing."""
    for fact, now in attested_facts(agreement).items():
        if now != signed.get(fact):
            yield f"its {fact.replace('_', ' ')} was altered after it was signed."
    if agreement.text_sha256 != agreement.text.sha256:
        yield f"the fingerprint of its text is not that of version {agreement.text.version}."


def state_differences(agreement: Agreement, events: list[Event]) -> Iterator[str]:
    """Yield what is wrong with the state and when it ended."""
    states = [STATE_AFTER[Event.Kind(event.kind)] for event in events if event.kind in STATE_AFTER]
    if states[-1] != agreement.state:
        yield f"its state is {agreement.get_state_display().lower()}, its last event says {states[-1].label.lower()}."
    ended = next((said(event) for event in reversed(events) if event.kind in ENDINGS), {})
    if moment(agreement.ended_at) != ended.get("at", ""):
        yield "the time it ended is not the one in its events."


def personal_differences(agreement: Agreement, events: list[Event]) -> Iterator[str]:
    """Yield which values differ from their digests."""
    now, then = personal_digests(agreement), said(events[0]).get("digests", {})
    for field in sorted(now.keys() | then.keys()):
        if now.get(field) != then.get(field):
            yield f"its {field.replace('_', ' ')} was altered after it was signed."
    if evidence.sha256(agreement.document) != agreement.document_sha256:
        yield "its document does not have the fingerprint it was signed with."
    pointed = next((said(event)["provider"] for event in reversed(events) if "provider" in said(event)), "")
    if pointed != provider_digest(agreement):
        yield "it belongs to another provider than the one it was signed for."
    ended = next((said(event) for event in reversed(events) if event.kind in ENDINGS), {})
    if reason_digests(agreement) != ended.get("digests", {}):
        yield "the reason it ended for was altered."


def problems(agreement: Agreement) -> list[str]:
    """Return what is wrong with an agreement; a doubt is asked again with its row locked: it may just be changing."""
    if not list(differences(agreement)):
        return []
    with transaction.atomic():
        rows = Agreement.objects.select_for_update(of=("self",)).select_related("text", "supersedes", "community")
        return list(differences(rows.get(pk=agreement.pk)))


def after(community: Community, pk: int, most: int) -> list[Agreement]:
    """Return the next agreements to compare."""
    rows = Agreement.objects.of(community).filter(pk__gt=pk).order_by("pk")
    return list(rows.select_related("text", "supersedes", "community")[:most])


def count(community: Community) -> int:
    """Return how many there are to compare."""
    return Agreement.objects.of(community).count()


def lost(community: Community) -> Iterator[str]:
    """Yield the agreements that the chain tells of and of which the row is gone."""
    told = Event.objects.of(community).filter(subject=Agreement.SUBJECT, kind=Event.Kind.SIGNED).order_by("number")
    kept = set(Agreement.objects.of(community).values_list("reference", flat=True))
    for reference in told.values_list("reference", flat=True).iterator():
        if reference not in kept:
            yield f"Agreement {reference}: its row is gone."


ROWS = Rows(after=after, problems=problems, count=count, lost=lost)
