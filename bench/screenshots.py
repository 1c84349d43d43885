"""Photograph every named page, wide and narrow, light and dark, from a sample community of its own.

    .venv/bin/python bench/screenshots.py [--only NAME ...] [--out var/screenshots]
    .venv/bin/python bench/screenshots.py --base-url http://localhost:8000 --sign-in dana@rivertown.example=LINK

The pages stand in bench/pages.toml. The run fails where a page does not answer as it should, scrolls sideways
(also at 320 pixels), or makes the browser complain.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"1280": (1280, 860), "390": (390, 844)}
NARROWEST = 320
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu"]
PATIENCE = 60  # seconds until the portal answers
LENGTH = "document.documentElement.scrollHeight"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass(frozen=True)
class Shot:
    """One page: where it is, who looks at it, and what to do there first."""

    name: str
    path: str
    person: str = ""
    status: int = 200
    begin: str = ""
    letter: str = ""
    follow: str = ""
    roads: list[str] = field(default_factory=list)
    steps: list[dict[str, str]] = field(default_factory=list)
    sizes: list[str] = field(default_factory=lambda: list(SIZES))
    once: bool = False  # the steps are done once, and the page where they end is photographed


@dataclass(frozen=True)
class Portal:
    """A running portal, and a one-time sign-in link for each person who looks at a page."""

    url: str
    links: dict[str, str]
    world: dict[str, str] = field(default_factory=dict)  # of one of our own, which has no worker


# Makes a link as delivery does, for the record of a letter that was written; prints its address.
MINT = """
from django.utils import timezone
from community import links
from community.purposes import PURPOSES
from outreach.models import Letter
purpose, number = "{purpose}", {number}
letters = Letter.objects.select_related("community").order_by("-pk")
found = {{to: one.community for one in letters for key, to in one.links.values() if key == purpose}}
record, community = list(found.items())[number - 1]
print(links.mint(PURPOSES[purpose], record, community=community, at=timezone.now()))
"""


def shots(only: list[str]) -> list[Shot]:
    """Return the pages of bench/pages.toml, all or those named."""
    listed = tomllib.loads((ROOT / "bench" / "pages.toml").read_text())
    found = [Shot(**page) for page in listed["page"]]
    for shot in found:
        shot.steps[:0] = [step for road in shot.roads for step in listed["road"][road]]
    if twice := {shot.name for shot in found if sum(shot.name == other.name for other in found) > 1}:
        sys.exit(f"Twice in bench/pages.toml: {', '.join(sorted(twice))}")
    if missing := set(only) - {shot.name for shot in found}:
        sys.exit(f"No such page in bench/pages.toml: {', '.join(sorted(missing))}")
    return [shot for shot in found if not only or shot.name in only]


@contextmanager
def portal_of_our_own(people: set[str]) -> Iterator[Portal]:
    """Start a portal with the sample community in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="techhire-screenshots-") as folder:
        port = free_port()
        world = {
            **os.environ,
            "DEVELOPMENT": "on",
            "VAR_DIR": folder,
            "PORT": str(port),
            "PORTAL_URL": f"http://localhost:{port}",
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
            "LOG_LEVEL": "CRITICAL",
        }
        manage(world, "migrate", "--verbosity", "0")
        manage(world, "sample_community")
        links = {person: manage(world, "sign_in_link", person) for person in sorted(people)}
        gunicorn = f"-m gunicorn techhire.wsgi --bind 127.0.0.1:{port} --threads 4 --no-control-socket"
        server = subprocess.Popen([sys.executable, *gunicorn.split()], cwd=ROOT, env=world)
        try:
            wait_until_it_answers(f"http://127.0.0.1:{port}/health/live/")
            yield Portal(f"http://localhost:{port}", links, world)
        finally:
            server.terminate()
            server.wait(timeout=30)


def manage(world: dict[str, str], *command: str) -> str:
    """Run a command of manage.py and return the last line it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=world, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().rsplit("\n", 1)[-1].strip()


def mint(world: dict[str, str], letter: str) -> str:
    """Return the path of a link that a letter would carry."""
    purpose, number = letter.split()
    address = manage(world, "shell", "-v", "0", "-c", MINT.format(purpose=purpose, number=number))
    return address.removeprefix(world["PORTAL_URL"])


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait_until_it_answers(url: str) -> None:
    """Return once the portal lives, or give up."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The portal did not answer within {PATIENCE} s.")


