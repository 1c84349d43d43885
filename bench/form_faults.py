"""Faults of forms: the broker frozen, five presses at once, fifty writers, the database restarted, the disk full."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import psycopg

from bench import stage
from bench.visitor import Fields, Visitor
from bench.worlds import PATIENCE, Row, World

VISITORS = 15  # sign-ups while the broker is frozen
FORM_P99 = 1.0  # seconds
TRIES = 3  # a form that waits for the broker is slow every time
SLOWER = 1.5  # times the same form a moment before, with the broker there: on a busy machine both are slow
IDENTICAL = 5
WRITERS = 50
INTERRUPTED, AFTERWARDS = 3, 8  # forms in the middle of which the database is restarted, and right after it
AWAY = 10.0  # seconds, much longer than a form waits for a connection
TRUNCATED = 5  # forms while the disk is full
THANKS, CHECK = "/signup/thanks/", "/signup/check/"


def web(world: World, stack: ExitStack, *options: str) -> int:
    """Start the portal's web server, as Procfile does, and return its port."""
    port = stage.free_port()
    stack.enter_context(stage.web(world.variables | {"DATABASE_POOL": "on"}, world.var, port, *options))
    return port


def newcomers(world: World, port: int, count: int) -> list[Visitor]:
    """Return so many visitors who were not there before."""
    world.signed += count
    return [Visitor(port, number) for number in range(world.signed - count, world.signed)]


def frozen(world: World, port: int) -> list[Row]:
    """Post forms while the broker does not answer, and while it does."""
    row = Row(world.name, "broker frozen, forms posted")
    sign_up_all(newcomers(world, port, VISITORS))  # everything is loaded from here on
    expected = VISITORS
    for _ in range(TRIES):
        healthy, visitors = newcomers(world, port, VISITORS), newcomers(world, port, VISITORS)
        sign_up_all(healthy)
        with broker_frozen(world):
            sign_up_all(visitors)
        expected += 2 * VISITORS
        usual, now = p99(healthy), p99(visitors)
        row.note = f"p99 {now * 1000:.0f}/{usual * 1000:.0f} ms"
        if now < FORM_P99 or now <= usual * SLOWER:
            break
    else:
        row.problems.append("the form waits for the broker")
    return [ended(world, row, expected)]


def identical(world: World, port: int) -> list[Row]:
    """Press "Sign" five times at once."""
    row = Row(world.name, f"{IDENTICAL} identical posts at once")
    [visitor] = newcomers(world, port, 1)
    fields = visitor.fill_in(visitor.number)
    with ThreadPoolExecutor(IDENTICAL) as pool:
        led_to = set(pool.map(lambda _: visitor.post(CHECK, fields), range(IDENTICAL)))
    if led_to != {THANKS}:
        row.problems.append(f"led to {led_to}")
    return [ended(world, row, 1)]


