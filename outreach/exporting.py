"""Lists of letters as spreadsheets: to whom each went and what became of it, never what stands in it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from community.models import Community
from directory import exporting
from outreach import suppressing
from outreach.kinds import KINDS
from outreach.models import Letter, Suppression
from outreach.states import State

# What each column is called, and what of a row it shows.
LETTERS = {
    "To": "to_email",
    "Name": "to_name",
    "Organization": "organization__name",
    "Kind": "kind",
    "Campaign": "step__campaign__name",
    "Step": "step__number",
    "State": "state",
    "Why": "reason",
    "Written on": "written_on",
    "Sent or given up on": "settled_on",
    "Delivered on": "delivered_on",
    "Came back for now on": "soft_bounced_on",
    "Bounced on": "bounced_on",
    "Complained on": "complained_on",
}
SUPPRESSIONS = ("Name", "E-mail", "Why", "Not sent", "Since", "Until", "By")


def letters(found: QuerySet[Letter]) -> Iterator[list[Any]]:
    """Yield letters, the newest first."""
    marks = ("delivered", "soft_bounced", "bounced", "complained")
    days = {"written_on": "created_at", "settled_on": "settled_at"} | {f"{one}_on": f"{one}_at" for one in marks}
    rows = found.annotate(**{name: TruncDate(moment) for name, moment in days.items()}).order_by("-pk")
    words = {"kind": {key: kind.label for key, kind in KINDS.items()}, "state": exporting.words_of(State.choices)}
    return exporting.plain(rows, LETTERS, words)


def suppressions(found: QuerySet[Suppression], community: Community) -> Iterator[list[Any]]:
    """Yield addresses that are not written to, the newest first; of those nobody has any more, all but the address."""
    days = {"since_on": TruncDate("at"), "until_on": TruncDate("until")}
    rows = found.annotate(**days).order_by("-pk").iterator(chunk_size=exporting.CHUNK)
    while lines := list(islice(rows, exporting.CHUNK)):
        people = suppressing.known(community, {line.address_hash for line in lines})
        for line in lines:
            person = people.get(line.address_hash)
            yield [
                person.name if person else "",
                person.email if person else "",
                line.get_reason_display(),
                line.get_scope_display(),
                line.since_on,  # type: ignore[attr-defined]
                line.until_on,  # type: ignore[attr-defined]
                str(line.by or ""),
            ]
