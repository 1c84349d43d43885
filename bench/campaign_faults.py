"""Faults of a campaign: whatever is killed, away or rude while it runs, no letter is lost, repeated or miscounted.

Played with what small installations have (SQLite, the folder) and with what large ones have (PostgreSQL, Redis), each
fault many times.
"""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import stage
from bench.sending import pressed_by_two
from bench.worlds import PATIENCE, TALKERS, Row, World
from tests.outreach.sink import CLOSE, HANG

WORLDS = ["sqlite/folder", "postgresql/redis"]
ROUNDS = 20
LETTERS, MANY = 60, 2_000  # of one campaign; of one whose workers are killed
KILLS = 3  # of each of those
MOMENT = 0.004  # seconds before each answer of the sink, so that there is a middle
STALLED = 3.0  # seconds without progress, after which time may pass for whoever holds the plan
PLANNING, HELD = "planning", "held"
NOT_NOW, GREYLISTED, NOBODY = "421 4.3.2 not now", "451 4.7.1 not now", "550 5.1.1 nobody here"
AT_THE_DOOR = {NOT_NOW, HANG}

Fault = Callable[[World, Row, int], Row]
Play = Callable[[], list[Row]]


@dataclass
class Running:
    """One campaign that runs in a world, and the line of the table that it gets."""

    world: World
    row: Row
    pk: int
    addresses: list[str]
    refused: int = 0  # letters that the sink was told to refuse for good
    goes_on: bool = False  # somebody lets it go on where it is held

    def begin(self) -> None:
        """Send it."""
        self.world.inside.ask("campaign start", self.pk)

    def stands(self) -> dict[str, object]:
        """Return how far it is; a problem where the equation does not hold."""
        now: dict[str, object] = self.world.inside.ask("campaign stands", self.pk)
        if now["state"] != PLANNING and not now["planned"] == now["reached"] == len(self.addresses):
            problem = f"{now['planned']} planned of {now['reached']} for {len(self.addresses)}"
            self.row.problems += [] if problem in self.row.problems else [problem]
        return now

    def has_sent(self, count: int) -> None:
        """Wait until so many letters have arrived; a worker that ended meanwhile is started again, as services are."""

        def have_arrived() -> bool:
            self.world.revive()
            return len(self.world.sink.taken) >= count

        until(self.world, have_arrived, f"{count} letters")

    def ends(self) -> Row:
        """Let time pass until every letter has a fate, and compare both ledgers."""
        last, since = 0, time.monotonic()

        def is_over() -> bool:
            nonlocal last, since
            self.world.revive()
            now = self.stands()
            if now["planned"] != last:
                last, since = int(str(now["planned"])), time.monotonic()
            if now["state"] == PLANNING:
                if time.monotonic() - since > STALLED:
                    self.world.inside.ask("import orphaned")
                    since = time.monotonic()
                return False
            if self.goes_on and now["state"] == HELD:
                self.world.inside.ask("campaign resume", self.pk)
            if now["open"] and not self.world.is_busy():
                self.world.inside.ask("age")
            return not now["open"]

        until(self.world, is_over, "letters that are still open")
        return self.world.judge(self.row, refused=self.refused)


def until(world: World, test: Callable[[], object], what: str) -> None:
    """Wait as long as letters arrive, and some time after the last; raises TimeoutError."""
    while True:
        before = len(world.sink.taken)
        try:
            stage.wait_for(test, PATIENCE, what)
        except TimeoutError:
            if len(world.sink.taken) == before:
                raise
        else:
            return


def campaign(world: World, row: Row, size: int = LETTERS) -> Running:
    """Write a campaign."""
    written = world.inside.ask("campaign", size)
    return Running(world, row, written["campaign"], written["addresses"])


