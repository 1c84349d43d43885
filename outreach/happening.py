"""Happening: what came after the letters of campaigns: answers, talks, signatures, each credited to its letter.

It is little beside what was sent, so it is read and counted here; `funnel` says what counts for which letter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Sum, When

from community.models import Community
from directory.entries import Kind
from directory.models import Entry
from employers.models import CheckIn, Commitment
from employers.states import State as Signed
from outreach import funnel
from outreach.funnel import Came, Happened, Sent
from outreach.models import Campaign, Letter, Reply, Step
from outreach.models.letter import LetterQuerySet
from outreach.states import State

AT_ONCE = 5_000  # organizations of one statement
TALKS = (Kind.CALL.value, Kind.MEETING.value)
COUNTED = frozenset(Signed) - {Signed.AWAITING, Signed.REJECTED}  # the address, or a colleague for it, has confirmed


def sent_of(steps: Iterable[int]) -> LetterQuerySet:
    """Return the letters of steps, by their ids, that were handed over."""
    return Letter.objects.filter(step__in=sorted(steps), state=State.SENT, is_transactional=False)


def signed_of(community: Community, campaigns: Sequence[Campaign]) -> dict[int, int]:
    """Return how many organizations signed by each campaign, by its id."""
    if not campaigns:
        return {}
    steps = steps_of(campaigns)
    signed = per_campaign(steps, signatures(community, campaigns, steps))
    return {one.pk: len(signed.get(one.pk, {})) for one in campaigns}


def came_of(community: Community, campaigns: Sequence[Campaign]) -> dict[int, Came]:
    """Return what came of each campaign, by its id."""
    steps = steps_of(campaigns)
    replied = per_campaign(steps, replies(campaigns, community.zone))
    met = per_campaign(steps, talks(community, campaigns))
    signed = per_campaign(steps, signatures(community, campaigns, steps))
    return {one.pk: Came(replied.get(one.pk, {}), met.get(one.pk, {}), signed.get(one.pk, {})) for one in campaigns}


def steps_of(campaigns: Sequence[Campaign]) -> dict[int, int]:
    """Return to which campaign each step belongs, by their ids."""
    return dict(Step.objects.filter(campaign__in=campaigns).values_list("pk", "campaign"))


def per_campaign(steps: Mapping[int, int], happened: Sequence[Happened]) -> dict[int, dict[int, Happened]]:
    """Return what happened first of each unit in each campaign; what is credited to other campaigns is left out."""
    found: dict[int, list[Happened]] = defaultdict(list)
    for one in happened:
        if one.step in steps:
            found[steps[one.step]].append(one)
    return {pk: funnel.first_of_each(some) for pk, some in found.items()}


def replies(campaigns: Sequence[Campaign], zone: tzinfo) -> list[Happened]:
    """Return what people answered to letters."""
    rows = Reply.objects.filter(letter__step__campaign__in=campaigns, is_automatic=False)
    known = rows.exclude(letter__organization=None).values_list("letter__step", "letter__organization", "at")
    return [Happened(step, organization, at.astimezone(zone).date()) for step, organization, at in known]


def talks(community: Community, campaigns: Sequence[Campaign]) -> list[Happened]:
    """Return calls and meetings since the campaigns began that are credited to any letter."""
    rows = Entry.objects.of(community).filter(verb__in=TALKS, at__gte=begin(community, campaigns))
    rows = rows.filter(organization__isnull=False).order_by()
    days = Days(community.zone)
    found = [Happened(0, pk, days.of(at)) for pk, at in unconverted(rows.values_list("organization", "at"))]
    return credited(found, letters_to(community, rows.values("organization")))


def signatures(community: Community, campaigns: Sequence[Campaign], steps: Iterable[int]) -> list[Happened]:
    """Return signatures by the links of these campaigns, and those by other roads that are credited to any letter."""
    said = CheckIn.objects.filter(commitment=OuterRef("pk"), answered_at__isnull=False).order_by().values("commitment")
    sums = {name: Subquery(said.annotate(total=Sum(name)).values("total")) for name in ("interviewed", "hired")}
    rows = Commitment.objects.of(community).filter(state__in=COUNTED).annotate(**sums)
    columns = ("pk", "employer__organization", "signed_at", "interviewed", "hired")
    # Until somebody settles whose it is, a signature by the reader's own hand is of where they were written to.
    own = Case(When(signer_email__iexact=F("credit__recipient__email"), then=F("credit__recipient__organization")))
    by_link = rows.filter(credit__step__campaign__in=campaigns).values_list("credit__step", own, *columns)
    found = [
        Happened(step, whose or reader or -pk, at.astimezone(community.zone).date(), pk, True, interviewed, hired)
        for step, reader, pk, whose, at, interviewed, hired in by_link
    ]
    written = Exists(sent_of(steps).filter(organization=OuterRef("employer__organization")))
    roads = rows.filter(written, credit=None, signed_at__gte=begin(community, campaigns))
    by_roads = [
        Happened(0, whose, at.astimezone(community.zone).date(), pk, False, interviewed, hired)
        for pk, whose, at, interviewed, hired in roads.values_list(*columns)
        if whose
    ]
    return found + credited(by_roads, letters_to(community, sorted({one.unit for one in by_roads})))


def begin(community: Community, campaigns: Sequence[Campaign]) -> datetime:
    """Return the beginning of the community's day on which the first of some campaigns started."""
    first = min(one.started_at or one.created_at for one in campaigns)
    return datetime.combine(first.astimezone(community.zone), time(), community.zone)


def credited(happened: Sequence[Happened], letters: Mapping[int, Sequence[Sent]]) -> list[Happened]:
    """Return what happened by no link, credited to the last letter of any campaign before it, where one is near."""
    found = [funnel.credited(one, letters.get(one.unit, ())) for one in happened]
    return [one for one in found if one]


def letters_to(community: Community, organizations: "Sequence[int] | QuerySet[Any, Any]") -> dict[int, list[Sent]]:
    """Return the letters of all campaigns that were sent to organizations, by their ids, in the order of sending."""
    found: dict[int, list[Sent]] = defaultdict(list)
    days = Days(community.zone)
    parts: Iterable[Any] = [organizations] if isinstance(organizations, QuerySet) else batched(organizations)
    for part in parts:
        rows: QuerySet[Letter] = Letter.objects.filter(
            organization__in=part,
            is_transactional=False,
            step__isnull=False,
            state=State.SENT,
            settled_at__isnull=False,
        )
        columns = ("step", "organization", "settled_at")
        for step, organization, at in unconverted(rows.order_by("settled_at", "pk").values_list(*columns)):
            found[organization].append(Sent(step, days.of(at)))
    return found


def batched(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids, as many together as one statement takes."""
    for start in range(0, len(pks), AT_ONCE):
        yield pks[start : start + AT_ONCE]


def unconverted(rows: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Return rows as the database's driver has them: to convert tens of thousands takes most of the time."""
    sql, asked = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


class Days:
    """The days of a time zone on which moments fall, as a driver has these: a text in UTC, or a moment."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.known: dict[str | datetime, date] = {}  # by the minute: letters that leave together fall into few

    def of(self, moment: str | datetime) -> date:
        """Return the day of a moment."""
        minute = moment[:16] if isinstance(moment, str) else moment.replace(second=0, microsecond=0)
        day = self.known.get(minute)
        if day is None:
            at = datetime.fromisoformat(minute).replace(tzinfo=UTC) if isinstance(minute, str) else minute
            day = self.known[minute] = at.astimezone(self.zone).date()
        return day
