"""Tests of knowing a database again: by the mark that the folder of the installation remembers."""

from pathlib import Path

import pytest

from community import installation
from community.models import Installation
from tests.racing import beaten_to_it

pytestmark = pytest.mark.django_db


def is_known(folder: Path) -> bool:
    """Do as one tick does, and return whether the database was known; what is done otherwise is done exactly then."""
    done: list[bool] = []
    known = installation.recognize(folder, otherwise=lambda: done.append(True))
    assert known is not bool(done)
    return known


def backup() -> dict[str, str]:
    """Return the marks that the database bears."""
    return dict(Installation.objects.values_list("name", "mark"))


def restore(marks: dict[str, str]) -> None:
    """Put these marks into the place of those there are."""
    Installation.objects.all().delete()
    Installation.objects.bulk_create(Installation(name=name, mark=mark) for name, mark in marks.items())


def test_a_new_database_is_known_and_stays_so(tmp_path: Path) -> None:
    assert all(is_known(tmp_path) for _ in range(4))
    assert Installation.objects.count() == 1


def test_a_backup_restored_on_the_same_machine_is_strange_once(tmp_path: Path) -> None:
    is_known(tmp_path)
    taken = backup()
    is_known(tmp_path)
    is_known(tmp_path)
    restore(taken)
    assert [is_known(tmp_path) for _ in range(3)] == [False, True, True]


def test_a_backup_restored_on_another_machine_is_strange_once(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    is_known(here)
    assert [is_known(there) for _ in range(3)] == [False, True, True]


def test_two_machines_with_folders_of_their_own_are_both_known(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    is_known(here)
    is_known(there)
    assert all(is_known(folder) for folder in (here, there, here, there))
    taken = backup()
    assert is_known(here) and is_known(there) and is_known(here) and is_known(there)
    restore(taken)
    assert not is_known(here) and not is_known(there)


def test_a_crash_between_file_and_database_makes_nothing_strange_and_nothing_known(tmp_path: Path) -> None:
    is_known(tmp_path)
    before = backup()
    is_known(tmp_path)  # the file has the next mark, the database loses it
    restore(before)
    assert is_known(tmp_path)
    restore(dict.fromkeys(before, "0" * 32))
    strange = backup()
    assert not is_known(tmp_path)
    restore(strange)
    assert not is_known(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"odd words in a file"])
def test_a_file_that_cannot_be_read_makes_the_database_strange(tmp_path: Path, content: bytes) -> None:
    is_known(tmp_path)
    (tmp_path / installation.FILE).write_bytes(content)
    assert [is_known(tmp_path) for _ in range(2)] == [False, True]


def test_on_a_full_disk_what_was_known_stays_known(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    is_known(tmp_path)
    is_known(tmp_path)
    (tmp_path / f"{installation.FILE}.new").mkdir()  # so that nothing can be written there
    assert is_known(tmp_path) and is_known(tmp_path)
    assert "cannot be written" in caplog.text


def test_two_ticks_at_the_same_moment_know_it_both(tmp_path: Path) -> None:
    is_known(tmp_path)
    with beaten_to_it('"community_installation"', lambda: is_known(tmp_path)):
        assert is_known(tmp_path)
