"""The worlds in which faults are played: one portal each, and the table of what it lost."""

import os
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

import redis

from bench import clusters, disks, migrated, stage
from tests.outreach.sink import Sink

PATIENCE = 120  # seconds for one round
LINES = 8  # conversations that a process or thread holds at once (outreach/transports/several.py)
TALKERS = 2 * LINES  # of a whole worker: each may leave one letter in doubt when it is killed
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
    rounds: int = 1
    note: str = ""
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: Self, number: int) -> None:
        """Count another round of the same fault into this line."""
        for name in ("letters", "kills", "lost", "twice", "repeated", "unknown", "rounds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.problems += [f"round {number}: {problem}" for problem in other.problems]
        self.note = other.note or self.note

    def line(self) -> str:
        """Return the line."""
        verdict = "ok" if not self.problems else "OFF: " + "; ".join(self.problems)
        numbers = f"{self.letters:>8}{self.kills:>6}{self.lost:>6}{self.twice:>7}{self.repeated:>10}{self.unknown:>9}"
        return (
            f"{self.world:<18} {self.fault:<34}{self.rounds:>7}{numbers}{self.seconds:>6.0f}  {self.note:<20} {verdict}"
        )


HEAD = (
    f"{'world':<18} {'fault':<34}{'rounds':>7}{'letters':>8}{'kills':>6}{'lost':>6}{'twice':>7}"
    f"{'repeated':>10}{'unknown':>9}{'s':>6}"
)


class World:
    """One portal: its disk, its database, its broker, its worker, and the mail server that plays the faults."""

    def __init__(self, name: str, stack: ExitStack) -> None:
        self.name = name
        self.database, self.broker = name.split("/")
        self.disk = stack.enter_context(disks.small_disk())
        self.var = self.disk.path / "var"
        self.var.mkdir()
        self.sink = stack.enter_context(Sink(on_step=self.on_step))
        self.cluster = stack.enter_context(clusters.cluster()) if self.database == "postgresql" else None
        self.redis = None
        self.redis_port = stage.free_port()
        variables = {
            "DATABASE_URL": self.cluster.database_on(self.disk.path / "tables") if self.cluster else self.sqlite,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
        }
        if self.broker == "redis":
            self.redis = stack.enter_context(stage.redis_server(self.redis_port, self.var))
            variables["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{self.redis_port}/0"
        variables["DJANGO_SETTINGS_MODULE"] = "bench.impatient"
        self.variables = stage.environment(self.var, **variables)
        migrated.migrate(self.variables)
        self.inside = stack.enter_context(stage.Inside(self.variables))
        self.inside.ask("found", "localhost")
        # Prefork is killed child by child while its parent lives; threads die with the whole worker.
        self.worker = stack.enter_context(
            stage.worker(self.variables, self.var, pool="prefork" if self.broker == "redis" else "threads")
        )
        self.armed: list[tuple[str, str]] = []  # steps at which to kill, with the beginning of the recipient
        self.kills = 0
        self.doubts = 0  # letters that may be unknown after these kills
        self.signed = 0  # sign-ups there should be
        self.lock = threading.Lock()

    @property
    def sqlite(self) -> str:
        """Return the address of a database in a file."""
        return f"sqlite:///{self.var / 'portal.sqlite3'}"

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
                self.count_kill(LINES if self.broker == "redis" else TALKERS)
                return True
        return False

    def count_kill(self, conversations: int) -> None:
        """Note that somebody was killed in the middle of so many conversations at most."""
        self.kills += 1
        self.doubts += conversations

    def lose_broker(self) -> None:
        """Take the broker away."""
        if self.redis:
            self.redis.kill()
        else:
            shutil.rmtree(self.var / "broker", ignore_errors=True)

    def regain_broker(self) -> None:
        """Give back an empty broker; the folder comes back by itself."""
        if self.redis:
            self.redis.start()

    def empty_broker(self) -> None:
        """Throw away every message there is."""
        if self.redis:
            redis.Redis(port=self.redis_port).flushall()
            return
        for message in (self.var / "broker").glob("*"):
            message.unlink(missing_ok=True)

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

    def judge(self, row: Row, *, refused: int = 0) -> Row:
        """Compare what the sink took with the ledger, and begin anew; so many letters were to be refused for good."""
        taken = Counter(self.sink.ids())
        ledger, failed = self.inside.ask("ledger"), 0
        row.letters, row.kills = len(ledger), self.kills
        for message_id, promise, state, _kind in ledger:
            count = taken.pop(message_id, 0)
            row.unknown += state == "unknown"
            failed += state == "failed"
            if state == "failed" and count:
                row.problems.append("a letter that failed arrived")
            elif promise == "at_most_once":
                row.twice += count > 1
                row.lost += count == 0 and state not in {"unknown", "failed"}
            else:
                row.lost += count == 0
                row.repeated += max(0, count - 1)
            if state not in FINAL:
                row.problems.append(f"a letter stays {state}")
        if failed != refused:
            row.problems.append(f"{failed} failed, where {refused} were refused")
        for what, wrong in (("lost", row.lost), ("twice", row.twice), ("strangers", sum(taken.values()))):
            if wrong:
                row.problems.append(f"{wrong} {what}")
        if row.unknown > self.doubts:
            row.problems.append(f"{row.unknown} unknown after {self.kills} kills")
        self.forget()
        return row

    def forget(self) -> None:
        """Begin anew."""
        self.inside.ask("clear")
        self.armed, self.sink.script, self.sink.is_slow_by = [], {}, 0.0
        for kept in (self.sink.taken, self.sink.said, self.sink.played):
            kept.clear()
        self.kills = self.doubts = 0

    def rescue(self) -> None:
        """Begin anew after a round that did not end."""
        self.worker.kill()
        if self.redis and not self.redis.is_alive:
            self.redis.start()
        self.forget()
        self.worker.start()


def play(world: World, plays: list[Callable[[], list[Row]]]) -> list[Row]:
    """Play these faults one after the other, and tell what came of each as soon as it is known."""
    rows: list[Row] = []
    for one in plays:
        begun = time.monotonic()
        try:
            found = one()
        except (TimeoutError, RuntimeError, OSError) as fault:
            log = (world.var / "worker.log").read_text(errors="replace")[-1500:]
            found = [Row(world.name, "a round did not end", problems=[f"{type(fault).__name__}: {fault}"])]
            print(f"--- the worker's last words in {world.name}\n{log}", file=sys.stderr)
        for row in found:
            row.seconds = time.monotonic() - begun
            print(row.line(), file=sys.stderr, flush=True)
        rows += found
    return rows
