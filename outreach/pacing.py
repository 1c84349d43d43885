"""Pacing: letters of campaigns leave evenly, so many a minute at most, and so many to one mail domain.

When each is free again stands in the database, so that several workers keep one pace. All other letters go first:
whoever signs or signs in never waits behind a campaign.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef

from community.models import Community
from directory.names import domain_of
from outreach.course import LEAVING
from outreach.models import Letter, Pace
from outreach.states import State
from outreach.tempo import Tempo, began

LOOKS = 5  # for other letters, where some are of a domain that had enough
GLANCE = 200  # letters looked at once, at least: those to busy domains are put off together
FURTHEST = timedelta(hours=1)  # that a letter is put off: what busied a domain may be canceled meanwhile


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
    tempo, own = Tempo(community.letters_per_minute), held(community_name(community))
    room = min(limit, tempo.room(own.free_at, at))
    if room <= 0:
        return []
    due = Letter.objects.filter(state=State.WAITING, due_at__lte=at, step__campaign__community=community)
    due = due.filter(step__campaign__state__in=LEAVING).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    chosen: list[int] = []
    for _ in range(LOOKS):
        wanted = room - len(chosen)
        glance = max(wanted, GLANCE)
        candidates = list(due.exclude(pk__in=chosen).values_list("pk", "to_email")[:glance])
        chosen += within_domains(community, candidates, wanted, at)
        if len(chosen) == room or len(candidates) < glance:
            break
    own.free_at = tempo.after(len(chosen), own.free_at, at)
    keep([own])
    return chosen


def within_domains(community: Community, candidates: Sequence[tuple[int, str]], wanted: int, at: datetime) -> list[int]:
    """Return so many letters whose domains are free; each that was passed over is put off to a moment of its own."""
    names = {pk: domain_name(community, email) for pk, email in candidates}
    domains = known(set(names.values()))
    chosen: list[int] = []
    later: list[Letter] = []
    tempo = Tempo(community.letters_per_domain_minute)
    rooms = {name: tempo.room(domain.free_at, at) for name, domain in domains.items()}
    for pk, name in names.items():
        if len(chosen) == wanted:
            break
        domain = domains[name]
        if rooms[name] > 0:
            chosen.append(pk)
            rooms[name] -= 1
            domain.free_at = tempo.after(1, domain.free_at, at)
        else:
            moment = min(max(began(domain.free_at, at), domain.later_at or at), at + FURTHEST)
            later.append(Letter(pk=pk, due_at=moment))
            domain.later_at = moment + tempo.interval
    Letter.objects.bulk_update(later, ["due_at"])
    keep(list(domains.values()))
    return chosen


def held(name: str) -> Pace:
    """Return the pace of a community; its row is held until the letters are taken.

    Whoever counts a domain of the community holds that row first, so that those of domains need not be held.
    """
    Pace.objects.bulk_create([Pace(name=name)], ignore_conflicts=True)
    return Pace.objects.select_for_update().get(name=name)


def known(names: Collection[str]) -> dict[str, Pace]:
    """Return the pace of each domain."""
    return {name: Pace(name=name) for name in names} | {row.name: row for row in Pace.objects.filter(name__in=names)}


def keep(paces: Collection[Pace]) -> None:
    """Write paces down, in one statement."""
    rows = [Pace(name=one.name, free_at=one.free_at, later_at=one.later_at) for one in paces]
    Pace.objects.bulk_create(rows, update_conflicts=True, unique_fields=["name"], update_fields=["free_at", "later_at"])


def community_name(community: Community) -> str:
    """Return under which name a community's pace is counted."""
    return f"community-{community.pk}"


def domain_name(community: Community, email: str) -> str:
    """Return under which name the pace to an address's domain is counted."""
    return f"{community_name(community)}-to-{domain_of(email)}"


def forget_put_off(community: Community) -> None:
    """Let domains be free for others from now on, where what was put off for them does not leave for the time being."""
    names = f"{community_name(community)}-to-"
    Pace.objects.filter(name__startswith=names, later_at__isnull=False).update(later_at=None)


def not_taken(letters: Sequence[Letter], *, at: datetime) -> None:
    """Count letters that were given back as not taken."""
    names: Counter[tuple[str, int]] = Counter()
    for letter in letters:
        community = letter.community
        names[community_name(community), community.letters_per_minute] += 1
        names[domain_name(community, letter.to_email), community.letters_per_domain_minute] += 1
    rows = Pace.objects.select_for_update().filter(name__in=[name for name, _ in names]).order_by("name")
    found = {row.name: row for row in rows}
    for (name, most), count in names.items():
        if row := found.get(name):
            row.free_at = Tempo(most).after(-count, row.free_at, at)
    keep(list(found.values()))
