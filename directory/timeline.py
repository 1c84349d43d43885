"""What happened, written once, in the transaction that made it happen."""

from datetime import datetime
from typing import Any

from community.models import Community, User
from directory.models import Entry, Organization, Person


def record(
    verb: str,
    *,
    community: Community,
    at: datetime,
    organization: Organization | None = None,
    person: Person | None = None,
    by: User | None = None,
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> Entry:
    """Write one entry; its sentence is the template `directory/timeline/<verb>.html`, which must exist."""
    return Entry.objects.create(
        community=community,
        organization=organization,
        person=person,
        verb=verb,
        at=at,
        by=by,
        text=text,
        facts=facts or {},
    )
