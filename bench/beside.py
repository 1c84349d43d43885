"""What visitors and a coordinator feel while 100,000 rows are imported: pages alone, then beside the import.

    .venv/bin/python bench/beside.py [--on sqlite postgresql] [--smoke] [--rows 100000]

gunicorn answers while a process beside it imports as beat's ticks do (bench/loading.py); public pages have to keep half
of their rate. Every answer is checked; one that is not right ends the bench with 1.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage
from bench.visits import Page, late, measure

ROWS, SMOKE = 100_000, 1_000
SLICE = 1.0  # seconds of each page, in turns
ALONE = 3  # rounds before the import begins
GOAL = 0.5
READY = """
import os, sys
sys.path.insert(0, os.getcwd())
import django; django.setup()
from django.test import Client
from bench.generate import community_at, coordinator
browser = Client(); browser.force_login(coordinator(community_at("localhost"), 0))
print(browser.cookies["session"].value)
"""


def pages(session: str) -> list[Page]:
    """Return what is asked for."""
    return [
        Page("home", "portal", "/", "Rivertown"),
        Page("public wall", "portal", "/employers/", "Employers"),
        Page("list of organizations", "portal", "/workspace/organizations/", "Organizations", f"session={session}"),
    ]


def watch(asked: list[Page], port: int, pid: int) -> None:
    """Ask for each page for a moment."""
    for page in asked:
        measure(page, port, pid, SLICE)


def beside(kind: str, rows: int) -> str:
    """Measure one database, and return its table."""
    with stage.folder() as var, stage.database(kind, var) as url:
        variables = stage.environment(var, DATABASE_URL=url, DATABASE_POOL="on")
        migrated.migrate(variables)
        inside = variables | {"DJANGO_SETTINGS_MODULE": "techhire.settings"}
        begin = [sys.executable, "-c", READY]
        done = subprocess.run(begin, cwd=stage.ROOT, env=inside, check=True, stdout=subprocess.PIPE, text=True)
        session = done.stdout.split()[-1]
        port = stage.free_port()
        with stage.web(variables, var, port) as server:
            alone, busy = pages(session), pages(session)
            for _ in range(ALONE):
                watch(alone, port, server.popen.pid)
            command = [sys.executable, str(stage.ROOT / "bench" / "loading.py"), "ours", str(rows)]
            with subprocess.Popen(command, cwd=stage.ROOT, env=inside, stdout=subprocess.PIPE, text=True) as work:
                while work.poll() is None:
                    watch(busy, port, server.popen.pid)
                told = work.stdout.read() if work.stdout else ""
            if work.returncode:
                raise SystemExit(f"the import ended with {work.returncode}: {told}")
            took = json.loads(told.strip().rsplit("\n", 1)[-1])
    rate = rows / took["seconds"]
    lines = [
        f"\n{kind}: {rows:,} rows in {took['seconds']:.0f} s, {rate:,.0f} rows/s, {took['peak']:.0f} MB at most",
        f"{'page':<24}{'alone/s':>9}{'beside/s':>10}{'kept':>7}{'p95 ms alone':>14}{'beside':>9}",
    ]
    for before, after in zip(alone, busy, strict=True):
        rates = statistics.median(before.rates), statistics.median(after.rates)
        lines.append(
            f"{before.name:<24}{rates[0]:>9.0f}{rates[1]:>10.0f}{rates[1] / rates[0]:>7.2f}"
            f"{late(before):>14.0f}{late(after):>9.0f}"
        )
    return "\n".join([*lines, f"goal: {GOAL} of the rate kept"])


def main() -> None:
    """Read what is wanted, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--smoke", action="store_true", help="small and short: for right answers only")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for kind in options.on:
        print(beside(kind, SMOKE if options.smoke else options.rows), flush=True)


if __name__ == "__main__":
    main()
