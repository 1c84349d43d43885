"""Happening: what came after the letters of campaigns: answers, talks, signatures, each credited to its letter.

It is little beside what was sent, so it is read and counted here; `funnel` says what counts for which letter.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, tzinfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

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


def sent_of(campaigns: Sequence[Campaign]) -> LetterQuerySet:
    """Return the letters of campaigns that were handed over."""
    return Letter.objects.filter(step__campaign__in=campaigns, state=State.SENT, is_transactional=False)


def signed_of(community: Community, campaigns: Sequence[Campaign]) -> dict[int, int]:
    """Return how many organizations signed by each campaign, by its id."""
    if not campaigns:
        return {}
    signed = per_campaign(steps_of(campaigns), signatures(community, campaigns))
    return {one.pk: len(signed.get(one.pk, {})) for one in campaigns}


def came_of(community: Community, campaigns: Sequence[Campaign]) -> dict[int, Came]:
    """Return what came of each campaign, by its id."""
    steps = steps_of(campaigns)
    replied = per_campaign(steps, replies(campaigns, community.zone))
    met = per_campaign(steps, credited(community, list(talks(community, campaigns))))
    signed = per_campaign(steps, signatures(community, campaigns))
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


def talks(community: Community, campaigns: Sequence[Campaign]) -> Iterator[Happened]:
    """Yield calls and meetings with organizations written to, since the campaigns began; credited to no letter yet."""
    written = Exists(sent_of(campaigns).filter(organization=OuterRef("organization")))
    rows = Entry.objects.of(community).filter(written, verb__in=TALKS, at__gte=begin(community, campaigns))
    for organization, at in rows.values_list("organization", "at"):
        if organization is not None:
            yield Happened(0, organization, at.astimezone(community.zone).date())


def signatures(community: Community, campaigns: Sequence[Campaign]) -> list[Happened]:
    """Return signatures by the links of these campaigns, and those by other roads that are credited to any letter."""
    said = CheckIn.objects.filter(commitment=OuterRef("pk"), answered_at__isnull=False).order_by().values("commitment")
    sums = {name: Subquery(said.annotate(total=Sum(name)).values("total")) for name in ("interviewed", "hired")}
    rows = Commitment.objects.of(community).filter(state__in=COUNTED).annotate(**sums)
    columns = ("pk", "employer__organization", "signed_at", "interviewed", "hired")
    by_link = rows.filter(credit__step__campaign__in=campaigns).values_list("credit__step", *columns)
    found = [
        Happened(step, whose or -pk, at.astimezone(community.zone).date(), pk, True, interviewed, hired)
        for step, pk, whose, at, interviewed, hired in by_link
    ]
    written = Exists(sent_of(campaigns).filter(organization=OuterRef("employer__organization")))
    roads = rows.filter(written, credit=None, signed_at__gte=begin(community, campaigns))
    by_roads = [
        Happened(0, whose, at.astimezone(community.zone).date(), pk, False, interviewed, hired)
        for pk, whose, at, interviewed, hired in roads.values_list(*columns)
        if whose
    ]
    return found + credited(community, by_roads)


def begin(community: Community, campaigns: Sequence[Campaign]) -> datetime:
    """Return the beginning of the community's day on which the first of some campaigns started."""
    first = min(one.started_at or one.created_at for one in campaigns)
    return datetime.combine(first.astimezone(community.zone), time(), community.zone)


def credited(community: Community, happened: Sequence[Happened]) -> list[Happened]:
    """Return what happened by no link, credited to the last letter of any campaign before it, where one is near."""
    letters = letters_to(community, sorted({one.unit for one in happened}))
    found = [funnel.credited(one, letters.get(one.unit, ())) for one in happened]
    return [one for one in found if one]


def letters_to(community: Community, organizations: Sequence[int]) -> dict[int, list[Sent]]:
    """Return the letters of all campaigns that were sent to organizations, by their ids, in the order of sending."""
    found: dict[int, list[Sent]] = defaultdict(list)
    for start in range(0, len(organizations), AT_ONCE):
        some = organizations[start : start + AT_ONCE]
        rows: QuerySet[Letter] = Letter.objects.filter(
            organization__in=some, is_transactional=False, step__isnull=False, state=State.SENT
        )
        for step, organization, at in rows.order_by("settled_at", "pk").values_list(
            "step", "organization", "settled_at"
        ):
            if step and organization and at:
                found[organization].append(Sent(step, at.astimezone(community.zone).date()))
    return found
