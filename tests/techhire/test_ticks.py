"""Beat's ticks: however often one is sent, and however many workers take it at once, nothing happens twice."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.utils import timezone

from community.models import Lease
from employers.models import Commitment, Event
from outreach.models import Letter
from tests import make
from tests.employers import signatures
from tests.outreach.conftest import notice, reminder

TIMES = 100
WORKERS = 8
TICKS = sorted(entry["task"] for entry in current_app.conf.beat_schedule.values())


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where letters go."""
    settings.LETTERS_URL, settings.VAR_DIR = "folder://", tmp_path
    return tmp_path / "mail"


@pytest.fixture
def work(folder: Path, transactional_db: None) -> None:
    """Something for every tick to do: letters to send, an end to announce, an end that has come, old drafts."""
    community = make.community()
    now = timezone.now()
    for number, days in enumerate([30, 7, 0]):
        commitment = signatures.settled(
            community, organization_name=f"Firm {number}", signer_email=f"jo@firm{number}.example"
        )
        ends_on = timezone.localtime(now, community.zone).date() + timedelta(days=days)
        Commitment.objects.filter(pk=commitment.pk).update(ends_on=ends_on, last_notice=None if days == 30 else 30)
    for number in range(3):
        notice(community, number)
        reminder(community, number + 10)
    Letter.objects.filter(state="skipped").delete()  # taken back, because the signature was confirmed
    Letter.objects.update(due_at=now, created_at=now)


def run(name: str) -> None:
    """Let a worker take a tick, as if the lease of the one before were over."""
    Lease.objects.all().delete()
    current_app.tasks[name]()


def judge(folder: Path) -> None:
    """Every letter is there once, every announcement and every end was made once."""
    kinds = Counter(Letter.objects.values_list("kind", flat=True))
    assert (kinds["commitment_expiring"], kinds["commitment_expired"]) == (2 + 3, 1)
    assert Event.objects.filter(kind="expired").count() == 1
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    assert set(Letter.objects.values_list("attempts", flat=True)) == {1}
    arrived = [message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml")]
    assert sorted(arrived) == sorted(Letter.objects.values_list("message_id", flat=True))


def test_a_hundred_times_each(work: None, folder: Path) -> None:
    current_app.loader.import_default_modules()
    for name in TICKS:
        for _ in range(TIMES):
            run(name)
    run("outreach.tasks.pump")
    judge(folder)


def test_many_workers_at_once(work: None, folder: Path) -> None:
    current_app.loader.import_default_modules()
    faults: list[str] = []
    ready = Barrier(WORKERS)

    def labor() -> None:
        try:
            ready.wait()
            for name in TICKS * 3:
                run(name)
        except Exception as fault:  # noqa: BLE001 - a thread's fault would be lost
            faults.append(f"{type(fault).__name__}: {fault}")
        finally:
            connection.close()

    threads = [Thread(target=labor) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    run("outreach.tasks.pump")
    judge(folder)
