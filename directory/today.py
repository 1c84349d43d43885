"""What the directory wants from the team today: the tasks that are due."""

from typing import Any

from django.db.models import Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.access import roles_of
from community.models import Community
from community.roles import READERS
from directory.models import Task

OVERDUE, DUE = 60, 70  # harm of waiting, beside what other apps say


def due_count(community: Community) -> int:
    """Return how many open tasks are due or overdue, for the menu."""
    return Task.objects.of(community).due(timezone.localdate(timezone=community.zone)).count()


def lines(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines of the today page, for those who see tasks."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    due = Task.objects.of(community).due(today)
    overdue = due.filter(due_on__lt=today)
    oldest = overdue.aggregate(oldest=Min("due_on"))["oldest"]
    late = overdue.count() if oldest else 0
    url = reverse("directory:tasks")
    days = (today - oldest).days if oldest else 0
    return {
        "lines": [
            {
                "count": late,
                "what": "task overdue" if late == 1 else "tasks overdue",
                "detail": f"Due since {oldest:%A, %B} {oldest.day}." if oldest else "",
                "verb": "Do",
                "url": url,
                "harm": OVERDUE,
                "late": f"{days} day" if days == 1 else f"{days} days",
            },
            {
                "count": (today_count := due.filter(due_on=today).count()),
                "what": "task due today" if today_count == 1 else "tasks due today",
                "detail": "",
                "verb": "Do",
                "url": url,
                "harm": DUE,
                "late": "",
            },
        ]
    }
