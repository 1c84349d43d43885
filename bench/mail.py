"""Letters a second, the same side by side: a campaign of ours, django-post-office, Django's send_mail, and the limit.

    .venv/bin/python bench/mail.py [--on postgresql sqlite] [--letters 2000] [--rounds 3] [--smoke]

All of them send to one small mail server on loopback (bench/mail_sink.py), which takes the time from the first letter
to the last and counts Message-IDs: a letter that is missing or came twice ends the bench with 1. Ours leave a campaign
that is planned already, by the worker of `make run` (on PostgreSQL with a Redis and two processes), with every state
written down; django-post-office finds its letters made and queued; each of Celery's tasks makes and sends one and
writes nothing down, as send_mail does one by one. The limit is Postfix's smtp-source with eight conversations, which
makes nothing and writes nothing down. Ours also send to a server that is 20 ms away, where no more than one letter a
round trip can leave on each conversation.
"""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated, stage
from bench.processes import peak, used
from outreach.transports.several import MOST

LETTERS, ROUNDS, SMOKE = 2_000, 3, 40
CONVERSATIONS = 8  # of smtp-source
TRIP = 0.02  # seconds
WORKERS = 2  # that deliver at the same time, on PostgreSQL
PATIENCE = 280  # seconds for one turn of one sender
OURS, LIMIT, POST_OFFICE = "this portal", "smtp-source (the limit)", "django-post-office, 2 processes"
TASK_EACH = "Celery, one task per letter"
GOALS = "goals: 0.35 of the limit, 10 times django-post-office, 50 times one task per letter, 0.8 of conversations by \
round trip, 200 MB a worker"


class Sink:
    """The mail server."""

    def __init__(self, stack: ExitStack, var: Path, trip: float = 0) -> None:
        self.port = stage.free_port()
        command = [sys.executable, str(stage.ROOT / "bench" / "mail_sink.py"), str(self.port), str(trip)]
        stack.enter_context(stage.Process(command, dict(os.environ), var / "sink.log"))
        stage.wait_for(lambda: stage.listens(self.port), 30, "the sink")

    def ask(self, command: str) -> bytes:
        """Ask the sink itself."""
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            return smtp.docmd(command)[1]

    def told(self) -> dict[str, Any]:
        """Return what was taken since it was cleared."""
        told: dict[str, Any] = json.loads(self.ask("XCOUNT"))
        return told


@dataclass
class Sender:
    """One way to send, and its turns: letters a second, CPU seconds for a thousand, megabytes at most."""

    name: str
    turn: Callable[[], tuple[float, float]]  # CPU seconds and megabytes of one turn
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, sink: Sink, letters: int) -> None:
        """Send once, and look at what the sink has."""
        sink.ask("XCLEAR")
        cpu, megabytes = self.turn()
        told = sink.told()
        if (told["taken"], told["ids"]) != (letters, letters):
            self.problems.append(f"{told['taken']} letters and {told['ids']} Message-IDs of {letters}")
        self.rates.append(letters / max(told["seconds"], 1e-6))
        self.costs.append(cpu * 1000 / letters)
        self.peaks.append(megabytes)


def watched(process: stage.Process, sink: Sink, letters: int) -> tuple[float, float]:
    """Return the CPU seconds between the first letter and the last, and the peak, of a process and its children."""
    stage.wait_for(lambda: sink.told()["taken"], PATIENCE, "the first letter")
    before = used(process.popen.pid)
    stage.wait_for(lambda: sink.told()["taken"] >= letters, PATIENCE, f"{letters} letters")
    return used(process.popen.pid) - before, peak(process.popen.pid)


