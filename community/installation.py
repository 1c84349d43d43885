"""Installation: whether the database is the one this machine worked with last, or was put back from a backup.

Each tick writes a new mark into the database and into a file in the folder of this installation; see
docs/decisions/0024-how-a-restored-backup-is-known.md.
"""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from community.models import Installation

FILE = "installation"
LENGTH = 16  # bytes of a name or a mark

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Memory:
    """What the folder remembers: under which name the database knows it, and the marks that may stand there."""

    name: str
    marks: tuple[str, ...]


@transaction.atomic
def recognize(folder: Path, *, otherwise: Callable[[], object]) -> bool:
    """Tell whether the database bears the mark that was written last, and write the next one.

    Where it bears another, `otherwise` is called within the same transaction. A database that bears none yet is new.
    """
    name = remembered(folder).name
    is_new = not Installation.objects.exists()
    Installation.objects.bulk_create([Installation(name=name)], ignore_conflicts=True)
    row = Installation.objects.select_for_update().get(name=name)
    memory = Memory(name, remembered(folder).marks)  # of now: a tick beside this one may just have written both anew
    is_known = is_new or row.mark in memory.marks
    if not is_known:
        otherwise()
    mark = secrets.token_hex(LENGTH)
    # The file comes first: whichever of the two a crash leaves old, a known mark stays known and a strange one strange.
    if remember(folder, Memory(memory.name, (row.mark, mark) if is_known and row.mark else (mark,))):
        row.mark = mark
        row.save(update_fields=["mark"])
    return is_known


def remembered(folder: Path) -> Memory:
    """Return what the folder remembers; of a folder that remembers nothing, a new name."""
    with suppress(OSError, UnicodeDecodeError):
        words = (folder / FILE).read_text(encoding="ascii").split()
        if words:
            return Memory(words[0][: LENGTH * 2], tuple(words[1:]))
    return Memory(secrets.token_hex(LENGTH), ())


def remember(folder: Path, memory: Memory) -> bool:
    """Write down what is to be remembered, whole or not at all; on a disk that is full the old stays."""
    draft = folder / f"{FILE}.new"
    try:
        draft.write_text(" ".join([memory.name, *memory.marks]), encoding="ascii")
        draft.replace(folder / FILE)
    except OSError as fault:
        logger.warning("the mark of this installation cannot be written: %s", fault.strerror)
        with suppress(OSError):
            draft.unlink()
        return False
    return True
