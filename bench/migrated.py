"""Databases are migrated once and copied after that: migrating takes longer than most of what a bench does in them."""

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
POSTGRESQL = os.environ.get("BENCH_POSTGRESQL_URL", "postgres://postgres@127.0.0.1:5432/postgres")
KEPT = "BENCH_MIGRATED"  # in the environment: the folder of what is kept, for this process and those that it starts


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is migrated meanwhile, until the outermost of these ends."""
    if KEPT in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="portal-migrated-") as folder:
        os.environ[KEPT] = folder
        try:
            yield
        finally:
            del os.environ[KEPT]
            named = Path(folder) / "postgresql"
            if named.exists():
                ask("DROP DATABASE IF EXISTS {}", named.read_text())


def migrate(variables: dict[str, str]) -> None:
    """Bring an empty database up, from one that was brought up before where there is one."""
    url, folder = variables["DATABASE_URL"], os.environ.get(KEPT)
    kind = url.partition(":")[0]
    if not folder or not (kind == "sqlite" or url.startswith(POSTGRESQL.rpartition("/")[0])):
        bring_up(variables)
        return
    copy = Path(folder) / ("sqlite" if kind == "sqlite" else "postgresql")
    with copy.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        is_new = not copy.exists()
        if is_new:
            bring_up(variables)
        (keep if is_new else lay_down)(url, copy)


def bring_up(variables: dict[str, str]) -> None:
    """Run the migrations."""
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=variables, check=True)


def keep(url: str, copy: Path) -> None:
    """Keep a copy of a database that nobody uses just now: a file, or the name of another database."""
    if url.startswith("sqlite"):
        with (
            closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database,
            closing(sqlite3.connect(copy)) as other,
        ):
            database.backup(other)
        return
    name = f"bench_migrated_{secrets.token_hex(6)}"
    ask("CREATE DATABASE {} TEMPLATE {}", name, url.rpartition("/")[2])
    copy.write_text(name)


def lay_down(url: str, copy: Path) -> None:
    """Put the copy in the place of an empty database."""
    if url.startswith("sqlite"):
        shutil.copyfile(copy, url.removeprefix("sqlite:///"))
        return
    name = url.rpartition("/")[2]
    ask("DROP DATABASE {}", name)
    ask("CREATE DATABASE {} TEMPLATE {}", name, copy.read_text())


def ask(statement: str, *names: str) -> None:
    """Have the server do something with databases."""
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
