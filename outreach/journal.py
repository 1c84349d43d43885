"""The journal: which letters of those begun together went as far as their final dot, and what was answered.

The database says of many letters at once that they are being sent; which of them a crash leaves in doubt stands here,
in a file of this machine, a line before the dots and a line after the answers. It is locked while its writer lives.
A file of before the machine started may lack its last lines, and is believed only in what it says, not in what it does
not say: then every letter without an answer is in doubt. Without a file all are.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outreach.answers import Answer, Step

FOLDER = "letters"
PATIENCE = 120  # seconds in which another machine, where folders are shared, may know better
BOOT = Path("/proc/sys/kernel/random/boot_id")  # of Linux; elsewhere no file is believed in what it does not say


@dataclass
class Found:
    """What a file says of letters whose worker is no more: by their ids, each with its token."""

    path: Path
    tokens: dict[int, str] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)  # went as far as the dot, or may have
    answers: dict[int, Answer] = field(default_factory=dict)
    is_whole: bool = False  # of this machine, which has not started anew since


class Journal:
    """The file of some letters; where it cannot be written, `is_kept` is False."""

    def __init__(self, folder: Path, tokens: Mapping[int, str]) -> None:
        self.path = folder / secrets.token_hex(8)
        self.file: int | None = None
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY, 0o600)
            fcntl.flock(self.file, fcntl.LOCK_EX)
            self.write({"boot": boot(), "tokens": list(tokens.items())})
        except OSError:
            self.end()

    @property
    def is_kept(self) -> bool:
        """Tell whether it can be written."""
        return self.file is not None

    def leave(self, ids: Sequence[int]) -> None:
        """Say that the dots of these letters come next; raises OSError where that cannot be written."""
        self.write({"left": list(ids)})

    def answered(self, answers: Mapping[int, Answer]) -> None:
        """Say what was answered; raises OSError where that cannot be written."""
        said = {pk: [one.step, one.code, one.words, one.service_id] for pk, one in answers.items()}
        self.write({"answers": list(said.items())})

    def write(self, line: Mapping[str, object]) -> None:
        """Write one line, at once."""
        if self.file is not None:
            content = b"\n" + json.dumps(line).encode() + b"\n"  # what was cut off before spoils no line
            if os.write(self.file, content) < len(content):
                raise OSError("The disk is full.")

    def end(self) -> None:
        """Throw it away: all that it says stands in the database, and who reads it again changes nothing."""
        with suppress(OSError):
            self.path.unlink()
        self.close()

    def close(self) -> None:
        """Leave it to whoever comes next."""
        if self.file is not None:
            os.close(self.file)
            self.file = None


def boot() -> str:
    """Return what names this start of the machine; empty where nothing does."""
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""


def lost(folder: Path, *, at: datetime) -> Iterator[Found]:
    """Yield what the files say whose writers are no more, each held meanwhile, so that nobody else reads it."""
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        with suppress(FileNotFoundError, BlockingIOError), path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = read(path, file.read())
            if found.is_whole or at.timestamp() - path.stat().st_mtime > PATIENCE:
                yield found


def read(path: Path, content: bytes) -> Found:
    """Return what a file says; a line that was not written to its end says nothing."""
    found = Found(path)
    for line in content.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if "tokens" in said:
            found.tokens = dict(said["tokens"])
            found.is_whole = said["boot"] != "" and said["boot"] == boot()
        found.left.update(said.get("left", ()))
        for pk, (step, *answer) in said.get("answers", ()):
            found.answers[pk] = Answer(Step(step), *answer)
    if not found.is_whole:
        found.left = set(found.tokens)
    return found
