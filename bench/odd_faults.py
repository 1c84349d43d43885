"""Odd faults of a campaign: a backup of its middle is restored elsewhere, and the clock is set while it runs."""

import random
import secrets
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

from psycopg import sql

from bench import stage
from bench.campaign_faults import HELD, MOMENT, Fault, Running, campaign
from bench.worlds import FINAL, PATIENCE, Row, World
from tests.outreach.sink import Sink

TICKS = 3  # of the worker elsewhere, in which nothing may leave
LOST = {"waiting", "claimed"}  # what a backup has not seen leave


def restored(world: World, row: Row, size: int) -> Row:
    """Restore a backup of the middle elsewhere: nothing leaves before somebody says so, then what waited in it."""
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    world.inside.ask("upload")
    running.begin()
    running.has_sent(random.randrange(1, size // 2))
    with ExitStack() as stack:
        var = stack.enter_context(stage.folder())
        variables = world.variables | {"VAR_DIR": str(var), "DATABASE_URL": stack.enter_context(copied(world, var))}
        shutil.copytree(world.var / "files", var / "files")  # after the database: what rows name was there by then
        shutil.copyfile(world.var / "secret-key", var / "secret-key")  # as `.env` is put back
        running.ends()
        sink = stack.enter_context(Sink())
        variables["EMAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
        if world.redis:
            variables["CELERY_BROKER_URL"] = f"redis://127.0.0.1:{world.redis_port}/1"
        inside = stack.enter_context(stage.Inside(variables))
        row.problems += confirmed(running, inside, sink, variables, var)
    return row


def confirmed(running: Running, inside: stage.Inside, sink: Sink, variables: dict[str, str], var: Path) -> list[str]:
    """Let a worker begin elsewhere, and say so after some ticks; return what was wrong."""
    waited = {message_id for message_id, _promise, state, _kind in inside.ask("ledger") if state in LOST}
    problems, files = [], inside.ask("named files")
    if files["missing"] or not files["named"]:
        problems.append(f"{files['missing']} of {files['named']} files missing")

    def is_over() -> bool:
        if not sink.callers:
            inside.ask("age")
        return all(state in FINAL for state in inside.ask("states"))

    with stage.worker(variables, var, pool="threads"):
        for _ in range(TICKS):
            inside.ask("age")  # what the dead worker had in hand, and what waited for a retry, could leave
            stage.wait_for(partial(has_ticked, inside, inside.ask("ticked")), PATIENCE, "a tick elsewhere")
        state = inside.ask("campaign stands", running.pk)["state"]
        if sink.taken or state != HELD:
            problems.append(f"{len(sink.taken)} left elsewhere unasked, {state}")
        inside.ask("campaign resume", running.pk)
        stage.wait_for(is_over, PATIENCE, "letters elsewhere")
    if sorted(sink.ids()) != sorted(waited):
        problems.append(f"{len(sink.ids())} left elsewhere of {len(waited)}")
    return problems


def has_ticked(inside: stage.Inside, before: str) -> bool:
    """Tell whether a worker has ticked since."""
    return bool(inside.ask("ticked") != before)


@contextmanager
def copied(world: World, var: Path) -> Iterator[str]:
    """Give the address of a copy of a world's database as it is now, gone afterwards."""
    if not world.cluster:
        with (
            closing(sqlite3.connect(world.var / "portal.sqlite3")) as one,
            closing(sqlite3.connect(var / "copy")) as two,
        ):
            one.backup(two)
        yield f"sqlite:///{var / 'copy'}"
        return
    name, dump = f"bench_{secrets.token_hex(6)}", var / "dump"
    address = world.variables["DATABASE_URL"]
    copy = f"{address.rpartition('/')[0]}/{name}"
    programs = world.cluster.programs
    subprocess.run([programs / "pg_dump", "--format=custom", f"--file={dump}", address], check=True)
    with world.cluster.connect() as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        options = ["--no-owner", "--no-tablespaces", "--exit-on-error", f"--dbname={copy}"]
        subprocess.run([programs / "pg_restore", *options, dump], check=True)
        yield copy
    finally:
        with world.cluster.connect() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def clock_set(world: World, row: Row, size: int) -> Row:
    """Set the worker's clock by an hour while it delivers, and back; what that holds, somebody lets go on."""
    with odd_clock(world) as set_clock:
        running = campaign(world, row, size)
        running.goes_on = True
        world.sink.is_slow_by = MOMENT
        running.begin()
        running.has_sent(5)
        set_clock(random.choice([-1, 1]))
        time.sleep(random.uniform(0.5, 4))
        set_clock(0)
        return running.ends()


@contextmanager
def odd_clock(world: World) -> Iterator[Callable[[int], None]]:
    """Give the worker a clock that can be set by so many hours, and its own again afterwards."""
    offset, own = world.var / "clock", world.worker.environment

    def set_clock(hours: int) -> None:
        draft = offset.with_suffix(".new")
        draft.write_text(str(hours))
        draft.replace(offset)

    set_clock(0)
    replaced(world, own | {"DJANGO_SETTINGS_MODULE": "bench.odd_clock"})
    try:
        yield set_clock
    finally:
        replaced(world, own)


def replaced(world: World, environment: dict[str, str]) -> None:
    """Start the worker anew in another environment."""
    world.worker.kill()
    world.worker.environment = environment
    world.worker.start()


FAULTS: dict[str, Fault] = {"backup restored elsewhere": restored, "clock set by an hour": clock_set}
