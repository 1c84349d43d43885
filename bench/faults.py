"""Faults that the portal has to survive: kill -9 at every step, brokers away, databases restarted, disks full.

    .venv/bin/python bench/faults.py [--only sqlite/folder postgresql/redis …]

Runs on SQLite and PostgreSQL, with the folder and with Redis as the broker, all of them throw-away and on loopback. The
oracle is a small mail server of our own: what it took against what the portal's ledger says. Exits 1 where a figure is
off. Letters "at most once" must never arrive twice and never vanish unseen; letters "at least once" must all arrive.
Forms must be answered, at worst by a page that keeps what was typed, and leave a whole record or none.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import delivery_faults, form_faults, import_faults
from bench.worlds import HEAD, Row, World, play

WORLDS = ["sqlite/folder", "sqlite/redis", "postgresql/folder", "postgresql/redis"]


def total(rows: list[Row], seconds: float) -> str:
    """Return the last line of the table."""
    letters, kills, lost = (sum(getattr(row, name) for row in rows) for name in ("letters", "kills", "lost"))
    twice, repeated, unknown = (sum(getattr(row, name) for row in rows) for name in ("twice", "repeated", "unknown"))
    off = sum(bool(row.problems) for row in rows)
    return (
        f"total: {len(rows)} rounds, {letters} letters, {kills} kills, {lost} lost, {twice} at-most-once twice, "
        f"{repeated} at-least-once repeated, {unknown} unknown, {off} off, {seconds:.0f} s"
    )


def main() -> int:
    """Play in all worlds at once, but time the forms in one after the other; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=WORLDS, default=WORLDS)
    chosen = parser.parse_args().only
    begun = time.monotonic()
    print(HEAD)
    with ExitStack() as stack, ThreadPoolExecutor(len(WORLDS)) as pool:
        worlds = list(pool.map(lambda name: World(name, stack), chosen))
        ports = {world.name: form_faults.web(world, stack) for world in worlds}

        def everything(world: World) -> list[Row]:
            faults = delivery_faults.plays(world) + form_faults.plays(world, ports[world.name])
            faults += import_faults.plays(world)
            return play(world, faults)

        rows = [row for found in pool.map(everything, worlds) for row in found]
        for world in worlds:
            rows += play(world, [partial(form_faults.frozen, world, ports[world.name])])
    print(total(rows, time.monotonic() - begun))
    return 1 if any(row.problems for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
