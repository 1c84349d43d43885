"""What the lists of the directory are narrowed by; all of it stands in the address of the page.

Nothing is opened more often than these lists, so a filter is only what they need of it: forms and widgets made anew for
each visit would take longer than the rows.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from community.models import Community, User
from directory.models import Organization, Sector, SizeBand, Tag

QUERY = 200  # characters
CHOICES = 200  # lines of a menu

Choices = tuple[tuple[str, str], ...]


def team_of(community: Community) -> "QuerySet[User]":
    """Return who belongs to a community's team, by name."""
    return User.objects.filter(memberships__community=community, is_active=True).order_by("name", "pk")


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


class OrganizationFilter:
    """Organizations by words, sector, town, size, tag and owner."""

    def __init__(self, asked: QueryDict, community: Community) -> None:
        towns = Organization.objects.towns(community, CHOICES)
        tags = Tag.objects.of(community).order_by("name").values_list("pk", "name")
        sectors = ((code, str(label)) for code, label in Sector.choices)
        self.q = Words(asked)
        self.menus = [
            Menu(asked, "sector", "sector", "Sector", [("", "Every sector"), *sectors]),
            Menu(asked, "town", "town", "Town", [("", "Every town"), *((town, town) for town in towns)]),
            Menu(asked, "size", "size_band", "Size", [("", "Every size"), *SizeBand.choices]),
            Menu(asked, "tag", "tags", "Tag", [("", "Every tag"), *((str(pk), name) for pk, name in tags)]),
            Menu(asked, "owner", "owner", "Owner", [("", "Anybody"), *members_of(community)]),
        ]
        parts: list[Words | Menu] = [self.q, *self.menus]
        self.errors = [part.label for part in parts if part.has_error]
        self.is_narrowed = any(asked.get(menu.name) for menu in self.menus)

    def narrow(self, rows: Any) -> Any:
        """Return the rows that fit."""
        chosen = {menu.column: menu.chosen for menu in self.menus if menu.chosen}
        return self.q.narrow(rows.filter(**chosen) if chosen else rows)
