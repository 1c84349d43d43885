"""The pages that bench/web.py asks for, what a right answer holds, and the table of what they cost."""

import http.client
import os
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONNECTIONS = 4
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Page:
    """One page: whom to ask, for what, and what a right answer holds."""

    name: str
    server: str  # "portal" or "bare"
    path: str
    holds: str
    cookie: str = ""
    rows: int = 0  # of its table, the head with them; 0: it has none
    others: tuple[str, ...] = ()  # paths that are asked for in turn instead, each of other rows
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
    ways = tuple(f"{list_of}{pk}/ways/" for pk in facts["organizations"])
    to = tuple(f"/workspace/people/{pk}/ways/" for pk in facts["people"])
    one = tuple(f"/?person={pk}" for pk in facts["people"])
    return [
        Page("bare list", "bare", bare, facts["first"], rows=50),
        Page("bare list, deep by OFFSET", "bare", f"{bare}&skip={facts['deep']}", facts["following"], rows=50),
        Page("bare search without an index", "bare", f"{bare}&like={rare}", "<table>"),
        Page("bare person by key", "bare", one[0], "@", others=one),
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
        Page("employers", "portal", "/workspace/employers/", "Stage", cookie, rows=51),
        Page("employers, one stage", "portal", "/workspace/employers/?stage=contacted", "Contacted", cookie, rows=51),
        Page("employers, quiet", "portal", "/workspace/employers/?only=quiet&sort=heard", "quiet", cookie, rows=51),
        Page("board of employers", "portal", "/workspace/employers/?as=board", "Identified", cookie),
        Page("duplicates", "portal", "/workspace/duplicates/", "Not the same", cookie),
        Page("audit trail", "portal", "/workspace/audit/", "changed thing", cookie, rows=51),
        Page("ways to organizations", "portal", ways[0], "Who can introduce us", cookie, others=ways),
        Page("ways to people", "portal", to[0], "Who can introduce us", cookie, others=to),
        Page("tasks", "portal", "/workspace/tasks/", "Call back", cookie, rows=101),
        Page("today", "portal", "/workspace/", "talk number 0", cookie),
        Page("public wall", "portal", "/employers/", f">{facts['signed']:,}</span>"),
        Page("public demand", "portal", "/demand/", "openings"),
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
    path = random.choice(page.others or (page.path,))
    connection.request("GET", path, headers={"Cookie": page.cookie, "Host": f"localhost:{port}"})
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


def table(kind: str, pages: list[Page], smaller: list[Page]) -> str:
    """Return the table and its ratios; `smaller` are the same pages where everything is a tenth as much."""
    lines = [f"\n{kind}", f"{'page':<32}{'requests/s':>12}{'p95 ms':>10}{'CPU ms':>9}{'of bare':>9}{'growth':>9}"]
    by = {page.name: page for page in pages}
    for page, tenth in zip(pages, smaller, strict=True):
        p95 = late(page)
        share = by["bare list"].cost / page.cost
        rate_of = statistics.median(page.rates)
        lines.append(
            f"{page.name:<32}{rate_of:>12.0f}{p95:>10.1f}{page.cost:>9.2f}{share:>9.2f}{page.cost / tenth.cost:>9.2f}"
        )
    for words, peer, ours, goal in [
        ("list / bare list", "bare list", "list", 0.7),
        ("deep page / first page", "list", "list, deep", 0.85),
        ("search / bare search without an index", "bare search without an index", "search, rare", 10),
        ("search / admin's search", "admin's search", "search, rare", 10),
        ("list / admin's list", "admin's list", "list", 8),
        ("people / bare list", "bare list", "people", 0.7),
        ("employers / bare list", "bare list", "employers", 0.7),
        ("organization / bare list", "bare list", "organization", 0.5),
        ("today / bare list", "bare list", "today", 0.3),
        ("public wall / bare list", "bare list", "public wall", 1.5),
        ("public demand / bare list", "bare list", "public demand", 1.5),
    ]:
        lines.append(f"{words:<44}{rate(by[peer], by[ours]):>8.2f}   goal {goal}")
    for name in ("ways to organizations", "ways to people"):
        many = late(by[name]) / late(by["bare person by key"])
        lines.append(f"{f'p95 of {name} / of a person by key':<52}{many:>8.2f}   goal at most 10")
    return "\n".join(lines)


def late(page: Page) -> float:
    """Return the time within which 95 of 100 answers came, in milliseconds."""
    return sorted(page.times)[int(len(page.times) * 0.95)] * 1000


def rate(peer: Page, ours: Page) -> float:
    """Return how many times as many requests ours answers as its peer, by rate."""
    return statistics.median(ours.rates) / statistics.median(peer.rates)