def fifty(world: World, port: int) -> list[Row]:
    """Let fifty write at once into one file, from two processes beside the worker."""
    if world.cluster:
        return []
    row = Row(world.name, f"{WRITERS} writers at once")
    with ExitStack() as stack:
        many = web(world, stack, "--workers", "2", "--threads", str(WRITERS // 2))
        visitors = newcomers(world, many, WRITERS)
        sign_up_all(visitors, at_once=WRITERS)
        row.note = f"p99 {p99(visitors) * 1000:.0f} ms"
        result = ended(world, row, WRITERS)
    if "locked" in (world.var / "web.log").read_text(errors="replace"):
        row.problems.append("database is locked")
    return [result]


def restarted(world: World, port: int) -> list[Row]:
    """Restart PostgreSQL in the middle of forms, go on at once, and look at the portal while it is away."""
    if not world.cluster:
        return []
    row = Row(world.name, "database restarted, forms")
    inside, after = newcomers(world, port, INTERRUPTED), newcomers(world, port, AFTERWARDS)
    filled = {visitor: visitor.fill_in(visitor.number) for visitor in [*inside, *after]}
    with (
        ThreadPoolExecutor(INTERRUPTED) as pool,
        suppress(psycopg.OperationalError),  # its lock ends with the server
        psycopg.connect(world.variables["DATABASE_URL"]) as lock,
    ):
        lock.execute("LOCK TABLE outreach_letter IN SHARE MODE")  # commitments are written, letters wait
        pressed = [pool.submit(visitor.press, CHECK, filled[visitor]) for visitor in inside]
        stage.wait_for(lambda: blocked(world), PATIENCE, "a form in the middle of its transaction")
        world.cluster.restart("immediate")
    refused = {visitor: one.result() for visitor, one in zip(inside, pressed, strict=True)}
    with ThreadPoolExecutor(AFTERWARDS) as pool:
        at_once = list(pool.map(lambda visitor: visitor.press(CHECK, filled[visitor])[0], after))
    row.problems += [f"{at_once.count(503)} forms after the restart were refused"] if set(at_once) != {302} else []
    kept, signed = world.inside.ask("records")["commitments"], sum(answer[0] == 302 for answer in refused.values())
    if kept != world.signed - INTERRUPTED + signed or signed == INTERRUPTED:
        row.problems.append(f"{kept} records and {signed} of {INTERRUPTED} signed before anybody pressed again")
    press_again(row, refused, filled)
    row.note = away(world, port, row)
    return [ended(world, row, INTERRUPTED + AFTERWARDS)]


def blocked(world: World) -> int:
    """Return how many transactions stand before their letter; those of the same community stand behind them."""
    assert world.cluster  # noqa: S101 -- asked for in such worlds only
    with world.cluster.connect() as server:
        found = server.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO \"outreach_letter\"%'"
        ).fetchone()
    return int(str(found[0])) if found else 0


def away(world: World, port: int, row: Row) -> str:
    """Look at the front page while there is no database for some seconds, and return how long its apology took."""
    assert world.cluster  # noqa: S101 -- as above
    world.cluster.stop("fast")
    begun = time.monotonic()
    look(row, Visitor(port, 0), {503})
    took = time.monotonic() - begun
    time.sleep(max(0.0, AWAY - took))
    world.cluster.start()
    look(row, Visitor(port, 0), {200})
    return f"503 after {took:.1f} s"


def look(row: Row, visitor: Visitor, expected: set[int]) -> None:
    """Open the front page; a problem unless it answers as expected and looks like the portal."""
    status, text, _ = visitor.ask("GET", "/")
    if status not in expected or "masthead" not in text:
        row.problems.append(f"the front page answered {status}")


def press_again(row: Row, answers: dict[Visitor, tuple[int, Fields, str]], filled: dict[Visitor, Fields]) -> None:
    """Press "Try again" on each page that apologized; a problem unless it kept what was typed, and it works now."""
    for visitor, (status, kept, to) in answers.items():
        if status == 302 and to.startswith(THANKS):
            continue
        if status != 503:
            row.problems.append(f"a form answered {status}")
        elif not filled[visitor].items() <= kept.items():
            row.problems.append("a 503 lost what was typed")
        elif visitor.press(CHECK, kept)[0] != 302:
            row.problems.append("trying again failed")


def disk_full(world: World, port: int) -> list[Row]:
    """Fill the disk under the database, the uploads, the logs and the broker's folder; then give the room back."""
    row = Row(world.name, "disk full")
    if not world.disk.is_small:
        row.note = "not played: no right to mount"
        return [row]
    visitors = newcomers(world, port, TRUNCATED)
    filled = {visitor: visitor.fill_in(visitor.number) for visitor in visitors}
    if not world.cluster:  # room that the journal has already would do for some forms
        with sqlite3.connect(world.var / "portal.sqlite3") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    world.disk.fill()
    try:
        answers = {visitor: visitor.press(CHECK, filled[visitor]) for visitor in visitors}
        look(row, Visitor(port, 0), {200, 503})
        uploaded = world.inside.ask("upload")
    finally:
        world.disk.free()
    refused = sum(status == 503 for status, _, _ in answers.values())
    row.note = f"{refused} of {TRUNCATED} refused"
    if not refused or uploaded != {"fault": "OSError", "files": 0, "is_named": False}:
        row.problems.append(f"the full disk was not felt: {row.note}, upload {uploaded}")
    press_again(row, answers, filled)
    look(row, Visitor(port, 0), {200})
    uploaded = world.inside.ask("upload")
    if uploaded != {"fault": "", "files": 1, "is_named": True}:
        row.problems.append(f"upload with room {uploaded}")
    if not world.worker.is_alive:
        row.problems.append("the worker died of it")
    return [ended(world, row, TRUNCATED)]


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


def sign_up_all(visitors: list[Visitor], at_once: int = 4) -> None:
    """Let visitors sign up, some at a time."""
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda visitor: visitor.sign_up(visitor.number), visitors))


def p99(visitors: list[Visitor]) -> float:
    """Return the time that one post in a hundred exceeds, in seconds."""
    posts = sorted(seconds for visitor in visitors for seconds in visitor.posts)
    return posts[int(len(posts) * 0.99)]


def ended(world: World, row: Row, expected: int) -> Row:
    """Wait for the letters and compare with the records."""
    world.finish()
    found = world.inside.ask("records")
    if found != {"commitments": world.signed, "letters": expected}:
        row.problems.append(f"{world.signed} signed in all and {expected} now, but {found}")
    return world.judge(row)


def plays(world: World, port: int) -> list[Callable[[], list[Row]]]:
    """Return the faults of forms that may be played beside those of other worlds."""
    return [partial(fault, world, port) for fault in (identical, fifty, restarted, disk_full)]
