"""Tests of the journal: what a dead worker wrote down decides, and what it could not write down is in doubt."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from community.models import Community
from outreach import claiming, delivery, journal, recovering
from outreach.answers import Answer, Step
from outreach.journal import Journal
from outreach.models import Letter
from outreach.states import State
from tests.make import NOW
from tests.outreach.conftest import notice, reminder

pytestmark = pytest.mark.django_db
TAKEN = Answer(Step.DOT, 250, "2.0.0 taken")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where journals are."""
    return tmp_path / "letters"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Leave no journal to another test."""
    yield
    for path in delivery.folder().glob("*"):
        path.unlink()


def begun(count: int, community: Community) -> list[Letter]:
    """Return letters whose sending has begun."""
    for number in range(count):
        reminder(community, number)
    letters = claiming.claim(at=NOW, limit=count)
    assert len(claiming.begin_sending(letters, at=NOW)) == count
    return letters


def kept(letters: list[Letter], folder: Path) -> Journal:
    """Return a journal of these letters."""
    return Journal(folder, {letter.pk: letter.claim_token for letter in letters})


def states(letters: list[Letter]) -> list[str]:
    """Return their states, in their order."""
    found = dict(Letter.objects.values_list("pk", "state"))
    return [found[letter.pk] for letter in letters]


def test_what_a_dead_worker_wrote_down_decides(rivertown: Community, folder: Path) -> None:
    letters = begun(4, rivertown)
    written = kept(letters, folder)
    written.leave([letters[0].pk, letters[1].pk])
    written.answered({letters[0].pk: TAKEN})
    written.answered({letters[3].pk: Answer(Step.RECIPIENT, 550, "5.1.1 nobody")})
    written.close()
    assert recovering.recover(folder, at=NOW) == 1
    assert states(letters) == [State.SENT, State.UNKNOWN, State.WAITING, State.FAILED]
    assert Letter.objects.get(pk=letters[0].pk).answer == "2.0.0 taken"
    assert not list(folder.iterdir()) and recovering.recover(folder, at=NOW) == 0


def test_a_doubtful_letter_of_the_other_promise_is_sent_again(rivertown: Community, folder: Path) -> None:
    letter = notice(rivertown)
    letters = claiming.claim(at=NOW, limit=1)
    claiming.begin_sending(letters, at=NOW)
    written = kept(letters, folder)
    written.leave([letter.pk])
    written.close()
    recovering.recover(folder, at=NOW)
    assert states([letter]) == [State.WAITING]


def test_a_living_workers_journal_is_its_own(rivertown: Community, folder: Path) -> None:
    letters = begun(1, rivertown)
    written = kept(letters, folder)
    assert recovering.recover(folder, at=NOW) == 0
    assert states(letters) == [State.SENDING]
    written.end()
    assert not list(folder.iterdir())


def test_after_the_machine_started_anew_what_was_not_said_is_in_doubt(
    rivertown: Community, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = begun(3, rivertown)
    written = kept(letters, folder)
    written.leave([letters[0].pk])
    written.answered({letters[0].pk: TAKEN})
    written.close()
    monkeypatch.setattr(journal, "boot", lambda: "another")
    os.utime(written.path, (NOW.timestamp(), NOW.timestamp()))
    assert recovering.recover(folder, at=NOW) == 0  # it may be another machine's, whose worker knows better
    long_ago = NOW.timestamp() - journal.PATIENCE - 1
    os.utime(written.path, (long_ago, long_ago))
    recovering.recover(folder, at=NOW)
    assert states(letters) == [State.SENT, State.UNKNOWN, State.UNKNOWN]


def test_what_was_cut_off_says_nothing_and_spoils_nothing(rivertown: Community, folder: Path) -> None:
    letters = begun(3, rivertown)
    written = kept(letters, folder)
    assert written.file
    os.write(written.file, b'\n{"left": [' + str(letters[1].pk).encode())
    written.leave([letters[0].pk])
    written.close()
    recovering.recover(folder, at=NOW)
    assert states(letters) == [State.UNKNOWN, State.WAITING, State.WAITING]


def test_a_letter_that_somebody_else_has_by_now_stays_theirs(rivertown: Community, folder: Path) -> None:
    letters = begun(2, rivertown)
    written = kept(letters, folder)
    written.leave([letter.pk for letter in letters])
    written.close()
    Letter.objects.filter(pk=letters[0].pk).update(claim_token="another", lease_until=NOW + timedelta(minutes=1))
    Letter.objects.filter(pk=letters[1].pk).update(state=State.SKIPPED, claim_token="", lease_until=None)
    recovering.recover(folder, at=NOW)
    assert states(letters) == [State.SENDING, State.SKIPPED]


def test_a_journal_that_comes_late_ends_the_doubt(rivertown: Community, folder: Path) -> None:
    letters = begun(2, rivertown)
    written = kept(letters, folder)
    written.leave([letters[0].pk])
    written.answered({letters[0].pk: TAKEN})
    written.close()
    later = NOW + claiming.LEASE_AFTER_DOT + timedelta(seconds=1)
    claiming.release_lost(at=later)  # by a worker of another machine
    assert states(letters) == [State.UNKNOWN, State.UNKNOWN]
    recovering.recover(folder, at=later)
    assert states(letters) == [State.SENT, State.WAITING]


def test_where_it_cannot_be_written_the_database_alone_says_what_may_have_left(
    rivertown: Community, tmp_path: Path
) -> None:
    (tmp_path / "letters").write_text("in the way")
    written = kept(begun(1, rivertown), tmp_path / "letters")
    assert not written.is_kept
    written.leave([1])
    written.answered({1: TAKEN})
    written.end()
    assert (tmp_path / "letters").read_text() == "in the way"


def test_the_journals_of_delivery_lie_where_files_are_kept() -> None:
    assert delivery.folder() == Path(settings.VAR_DIR) / "letters"


def test_what_a_dead_worker_had_committed_last_may_come_after_its_journal_is_read(
    rivertown: Community, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database goes on with what it was told; nothing of these letters had left, so they wait again."""
    for number in range(2):
        reminder(rivertown, number)
    letters = claiming.claim(at=NOW, limit=2)
    kept(letters, folder).close()
    release = claiming.release

    def committed_meanwhile(*args: Any, **named: Any) -> int:
        claiming.begin_sending(letters, at=NOW)
        return release(*args, **named)

    monkeypatch.setattr(claiming, "release", committed_meanwhile)
    assert recovering.recover(folder, at=NOW) == 1
    assert states(letters) == [State.WAITING] * 2
