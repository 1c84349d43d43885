"""The workspace's menu and the panels of shared pages: upper apps register their pieces in `AppConfig.ready()`."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.models import Community
from community.roles import Role


@dataclass(frozen=True)
class Item:
    """One line of the menu: where it leads, who sees it, and how many things wait there.

    `waiting` is SQL that counts them, asked at every visit together with those of the other lines; it may name
    %(community)s, the community's id, and %(today)s, its day.
    """

    group: str
    label: str
    route: str
    circle: frozenset[Role]
    order: int = 100
    waiting: str = ""
    also: str = ""  # where pages lie that belong to it, such as /workspace/commitments/


@dataclass(frozen=True)
class Panel:
    """One piece of a page that several apps share.

    `context` takes the request and what the page is about, and returns what the template needs, or None for no panel.
    """

    template: str
    context: Callable[[HttpRequest, Any], dict[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class TodayLine:
    """One line of *Today*: how many of what wait, what to do about it, and where.

    A lower number of harm is more urgent; without a count the line is not shown. `late` is a word set apart in red.
    """

    count: int
    what: str
    verb: str
    url: str
    harm: int
    detail: str = ""
    late: str = ""


GROUPS = ["", "Employers", "Providers", "Outreach", "Community"]
items: list[Item] = []
panels: dict[str, list[Panel]] = defaultdict(list)


def add_item(item: Item) -> None:
    """Put a line into the menu, once."""
    if item not in items:
        items.append(item)


def add_panel(page: str, panel: Panel) -> None:
    """Put a panel on a page, once.

    Pages: `organization`, `organization-beside`, its narrow column, and `organization-glance`, the line in its head;
    `person`, `alliance`; `alliances`, about which keys are shown and which answers with columns; `desk` and
    `desk-first`, what stands on top of it; `today`, `funnel`; `employers`, what is done with the list of them, about
    the community; `introduction`, `introduction-reply`, what an introducer who said yes sees, and
    `introduction-letter`, one that is not asked for yet: its context may hold `held`, why no letter would leave;
    `signup`, about the code of a link: its context is what the form knows already;
    `return`, one return in the workspace;
    `changes-letter`, the letter that asks an applicant for changes, about an application and the words by part;
    `decision-letter`, the letter of a decision, about an application and what is wanted of it.
    """
    if panel not in panels[page]:
        panels[page].append(panel)


def menu(community: Community, roles: frozenset[Role], path: str) -> list[dict[str, Any]]:
    """Return the groups of the menu that these roles see, each with its lines."""
    seen = [item for item in sorted(items, key=lambda item: (item.order, item.label)) if roles & item.circle]
    counts = counts_of(community, seen)
    lines = [
        {"group": item.group, "label": item.label, "url": reverse(item.route), "also": item.also, "count": count}
        for item, count in zip(seen, counts, strict=True)
    ]
    near = max((nearness(line, path) for line in lines), default=0)
    for line in lines:
        line["is_here"] = 0 < near == nearness(line, path)
    groups = [{"name": name, "lines": [line for line in lines if line["group"] == name]} for name in GROUPS]
    return [group for group in groups if group["lines"]]


def counts_of(community: Community, seen: list[Item]) -> list[int]:
    """Return how many things wait behind each line, in one query."""
    if not any(item.waiting for item in seen):
        return [0] * len(seen)
    columns = ", ".join(f"({item.waiting})" if item.waiting else "0" for item in seen)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}",
            {"community": community.pk, "today": timezone.localdate(timezone=community.zone)},
        )
        return list(cursor.fetchone())


def nearness(line: dict[str, Any], path: str) -> int:
    """Return how much of a path leads to a line of the menu, in characters."""
    return max((len(place) for place in (line["url"], line["also"]) if place and path.startswith(place)), default=0)


def panels_of(page: str, request: HttpRequest, subject: Any) -> list[dict[str, Any]]:
    """Return the panels of a page for this subject, in order, each with its template and context."""
    shown = []
    for panel in sorted(panels[page], key=lambda panel: panel.order):
        context = panel.context(request, subject)
        if context is not None:
            shown.append({"template": panel.template, "context": context})
    return shown
