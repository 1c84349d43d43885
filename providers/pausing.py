"""Listings that pause and return: the rule is only looked at (`grace`); here it is said, each thing once.

A warning goes out some days before a listing pauses, a letter when it did, and one when it is back. A worker that was
away says only what is true by then.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from community.models import Community
from directory import timeline
from employers import signing
from employers.calendar import each
from providers import channels, signals
from providers.grace import Grace, Place, place_of
from providers.kinds import LISTED
from providers.models import ListingNotice, Provider, Return

Kind = ListingNotice.Kind
OLD_AFTER = timedelta(days=365)  # since the last return came


def keep(community: Community, *, at: datetime) -> int:
    """Say what is to be said of listings, and return of how many something was."""
    return each(due(community, signing.local_day(community, at)), look, at=at, order=["pk"])


def due(community: Community, today: date) -> QuerySet[Provider]:
    """Return the providers of whom something may be to say: late by so much, or back."""
    grace = channels.grace_of(community)
    said = ListingNotice.objects.filter(awaited=OuterRef("pk"))
    late = channels.owing(today).filter(program__provider=OuterRef("pk"))
    unwarned = Q(day__lt=grace.warns_before(today)) & ~Exists(said.filter(kind=Kind.WARNED))
    unpaused = Q(day__lt=grace.paused_before(today)) & ~standing_pause()
    over = Return.objects.filter(standing_pause(), program__provider=OuterRef("pk")).exclude(
        pk__in=channels.owing(today).filter(day__lt=grace.paused_before(today)).values("pk")
    )
    listed = Q(standing__in=sorted(LISTED))
    return Provider.objects.of(community).filter(
        (listed & Exists(late.filter(unwarned & Q(day__gte=grace.paused_before(today)) | unpaused))) | Exists(over)
    )


def standing_pause() -> Exists | Q:
    """Return the condition that a return was said to keep its provider off the list, and not yet to be over."""
    said = ListingNotice.objects.filter(awaited=OuterRef("pk"))
    return Q(Exists(said.filter(kind=Kind.PAUSED))) & ~Q(Exists(said.filter(kind=Kind.RETURNED)))


@transaction.atomic
def look(provider: Provider, *, at: datetime) -> bool:
    """Say of one listing what is true now and was not said, and return whether anything was."""
    rows = Provider.objects.select_for_update(of=("self",)).select_related("organization__community")
    provider = rows.get(pk=provider.pk)
    community = provider.organization.community
    today, grace = signing.local_day(community, at), channels.grace_of(community)
    late = list(
        channels.owing(today).filter(program__provider=provider).select_related("program").order_by("day", "pk")
    )
    keeping = [one for one in late if today >= grace.pauses_on(one.day)]
    paused = list(Return.objects.filter(standing_pause(), program__provider=provider).select_related("program"))
    over = [one for one in paused if one.pk not in {other.pk for other in keeping}]
    said = go_on(provider, over, is_back=not keeping, at=at)
    if provider.standing not in LISTED:
        return said
    new = [one for one in keeping if one not in paused]
    if new:
        pause(provider, new, is_first=not paused, at=at)
    soon = [one for one in late if one not in keeping and one.day < grace.warns_before(today)]
    if not keeping and (unsaid := without(Kind.WARNED, soon)):
        warn(provider, unsaid, pauses_on=grace.pauses_on(unsaid[0].falls_on), at=at)
        return True
    return said or bool(new)


def without(kind: str, returns: Iterable[Return]) -> list[Return]:
    """Return those of which this was not said."""
    asked = list(returns)
    told = set(ListingNotice.objects.filter(awaited__in=asked, kind=kind).values_list("awaited", flat=True))
    return [one for one in asked if one.pk not in told]


def warn(provider: Provider, returns: list[Return], *, pauses_on: date, at: datetime) -> None:
    """Say that a listing is going to pause, because of the return that is late the longest."""
    note(Kind.WARNED, returns, at=at)
    tell("listing_warned", provider, returns[0], at=at, pauses_on=str(pauses_on))
    signals.listing_warned.send(Provider, provider=provider, awaited=returns[0], pauses_on=pauses_on, at=at)


def pause(provider: Provider, returns: list[Return], *, is_first: bool, at: datetime) -> None:
    """Say that a listing paused; where it was paused before, nobody is told a second time."""
    ListingNotice.objects.filter(awaited__in=returns, kind__in=[Kind.PAUSED, Kind.RETURNED]).delete()
    note(Kind.PAUSED, returns, at=at)
    if is_first:
        tell("listing_paused", provider, returns[0], at=at)
        signals.listing_paused.send(Provider, provider=provider, awaited=returns[0], at=at)


def go_on(provider: Provider, returns: list[Return], *, is_back: bool, at: datetime) -> bool:
    """Write down that returns keep a provider off the list no more, and say so where it is back on it."""
    if not returns:
        return False
    note(Kind.RETURNED, returns, at=at)
    if is_back and provider.standing in LISTED:
        tell("listing_returned", provider, returns[0], at=at)
        signals.listing_returned.send(Provider, provider=provider, awaited=returns[0], at=at)
    return True


def begin_anew(awaited: Return, *, at: datetime) -> None:
    """Let warnings of a return that is due on another day now begin anew, and say so where its provider is back."""
    look(awaited.program.provider, at=at)
    ListingNotice.objects.filter(awaited=awaited, kind=Kind.WARNED).delete()


def note(kind: str, returns: Iterable[Return], *, at: datetime) -> None:
    """Write down that something was said because of returns."""
    ListingNotice.objects.bulk_create(
        [ListingNotice(awaited=one, kind=kind, at=at) for one in returns], ignore_conflicts=True
    )


def tell(verb: str, provider: Provider, awaited: Return, *, at: datetime, **facts: str) -> None:
    """Write onto the provider's timeline what became of its listing."""
    timeline.record(
        verb,
        community=provider.organization.community,
        organization=provider.organization,
        at=at,
        facts={"return": awaited.pk, "program": awaited.program.name, "half": awaited.half, **facts},
    )