def killed(world: World, row: Row, size: int) -> Row:
    """Kill the whole worker once soon after Send, and then whoever delivers at moments of chance."""
    running = campaign(world, row, size)
    running.begin()
    time.sleep(random.uniform(0, 3))
    world.count_kill(TALKERS)
    world.worker.kill()
    world.worker.start()
    world.inside.ask("import orphaned")
    for moment in sorted(random.randrange(size * 9 // 10) for _ in range(KILLS - 1)):
        until(world, partial(has_come_to, running, moment), f"{moment} letters")
        time.sleep(random.uniform(0, 0.1))
        stage.wait_for(partial(is_killed, running), PATIENCE, "somebody to kill")
    return running.ends()


def is_killed(running: Running) -> bool:
    """Kill whoever delivers, and tell whether that was done or there is nothing left to deliver."""
    running.world.revive()
    return running.world.kill_who_talks() or not running.stands()["open"]


def has_come_to(running: Running, count: int) -> bool:
    """Tell whether so many letters have arrived, and help on what the dead held back."""
    world = running.world
    world.revive()
    if len(world.sink.taken) >= count:
        return True
    if running.stands()["state"] != PLANNING and not world.is_busy():
        world.inside.ask("age")
    return False


def deployed(world: World, row: Row, size: int) -> Row:
    """Stop the worker politely in the middle, as a deploy does: nothing is left in doubt or in hand."""
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    running.begin()
    running.has_sent(random.randrange(1, size // 2))
    world.worker.signal(signal.SIGTERM)
    stage.wait_for(lambda: not world.worker.is_alive, PATIENCE, "the worker's goodbye")
    states = world.inside.ask("states")
    held = {state: states[state] for state in ("claimed", "sending", "unknown") if state in states}
    if held:
        row.problems.append(f"left behind {held}")
    return running.ends()


def flushed(world: World, row: Row, size: int) -> Row:
    """Empty the broker again and again while letters leave."""
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    running.begin()
    for _ in range(5):
        world.empty_broker()
        time.sleep(0.3)
    return running.ends()


def broker_restarted(world: World, row: Row, size: int) -> Row:
    """Take the broker away in the middle and give back an empty one."""
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    running.begin()
    running.has_sent(5)
    world.lose_broker()
    time.sleep(random.uniform(0.2, 1.5))
    world.regain_broker()
    return running.ends()


def database_restarted(world: World, row: Row, size: int) -> Row:
    """Restart PostgreSQL in the middle, politely or as if the power had gone."""
    if not world.cluster:
        row.note = "no server to restart"
        return row
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    running.begin()
    running.has_sent(5)
    world.count_kill(TALKERS)
    world.cluster.restart(random.choice(["fast", "immediate"]))
    return running.ends()


def two_beats(world: World, row: Row, size: int) -> Row:
    """Let a second beat tick and a second worker deliver, and a tick be repeated a hundred times."""
    running = campaign(world, row, size)
    world.sink.is_slow_by = MOMENT
    with stage.worker(world.variables, world.var, pool="threads"):
        running.begin()
        world.inside.ask("replay", 100)
        return running.ends()


def rude(world: World, row: Row, size: int, *, answer: str) -> Row:
    """Let the sink answer some recipients so at a step of chance, or everybody at the door, and then be well again."""
    running = campaign(world, row, size)
    chosen = random.sample(running.addresses, 6 if answer != HANG else 1)
    script = {
        one: {random.choice(["data", "dot"] if answer == CLOSE else ["rcpt", "data", "dot"]): answer} for one in chosen
    }
    if answer == NOBODY:  # one bounce of 60 is no alarm; the others are refused for what they say
        script = {one: {"dot": "550 5.7.1 not from you"} for one in chosen[1:]} | {chosen[0]: {"rcpt": answer}}
        running.refused = len(script)
    elif answer in AT_THE_DOOR and random.random() < 1 / 3:
        script = {"*": {"connect": answer}}
    world.doubts += sum("dot" in told for told in script.values()) if answer in {CLOSE, HANG} else 0
    world.sink.script = script
    running.begin()
    stage.wait_for(lambda: len(set(world.sink.played)) >= len(script), PATIENCE, "everybody who is answered so")
    world.sink.script = {}
    return running.ends()


FAULTS: dict[str, Fault] = {
    "SIGTERM, as a deploy does": deployed,
    "broker flushed": flushed,
    "broker restarted": broker_restarted,
    "database restarted": database_restarted,
    "two beats": two_beats,
    "sink answers 421": partial(rude, answer=NOT_NOW),
    "sink answers 451": partial(rude, answer=GREYLISTED),
    "sink answers 550": partial(rude, answer=NOBODY),
    "sink hangs": partial(rude, answer=HANG),
    "sink closes after DATA": partial(rude, answer=CLOSE),
}


def repeated(world: World, fault: str, play: Fault, *, rounds: int, size: int) -> list[Row]:
    """Play one fault so often, and return one line for all rounds; a round that does not end is one that is off."""
    whole = Row(world.name, f"campaign: {fault}", rounds=0)
    for number in range(1, rounds + 1):
        row = Row(world.name, fault)
        try:
            play(world, row, size)
        except (TimeoutError, RuntimeError, OSError) as trouble:
            row.problems.append(f"{type(trouble).__name__}: {trouble}, {world.inside.ask('states')}")
            world.rescue()
        whole.add(row, number)
    return [whole]


def plays(world: World, port: int, *, rounds: int, many: int, more: dict[str, Fault]) -> dict[str, Play]:
    """Return the faults of a campaign by name, each to be played so often; `many` letters where workers are killed."""
    if world.name not in WORLDS:
        return {}
    send: dict[str, Fault] = {"two press Send at once": partial(pressed, port=port)}
    few = {
        fault: partial(repeated, world, fault, play, rounds=rounds, size=LETTERS)
        for fault, play in (FAULTS | more | send).items()
    }
    fault = f"kill -9 x {KILLS}, {many:,} letters"
    return {fault: partial(repeated, world, fault, killed, rounds=rounds, size=many), **few}


def pressed(world: World, row: Row, size: int, *, port: int) -> Row:
    """Let two coordinators press Send at the same moment."""
    running = campaign(world, row, size)
    row.problems += pressed_by_two(world, port, running.pk)
    return running.ends()
