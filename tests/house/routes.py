"""Every route of the portal, walked out of the URLconf, beside the table that says who may use it and how."""

import os
import re
import tomllib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.cast import MISSING, Side

T = TypeVar("T")
IS_CI = os.environ.get("CI", "").lower() in {"true", "1", "on"}
TABLE = Path(__file__).parent / "access.toml"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
# Said once more, in other words than the code's: a circle that grew by mistake must not take its test along.
CIRCLES = {
    "administrators": {"administrator"},
    "editors": {"administrator", "coordinator"},
    "readers": {"administrator", "coordinator", "viewer"},
    "reviewers": {"administrator", "coordinator", "reviewer"},
    "case readers": {"administrator", "coordinator", "reviewer", "viewer"},
    "team": {"administrator", "coordinator", "reviewer", "evaluator", "viewer"},
}
WHO = {"everyone", "signed in", "owner", "nobody", *CIRCLES}


@dataclass(frozen=True)
class Route:
    """One route: its full name, its pattern, the names of its arguments and the view behind it."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Any
    converters: tuple[tuple[str, str], ...] = ()  # the names of the arguments, each with its kind

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    who: str
    methods: tuple[str, ...]
    post: str = ""  # who may post, where that is fewer than who may read
    thing: str = ""  # whose arguments fill the route
    silent: bool = False  # a post is answered the same whatever the token
    page: bool = True  # a page that a person looks at
    unlinked: str = ""  # why no page links to it
    public: bool = False  # may be kept by caches
    framed: bool = False  # meant to be shown inside other sites
    sandboxed: bool = False  # has a policy of its own

    def may(self, method: str) -> str:
        """Return who may use this method."""
        return self.post or self.who if method == "POST" else self.who


def share(tries: Iterable[T], of: str) -> list[T]:
    """Return an eighth of the tries, another for each route and database; all routes together leave none out."""
    turn = 4 if connection.vendor == "postgresql" else 0
    return [one for number, one in enumerate(tries) if (number + zlib.crc32(of.encode())) % 8 == turn]


def walk(patterns: list[Any], prefix: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[Route]:
    """Yield the routes below, Django's own admin left out."""
    for pattern in patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern.url_patterns, here, inside)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*namespaces, pattern.name or f"(unnamed) {here}"))
            kinds = tuple((argument, kind) for kind, argument in re.findall(r"<(\w+):(\w+)>", here))
            yield Route(name, "/" + here, tuple(argument for argument, _ in kinds), pattern.callback, kinds)


@cache
def routes() -> tuple[Route, ...]:
    """Return every route of the portal."""
    return tuple(walk(get_resolver().url_patterns))


@cache
def table() -> dict[str, Line]:
    """Return the table by the routes' names."""
    lines = tomllib.loads(TABLE.read_text("utf-8"))
    return {
        name: Line(**{key: tuple(value) if isinstance(value, list) else value for key, value in line.items()})
        for name, line in lines.items()
    }


def known() -> list[Route]:
    """Return the routes that the table knows; that it knows all is a test of its own."""
    return [route for route in routes() if route.name in table()]


def address(route: Route, side: Side | None, thing: str = "") -> str:
    """Return the route's address for a community's thing; without a community, for a thing that nobody has."""
    kind = thing or table()[route.name].thing
    if not route.arguments:
        return reverse(route.name)
    found = {name: MISSING[name] for name in route.arguments} if side is None else side.things[kind]
    return reverse(route.name, kwargs={name: found[name] for name in route.arguments})
