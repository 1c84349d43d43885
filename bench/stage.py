"""The stage of a bench: throw-away databases, brokers and portal processes on loopback, all gone at the end."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from bench.migrated import POSTGRESQL

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever is told to end takes its processes along


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(test: Callable[[], Any], seconds: float, what: str) -> Any:
    """Return the first true answer of a test; raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := test():
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"waited {seconds:.0f} s for {what}")


def listens(port: int) -> bool:
    """Tell whether somebody answers at a port of loopback."""
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def database(kind: str, var: Path) -> Iterator[str]:
    """Give the URL of a fresh database of one kind, dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{var / 'bench.sqlite3'}"
        return
    name = f"bench_{secrets.token_hex(6)}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{POSTGRESQL.rpartition('/')[0]}/{name}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class Process:
    """A process of our own in a group of its own, with its output in a file."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.command, self.environment, self.log = command, environment, log
        self.start()

    def start(self) -> None:
        """Start it, again where it has ended."""
        with self.log.open("ab") as output:
            self.popen = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )

    @property
    def is_alive(self) -> bool:
        """Tell whether it runs."""
        return self.popen.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process itself."""
        self.popen.send_signal(number)

    def kill(self) -> None:
        """Kill it with all its children, at once, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(self, *fault: object) -> None:
        """Leave nothing behind."""
        self.kill()


def redis_server(port: int, var: Path) -> Process:
    """Start a Redis of our own, which keeps nothing, and wait until it answers."""
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("redis-server is not installed; these faults need one of their own.")
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(var)]
    server = Process([program, *options], dict(os.environ), var / "redis.log")
    wait_for(lambda: listens(port), 10, "Redis")
    return server


class Inside:
    """A Django process that answers questions about the portal (bench/inside.py)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / "inside.py")],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.answer()

    def answer(self) -> Any:
        """Return the next answer."""
        assert self.popen.stdout  # noqa: S101 -- a pipe, by construction
        line = self.popen.stdout.readline()
        if not line:
            raise RuntimeError("the process inside has ended; see above")
        return json.loads(line)

    def ask(self, name: str, *arguments: Any) -> Any:
        """Ask one thing."""
        assert self.popen.stdin  # noqa: S101 -- a pipe, by construction
        self.popen.stdin.write(json.dumps([name, arguments]) + "\n")
        self.popen.stdin.flush()
        return self.answer()

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(self, *fault: object) -> None:
        """End it."""
        self.popen.kill()
        self.popen.wait(10)


def environment(var: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a portal of its own."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return (
        kept | {"DEVELOPMENT": "on", "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "WARNING"} | variables
    )


def worker(variables: dict[str, str], var: Path, *, pool: str) -> Process:
    """Start a worker with beat, as `make run` does."""
    command = [str(BIN / "celery"), "--quiet", "-A", "techhire", "worker", "-B", f"--pool={pool}", "-c", "2"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Process(command, variables, var / "worker.log")


def web(variables: dict[str, str], var: Path, port: int, *options: str) -> Process:
    """Start gunicorn and wait until it answers."""
    command = [
        str(BIN / "gunicorn"),
        "techhire.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
        "--no-control-socket",
        *options,
    ]
    server = Process(command, variables, var / "web.log")
    wait_for(lambda: listens(port), 60, "gunicorn")
    return server


def talks_from(port: int) -> int | None:
    """Return the process whose socket has this local port of loopback (from /proc, so on Linux only)."""
    wanted = f"0100007F:{port:04X}"
    inodes = {
        fields[9]
        for fields in (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
        if fields[1] == wanted
    }
    for process in Path("/proc").glob("[0-9]*"):
        try:
            handles = [str(handle.readlink()) for handle in (process / "fd").iterdir()]
        except OSError:
            continue
        if any(handle == f"socket:[{inode}]" for handle in handles for inode in inodes):
            return int(process.name)
    return None
