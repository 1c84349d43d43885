"""How fast the pages are at full size, beside a bare list of fifty rows in the same run.

    .venv/bin/python bench/web.py [--on sqlite postgresql] [--smoke] [--organizations 100000] [--people 200000]

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
import re
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import stage

CONNECTIONS = 4
ROUNDS = 3
BUDGET = 270  # seconds for everything
LEAST, MOST = 0.4, 2.0  # seconds of one page in one round
TICKS = os.sysconf("SC_CLK_TCK")

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
generate(community, int(sys.argv[1]), int(sys.argv[2]))
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
    "signed": Commitment.objects.of(community).active().count(),
}))
"""


@dataclass
class Page:
    """One page: whom to ask, for what, and what a right answer holds."""

    name: str
    server: str  # "portal" or "bare"
    path: str
    holds: str
    cookie: str = ""
    rows: int = 0  # of its table, the head with them; 0: it has none
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # milliseconds a request
    times: list[float] = field(default_factory=list)  # seconds

    @property
    def cost(self) -> float:
        """Return the server's CPU a request in milliseconds, the median of the rounds."""
        return statistics.median(self.cpu)


def pages_of(facts: dict[str, Any]) -> list[Page]:
    """Return what is measured."""
    rare, common = "Whitfield%20Quantum%20Solar", "River"
    list_of, cookie = "/workspace/organizations/", f"session={facts['session']}"
    operator = f"session={facts['operator']}"
    bare = f"/?community={facts['community']}"
    admin = "/admin/directory/organization/"
    return [
        Page("bare list", "bare", bare, facts["first"], rows=50),
        Page("bare list, deep by OFFSET", "bare", f"{bare}&skip={facts['deep']}", facts["following"], rows=50),
        Page("bare search without an index", "bare", f"{bare}&like={rare}", "<table>"),
        Page("list", "portal", list_of, facts["first"], cookie, rows=51),
        Page("list, deep", "portal", f"{list_of}?after={facts['after']}", facts["following"], cookie, rows=51),
        Page("list, one sector", "portal", f"{list_of}?sector=health", "Health care", cookie, rows=51),
        Page("search, rare", "portal", f"{list_of}?q={rare}", "Organizations", cookie),
        Page("search, common word", "portal", f"{list_of}?q={common}", common, cookie, rows=51),
        Page("search, two letters", "portal", f"{list_of}?q=ze", "Zenith", cookie),
        Page("organization", "portal", f"{list_of}{facts['organization']}/", "talk number 0", cookie),
        Page("people", "portal", "/workspace/people/", "firm", cookie, rows=51),
        Page("people, search", "portal", "/workspace/people/?q=person77@", "person77@", cookie),
        Page("person", "portal", f"/workspace/people/{facts['person']}/", "person0@", cookie),
        Page("tasks", "portal", "/workspace/tasks/", "Call back", cookie, rows=101),
        Page("today", "portal", "/workspace/", "talk number 0", cookie),
        Page("public wall", "portal", "/employers/", f">{facts['signed']:,}</span>"),
        Page("admin's list", "portal", admin, "organizations", operator),
        Page("admin's search", "portal", f"{admin}?q={rare}", "organization", operator),
    ]


