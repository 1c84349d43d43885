"""What the team did elsewhere and writes down here: notes, calls, meetings, e-mail."""

from datetime import date, datetime, time

from django.db import transaction

from community.models import Community, User
from directory import signals, timeline
from directory.entries import Kind
from directory.models import Entry, Organization, Person


@transaction.atomic
def write(
    kind: Kind,
    *,
    community: Community,
    text: str,
    by: User,
    at: datetime,
    organization: Organization | None = None,
    person: Person | None = None,
) -> Entry:
    """Put a note, call, meeting or e-mail on the timeline at the time it happened.

    All but a note are contact with the organization, and announced as such.
    """
    entry = timeline.record(
        Kind(kind).value, community=community, organization=organization, person=person, by=by, at=at, text=text
    )
    if organization and kind != Kind.NOTE:
        on = at.astimezone(community.zone).date()
        signals.contact_noted.send(Entry, organization=organization, on=on, kind=Kind(kind).value, by=by, at=at)
    return entry


def moment_of(day: date, now: datetime) -> datetime:
    """Return when something of that day happened: now where it is today, else noon in the zone of `now`."""
    return now if day == now.date() else datetime.combine(day, time(12), tzinfo=now.tzinfo)