def place(provider: Provider, *, today: date, grace: Grace) -> tuple[Place, date | None]:
    """Return how a provider stands with the list, and the day on which its listing pauses or did, None where not."""
    since = channels.owing(today).filter(program__provider=provider).order_by("day").values_list("day", flat=True)
    owing_since = since.first()
    found = place_of(provider.standing, owing_since, today=today, grace=grace)
    is_late = owing_since is not None and found in {Place.OWING, Place.PAUSED}
    return found, grace.pauses_on(owing_since) if is_late else None


def late_listings(community: Community, today: date) -> tuple[int, int]:
    """Return how many listings are paused, and how many were warned that they will be."""
    grace = channels.grace_of(community)
    late = channels.owing(today).filter(program__provider=OuterRef("pk"))
    is_paused = Q(Exists(late.filter(day__lt=grace.paused_before(today))))
    is_warned = Q(Exists(late.filter(day__lt=grace.warns_before(today))))
    counted = (
        Provider.objects.of(community)
        .listed()
        .aggregate(paused=Count("pk", filter=is_paused), soon=Count("pk", filter=is_warned & ~is_paused))
    )
    return counted["paused"], counted["soon"]


def with_old_data(community: Community, today: date) -> QuerySet[Provider]:
    """Return the providers on the public list from whom no return came for a year, though they teach there as long."""
    since = today - OLD_AFTER
    recent = Return.objects.filter(
        program__provider=OuterRef("pk"), submissions__is_current=True, submissions__submitted_at__date__gte=since
    )
    on_list = channels.on_list(community, today)
    return (
        on_list.filter(standing_since__lt=since, programs__ended_on=None, programs__isnull=False)
        .exclude(Exists(recent))
        .distinct()
    )
