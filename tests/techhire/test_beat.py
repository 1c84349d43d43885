"""Beat: by a clock that nobody sets, and silent where nobody reads."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from techhire import beat, broker
from techhire import celery as entry

EVERY = {"often": 2.0, "seldom": 900.0}


class Watch:
    """A stop watch in the place of the clock."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """An app with a folder as its broker, and two entries."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # Celery itself reads it
    broker.register()
    made = Celery("beaten", broker="folder://localhost", set_as_current=False)
    made.conf.broker_transport_options = {"folder": str(tmp_path / "broker")}
    made.conf.beat_schedule = {name: {"task": name, "schedule": every} for name, every in EVERY.items()}
    yield made
    made.close()


@pytest.fixture
def scheduler(app: Celery, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Beat, with a stop watch and a list of what it sent."""
    monkeypatch.setattr(beat.Scheduler, "clock", Watch())
    made: Any = beat.Scheduler(app)
    made.sent = []
    made.watch = made.clock
    send = made.apply_async
    made.apply_async = lambda entry, **how: (made.sent.append(entry.name), send(entry, **how))[1]
    return made


def messages(app: Celery) -> list[Path]:
    """Return what lies in the broker."""
    return list(Path(app.conf.broker_transport_options["folder"]).iterdir())


def test_each_is_sent_at_once_and_then_at_its_interval(scheduler: Any) -> None:
    assert scheduler.tick() == 2.0
    assert sorted(scheduler.sent) == ["often", "seldom"]
    scheduler.watch.seconds += 1.5
    assert scheduler.tick() == 0.5
    assert len(scheduler.sent) == 2
    for _ in range(900):
        scheduler.watch.seconds += 1
        scheduler.tick()
        shutil.rmtree(scheduler.app.conf.broker_transport_options["folder"], ignore_errors=True)  # a worker reads
    assert scheduler.sent.count("seldom") == 2
    assert scheduler.sent.count("often") == 451


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_time_of_day_is_nothing_to_it(scheduler: Any, monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    import time

    scheduler.tick()
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)
    monkeypatch.setattr(scheduler.app, "now", lambda: pytest.fail("beat looks at the time of day"), raising=False)
    scheduler.watch.seconds += 2
    scheduler.tick()
    assert scheduler.sent.count("often") == 2
    assert scheduler.sent.count("seldom") == 1


def test_three_days_without_a_worker_leave_no_pile(app: Celery, scheduler: Any) -> None:
    for _ in range(3 * 24 * 60):
        scheduler.watch.seconds += 60
        scheduler.tick()
    assert len(messages(app)) <= beat.MOST_WAITING + len(EVERY)

    shutil.rmtree(app.conf.broker_transport_options["folder"])  # a worker reads them all
    scheduler.sent.clear()
    for _ in range(2):
        scheduler.watch.seconds += 2
        scheduler.tick()
    assert scheduler.sent.count("seldom") == 1, "what was held back comes soon, not a whole interval later"
    assert scheduler.sent.count("often") >= 1


def test_a_broker_that_is_away_is_outlived(app: Celery, scheduler: Any, tmp_path: Path) -> None:
    scheduler.tick()
    shutil.rmtree(tmp_path / "broker")
    (tmp_path / "broker").write_text("a file where the folder was")
    for _ in range(3):
        scheduler.watch.seconds += 2
        scheduler.tick()
    (tmp_path / "broker").unlink()
    scheduler.watch.seconds += 2
    scheduler.tick()
    assert len(messages(app)) >= 1


def test_the_portal_beats_by_it_and_every_tick_ends_before_the_next() -> None:
    assert entry.app.conf.beat_scheduler == "techhire.beat:Scheduler"
    for planned in entry.app.conf.beat_schedule.values():
        assert planned["options"]["expires"] <= planned["schedule"]
        assert "." in planned["task"]
