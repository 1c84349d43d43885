"""Two coordinators who press Send at the same moment, each in a browser of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from bench.visitor import Visitor
from bench.worlds import World

COORDINATORS, PRESSES = 2, 2  # and how often each presses


def pressed_by_two(world: World, port: int, pk: int) -> list[str]:
    """Open the page of a campaign's start, press its button at once, and return what was wrong with the answers."""
    path = f"/workspace/campaigns/{pk}/start/"
    visitors = []
    for number in range(COORDINATORS):
        visitor = Visitor(port, number)
        visitor.cookies["session"] = world.inside.ask("session", number)
        visitors.append((visitor, visitor.open(path) | {"when": "now", "patience": "4"}))
    barrier = threading.Barrier(COORDINATORS * PRESSES)

    def press(number: int) -> int:
        visitor, fields = visitors[number % COORDINATORS]
        barrier.wait()
        return visitor.press(path, fields)[0]

    with ThreadPoolExecutor(COORDINATORS * PRESSES) as pool:
        answers = list(pool.map(press, range(COORDINATORS * PRESSES)))
    wrong = [status for status in answers if status not in {200, 302}]
    return [f"Send was answered {wrong}"] if wrong else []
