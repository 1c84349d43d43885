"""Faults of a delivery: workers killed at every step, brokers away or emptied, two beats, the database restarted."""

import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from bench import stage
from bench.worlds import PATIENCE, TALKERS, Row, World

KILL_AT = ["connect", "ehlo", "mail", "rcpt", "data", "dot", "answered"]
LETTERS = 3  # of each promise, for each step
RANDOM_KILLS = 2
RANDOM_LETTERS = 15  # of each promise
REPLAYS = 100  # of each tick


def kill_at(world: World, step: str) -> list[Row]:
    """Kill the worker at one step of a delivery."""
    row = Row(world.name, f"kill -9 at {step}")
    names_somebody = step in {"rcpt", "data", "dot", "answered"}
    world.armed = [(step, "most-"), (step, "least-")] if names_somebody else [(step, ""), (step, "")]
    world.inside.ask("seed", f"at-{step}", LETTERS)
    stage.wait_for(lambda: world.kills, PATIENCE, f"the kill at {step}")
    world.finish()
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
    world.lose_broker()
    world.inside.ask("seed", "broker", LETTERS)
    time.sleep(2)
    world.regain_broker()
    world.finish()
    return [world.judge(row)]


def emptied(world: World) -> list[Row]:
    """Let two beats tick and two workers work, send every tick a hundred times, and empty the broker meanwhile."""
    row = Row(world.name, f"two beats, ticks x {REPLAYS}, emptied")
    world.sink.is_slow_by = 0.004
    with ExitStack() as stack:
        stack.enter_context(stage.worker(world.variables, world.var, pool="threads"))
        world.inside.ask("seed", "emptied", RANDOM_LETTERS)
        row.note = f"{world.inside.ask('replay', REPLAYS)} ticks sent"
        stage.wait_for(lambda: len(world.sink.taken) > 2, PATIENCE, "the first letters")
        world.empty_broker()
        world.sink.is_slow_by = 0
        world.finish()
    return [world.judge(row)]


def restarted(world: World, mode: str) -> list[Row]:
    """Restart PostgreSQL in the middle of a delivery."""
    row = Row(world.name, f"database {mode} restart, letters")
    if not world.cluster:
        return []
    world.sink.is_slow_by = 0.01
    world.inside.ask("seed", f"restart-{mode}", RANDOM_LETTERS)
    stage.wait_for(lambda: len(world.sink.taken) > 3, PATIENCE, "the first letters")
    begun = time.monotonic()
    world.cluster.restart(mode)
    row.note = f"away {time.monotonic() - begun:.1f} s"
    world.doubts += TALKERS
    world.finish()
    return [world.judge(row)]


def plays(world: World) -> list[Callable[[], list[Row]]]:
    """Return the faults of a delivery, to be played one after the other."""
    found: list[Callable[[], list[Row]]] = [partial(kill_at, world, step) for step in KILL_AT]
    found += [partial(kill_anywhere, world, number) for number in range(1, RANDOM_KILLS + 1)]
    found += [partial(deploy, world), partial(broker_gone, world), partial(emptied, world)]
    return found + [partial(restarted, world, mode) for mode in ("fast", "immediate")]
