"""Faults that the portal has to survive: kill -9 at every step of a delivery, brokers away, the same form five times.

    .venv/bin/python bench/faults.py [--only sqlite/folder postgresql/redis …]

Runs on SQLite and PostgreSQL, with the folder and with Redis as the broker, all of them throw-away and on loopback. The
oracle is a small mail server of our own: what it took against what the portal's ledger says. Exits 1 where a figure is
off. Letters "at most once" must never arrive twice and never vanish unseen; letters "at least once" must all arrive.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import stage
from bench.visitor import Visitor
from tests.outreach.sink import Sink

WORLDS = ["sqlite/folder", "sqlite/redis", "postgresql/folder", "postgresql/redis"]
KILL_AT = ["connect", "ehlo", "mail", "rcpt", "data", "dot", "answered"]
LETTERS = 3  # of each promise, for each step
RANDOM_KILLS = 2
RANDOM_LETTERS = 15  # of each promise
PATIENCE = 60  # seconds for one round
VISITORS = 15  # sign-ups while the broker is frozen
AT_ONCE = 5
FORM_P99 = 1.0  # seconds
TRIES = 3  # a form that waits for the broker is slow every time
SLOWER = 1.5  # times the same form a moment before, with the broker there: on a busy machine both are slow
FINAL = {"sent", "failed", "skipped", "unknown"}


@dataclass
class Row:
    """One line of the table."""

    world: str
    fault: str
    letters: int = 0
    kills: int = 0
    lost: int = 0
    twice: int = 0  # of "at most once": must be 0
    repeated: int = 0  # of "at least once": allowed, under one Message-ID
    unknown: int = 0
    note: str = ""
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def line(self) -> str:
        """Return the line."""
        verdict = "ok" if not self.problems else "OFF: " + "; ".join(self.problems)
        numbers = f"{self.letters:>8}{self.kills:>6}{self.lost:>6}{self.twice:>7}{self.repeated:>10}{self.unknown:>9}"
        return f"{self.world:<18} {self.fault:<27}{numbers}{self.seconds:>6.0f}  {self.note:<20} {verdict}"


HEAD = (
    f"{'world':<18} {'fault':<27}{'letters':>8}{'kills':>6}{'lost':>6}{'twice':>7}"
    f"{'repeated':>10}{'unknown':>9}{'s':>6}"
)


class World:
    """One portal: its database, its broker, its worker, and the mail server that plays the faults."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        database, self.broker = name.split("/")
        self.var = stack.enter_context(stage.folder())
        self.sink = stack.enter_context(Sink(on_step=self.on_step))
        self.redis = None
        self.redis_port = stage.free_port()
        variables = {
            "DATABASE_URL": stack.enter_context(stage.database(database, self.var)),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
        }
        if self.broker == "redis":
            self.redis = stack.enter_context(stage.redis_server(self.redis_port, self.var))
            variables["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{self.redis_port}/0"
        self.variables = stage.environment(self.var, **variables)
        stage.migrate(self.variables)
        self.inside = stack.enter_context(stage.Inside(self.variables))
        self.inside.ask("found", "localhost")
        # Prefork is killed child by child while its parent lives; threads die with the whole worker.
        self.worker = stack.enter_context(
            stage.worker(self.variables, self.var, pool="prefork" if self.broker == "redis" else "threads")
        )
        self.armed: list[tuple[str, str]] = []  # steps at which to kill, with the beginning of the recipient
        self.kills = 0
        self.lock = threading.Lock()

    def on_step(self, step: str, recipient: str) -> None:
        """Kill the process that talks to the sink, where this is the step."""
        with self.lock:
            if not self.armed or step != self.armed[0][0] or not recipient.startswith(self.armed[0][1]):
                return
            self.armed.pop(0)
        self.kill_who_talks()

    def kill_who_talks(self) -> bool:
        """Kill a process that talks to the sink just now; returns whether there was one."""
        for port in list(self.sink.callers):
            process = stage.talks_from(port)
            if process and process != os.getpid():
                os.kill(process, signal.SIGKILL)
                self.kills += 1
                return True
        return False

    def revive(self) -> None:
        """Start the worker again where it has ended; no time passes for leases but what the helper says."""
        if not self.worker.is_alive:
            self.worker.kill()
            self.worker.start()

    def finish(self) -> None:
        """Let time pass until every letter has a fate."""

        def is_done() -> bool:
            self.revive()
            open_letters = {state: count for state, count in self.inside.ask("states").items() if state not in FINAL}
            if open_letters and not self.is_busy():
                self.inside.ask("age")
            return not open_letters

        stage.wait_for(is_done, PATIENCE, "letters that are still open")

    def is_busy(self) -> bool:
        """Tell whether somebody talks to the sink: then no lease may be aged."""
        return bool(self.sink.callers)

    def judge(self, row: Row) -> Row:
        """Compare what the sink took with the ledger, and begin anew."""
        taken = Counter(self.sink.ids())
        ledger = self.inside.ask("ledger")
        row.letters, row.kills = len(ledger), self.kills
        for message_id, promise, state, _kind in ledger:
            count = taken.pop(message_id, 0)
            row.unknown += state == "unknown"
            if promise == "at_most_once":
                row.twice += count > 1
                row.lost += count == 0 and state != "unknown"
            else:
                row.lost += count == 0
                row.repeated += max(0, count - 1)
            if state not in FINAL:
                row.problems.append(f"a letter stays {state}")
        for what, wrong in (("lost", row.lost), ("twice", row.twice), ("strangers", sum(taken.values()))):
            if wrong:
                row.problems.append(f"{wrong} {what}")
        if row.unknown > self.kills:
            row.problems.append(f"{row.unknown} unknown after {self.kills} kills")
        self.inside.ask("clear")
        self.sink.taken.clear()
        self.kills = 0
        return row


def kill_at(world: World, step: str) -> list[Row]:
    """Kill the worker at one step of a delivery."""
    row = Row(world.name, f"kill -9 at {step}")
    names_somebody = step in {"rcpt", "data", "dot", "answered"}
    world.armed = [(step, "most-"), (step, "least-")] if names_somebody else [(step, ""), (step, "")]
    world.inside.ask("seed", f"at-{step}", LETTERS)
    stage.wait_for(lambda: world.kills, PATIENCE, f"the kill at {step}")
    world.finish()
    world.armed = []
    return [world.judge(row)]


def kill_anywhere(world: World, number: int) -> list[Row]:
    """Kill whoever delivers at a moment of chance, statement or wire."""
    row = Row(world.name, f"kill -9 at random {number}")
    world.sink.is_slow_by = 0.01
    world.inside.ask("seed", f"random-{number}", RANDOM_LETTERS)
    stage.wait_for(lambda: world.sink.callers, PATIENCE, "the first conversation")
    time.sleep(random.uniform(0.02, 0.5))
    stage.wait_for(world.kill_who_talks, PATIENCE, "somebody to kill")
    world.finish()
    world.sink.is_slow_by = 0
    return [world.judge(row)]


def deploy(world: World) -> list[Row]:
    """Stop the worker politely in the middle, as a deploy does: nothing is left in doubt."""
    row = Row(world.name, "SIGTERM in the middle")
    world.sink.is_slow_by = 0.004
    world.inside.ask("seed", "deploy", RANDOM_LETTERS * 2)
    stage.wait_for(lambda: len(world.sink.taken) > 5, PATIENCE, "the first letters")
    begun = time.monotonic()
    world.worker.signal(signal.SIGTERM)
    stage.wait_for(lambda: not world.worker.is_alive, PATIENCE, "the worker's goodbye")
    row.note = f"goodbye in {time.monotonic() - begun:.1f} s"
    held = {
        state: count
        for state, count in world.inside.ask("states").items()
        if state in {"claimed", "sending", "unknown"}
    }
    if held:
        row.problems.append(f"left behind {held}")
    world.sink.is_slow_by = 0
    world.finish()
    return [world.judge(row)]


def broker_gone(world: World) -> list[Row]:
    """Take the broker away and give back an empty one."""
    row = Row(world.name, "broker gone and back")
    if world.redis:
        world.redis.kill()
    else:
        shutil.rmtree(world.var / "broker", ignore_errors=True)
    world.inside.ask("seed", "broker", LETTERS)
    time.sleep(2)
    if world.redis:
        world.redis.start()
    world.finish()
    return [world.judge(row)]


def frozen(world: World, stack: ExitStack) -> list[Row]:
    """Post forms while the broker does not answer, and while it does; then five identical ones at once."""
    port = stage.free_port()
    stack.enter_context(stage.web(world.variables, world.var, port))
    first, row = VISITORS, Row(world.name, "broker frozen, forms posted")
    sign_up_all([Visitor(port, number) for number in range(VISITORS)], 0)  # everything is loaded from here on
    for _ in range(TRIES):
        healthy = [Visitor(port, number) for number in range(first, first + VISITORS)]
        visitors = [Visitor(port, number) for number in range(first + VISITORS, first + 2 * VISITORS)]
        sign_up_all(healthy, first)
        with broker_frozen(world):
            sign_up_all(visitors, first + VISITORS)
        first += 2 * VISITORS
        usual, now = p99(healthy), p99(visitors)
        row.note = f"p99 {now * 1000:.0f}/{usual * 1000:.0f} ms"
        if now < FORM_P99 or now <= usual * SLOWER:
            break
    else:
        row.problems.append("the form waits for the broker")
    rows = [ended(world, row, first)]

    row = Row(world.name, f"{AT_ONCE} identical posts at once")
    visitor = Visitor(port, first)
    fields = visitor.fill_in(first)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        led_to = set(pool.map(lambda _: visitor.post("/signup/check/", fields), range(AT_ONCE)))
    if led_to != {"/signup/thanks/"}:
        row.problems.append(f"led to {led_to}")
    return [*rows, ended(world, row, 1, before=first)]


@contextmanager
def broker_frozen(world: World) -> Iterator[None]:
    """Let the broker answer nobody for a while."""
    broken = world.var / "broker"
    if world.redis:
        world.redis.signal(signal.SIGSTOP)
    else:  # a folder cannot freeze; a file in its place answers nobody
        shutil.rmtree(broken, ignore_errors=True)
        broken.touch()
    try:
        yield
    finally:
        if world.redis:
            world.redis.signal(signal.SIGCONT)
        else:
            broken.unlink()


def sign_up_all(visitors: list[Visitor], first: int) -> None:
    """Let visitors sign up, four at a time."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: pair[1].sign_up(pair[0]), enumerate(visitors, first)))


def p99(visitors: list[Visitor]) -> float:
    """Return the time that one post in a hundred exceeds, in seconds."""
    posts = sorted(seconds for visitor in visitors for seconds in visitor.posts)
    return posts[int(len(posts) * 0.99)]


def ended(world: World, row: Row, expected: int, before: int = 0) -> Row:
    """Wait for the letters and compare with the records."""
    world.finish()
    found = world.inside.ask("records")
    commitments = found["commitments"] - before
    if commitments != expected or found["letters"] != expected:
        row.problems.append(f"{expected} signed, {commitments} records, {found['letters']} letters")
    return world.judge(row)


def play(world: World, plays: list[Callable[[], list[Row]]]) -> list[Row]:
    """Play these faults one after the other, and print what came of each."""
    rows: list[Row] = []
    for one in plays:
        begun = time.monotonic()
        try:
            found = one()
        except (TimeoutError, RuntimeError, OSError) as fault:
            log = (world.var / "worker.log").read_text(errors="replace")[-1500:]
            states = str(world.inside.ask("states"))
            found = [Row(world.name, "a round did not end", problems=[f"{fault}"], note=states)]
            print(f"--- the worker's last words in {world.name}\n{log}", file=sys.stderr)
        for row in found:
            row.seconds = time.monotonic() - begun
            print(row.line(), flush=True)
        rows += found
    return rows


def deliveries(world: World) -> list[Row]:
    """Play the faults of a delivery."""
    plays: list[Callable[[], list[Row]]] = [partial(kill_at, world, step) for step in KILL_AT]
    plays += [partial(kill_anywhere, world, number) for number in range(1, RANDOM_KILLS + 1)]
    plays += [partial(deploy, world), partial(broker_gone, world)]
    return play(world, plays)


def main() -> int:
    """Play in all worlds at once, but time the forms in one after the other; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=WORLDS, default=WORLDS)
    chosen = parser.parse_args().only
    begun = time.monotonic()
    print(HEAD)
    with ExitStack() as stack, ThreadPoolExecutor(len(WORLDS)) as pool:
        worlds = list(pool.map(lambda name: World(name, stack), chosen))
        rows = [row for found in pool.map(deliveries, worlds) for row in found]
        for world in worlds:
            rows += play(world, [partial(frozen, world, stack)])
    off = [row for row in rows if row.problems]
    letters, kills, lost = (sum(getattr(row, name) for row in rows) for name in ("letters", "kills", "lost"))
    twice, repeated, unknown = (sum(getattr(row, name) for row in rows) for name in ("twice", "repeated", "unknown"))
    print(
        f"total: {len(rows)} rounds, {letters} letters, {kills} kills, {lost} lost, {twice} at-most-once twice, "
        f"{repeated} at-least-once repeated, {unknown} unknown, {len(off)} off, {time.monotonic() - begun:.0f} s"
    )
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
