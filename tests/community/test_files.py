"""Files beside the database: both hold, or neither."""

from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from community import configuring, files
from community.models import AuditEntry, Community, User
from tests.make import NOW

PNG = b"not drawn anew here"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where uploads lie."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def kept(folder: Path) -> list[bytes]:
    """Return what the files hold."""
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def full_for(word: str) -> Any:
    """Return a database whose disk is full for statements with this word."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if word in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def test_a_file_is_kept_with_the_row_that_names_it(rivertown: Community, folder: Path) -> None:
    with files.keeping(rivertown.logo, "a.png", PNG) as name:
        assert transaction.get_connection().in_atomic_block
        Community.objects.filter(pk=rivertown.pk).update(logo=name)
    assert name == f"communities/{rivertown.pk}/a.png"
    assert kept(folder) == [PNG]


@pytest.mark.parametrize("word", ["UPDATE", "INSERT"])
@pytest.mark.django_db(transaction=True)
def test_a_database_without_room_leaves_the_old_logo_and_no_other_file(
    rivertown: Community, administrator: User, folder: Path, word: str
) -> None:
    configuring.put_logo(rivertown, png=b"old", by=administrator, at=NOW)
    before = rivertown.logo.name
    with full_for(word), pytest.raises(OperationalError):
        configuring.put_logo(rivertown, png=b"new", by=administrator, at=NOW)
    assert Community.objects.get().logo.name == before
    assert kept(folder) == [b"old"]
    assert AuditEntry.objects.count() == 1

    configuring.put_logo(rivertown, png=b"new", by=administrator, at=NOW)
    assert kept(folder) == [b"new"]
