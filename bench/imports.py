"""How fast a spreadsheet comes in, beside `bulk_create` and the fastest way to write the same records.

    .venv/bin/python bench/imports.py [--on sqlite postgresql] [--smoke] [--rows 20000] [--peer]

Each way runs in a process of its own on a fresh database, in turns. Of twenty rows of the spreadsheet one is wrong and
one stands twice; ours has to find both, and is checked before anything is printed. The limit writes records that were
made beforehand, into the same tables with the same indexes, and looks at nothing. The CPU includes PostgreSQL's own,
where it runs on this machine. django-import-export is no dependency of the portal: `--peer` fetches it into a folder of
this run's own. It gets a tenth of the rows, because it would take the whole run.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage

WAYS = ("ours", "bulk", "copy")
PEER = ("django-import-export==4.4.3", "tablib==3.10.0", "diff-match-patch==20241021")
PEERS_PART = 10  # of the rows of the others
ROUNDS, ROWS, SMOKE = 3, 20_000, 1_000
WORDS = {
    "ours": "ours: checked, imported, to be undone",
    "peer": "django-import-export",
    "bulk": "bulk_create",
    "copy": "the limit: COPY, executemany",
}


def fetch(folder: Path) -> None:
    """Fetch what the portal is compared with."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *PEER]
    subprocess.run(command, check=True)


def run(kind: str, way: str, rows: int, folder: Path) -> dict[str, Any]:
    """Let one way work on a fresh database."""
    with stage.folder() as var, stage.database(kind, var) as url:
        variables = stage.environment(var, DATABASE_URL=url, PYTHONPATH=str(folder))
        migrated.migrate(variables)
        command = [sys.executable, str(stage.ROOT / "bench" / "loading.py"), way, str(rows)]
        done = subprocess.run(command, cwd=stage.ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True)
        answer: dict[str, Any] = json.loads(done.stdout.strip().rsplit("\n", 1)[-1])
        return answer


def table(kind: str, rows: int, found: dict[str, list[dict[str, Any]]]) -> str:
    """Return the table of one database, medians of the rounds."""
    lines = [f"\n{kind}, {rows:,} rows, {len(found['ours'])} rounds"]
    lines.append(f"{'':<40}{'rows/s':>9}{'CPU s/1,000':>13}{'peak MB':>9}{'of limit':>10}")
    rates = {way: statistics.median(one["rows"] / one["seconds"] for one in runs) for way, runs in found.items()}
    for way, runs in found.items():
        cpu = statistics.median(one["cpu"] / one["rows"] for one in runs) * 1000
        peak = max(one["peak"] for one in runs)
        lines.append(f"{WORDS[way]:<40}{rates[way]:>9,.0f}{cpu:>13.2f}{peak:>9.0f}{rates[way] / rates['copy']:>10.2f}")
    if "peer" in rates:
        lines.append(f"ours is {rates['ours'] / rates['peer']:.0f} times as fast as django-import-export")
    lines.append("goals: 50 times django-import-export, 0.3 of the limit, 300 MB")
    return "\n".join(lines)


def main() -> None:
    """Read what is wanted, and run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--smoke", action="store_true", help="small and short: for right answers only")
    parser.add_argument("--peer", action="store_true", help="fetch django-import-export, and measure it as well")
    options = parser.parse_args()
    rows, rounds = (SMOKE, 1) if options.smoke else (options.rows, ROUNDS)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    ways = (*WAYS, "peer") if options.peer else WAYS
    with tempfile.TemporaryDirectory() as scratch:
        if options.peer:
            fetch(Path(scratch))
        for kind in options.on:
            found: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
            for _ in range(rounds):
                for way in ways:
                    count = rows // PEERS_PART if way == "peer" else rows
                    found[way].append({"rows": count, **run(kind, way, count, Path(scratch))})
            print(table(kind, rows, found), flush=True)


if __name__ == "__main__":
    main()
