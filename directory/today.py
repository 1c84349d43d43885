"""What the directory wants from the team today: tasks that are due, introductions to take up, records alike."""

from datetime import date
from typing import Any, cast

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.access import roles_of
from community.models import Community, User
from community.navigation import TodayLine
from community.roles import READERS
from directory import todo
from directory.models import DuplicatePair, Introduction, Task
from directory.replies import OVERDUE_AFTER, State

OVERDUE, DUE, ALIKE = 60, 70, 90  # harm of waiting, beside what other apps say
DUE_TASKS = f"""
    SELECT COUNT(*) FROM {Task._meta.db_table}
    WHERE community_id = %(community)s AND done_at IS NULL AND due_on <= %(today)s
"""  # noqa: S608 - our own names
OPEN_PAIRS = f"""
    SELECT COUNT(*) FROM {DuplicatePair._meta.db_table}
    WHERE community_id = %(community)s AND state = '{DuplicatePair.State.OPEN.value}'
"""  # noqa: S608 - our own names
TO_TAKE_UP = f"""
    SELECT COUNT(*) FROM {Introduction._meta.db_table}
    WHERE community_id = %(community)s AND closed_at IS NULL AND state <> '{State.ASKED.value}'
"""  # noqa: S608 - our own names
# What open introductions want: one, many, what else is said, the verb, where they are shown, and the harm of waiting.
FAVORS = {
    "happy": (
        ("introduction that {who} is happy to make", "introductions that people are happy to make"),
        "Take it up while it is warm.",
        "Take up",
        "take-up",
        42,
    ),
    "named": (
        ("introducer, {who}, names somebody else", "introducers name somebody else"),
        "They told us who is closer.",
        "Look",
        "take-up",
        44,
    ),
    "overdue": (
        ("introduction to which {who} said nothing yet", "introductions without an answer"),
        "Asked, and asked once more. A call would help.",
        "Call",
        "waiting",
        62,
    ),
}


def introductions(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines about introductions: who said yes, who named somebody else, who never answered."""
    if not roles_of(request) & READERS:
        return None
    wanting = {
        "happy": Q(state=State.HAPPY),
        "named": Q(state=State.NOT_ME),
        "overdue": Q(state=State.ASKED, asked_at__lte=timezone.now() - OVERDUE_AFTER),
    }
    counts = {name: Count("pk", filter=those) for name, those in wanting.items()}
    names = {f"{name}_who": Min("introducer__name", filter=those) for name, those in wanting.items()}
    found = Introduction.objects.of(community).open().aggregate(**counts, **names)
    lines = []
    for name, ((one, many), detail, verb, show, harm) in FAVORS.items():
        count, url = found[name], f"{reverse('directory:introductions')}?state={show}"
        what = one.format(who=found[f"{name}_who"]) if count == 1 else many
        lines.append(TodayLine(count=count, what=what, detail=detail, verb=verb, url=url, harm=harm))
    return {"lines": lines}


def alike(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines about organizations, and about people, that may be one, for those who see them."""
    if not roles_of(request) & READERS:
        return None
    counts = DuplicatePair.objects.of(community).counted()
    place = reverse("directory:duplicates")
    return {
        "lines": [
            pairs(counts["organizations"], "organizations", "Two records of one organization", place),
            pairs(counts["people"], "people", "Two records of one person", f"{place}?of=people"),
        ]
    }


def pairs(count: int, kind: str, two: str, url: str) -> TodayLine:
    """Return one line about pairs of a kind."""
    words = f"{'pair' if count == 1 else 'pairs'} of {kind} that may be one"
    detail = f"{two} tear the history apart."
    return TodayLine(count=count, what=words, detail=detail, verb="Look", url=url, harm=ALIKE)


def lines(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines of the today page, for those who see tasks."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    due = todo.readable.by(cast("User", request.user), Task.objects.of(community).due(today))
    counts = due.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), oldest=Min("due_on"))
    late, of_today = counts["late"], counts["all"] - counts["late"]
    since, days = "", 0
    if late:
        oldest: date = counts["oldest"]
        since, days = f"Due since {oldest:%A, %B} {oldest.day}", (today - oldest).days
    in_order = due.select_related("organization", "person").order_by("due_on", "pk")
    only_late = in_order.first() if late == 1 else None  # what waits alone is named
    only_today = in_order.last() if of_today == 1 else None
    return {
        "lines": [
            line(late, "overdue", sentences(named(only_late), since), OVERDUE, in_days(days)),
            line(of_today, "due today", sentences(named(only_today)), DUE),
        ]
    }


def line(count: int, what: str, detail: str, harm: int, late: str = "") -> TodayLine:
    """Return one line of the today page."""
    words = f"{'task' if count == 1 else 'tasks'} {what}"
    url = reverse("directory:tasks")
    return TodayLine(count=count, what=words, detail=detail, verb="Do", url=url, harm=harm, late=late)


def named(task: Task | None) -> str:
    """Return what is to be done, and about whom."""
    about = (task.organization or task.person) if task else None
    return f"“{task.title}”{f', {about}' if about else ''}" if task else ""


def sentences(*parts: str) -> str:
    """Return the parts that say something as sentences."""
    return " ".join(f"{part}." for part in parts if part)


def in_days(days: int) -> str:
    """Return how many days, in words."""
    return f"{days} day" if days == 1 else f"{days} days"
