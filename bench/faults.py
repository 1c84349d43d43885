"""Faults that the portal has to survive: kill -9 at every step, brokers away, databases restarted, disks full.

    .venv/bin/python bench/faults.py [--only sqlite/folder postgresql/redis …] [--of letters forms imports campaigns]
                                     [--rounds 20] [--letters 2000]

Runs on SQLite and PostgreSQL, with the folder and with Redis as the broker, all of them throw-away and on loopback. The
oracle is a small mail server of our own: what it took against what the portal's ledger says. Exits 1 where a figure is
off. Letters "at most once" must never arrive twice and never vanish unseen; letters "at least once" must all arrive.
Forms must be answered, at worst by a page that keeps what was typed, and leave a whole record or none. Each fault of a
campaign is played in twenty rounds of 60 letters, of 2,000 where workers are killed; the others once. What is known is
told on the way; the table comes last.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import campaign_faults, delivery_faults, form_faults, import_faults, migrated, odd_faults
from bench.worlds import HEAD, Row, World, play

KINDS = ["letters", "forms", "imports", "campaigns"]
WORLDS = ["sqlite/folder", "sqlite/redis", "postgresql/folder", "postgresql/redis"]


def total(rows: list[Row], seconds: float) -> str:
    """Return the last line of the table."""
    letters, kills, lost = (sum(getattr(row, name) for row in rows) for name in ("letters", "kills", "lost"))
    twice, repeated, unknown = (sum(getattr(row, name) for row in rows) for name in ("twice", "repeated", "unknown"))
    off = sum(bool(row.problems) for row in rows)
    rounds = sum(row.rounds for row in rows)
    return (
        f"total: {rounds} rounds, {letters} letters, {kills} kills, {lost} lost, {twice} at-most-once twice, "
        f"{repeated} at-least-once repeated, {unknown} unknown, {off} off, {seconds:.0f} s"
    )


def campaigns(world: World, port: int, chosen: argparse.Namespace) -> list[campaign_faults.Play]:
    """Return the faults of a campaign that were asked for."""
    found = campaign_faults.plays(world, port, rounds=chosen.rounds, many=chosen.letters, more=odd_faults.FAULTS)
    return [play for fault, play in found.items() if chosen.named in fault]


def main() -> int:
    """Play in all worlds at once, but time the forms in one after the other; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=WORLDS, default=WORLDS)
    parser.add_argument("--of", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--named", default="", help="only faults of a campaign whose name has this in it")
    parser.add_argument("--rounds", type=int, default=campaign_faults.ROUNDS, help="of each fault of a campaign")
    parser.add_argument(
        "--letters", type=int, default=campaign_faults.MANY, help="of a campaign whose worker is killed"
    )
    chosen = parser.parse_args()
    begun = time.monotonic()
    with migrated.kept(), ExitStack() as stack, ThreadPoolExecutor(len(WORLDS)) as pool:
        worlds = list(pool.map(lambda name: World(name, stack), chosen.only))
        ports = {world.name: form_faults.web(world, stack) for world in worlds}

        def everything(world: World) -> list[Row]:
            port = ports[world.name]
            faults = {
                "letters": delivery_faults.plays(world),
                "forms": form_faults.plays(world, port),
                "imports": import_faults.plays(world),
                "campaigns": campaigns(world, port, chosen),
            }
            return play(world, [fault for kind in chosen.of for fault in faults[kind]])

        rows = [row for found in pool.map(everything, worlds) for row in found]
        for world in worlds if "forms" in chosen.of else []:
            rows += play(world, [partial(form_faults.frozen, world, ports[world.name])])
    print("\n".join([HEAD, *(row.line() for row in rows), total(rows, time.monotonic() - begun)]))
    return 1 if any(row.problems for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
