"""Uploads on the disk: whole, or not at all."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from techhire.files import WholeFiles


class Cut(ContentFile):
    """A file in the middle of which the disk is full."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"the first half"
        raise OSError(errno.ENOSPC, "No space left on device")


def files_in(folder: Path) -> list[str]:
    """Return the names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_appears_whole_and_under_its_name(tmp_path: Path) -> None:
    storage = WholeFiles(location=tmp_path, file_permissions_mode=0o600)
    name = storage.save("logos/a.png", ContentFile(b"whole"))
    assert (name, files_in(tmp_path)) == ("logos/a.png", ["logos/a.png"])
    assert storage.open(name).read() == b"whole"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_nothing_of_a_file(tmp_path: Path) -> None:
    storage = WholeFiles(location=tmp_path)
    storage.save("logos/a.png", ContentFile(b"before"))
    with pytest.raises(OSError, match="No space left"):
        storage.save("logos/b.png", Cut(b""))
    assert files_in(tmp_path) == ["logos/a.png"]


def test_a_second_file_of_the_same_name_takes_nothing_away(tmp_path: Path) -> None:
    storage = WholeFiles(location=tmp_path)
    first, second = (storage.save("a.png", ContentFile(content)) for content in (b"first", b"second"))
    assert first != second
    assert [storage.open(name).read() for name in (first, second)] == [b"first", b"second"]
