"""A real browser for the journeys: found on the machine, pointed at a live server, and watched at every step.

Where Chromium is not installed the journeys are skipped with a reason; in CI that is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.journeys.post import Post
from tests.journeys.visitor import Visitor

# Playwright's synchronous pages run inside an event loop, where Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

Open = Callable[..., Visitor]


def chromium() -> str | None:
    """Return the path of a Chromium: the one that CHROMIUM names, else the first in the path."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as a journey."""
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.timeout(900))  # seconds: axe reads every page


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium; as root it has no sandbox, and nothing of it calls home."""
    path = chromium()
    if path is None:
        missing = "No Chromium on this machine: install it, or name one in CHROMIUM."
        if os.environ.get("CI", "").lower() in {"true", "1", "on"}:
            pytest.fail(missing)
        pytest.skip(missing)
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture
def portal(live_server: LiveServer, settings: Settings) -> str:
    """The address of a running portal, at which letters point as well."""
    settings.PORTAL_URL = live_server.url
    settings.EMAIL_TIMEOUT = 5
    return live_server.url


@pytest.fixture
def post(portal: str, settings: Settings) -> Post:
    """The letters that the portal sends: delivered into a folder, read like a mailbox."""
    return Post(settings.VAR_DIR / "mail")


@pytest.fixture
def open_browser(browser: Browser, portal: str) -> Iterator[Open]:
    """Open a browser at a size and in a scheme; when the test ends, every page it saw must have been checked."""
    visitors = []

    def open_one(size: str = "desktop", scheme: str = "light", *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            base_url=portal,
            viewport=SIZES[size],
            color_scheme=scheme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            is_mobile=size == "phone",
            has_touch=size == "phone",
        )
        visitors.append(Visitor(context, portal))
        return visitors[-1]

    yield open_one
    for visitor in visitors:
        visitor.context.close()
    for visitor in visitors:
        visitor.report()


@pytest.fixture(params=["desktop", "phone"])
def visitor(request: pytest.FixtureRequest, open_browser: Open) -> Visitor:
    """A browser at desktop width, then one at phone width."""
    return open_browser(request.param)
