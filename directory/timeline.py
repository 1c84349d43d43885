"""What happened, written once, in the transaction that made it happen."""

from datetime import datetime
from typing import Any

from community.models import Community, User
from directory.models import Entry, Organization, Person
from directory.readable import Readable

readable = Readable()  # entries


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


def forget(community: Community, *, organization: Organization | None, **facts: int) -> int:
    """Erase what somebody wrote in the entries with these facts, once its time is over; return how many there were.

    That something happened, and when, stays on the timeline.
    """
    named = {f"facts__{name}": value for name, value in facts.items()}
    entries = Entry.objects.of(community).filter(organization=organization, **named)
    return entries.exclude(text="").update(text="")
