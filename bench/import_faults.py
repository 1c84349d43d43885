"""Faults of an import: its worker is killed at row 5,000, again while it is committed, and again while it is undone."""

from collections.abc import Callable
from functools import partial

from bench import stage
from bench.worlds import PATIENCE, Row, World

ROWS = 8_000
KILLED_AT = {"checking": 5_000, "committing": 2_000, "undoing": 2_000}  # rows or things done
ONE_EACH = ("organizations", "names", "people", "places", "employers", "lines")  # of each row that is new


def killed(world: World) -> list[Row]:
    """Import a list and undo it; the worker dies once in each of the three, for real."""
    row = Row(world.name, f"import of {ROWS:,} rows, killed")
    planted = world.inside.ask("import", ROWS)
    kills = [kill_while(world, row, "checking", "checked")]
    world.inside.ask("import on", "commit")
    kills.append(kill_while(world, row, "committing", "done"))
    found = world.inside.ask("import brought")
    if {found[name] for name in ONE_EACH} != {planted["new"]}:
        row.problems.append(f"{planted['new']} rows were new, but {found}")
    world.inside.ask("import on", "undo")
    kills.append(kill_while(world, row, "undoing", "undone"))
    left = {name: count for name, count in world.inside.ask("import brought").items() if count}
    if left:
        row.problems.append(f"undone, but there is {left}")
    row.kills, row.note = len(kills), "at " + ", ".join(f"{kill:,}" for kill in kills)
    return [row]


def kill_while(world: World, row: Row, state: str, after: str) -> int:
    """Kill the worker with all its children in the middle of a step, and start it again; return how far it was."""
    stage.wait_for(lambda: is_far(world, state), PATIENCE, f"an import in the middle of {state}")
    world.worker.kill()
    stands = world.inside.ask("import stands")
    if stands["state"] != state:
        row.problems.append(f"killed too late: {stands['state']}")
    world.inside.ask("import orphaned")
    world.worker.start()
    stage.wait_for(lambda: world.inside.ask("import stands")["state"] != state, PATIENCE, f"the end of {state}")
    ended = world.inside.ask("import stands")
    if ended["state"] != after or ended["trouble"]:
        row.problems.append(f"{state} ended as {ended}")
    return int(stands["done"])


def is_far(world: World, state: str) -> bool:
    """Tell whether a step is in the middle, or over."""
    stands = world.inside.ask("import stands")
    return stands["state"] != state or stands["done"] >= KILLED_AT[state]


def plays(world: World) -> list[Callable[[], list[Row]]]:
    """Return the faults of imports."""
    return [partial(killed, world)]