class Ours:
    """The portal: one database, one broker, and a worker for each turn."""

    def __init__(self, kind: str, stack: ExitStack, sink: Sink, letters: int) -> None:
        self.sink, self.letters = sink, letters
        self.var = stack.enter_context(stage.folder())
        variables = {"DATABASE_URL": stack.enter_context(stage.database(kind, self.var))}
        variables["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        self.pool = "threads"
        if kind == "postgresql" and shutil.which("redis-server"):
            port, self.pool = stage.free_port(), "prefork"
            stack.enter_context(stage.redis_server(port, self.var))
            variables["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{port}/0"
        self.variables = stage.environment(self.var, **variables)
        migrated.migrate(self.variables)
        self.inside = stack.enter_context(stage.Inside(self.variables))
        self.inside.ask("found", "localhost")
        self.pk = self.inside.ask("campaign", letters, True)["campaign"]

    def words(self) -> dict[str, str]:
        """Return what the letters say, as templates for the peers."""
        found: dict[str, str] = self.inside.ask("campaign words", self.pk)
        return found

    def turn(self) -> tuple[float, float]:
        """Plan a campaign, and let a worker send it."""
        self.inside.ask("campaign plan", self.inside.ask("campaign", self.letters, True)["campaign"])
        with stage.worker(self.variables, self.var, pool=self.pool) as worker:
            figures = watched(worker, self.sink, self.letters)
            stage.wait_for(lambda: self.inside.ask("states") == {"sent": self.letters}, 60, "the ledger")
        self.inside.ask("clear")
        return figures


def peer(name: str, sink: Sink, letters: int, words: dict[str, str], kind: str) -> tuple[float, float]:
    """Let a peer send, in a process and with a database of its own."""
    with stage.folder() as var, stage.database(kind, var) as url:
        command = [sys.executable, str(stage.ROOT / "bench" / "mail_peers.py"), name, str(sink.port), str(letters), url]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=stage.ROOT, stdin=pipe, stdout=pipe, text=True) as process:
            told = partial(print, file=process.stdin, flush=True)
            told(json.dumps(words))
            ready = process.stdout.readline() if process.stdout else ""
            before = used(process.pid)
            told("go")
            done = process.stdout.readline() if process.stdout else ""
            cost, megabytes = used(process.pid) - before, peak(process.pid)
        if (ready, done, process.returncode) != ("ready\n", "done\n", 0):
            raise SystemExit(f"{name} ended with {process.returncode}")
    return cost, megabytes


def task_each(sink: Sink, letters: int, words: dict[str, str]) -> tuple[float, float]:
    """Let a worker of two processes send, each letter by a task of its own that waits in a Redis."""
    with stage.folder() as var:
        (var / "words").write_text(json.dumps(words))
        port = stage.free_port()
        told = {"BENCH_SINK": sink.port, "BENCH_BROKER": f"redis://127.0.0.1:{port}/0", "BENCH_WORDS": var / "words"}
        environment = dict(os.environ) | {name: str(value) for name, value in told.items()}
        with stage.redis_server(port, var):
            queue = [sys.executable, "-m", "bench.mail_tasks"]
            subprocess.run(queue, cwd=stage.ROOT, env=environment | {"BENCH_LETTERS": str(letters)}, check=True)
            command = [str(stage.BIN / "celery"), "--quiet", "-A", "bench.mail_tasks", "worker", "-c", "2"]
            with stage.Process(command, environment, var / "worker.log") as worker:
                return watched(worker, sink, letters)


def limit(sink: Sink, letters: int, size: int) -> tuple[float, float]:
    """Send letters of that size as fast as can be."""
    before = os.times()
    ends = ["-f", "hello@rivertown.example", "-t", "jo@works.example", f"127.0.0.1:{sink.port}"]
    command = ["smtp-source", "-s", str(CONVERSATIONS), "-m", str(letters), "-l", str(size), *ends]
    subprocess.run(command, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system, 0.0


def missing() -> dict[str, str]:
    """Return which senders are not to be had on this machine, and where they come from."""
    absent = {}
    if not importlib.util.find_spec("post_office"):
        absent[POST_OFFICE] = "the lock of development has it: make development"
    if not shutil.which("redis-server"):
        absent[TASK_EACH] = "Debian's package redis-server has it"
    if not shutil.which("smtp-source"):
        absent[LIMIT] = "Debian's package postfix has it"
    return absent


def measured(kind: str, letters: int, rounds: int) -> list[Sender]:
    """Let everybody send in turns."""
    with ExitStack() as stack:
        sink = Sink(stack, stack.enter_context(stage.folder()))
        ours = Ours(kind, stack, sink, letters)
        words = ours.words()
        told: dict[str, Callable[[], tuple[float, float]]] = {
            OURS: ours.turn,
            TASK_EACH: partial(task_each, sink, letters, words),
            POST_OFFICE: partial(peer, "post_office", sink, letters, words, kind),
            "send_mail, one connection": partial(peer, "one connection", sink, letters, words, kind),
            "send_mail, one by one": partial(peer, "send_mail", sink, letters, words, kind),
            LIMIT: partial(limit, sink, letters, sum(map(len, words.values()))),
        }
        senders = [Sender(name, turn) for name, turn in told.items() if name not in missing()]
        for _ in range(rounds):
            for sender in senders:
                sender.take(sink, letters)
    return senders


def far(kind: str, letters: int, rounds: int) -> tuple[str, bool]:
    """Let ours send to a server that is a round trip away; return a line, and whether anything was off."""
    with ExitStack() as stack:
        sink = Sink(stack, stack.enter_context(stage.folder()), TRIP)
        ours = Ours(kind, stack, sink, letters)
        sender = Sender(OURS, ours.turn)
        for _ in range(rounds):
            sender.take(sink, letters)
    most = MOST * (WORKERS if ours.pool == "prefork" else 1) / TRIP
    rate = statistics.median(sender.rates)
    lines = [f"{TRIP * 1000:.0f} ms away: {rate:,.0f} letters/s, {rate / most:.2f} of conversations by round trip"]
    return "\n".join(lines + [f"  OFF: {problem}" for problem in sender.problems]), bool(sender.problems)


def table(kind: str, senders: list[Sender]) -> str:
    """Return the figures of one database."""
    rates = {sender.name: statistics.median(sender.rates) for sender in senders}
    lines = [f"\n{kind:<34}{'letters/s':>10}{'of limit':>10}{'ours to it':>12}{'CPU s/1,000':>13}{'MB':>6}"]
    for sender in senders:
        rate, most = rates[sender.name], f"{max(sender.peaks):.0f}" if max(sender.peaks) else "-"
        of_limit = f"{rate / rates[LIMIT]:.3f}" if LIMIT in rates else "-"
        lines.append(
            f"{sender.name:<34}{rate:>10,.0f}{of_limit:>10}{rates[OURS] / rate:>12.3f}"
            f"{statistics.median(sender.costs):>13.2f}{most:>6}"
        )
        lines += [f"  OFF: {problem}" for problem in sender.problems]
    return "\n".join(lines)


def main() -> int:
    """Read what is wanted, run it, and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--on", nargs="+", default=["postgresql", "sqlite"], choices=["postgresql", "sqlite"])
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--smoke", action="store_true", help="few letters: for right answers only")
    chosen = parser.parse_args()
    letters, rounds = (SMOKE, 1) if chosen.smoke else (chosen.letters, chosen.rounds)
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=stage.ROOT, check=False, capture_output=True, text=True).stdout.strip()
    print(f"{time.strftime('%Y-%m-%d')}, commit {commit or 'unknown'}, Python {platform.python_version()}")
    load, machine = os.getloadavg()[0], platform.machine()
    print(f"{machine}, {os.cpu_count()} cores, load {load:.1f}, {letters:,} letters, {rounds} turns each")
    off = False
    for kind in chosen.on:
        senders = measured(kind, letters, rounds)
        off |= any(sender.problems for sender in senders)
        print(table(kind, senders), flush=True)
        line, is_off = far(kind, letters, rounds)
        off |= is_off
        print(line, flush=True)
    for name, where in missing().items():
        print(f"NOT MEASURED: {name} is not on this machine; {where}.")
    print(f"load at the end {os.getloadavg()[0]:.1f}; {GOALS}")
    return 1 if off or (missing() and not chosen.smoke) else 0


if __name__ == "__main__":
    sys.exit(main())
