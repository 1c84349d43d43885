"""Which roles the signed employers ask for, as the public may read it: by enough employers, or only as a number."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum

from community.models import Community
from employers.models import Ask, Commitment
from employers.occupations import short_name

SHOWN = 5


@dataclass(frozen=True)
class Bar:
    """One role, with the openings that employers named for it."""

    label: str
    count: int


@dataclass(frozen=True)
class Demand:
    """The roles shown, the most openings first; how many employers named them; how many other roles are asked for."""

    roles: list[Bar]
    employers: int
    others: int

    @property
    def most(self) -> int:
        """Return the openings behind the longest bar."""
        return max((bar.count for bar in self.roles), default=0)


def now(community: Community, *, today: date) -> Demand:
    """Return the roles that at least `demand_min_employers` signed employers ask for (domain.md, section 2).

    Asks count while their employer has an active commitment; those of an ended commitment no longer do.
    """
    active = Commitment.objects.of(community).active()
    asks = Ask.objects.filter(
        Exists(active.filter(employer=OuterRef("employer"))),
        Q(commitment=None) | Q(commitment__state=Commitment.State.ACTIVE),
        valid_until__gte=today,
    )
    rows = list(
        asks.values("occupation").annotate(employers=Count("employer", distinct=True), openings=Sum("openings"))
    )
    enough = [row for row in rows if row["employers"] >= community.demand_min_employers and row["openings"]]
    shown = sorted(enough, key=lambda row: (-row["openings"], row["occupation"]))[:SHOWN]
    named = asks.filter(occupation__in=[row["occupation"] for row in shown]).exclude(openings=None)
    return Demand(
        roles=[Bar(label=short_name(row["occupation"]), count=row["openings"]) for row in shown],
        employers=named.aggregate(number=Count("employer", distinct=True))["number"] if shown else 0,
        others=len(rows) - len(shown),
    )
