"""Pacing: letters of campaigns leave so many a minute, and so many to one mail domain; counted in the database.

All others go first: whoever signs or signs in never waits behind a campaign.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from community.models import Community
from directory.names import domain_of
from outreach.course import LEAVING
from outreach.models import Letter, Pace
from outreach.states import State

MINUTE = timedelta(minutes=1)
LOOKS = 5  # for other letters, where some are of a domain that had enough


@dataclass
class Count:
    """What was taken and put off in this minute."""

    taken: int = 0
    put_off: int = 0


def next_letters(*, at: datetime, limit: int) -> list[int]:
    """Return the ids of letters of campaigns that may be taken in hand now, and count them as taken.

    Those to a domain that had enough in this minute are put off to later ones, each to its own.
    """
    chosen: list[int] = []
    due = Letter.objects.filter(community=OuterRef("pk"), state=State.WAITING, step__isnull=False, due_at__lte=at)
    due = due.filter(step__campaign__state__in=LEAVING)
    for community in Community.objects.filter(Exists(due)).order_by("pk"):
        if len(chosen) < limit:
            chosen += of_community(community, at=at, limit=limit - len(chosen))
    return chosen


def of_community(community: Community, *, at: datetime, limit: int) -> list[int]:
    """Return letters of one community, within its own pace and that of each domain."""
    minute = at.replace(second=0, microsecond=0)
    own = held(community_name(community), minute)
    room = min(limit, community.letters_per_minute - own.taken)
    if room <= 0:
        return []
    due = Letter.objects.filter(state=State.WAITING, due_at__lte=at, step__campaign__community=community)
    due = due.filter(step__campaign__state__in=LEAVING).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    chosen: list[int] = []
    for _ in range(LOOKS):
        wanted = room - len(chosen)
        candidates = list(due.exclude(pk__in=chosen).values_list("pk", "to_email")[:wanted])
        chosen += within_domains(community, candidates, minute)
        if len(chosen) == room or len(candidates) < wanted:
            break
    own.taken += len(chosen)
    keep({community_name(community): own}, minute)
    return chosen


def within_domains(community: Community, candidates: Sequence[tuple[int, str]], minute: datetime) -> list[int]:
    """Return those of some letters whose domains have not had enough in this minute, and put the others off."""
    names = {pk: domain_name(community, email) for pk, email in candidates}
    domains = counted(set(names.values()), minute)
    chosen: list[int] = []
    later: dict[datetime, list[int]] = defaultdict(list)
    most = community.letters_per_domain_minute
    for pk, name in names.items():
        count = domains[name]
        if count.taken < most:
            chosen.append(pk)
            count.taken += 1
        else:
            later[minute + MINUTE * (1 + count.put_off // most)].append(pk)
            count.put_off += 1
    for moment, pks in later.items():
        Letter.objects.filter(pk__in=pks, state=State.WAITING).update(due_at=moment)
    keep(domains, minute)
    return chosen


def held(name: str, minute: datetime) -> Count:
    """Return what was counted of a community in this minute; its row is held until the letters are taken.

    Whoever counts a domain of the community holds that row first, so that those of domains need not be held.
    """
    Pace.objects.bulk_create([Pace(name=name, minute=minute)], ignore_conflicts=True)
    row = Pace.objects.select_for_update().get(name=name)
    return Count(row.taken, row.put_off) if row.minute == minute else Count()


def counted(names: Collection[str], minute: datetime) -> dict[str, Count]:
    """Return what was counted of each domain in this minute."""
    found = {name: Count() for name in names}
    rows = Pace.objects.filter(name__in=names, minute=minute).values_list("name", "taken", "put_off")
    for name, taken, put_off in rows:
        found[name] = Count(taken, put_off)
    return found


def keep(counts: dict[str, Count], minute: datetime) -> None:
    """Write down what was counted, in one statement."""
    rows = [Pace(name=name, minute=minute, taken=one.taken, put_off=one.put_off) for name, one in counts.items()]
    Pace.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["name"], update_fields=["minute", "taken", "put_off"]
    )


def community_name(community: Community) -> str:
    """Return under which name a community's pace is counted."""
    return f"community-{community.pk}"


def domain_name(community: Community, email: str) -> str:
    """Return under which name the pace to an address's domain is counted."""
    return f"community-{community.pk}-to-{domain_of(email)}"


def not_taken(letters: Sequence[Letter], *, at: datetime) -> None:
    """Count letters that were given back as not taken."""
    names = Counter(domain_name(letter.community, letter.to_email) for letter in letters)
    names.update(community_name(letter.community) for letter in letters)
    minute = at.replace(second=0, microsecond=0)
    rows = list(Pace.objects.select_for_update().filter(name__in=names, minute=minute).order_by("name"))
    for row in rows:
        row.taken = max(0, row.taken - names[row.name])
    Pace.objects.bulk_update(rows, ["taken"])
