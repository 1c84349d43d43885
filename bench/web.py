"""How fast the pages are at full size, beside a bare list of fifty rows in the same run.

    .venv/bin/python bench/web.py [--on sqlite postgresql] [--smoke] [--organizations 100000]

To each organization belong two people, to two people three ties; all is measured at a tenth of it too, and "growth" is
how many times as much CPU a page takes at full size.

Makes throw-away databases, fills them (bench/generate.py), and asks gunicorn for each page in alternating rounds from a
few connections that stay open. The table gives, for each page, requests a second, p95, and the server's CPU a request
(which a busy machine disturbs least; what PostgreSQL takes is not in it); "of bare" is the bare list's CPU by the
page's. The ratios beneath are of rates, medians of the rounds, with the goal beside each. Before it measures, each page
is checked for the right answer, rows counted; a wrong one ends the bench with 1. It ends within five minutes
where filling does not take them all: the longer it takes, the shorter and fewer the rounds.
"""

import argparse
import http.client
import json
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage
from bench.visits import Page, ask, measure, pages_of, table

ROUNDS = 3
BUDGET = 270  # seconds for everything
LEAST, MOST = 0.4, 2.0  # seconds of one page in one round

# What is asked inside Django once the rows are there.
FACTS = """
import json, os, sys
sys.path.insert(0, os.getcwd())
import django; django.setup()
from django.test import Client
from community.models import Community, User
from directory.models import Organization, Person
from employers.models import Commitment
from bench.generate import community_at, generate
community = community_at("localhost")
generate(community, int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[2]) * 3 // 2)
def session(user):
    browser = Client(); browser.force_login(user); return browser.cookies["session"].value
ordered = Organization.objects.of(community).order_by("normalized_name", "pk").values_list("pk", "name")
deep = int(int(sys.argv[1]) * 0.95)
after, following = ordered[deep - 1][0], ordered[deep][1]
operator = User.objects.create_superuser("operator@bench.example")
print(json.dumps({
    "community": community.pk, "session": session(User.objects.get(email="coordinator0@bench.example")),
    "operator": session(operator), "after": after, "deep": deep, "following": following, "first": ordered[0][1],
    "organization": Organization.objects.of(community).order_by("pk").first().pk,
    "person": Person.objects.of(community).order_by("pk").first().pk,
    "organizations": list(Organization.objects.of(community).order_by("pk").values_list("pk", flat=True)[600:700]),
    "people": list(Person.objects.of(community).order_by("pk").values_list("pk", flat=True)[700:800]),
    "signed": Commitment.objects.of(community).active().count(),
}))
"""


@dataclass
class World:
    """One database with its folder, filled before anything is measured."""

    kind: str
    var: Path
    variables: dict[str, str]
    organizations: int

    def fill(self) -> dict[str, Any]:
        """Fill it, say how long that took, and return what the pages need to be asked for."""
        migrated.migrate(self.variables)
        organizations, people = self.organizations, 2 * self.organizations
        start = time.perf_counter()
        made = subprocess.run(
            [sys.executable, "-c", FACTS, str(organizations), str(people)],
            cwd=stage.ROOT,
            env=self.variables | {"DJANGO_SETTINGS_MODULE": "techhire.settings"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        took = time.perf_counter() - start
        print(f"{self.kind}: {organizations:,} organizations and {people:,} people made in {took:.0f} s", flush=True)
        facts: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
        return facts


def bench(world: World, facts: dict[str, Any], rounds: int, end: float) -> tuple[list[Page], str]:
    """Measure every page on one database, until a moment of `time.monotonic`; return them, and how it was done."""
    ports = {"portal": stage.free_port(), "bare": stage.free_port()}
    plain = world.variables | {"DJANGO_SETTINGS_MODULE": "bench.bare"}
    pages = pages_of(facts)
    with (
        stage.web(world.variables, world.var, ports["portal"]) as portal,
        stage.web(plain, world.var, ports["bare"]) as bare,
    ):
        servers = {"portal": portal.popen.pid, "bare": bare.popen.pid}
        for page in pages:  # right answers, and warm caches
            connection = http.client.HTTPConnection("127.0.0.1", ports[page.server], timeout=60)
            for _ in range(3):
                ask(connection, page, ports[page.server])
        seconds = min(MOST, max(LEAST, (end - time.monotonic()) / (rounds * len(pages))))
        made = 0
        while made < rounds and (not made or time.monotonic() < end):
            for page in pages:
                measure(page, ports[page.server], servers[page.server], seconds)
            made += 1
    return pages, f"{world.kind}, {made} rounds of {seconds:.1f} s a page, load {os.getloadavg()[0]:.1f}"


def main() -> None:
    """Read what is wanted, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--smoke", action="store_true", help="small and short: for right answers only")
    options = parser.parse_args()
    begun = time.monotonic()
    sizes = [2_000] if options.smoke else [options.organizations // 10, options.organizations]
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    with ExitStack() as stack:
        worlds = [world_of(kind, size, stack) for kind in options.on for size in sizes]
        with ThreadPoolExecutor() as pool:  # all at once: each waits for its disk half of the time
            facts = list(pool.map(World.fill, worlds))
        smaller: list[Page] = []
        for number, world in enumerate(worlds):
            left = BUDGET - (time.monotonic() - begun)
            is_full = world.organizations == sizes[-1]
            share = left / (len(worlds) - number) if is_full and not options.smoke else 0
            pages, how = bench(
                world, facts[number], ROUNDS if is_full and not options.smoke else 1, time.monotonic() + share
            )
            if is_full:
                print(table(how, pages, smaller or pages), flush=True)
            smaller = [] if is_full else pages


def world_of(kind: str, organizations: int, stack: ExitStack) -> World:
    """Make an empty database of a kind, gone at the end."""
    var = stack.enter_context(stage.folder())
    url = stack.enter_context(stage.database(kind, var))
    return World(kind, var, stage.environment(var, DATABASE_URL=url, DATABASE_POOL="on"), organizations)


if __name__ == "__main__":
    main()
