"""The public wall: whom it counts, whom it names, and what it says of each.

An employer is counted while one of its commitments is active, and named while the signer of an active one agrees to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from community.models import Community
from directory.models.organization import Sector
from employers.evidence import add_months
from employers.freshness import Freshness, freshness
from employers.models import Ask, Commitment, Consent, Employer, Promise
from employers.monograms import monogram
from employers.occupations import name_of
from employers.terms import Term, standing_since

MONTHS = 12  # of the trend
SHORT = {
    Promise.Kind.INTERVIEW: _("Interviews"),
    Promise.Kind.INTERNSHIP: _("Internships or apprenticeships"),
    Promise.Kind.FULL_TIME: _("Full-time hires"),
    Promise.Kind.FEEDBACK_WRITTEN: _("Written feedback"),
    Promise.Kind.FEEDBACK_PHONE: _("Feedback by phone"),
    Promise.Kind.FEEDBACK_METRICS: _("Hiring and retention numbers"),
}


@dataclass(frozen=True)
class Counts:
    """How many employers stand behind the commitment, and how many of them are named."""

    employers: int
    named: int

    @property
    def not_named(self) -> int:
        """Return how many are counted and by their own wish not named."""
        return self.employers - self.named


@dataclass(frozen=True)
class Role:
    """An occupation that an employer asks for; openings is None where it did not say."""

    code: str
    title: str
    openings: int | None


@dataclass(frozen=True)
class Tile:
    """What the public may know of one employer."""

    name: str
    slug: str
    sector: str
    town: str
    website: str
    has_logo: bool
    since: datetime
    last_confirmed: datetime
    freshness: Freshness
    commitments: list[Commitment] = field(default_factory=list)
    promises: list[tuple[str, Any]] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    @property
    def monogram(self) -> str:
        """Return what stands in the place of a logo."""
        return monogram(self.name)

    @property
    def sector_label(self) -> str:
        """Return the sector as a person reads it."""
        return str(Sector(self.sector).label) if self.sector else ""


def public_commitments(community: Community) -> QuerySet[Commitment]:
    """Return the commitments that may be shown: settled, in their term, and their signer agrees to be named."""
    return Commitment.objects.of(community).public()


def counted(community: Community) -> QuerySet[Employer]:
    """Return the employers behind the commitment, named or not."""
    return Employer.objects.filter(pk__in=Commitment.objects.of(community).active().values("employer"))


def named(community: Community) -> QuerySet[Employer]:
    """Return the employers that the wall names."""
    return Employer.objects.filter(pk__in=public_commitments(community).values("employer"))


def with_logo(community: Community) -> QuerySet[Employer]:
    """Return the employers whose logo may be shown beside their name."""
    shown = Consent.objects.filter(commitment=OuterRef("pk"), kind=Consent.Kind.SHOW_LOGO, withdrawn_at=None)
    agreed = public_commitments(community).filter(Exists(shown))
    return Employer.objects.filter(pk__in=agreed.values("employer")).exclude(logo="")


def count(community: Community) -> Counts:
    """Count who stands behind the commitment."""
    is_named = Q(pk__in=public_commitments(community).values("employer"))
    return Counts(**counted(community).aggregate(employers=Count("pk"), named=Count("pk", filter=is_named)))


def asked_for(community: Community, today: date) -> QuerySet[Ask]:
    """Return the occupations that named employers ask for and still mean."""
    asked: Any = Ask.objects.asked(community, today).with_is_named(community)
    return asked.filter(is_named=True)


def tiles(employers: Iterable[Any], *, today: date) -> list[Tile]:
    """Turn employers that are named into what may be said of them, in six queries however many they are."""
    shown = list(employers)
    settled = Commitment.objects.filter(settled_at__isnull=False).select_related("text").order_by("-signed_at", "-pk")
    settled = settled.only(
        "employer_id", "state", "signed_at", "confirmed_at", "settled_at", "ended_at", "ends_on",
        "text__version", "text__body", "text__published_at", "text__sha256",
    )  # fmt: skip
    prefetch_related_objects(shown, Prefetch("commitments", queryset=settled, to_attr="settled"))
    active = [one for employer in shown for one in employer.settled if one.state == Commitment.State.ACTIVE]
    standing = Consent.objects.filter(withdrawn_at=None)
    prefetch_related_objects(
        active,
        "promises",
        Prefetch("asks", queryset=Ask.objects.filter(valid_until__gte=today).order_by("pk"), to_attr="wanted"),
        Prefetch("consents", queryset=standing, to_attr="standing"),
    )
    between = Ask.objects.filter(commitment=None, valid_until__gte=today).order_by("pk")
    prefetch_related_objects(shown, Prefetch("asks", queryset=between, to_attr="wanted"))
    prefetch_related_objects([one for employer in shown for one in employer.settled], "check_ins")
    for employer in shown:
        employer.today = today
    return [tile(employer) for employer in shown]


def tile(employer: Any) -> Tile:
    """Return what may be said of one employer whose settled commitments are at hand with all that hangs on them."""
    agreed = {
        one.pk: {consent.kind for consent in one.standing}
        for one in employer.settled
        if one.state == Commitment.State.ACTIVE
    }
    public = [one for one in employer.settled if Consent.Kind.LIST_NAME in agreed.get(one.pk, ())]
    since = standing_since(Term(one.signed_at, one.settled_at, one.ended_at) for one in employer.settled)
    # What was said under a signature goes on to count when a newer one takes its place.
    heard = [*public, *(one for one in employer.settled if one.state == Commitment.State.SUPERSEDED)]
    promised = {promise.kind for one in public for promise in one.promises.all()}
    organization = employer.organization
    return Tile(
        name=organization.name,
        slug=organization.slug,
        sector=organization.sector,
        town=organization.town,
        website=organization.website,
        has_logo=bool(employer.logo) and any(Consent.Kind.SHOW_LOGO in agreed[one.pk] for one in public),
        since=since or min(one.signed_at for one in public),
        last_confirmed=max([*(last_confirmed(one) for one in public), *answered(public)]),
        freshness=freshness((one.said for made in heard for one in made.check_ins.all()), today=employer.today),
        commitments=public,
        promises=[(kind.value, SHORT[kind]) for kind in Promise.Kind if kind in promised],
        roles=roles([*(ask for one in public for ask in one.wanted), *employer.wanted]),
    )


def roles(asks: Iterable[Ask]) -> list[Role]:
    """Return each occupation once, with its openings added up where they were said."""
    said: dict[str, int | None] = {}
    for ask in asks:
        before = said.get(ask.occupation)
        said[ask.occupation] = before if ask.openings is None else (before or 0) + ask.openings
    return [Role(code, name_of(code), openings) for code, openings in said.items()]


def page_order(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Return employers by name, with the little of them that a tile shows."""
    return lean(employers).order_by("organization__normalized_name", "pk")


