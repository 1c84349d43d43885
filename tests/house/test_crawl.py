"""The crawl: every page, as those who see different things: it changes no row, and each is as a page should be."""

from collections.abc import Callable

import pytest
from django.apps import apps

from tests.house.cast import World
from tests.house.crawl import Crawl, crawl
from tests.house.routes import IS_CI, known, table

# One process crawls as all of them: what the last facts compare are the crawls of several.
# How pages look is decided above the database; that all of them open on the other one, bad input tries.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.xdist_group("crawl")]
# Those who see different things; the coordinator has a second factor.
CRAWLERS = (
    "stranger",
    "partner A",
    "coordinator",
    "administrator",
    "evaluator",
    *(("viewer", "reviewer") if IS_CI else ()),
)


Rows = dict[str, list[tuple[object, ...]]]
rows: dict[str, tuple[Rows, Rows]] = {}  # of all tables, before and after each actor's one crawl


@pytest.fixture(scope="module")
def crawled(world: World) -> Callable[[str], Crawl]:
    """Crawl as an actor, once."""
    done: dict[str, Crawl] = {}

    def once(actor: str) -> Crawl:
        if actor not in done:
            world.browser(actor)
            before = fingerprint()
            done[actor] = crawl(world, actor)
            rows[actor] = (before, fingerprint())
        return done[actor]

    return once


def fingerprint() -> Rows:
    """Return every row of every table."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label: sorted(model._base_manager.values_list(), key=str) for model in models}


@pytest.mark.parametrize("actor", CRAWLERS)
def test_looking_around_finds_sound_pages_and_changes_no_row(
    actor: str, world: World, crawled: Callable[[str], Crawl]
) -> None:
    seen = crawled(actor)
    before, after = rows[actor]
    # The crawler's own sign-in is the one session that is new, and the one reason for a change of `last_login`.
    new_sessions = len(after["sessions.Session"]) - len(before["sessions.Session"])
    assert new_sessions == (0 if actor == "stranger" else 1)
    assert not seen.problems, "\n".join(seen.problems)
    for label in before.keys() - {"sessions.Session", "community.User", "mfa.Authenticator"}:
        assert before[label] == after[label], f"the crawl changed {label}"


def test_no_two_pages_of_one_area_share_a_title(crawled: Callable[[str], Crawl]) -> None:
    shared = []
    for actor in ("stranger", "partner A", "administrator"):
        titles = crawled(actor).titles.items()
        shared += [f"{title!r} in {area}: {sorted(names)}" for (area, title), names in titles if len(names) > 1]
    assert not shared, "\n".join(shared)


def test_links_lead_to_every_page(crawled: Callable[[str], Crawl]) -> None:
    linked = set().union(
        *(crawled(actor).linked for actor in ("stranger", "partner A", "administrator", "coordinator"))
    )
    pages = {
        route.name
        for route in known()
        if table()[route.name].page and not table()[route.name].unlinked and "GET" in table()[route.name].methods
    }
    assert pages - linked == set(), "pages that no link leads to"
