"""The audit trail: one sentence a change, in the transaction that makes it."""

from datetime import datetime

from community.models import AuditEntry, Community, User


def record(sentence: str, *, community: Community, by: User | None, at: datetime) -> AuditEntry:
    """Write one sentence; the person who acted is put before it on the page."""
    return AuditEntry.objects.create(community=community, sentence=sentence[:400], by=by, at=at)