def newest(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Return employers with the newest signature first."""
    last = Max("commitments__signed_at", filter=Q(commitments__state=Commitment.State.ACTIVE))
    return lean(employers).annotate(last=last).order_by("-last", "pk")


def lean(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Return the columns of employers that a tile needs."""
    return employers.select_related("organization").only(
        "logo",
        "organization__name",
        "organization__slug",
        "organization__sector",
        "organization__town",
        "organization__website",
    )


def trend(community: Community, *, today: date) -> list[tuple[date, int]]:
    """Return how many of the employers counted now signed first in each of the last twelve months, oldest first."""
    first = add_months(today.replace(day=1), 1 - MONTHS)
    months = [add_months(first, number) for number in range(MONTHS)]
    earlier = Commitment.objects.filter(
        employer=OuterRef("employer"), settled_at__isnull=False, signed_at__lt=OuterRef("signed_at")
    )
    firsts = (
        Commitment.objects.of(community)
        .filter(settled_at__isnull=False, employer__in=counted(community))
        .filter(~Exists(earlier), signed_at__gte=datetime(first.year, first.month, 1, tzinfo=community.zone))
        .annotate(month=TruncMonth("signed_at", tzinfo=community.zone))
        .values("month")
        .annotate(employers=Count("employer", distinct=True))
        .values_list("month", "employers")
    )
    signed = {month.date(): employers for month, employers in firsts}
    return [(month, signed.get(month, 0)) for month in months]


def choices(community: Community, *, today: date) -> dict[str, list[tuple[str, str]]]:
    """Return what the wall can be filtered by: only what somebody named there has."""
    places = named(community).values_list("organization__sector", "organization__town").distinct()
    sectors, towns = {sector for sector, _town in places if sector}, {town for _sector, town in places if town}
    codes = set(asked_for(community, today).values_list("occupation", flat=True))
    return {
        "sector": [(sector.value, str(sector.label)) for sector in Sector if sector in sectors],
        "role": sorted(((code, name_of(code)) for code in codes), key=lambda choice: choice[1]),
        "town": [(town, town) for town in sorted(towns, key=str.casefold)],
    }


def last_confirmed(commitment: Commitment) -> datetime:
    """Return when somebody last said that a commitment holds: its signer by letter, else the coordinator."""
    return commitment.confirmed_at or commitment.settled_at or commitment.signed_at


def answered(commitments: Iterable[Any]) -> list[datetime]:
    """Return when check-ins were answered."""
    return [one.answered_at for made in commitments for one in made.check_ins.all() if one.answered_at]


def in_order(commitment: Commitment) -> list[Promise]:
    """Return a commitment's promises in the order in which they are offered."""
    kinds = list(Promise.Kind.values)
    return sorted(commitment.promises.all(), key=lambda promise: kinds.index(promise.kind))
