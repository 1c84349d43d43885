"""The access matrix: every route, every actor, every method, as `access.toml` says."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.house.cast import ACTORS, OWNERS, World
from tests.house.conftest import undone
from tests.house.routes import CIRCLES, METHODS, WHO, Line, Route, address, known, routes, table

# Who gets in is decided above the database.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("app_code_at_hand")]
COMMON = ("GET", "POST")
FORM = "application/x-www-form-urlencoded"
# Two of the other community stand for all of it: its partner and its administrator, to whom most is open there.
EVERYBODY = (*ACTORS, "far partner A", "far administrator")


def outcome(answer: HttpResponse) -> str:
    """Say what became of a request: in, sign in, forbidden, missing, method or fault."""
    location = answer.get("Location", "")
    if location.startswith(reverse("account_login")) and "next=" in location:
        return "sign in"
    if location.startswith("/admin/login/"):
        return "sign in"
    words = {403: "forbidden", 404: "missing", 410: "missing", 405: "method"}
    return words.get(answer.status_code, "fault" if answer.status_code >= 500 else "in")


def expected(line: Line, actor: str, method: str) -> str:
    """Say what should become of an actor's request for this community's thing, by a method that the route takes."""
    who = line.may(method)
    if who in {"everyone", "nobody"}:
        return "in" if who == "everyone" else "missing"
    if actor == "stranger":
        return "sign in"
    if who == "owner":
        return "in" if actor == OWNERS[line.thing] else "missing"
    if who == "signed in":
        return "in"
    return "in" if actor in CIRCLES[who] else "forbidden"


def takes(line: Line, method: str) -> bool:
    """Test whether a route takes a method; HEAD comes with GET."""
    return ("GET" if method == "HEAD" else method) in line.methods


browser = Client(raise_request_exception=False)  # one for all: a new one would load the middleware anew


def ask(cookies: str, method: str, path: str) -> HttpResponse:
    """Ask with a session's cookie and no other, and undo whatever the answer wrote."""
    browser.cookies.clear()
    with undone():
        return browser.generic(method, path, content_type=FORM, headers={"cookie": cookies})


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, str]:
    """Every actor's session, signed in once."""
    return {actor: world.browser(actor).cookies.output(attrs=[], header="", sep=";").strip() for actor in EVERYBODY}


def test_the_table_has_a_line_for_every_route_and_no_other() -> None:
    names = [route.name for route in routes()]
    assert len(names) == len(set(names)), "two routes of one name"
    assert set(names) - set(table()) == set(), "routes without a line in tests/house/access.toml: who may get in?"
    assert set(table()) - set(names) == set(), "lines without a route"


def test_the_table_speaks_of_circles_that_exist() -> None:
    for name, line in table().items():
        assert {line.who, line.post or line.who} <= WHO, name
        assert line.methods, name
        assert set(line.methods) <= set(METHODS), name


def tries(line: Line) -> Iterator[tuple[str, str]]:
    """Yield who tries what: the rare methods are tried by one of each outcome."""
    by_outcome = {expected(line, actor, "GET"): actor for actor in EVERYBODY}
    yield from product(EVERYBODY, COMMON)
    yield from product(by_outcome.values(), [method for method in METHODS if method not in COMMON])


@pytest.mark.parametrize("route", known(), ids=str)
def test_who_gets_in(route: Route, world: World, cookies: dict[str, str]) -> None:
    line, path = table()[route.name], address(route, world.here)
    wrong = []
    for actor, method in tries(line):
        found = outcome(ask(cookies[actor], method, path))
        if takes(line, method):
            wanted = {expected(line, actor, method)}
        else:
            # Whoever is kept out may learn that first; OPTIONS may be answered by a list of methods.
            wanted = {"method", "forbidden", "sign in", "missing", *(["in"] if method == "OPTIONS" else [])}
        if found not in wanted:
            wrong.append(f"{actor}: {method} {path} is {found}, not {' or '.join(sorted(wanted))}")
    assert not wrong, "\n".join(wrong)


def plain(answer: HttpResponse, path: str) -> str:
    """Return a page without what differs from answer to answer: its address, request id and form token."""
    text = answer.content.decode().replace(path, "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return text.replace(answer.headers["X-Request-ID"], "")


# What no community owns: parts of pages, pieces of the kit, kinds of sheets, letters of development, years, questions.
SHARED = {"settings part", "kit piece", "criteria part", "import sheet", "dev letter", "plan year", "plan question"}


@pytest.mark.parametrize(
    "route", [route for route in known() if route.arguments and table()[route.name].thing not in SHARED], ids=str
)
def test_another_communitys_thing_is_as_missing_as_what_never_was(
    route: Route, world: World, cookies: dict[str, str]
) -> None:
    line = table()[route.name]
    far, never = address(route, world.far), address(route, None)
    for actor in EVERYBODY:
        for method in line.methods:
            if expected(line, actor, method) != "in":
                continue
            other, none = ask(cookies[actor], method, far), ask(cookies[actor], method, never)
            is_silent = line.silent and method == "POST"
            assert outcome(other) == outcome(none) == ("in" if is_silent else "missing"), (
                f"{actor}: {method} {far} is {outcome(other)}"
            )
            assert plain(other, far) == plain(none, never), f"{actor}: {method} {far} tells that it exists"


ADMIN = ["/admin/", "/admin/community/user/", "/admin/community/community/", "/admin/login/", "/admin/no-such/"]


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_is_for_the_operator_alone(path: str, world: World, cookies: dict[str, str]) -> None:
    for actor in EVERYBODY:
        found = outcome(ask(cookies[actor], "GET", path))
        if path == "/admin/login/":
            assert found != "fault", actor
        elif actor == "operator":
            assert found == ("missing" if "no-such" in path else "in"), actor
        else:
            assert found in {"sign in", "forbidden", "missing"}, f"{actor}: {path} is {found}"
