"""What the lists of the directory are narrowed by; all of it stands in the address of the page.

Nothing is opened more often than these lists, so a filter is only what they need of it: forms and widgets made anew for
each visit would take longer than the rows.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from community.models import Community, Membership, User
from directory.models import Affiliation, Sector, SizeBand, Tag
from directory.models.organization import TOWNS

QUERY = 200  # characters
CHOICES = 200  # lines of a menu

Choices = tuple[tuple[str, str], ...]


# What the menus offer, as one line of JSON: the database puts it together faster than it could be fetched.
OFFERED = f"""
    SELECT {{pairs}}((SELECT {{array}}(town) FROM ({TOWNS}) AS towns),
        (SELECT {{array}}({{pairs}}(CAST(id AS text), name)) FROM (
            SELECT id, name FROM {Tag._meta.db_table} WHERE community_id = %s ORDER BY name
        ) AS tags),
        (SELECT {{array}}({{pairs}}(CAST(id AS text), COALESCE(NULLIF(name, ''), email))) FROM (
            SELECT u.id, u.name, u.email FROM {User._meta.db_table} u
            JOIN {Membership._meta.db_table} m ON m.user_id = u.id
            WHERE m.community_id = %s AND u.is_active ORDER BY u.name, u.id
        ) AS members))
"""  # noqa: S608 - our own names
DIALECTS = {
    "sqlite": {"pairs": "json_array", "array": "json_group_array"},
    "postgresql": {"pairs": "json_build_array", "array": "json_agg"},
}


class Offered(NamedTuple):
    """The towns, tags and members of the team that a community's menus offer."""

    towns: Choices
    tags: Choices
    members: Choices


def offered(community: Community) -> Offered:
    """Return what the menus of a community's lists offer, in one question."""
    pk = community.pk
    with connection.cursor() as cursor:
        sql = OFFERED.format(**DIALECTS[connection.vendor])
        cursor.execute(sql, [pk, pk, CHOICES, pk, pk])
        [answer] = cursor.fetchone()
    return read(answer if isinstance(answer, str) else json.dumps(answer))


@lru_cache(maxsize=100)
def read(answer: str) -> Offered:
    """Return the answer as choices, kept for the next visit with the same."""
    towns, tags, members = (rows or [] for rows in json.loads(answer))
    return Offered(
        tuple((town, town) for town in towns),
        tuple((pk, name) for pk, name in tags),
        tuple((pk, name) for pk, name in members),
    )


def team_of(community: Community) -> "QuerySet[User]":
    """Return who belongs to a community's team, by name."""
    return User.objects.filter(memberships__community=community, is_active=True).order_by("name", "pk")


def editors_of(community: Community, *, also: object = None) -> "QuerySet[User]":
    """Return who of the team may change what it keeps, by name; also somebody whom a record names already."""
    mine = Membership.objects.of(community).filter(Q(is_administrator=True) | Q(is_coordinator=True))
    return team_of(community).filter(Q(pk__in=mine.values("user")) | Q(pk=also or None))


def members_of(community: Community) -> Choices:
    """Return the team as choices of a menu."""
    return tuple((str(pk), name or email) for pk, name, email in team_of(community).values_list("pk", "name", "email"))


@lru_cache(maxsize=100)
def options_of(choices: Choices, chosen: str) -> SafeString:
    """Return the lines of a menu as HTML, kept for the next visit with the same choices."""
    lines = ((key, SafeString(" selected") if key == chosen else "", label) for key, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', lines)


class Words:
    """What is typed into the search field; too long a search is left out, and the page says so."""

    label = "Search"
    most = QUERY

    def __init__(self, asked: QueryDict) -> None:
        self.typed = asked.get("q", "")
        self.has_error = len(self.typed.strip()) > QUERY
        self.words = "" if self.has_error else self.typed.strip()

    def narrow(self, rows: Any) -> Any:
        """Return the rows that the words find."""
        return rows.search(self.words) if self.words else rows


class Menu:
    """One filter with its choices; what is chosen and is none of them is left out, and the page says so."""

    def __init__(
        self, asked: QueryDict, name: str, column: str, label: str, choices: Iterable[tuple[str, str]]
    ) -> None:
        self.name, self.column, self.label = name, column, label
        self.choices = tuple(choices)
        chosen = asked.get(name, "")
        self.has_error = all(key != chosen for key, _label in self.choices)
        self.chosen = "" if self.has_error else chosen

    @property
    def options(self) -> SafeString:
        """Return the lines of the menu as HTML."""
        return options_of(self.choices, self.chosen)


class ListFilter:
    """What one list is narrowed by: words and menus, and which of them make no sense."""

    def __init__(self, asked: QueryDict, menus: list[Menu]) -> None:
        self.q, self.menus = Words(asked), menus
        parts: list[Words | Menu] = [self.q, *menus]
        self.errors = [part.label for part in parts if part.has_error]
        self.is_narrowed = any(asked.get(menu.name) for menu in menus)


def sector_menu(asked: QueryDict, column: str) -> Menu:
    """Return the menu of sectors."""
    sectors = ((code, str(label)) for code, label in Sector.choices)
    return Menu(asked, "sector", column, "Sector", [("", "Every sector"), *sectors])


def town_menu(asked: QueryDict, column: str, towns: Choices) -> Menu:
    """Return the menu of towns in which the community knows organizations."""
    return Menu(asked, "town", column, "Town", [("", "Every town"), *towns])


def tag_menu(asked: QueryDict, column: str, tags: Choices) -> Menu:
    """Return the menu of the community's tags."""
    return Menu(asked, "tag", column, "Tag", [("", "Every tag"), *tags])


class OrganizationFilter(ListFilter):
    """Organizations by words, sector, town, size, tag and owner."""

    def __init__(self, asked: QueryDict, community: Community) -> None:
        known = offered(community)
        super().__init__(
            asked,
            [
                sector_menu(asked, "sector"),
                town_menu(asked, "town", known.towns),
                Menu(asked, "size", "size_band", "Size", [("", "Every size"), *SizeBand.choices]),
                tag_menu(asked, "tags", known.tags),
                Menu(asked, "owner", "owner", "Owner", [("", "Anybody"), *known.members]),
            ],
        )

    def narrow(self, rows: Any) -> Any:
        """Return the rows that fit."""
        chosen = {menu.column: menu.chosen for menu in self.menus if menu.chosen}
        return self.q.narrow(rows.filter(**chosen) if chosen else rows)


class PersonFilter(ListFilter):
    """People by words, by the sector and town of where they work now, and by what is known of them."""

    WHO = (
        ("", "Everybody"),
        ("desk", "who may use a desk"),
        ("unreachable", "without an e-mail address"),
        ("nowhere", "who work nowhere now"),
    )

    def __init__(self, asked: QueryDict, community: Community) -> None:
        super().__init__(
            asked,
            [
                sector_menu(asked, "organization__sector"),
                town_menu(asked, "organization__town", offered(community).towns),
                Menu(asked, "who", "", "Only those", self.WHO),
            ],
        )

    def narrow(self, rows: Any) -> Any:
        """Return the rows that fit."""
        jobs = Affiliation.objects.current().filter(person=OuterRef("pk"))
        places = {menu.column: menu.chosen for menu in self.menus if menu.chosen and menu.column}
        if places:
            rows = rows.filter(Exists(jobs.filter(**places)))
        match self.menus[-1].chosen:
            case "desk":
                rows = rows.filter(Exists(jobs.filter(has_desk=True)))
            case "unreachable":
                rows = rows.filter(email="")
            case "nowhere":
                rows = rows.filter(~Exists(jobs))
        return self.q.narrow(rows)
