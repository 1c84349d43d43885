"""A page's piece of the timeline: one type or everything, thirty entries at a time."""

from typing import Any

from django.db.models import Q, QuerySet

from community.access import WorkspaceRequest
from community.paging import number_of
from directory import entries, timeline
from directory.models import Entry

SHOWN = 30  # entries of a page
NEEDED = ("verb", "at", "text", "facts", "organization", "person", "by", "by__name", "by__email")


def timeline_of(request: WorkspaceRequest, rows: "QuerySet[Entry]", on: str) -> dict[str, Any]:
    """Return what `directory/_timeline.html` shows: entries, newest first, and the types to choose from.

    What the reader is kept out of is left out. `on` is whose page it is, "organization" or "person", and of each of
    `rows`: known already, and not asked for again.
    """
    rows = timeline.readable.by(request.user, rows)
    about = "person" if on == "organization" else "organization"
    chosen = entries.type_of(request.GET.get("type", ""))
    shown = rows
    if chosen:
        shown = shown.filter(verb__in=chosen.verbs) if chosen.verbs else shown.exclude(verb__in=entries.OWN_VERBS)
    number = number_of(request.GET.get("before", ""))
    anchor = rows.filter(pk=number).first() if number is not None else None
    if anchor:
        shown = shown.filter(Q(at__lt=anchor.at) | Q(at=anchor.at, pk__lt=anchor.pk))
    lean = shown.select_related("by", about).only(*NEEDED, f"{about}__name")
    found = list(lean.order_by("-at", "-pk")[: SHOWN + 1])
    return {
        "on": on,
        "entries": found[:SHOWN],
        "earlier": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "is_earlier": anchor is not None,
        "types": entries.TYPES,
        "type": chosen.key if chosen else "",
    }
