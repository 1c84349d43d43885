"""What came of alliances: how many of their members are employers, were reached, and signed."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest

from community import navigation
from community.access import roles_of
from community.roles import READERS
from directory.models import Alliance, AllianceMember
from employers.stages import COMMITTED, OPEN_STAGES

MEMBERS = {
    "employers": Count("pk"),
    "reached": Count("pk", filter=Q(organization__employer__stage__in=OPEN_STAGES | COMMITTED)),
    "signed": Count("pk", filter=Q(organization__employer__stage__in=COMMITTED)),
}


def register() -> None:
    """Put the pieces in their places."""
    navigation.add_panel("alliance", navigation.Panel("employers/workspace/_reached.html", on_alliance, order=10))
    navigation.add_panel("alliances", navigation.Panel("", on_alliances, order=10))


def counts_of(alliances: Collection[int]) -> dict[int, dict[str, int]]:
    """Return the counts of alliances by their keys; those without an employer among their members are left out."""
    members = AllianceMember.objects.current().filter(alliance__in=alliances, organization__employer__isnull=False)
    return {row.pop("alliance"): row for row in members.values("alliance").annotate(**MEMBERS).order_by()}


def on_alliance(request: HttpRequest, alliance: Alliance) -> dict[str, Any] | None:
    """Return what came of one alliance."""
    if not roles_of(request) & READERS:
        return None
    return counts_of([alliance.pk]).get(alliance.pk, dict.fromkeys(MEMBERS, 0))


def on_alliances(request: HttpRequest, alliances: Collection[int]) -> dict[str, Any] | None:
    """Return the columns that a list of alliances gains."""
    if not roles_of(request) & READERS:
        return None
    counts = counts_of(alliances)
    return {
        "columns": [(word.title(), {pk: row[word] for pk, row in counts.items()}) for word in ("reached", "signed")]
    }