def used(pid: int) -> float:
    """Return the CPU seconds that a process and its children have used (Linux)."""
    total = 0.0
    for process in [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def ask(connection: http.client.HTTPConnection, page: Page, port: int) -> str:
    """Return the page's body; a wrong answer ends the bench."""
    connection.request("GET", page.path, headers={"Cookie": page.cookie, "Host": f"localhost:{port}"})
    response = connection.getresponse()
    body = response.read().decode()
    rows = len(re.findall(r"<tr\b", body))
    if response.status != 200 or page.holds not in body or rows != (page.rows or rows):
        words = " ".join(re.sub("<[^>]+>", " ", body).split())[:300]
        raise SystemExit(f"{page.name}: {response.status}, {rows} rows, asked for {page.holds!r}: {words}")
    return body


def measure(page: Page, port: int, pid: int, seconds: float) -> None:
    """Ask for the page from a few connections for some seconds."""
    times: list[float] = []

    def visit(end: float) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            start = time.perf_counter()
            ask(connection, page, port)
            times.append(time.perf_counter() - start)
        connection.close()

    before, start = used(pid), time.perf_counter()
    threads = [threading.Thread(target=visit, args=(start + seconds,)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page.rates.append(len(times) / (time.perf_counter() - start))
    page.cpu.append((used(pid) - before) / max(1, len(times)) * 1000)
    page.times += times


def table(kind: str, pages: list[Page]) -> str:
    """Return the table and its ratios."""
    lines = [f"\n{kind}", f"{'page':<32}{'requests/s':>12}{'p95 ms':>10}{'CPU ms':>9}{'of bare':>9}"]
    by = {page.name: page for page in pages}
    for page in pages:
        p95 = sorted(page.times)[int(len(page.times) * 0.95)] * 1000
        share = by["bare list"].cost / page.cost
        rate_of = statistics.median(page.rates)
        lines.append(f"{page.name:<32}{rate_of:>12.0f}{p95:>10.1f}{page.cost:>9.2f}{share:>9.2f}")
    for words, peer, ours, goal in [
        ("list / bare list", "bare list", "list", 0.7),
        ("deep page / first page", "list", "list, deep", 0.85),
        ("search / bare search without an index", "bare search without an index", "search, rare", 10),
        ("search / admin's search", "admin's search", "search, rare", 10),
        ("list / admin's list", "admin's list", "list", 8),
        ("organization / bare list", "bare list", "organization", 0.5),
        ("today / bare list", "bare list", "today", 0.3),
        ("public wall / bare list", "bare list", "public wall", 1.5),
    ]:
        lines.append(f"{words:<44}{rate(by[peer], by[ours]):>8.2f}   goal {goal}")
    return "\n".join(lines)


def rate(peer: Page, ours: Page) -> float:
    """Return how many times as many requests ours answers as its peer, by rate."""
    return statistics.median(ours.rates) / statistics.median(peer.rates)


@dataclass
class World:
    """One database with its folder, filled before anything is measured."""

    kind: str
    var: Path
    variables: dict[str, str]

    def fill(self, organizations: int, people: int) -> dict[str, Any]:
        """Fill it, say how long that took, and return what the pages need to be asked for."""
        stage.migrate(self.variables)
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


def bench(world: World, facts: dict[str, Any], rounds: int, end: float) -> None:
    """Measure every page on one database, until a moment of `time.monotonic`."""
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
    load = os.getloadavg()[0]
    print(table(f"{world.kind}, {made} rounds of {seconds:.1f} s a page, load {load:.1f}", pages), flush=True)


def main() -> None:
    """Read what is wanted, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--smoke", action="store_true", help="small and short: for right answers only")
    options = parser.parse_args()
    begun = time.monotonic()
    organizations, people = (2_000, 4_000) if options.smoke else (options.organizations, options.people)
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    with ExitStack() as stack:
        worlds = []
        for kind in options.on:
            var = stack.enter_context(stage.folder())
            url = stack.enter_context(stage.database(kind, var))
            worlds.append(World(kind, var, stage.environment(var, DATABASE_URL=url, DATABASE_POOL="on")))
        with ThreadPoolExecutor() as pool:  # both at once: each waits for its disk half of the time
            facts = list(pool.map(lambda world: world.fill(organizations, people), worlds))
        for number, world in enumerate(worlds):
            left = BUDGET - (time.monotonic() - begun)
            share = 0 if options.smoke else left / (len(worlds) - number)
            bench(world, facts[number], 1 if options.smoke else ROUNDS, time.monotonic() + share)


if __name__ == "__main__":
    main()
