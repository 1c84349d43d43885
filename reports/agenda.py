"""What wants a coordinator today and what happened lately, gathered from every app and put in order."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import F
from django.http import HttpRequest

from community.models import Community, User
from community.navigation import TodayLine, panels_of
from directory import timeline, todo
from directory.models import Entry, Task
from reports import wording

TASKS = 8
ENTRIES = 20
NEEDED = ("verb", "at", "text", "facts", "organization__name", "person__name", "by__name", "by__email")


@dataclass(frozen=True)
class Day:
    """What happened on one day, the latest first."""

    name: str
    entries: list[Entry]


def lines(request: HttpRequest, community: Community) -> list[TodayLine]:
    """Return what waits, what harms most by waiting first; apps register their lines as panels of `today`."""
    found = [line for panel in panels_of("today", request, community) for line in panel["context"]["lines"]]
    return sorted((line for line in found if line.count), key=lambda line: line.harm)


def funnel(request: HttpRequest, community: Community) -> list[dict[str, Any]]:
    """Return the steps from first contact on, each with its label and count."""
    return [bar for panel in panels_of("funnel", request, community) for bar in panel["context"]["bars"]]


def tasks(community: Community, owner: User) -> list[Task]:
    """Return somebody's open tasks, the most urgent first."""
    mine = todo.readable.by(owner, Task.objects.of(community).open().filter(owner=owner))
    mine = mine.select_related("organization", "person").only("title", "due_on", "organization__name", "person__name")
    return list(mine.order_by(F("due_on").asc(nulls_last=True), "pk")[:TASKS])


def days(community: Community, reader: User, *, now: datetime) -> list[Day]:
    """Return the latest of what happened that somebody may read, by day; `now` is in the community's time zone."""
    known = timeline.readable.by(reader, Entry.objects.of(community)).select_related("organization", "person", "by")
    entries = known.only(*NEEDED).order_by("-at", "-id")[:ENTRIES]

    def local_day(entry: Entry) -> date:
        return entry.at.astimezone(now.tzinfo).date()

    return [
        Day(name=wording.day(on, today=now.date()), entries=list(those))
        for on, those in groupby(entries, key=local_day)
    ]
