"""What came of alliances: how many of their members are employers, were reached, signed, and brought others."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from community import navigation
from community.access import roles_of
from community.roles import READERS
from directory.models import Alliance, AllianceMember
from employers import brought
from employers.models import Referral
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


def introduced_by(alliances: Collection[int]) -> dict[int, int]:
    """Return how many organizations signed through somebody who is at home at each alliance, by its key."""
    home = Coalesce("link__employer__organization__alliance", "link__organization__alliance")
    signed = Referral.objects.signed().annotate(alliance=home).filter(alliance__in=alliances)
    return dict(signed.values_list("alliance").annotate(Count("organization", distinct=True)).order_by())


def on_alliance(request: HttpRequest, alliance: Alliance) -> dict[str, Any] | None:
    """Return what came of one alliance."""
    if not roles_of(request) & READERS:
        return None
    counts = counts_of([alliance.pk]).get(alliance.pk, dict.fromkeys(MEMBERS, 0))
    told = brought.by_alliance([alliance.pk]).get(alliance.pk, {"told": 0, "signed": 0})
    introduced = introduced_by([alliance.pk]).get(alliance.pk, 0)
    return {**counts, "told": told["told"], "brought": told["signed"], "introduced": introduced}


def on_alliances(request: HttpRequest, alliances: Collection[int]) -> dict[str, Any] | None:
    """Return the columns that a list of alliances gains."""
    if not roles_of(request) & READERS:
        return None
    counts = counts_of(alliances)
    columns = [(word.title(), {pk: row[word] for pk, row in counts.items()}) for word in ("reached", "signed")]
    told = brought.by_alliance(alliances)
    by_members = {pk: row["signed"] for pk, row in told.items()}
    return {"columns": [*columns, ("Brought", by_members), ("Introduced", introduced_by(alliances))]}
