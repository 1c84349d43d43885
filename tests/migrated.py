"""An empty SQLite database as the migrations make it, kept from run to run: making it takes longer than most tests."""

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / ".pytest_cache" / "migrated"


@cache
def kept() -> Path:
    """Return where the database of these very migrations and packages is kept."""
    made_by = [
        *sorted(ROOT.glob("*/migrations/*.py")),
        ROOT / "directory/vendors.py",
        ROOT / "requirements/production.txt",
    ]
    parts = [path.name.encode() + path.read_bytes() for path in made_by]
    return FOLDER / f"{hashlib.sha256(b'/'.join(parts)).hexdigest()[:24]}.sqlite3"


def lay_down() -> None:
    """Begin this run's database with the one that is kept, if there is one."""
    if connection.vendor == "sqlite" and kept().exists():
        shutil.copyfile(kept(), connection.settings_dict["TEST"]["NAME"])


def keep() -> None:
    """Keep this run's database, on which nothing but the migrations has written yet, and forget older ones."""
    if connection.vendor != "sqlite" or kept().exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    fresh = kept().with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    for old in FOLDER.glob("*.sqlite3"):
        if old != kept():
            old.unlink(missing_ok=True)
    fresh.replace(kept())