def sign_in(browser: Browser, link: str) -> Any:
    """Use a one-time link and return what the browser remembers of it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


def act(page: Page, step: dict[str, str], portal: Portal) -> None:
    """Do one step: fill, choose, tick, upload, open or press; a selector says what, `with` says what with.

    `work` lets the portal do what it does in the background, and looks again.
    """
    if "fill" in step:
        page.locator(step["fill"]).fill(step["with"])
    elif "choose" in step:
        page.locator(step["choose"]).select_option(step["with"])
    elif "tick" in step:
        page.locator(step["tick"]).check()
    elif "upload" in step:
        page.locator(step["upload"]).set_input_files(ROOT / "bench" / step["with"])
    elif "work" in step:
        if portal.world:
            manage(portal.world, "shell", "-v", "0", "-c", "from community.tasks import run_jobs; run_jobs()")
        page.wait_for_timeout(3000)
        page.reload()
    elif "open" in step:
        page.locator(step["open"]).click()
    elif "press" in step:
        page.locator(step["press"]).first.click()
        page.wait_for_load_state()


def visit(context: BrowserContext, shot: Shot, portal: Portal) -> tuple[Page, list[str]]:
    """Open a page as its person would and return it with what was wrong."""
    url = portal.url
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: wrong.append(f"browser: {said.text}") if said.type == "error" else None)
    page.on(
        "request", lambda asked: None if asked.url.startswith((url, "data:")) else wrong.append(f"asks {asked.url}")
    )
    begin = mint(portal.world, shot.letter) if shot.letter else shot.begin or shot.path
    answer = page.goto(url + begin)
    if shot.follow:
        with page.expect_navigation() as arrival:
            page.locator(shot.follow).first.click()
        answer = arrival.value
    if answer is None or answer.status != shot.status:
        wrong.append(f"answered {answer.status if answer else 'nothing'} instead of {shot.status}")
    elif shot.status != 200:
        wrong = [line for line in wrong if "Failed to load resource" not in line]
    for step in shot.steps:
        act(page, step, portal)
    return page, wrong


def photograph(browser: Browser, shot: Shot, portal: Portal, state: Any, out: Path) -> list[str]:
    """Take a page's four pictures, look at it once more at its narrowest, and return what was wrong."""
    wrong: list[str] = []
    if shot.once:
        context = browser.new_context(storage_state=state)
        page, wrong = visit(context, shot, portal)
        shot = replace(shot, path=page.url.removeprefix(portal.url), begin="", follow="", steps=[])
        context.close()
    for scheme in SCHEMES:
        for size in shot.sizes:
            width, height = SIZES[size]
            view: Any = {"width": width, "height": height}
            context = browser.new_context(
                viewport=view, color_scheme=scheme, has_touch=width < 600, reduced_motion="reduce", storage_state=state
            )
            page, problems = visit(context, shot, portal)
            # Not full_page: that forgets that the screen is touched, and so the height of what is pressed.
            page.set_viewport_size({"width": width, "height": max(height, page.evaluate(LENGTH))})
            page.screenshot(path=out / f"{shot.name}-{size}-{scheme}.png")
            wrong += [f"{shot.name} {size} {scheme}: {problem}" for problem in problems]
            for narrow in (width, NARROWEST) if width < 600 and scheme == "light" else (width,):
                page.set_viewport_size({"width": narrow, "height": height})
                if (over := page.evaluate(SIDEWAYS)) > 0:
                    wrong.append(f"{shot.name} {narrow} {scheme}: scrolls {over} pixels sideways")
            context.close()
    return wrong


def take(portal: Portal, pages: list[Shot], out: Path) -> list[str]:
    """Take every picture and return what was wrong."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        states = {person: sign_in(browser, link) for person, link in portal.links.items()}
        for shot in pages:
            problems = photograph(browser, shot, portal, states.get(shot.person), out)
            print(f"{'✗' if problems else '✓'} {shot.name}", flush=True)
            wrong += problems
        browser.close()
    return wrong


def main() -> None:
    """Read the command line, take the pictures, and fail where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base-url", help="a portal that runs already; without it, one is started")
    parser.add_argument("--sign-in", action="append", default=[], metavar="EMAIL=LINK", help="with --base-url")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these pages alone")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screenshots")
    asked = parser.parse_args()
    pages = shots(asked.only)
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.base_url:
        links = dict(pair.split("=", 1) for pair in asked.sign_in)
        pages = [shot for shot in pages if not shot.letter]  # nobody but the portal itself can make their links
        wrong = take(Portal(asked.base_url.rstrip("/"), links), pages, asked.out)
    else:
        with portal_of_our_own({shot.person for shot in pages if shot.person}) as portal:
            wrong = take(portal, pages, asked.out)
    print(f"\n{len(pages)} pages, {sum(len(shot.sizes) for shot in pages) * len(SCHEMES)} pictures in {asked.out}")
    if wrong:
        sys.exit("\n".join(["", *wrong]))


if __name__ == "__main__":
    main()
