"""The embedded broker: a folder in which each message is one file, for an install without Redis.

Kombu's own filesystem transport reads half-written files and moves claims through the shared temporary folder. Here a
message is written under a temporary name and renamed, and a claim is a rename in the same folder, so that every reader
sees a whole message or none, and only one of them gets it. A message may still be lost or repeated when a process is
killed: the database is the queue, a message is only a wake-up.
"""

import logging
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any, ClassVar
from urllib.parse import quote

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, virtual
from kombu.utils.json import dumps, loads

SCHEME = "folder"
READY, NEW, TAKEN = ".msg", ".new", ".taken"
LEFT_OVER = 60.0  # seconds after which a temporary file or a claim belongs to nobody anymore

logger = logging.getLogger(__name__)


def register() -> None:
    """Let kombu know the scheme; needed before an app connects, because a URL's scheme cannot name a module."""
    TRANSPORT_ALIASES[SCHEME] = "techhire.broker:Transport"


def prepare(folder: Path) -> None:
    """Make the folder, readable by its owner alone; a folder that somebody removed comes back."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def sweep(folder: Path, *, now: float) -> None:
    """Put back what a killed process had claimed, and throw away what it had half written.

    `now` is in seconds since the epoch, as files tell their age.
    """
    for path in [*folder.glob(f"*{NEW}"), *folder.glob(f"*{TAKEN}")]:
        try:
            if now - path.stat().st_ctime < LEFT_OVER:
                continue
            if path.suffix == NEW:
                path.unlink()
            else:
                path.rename(path.with_suffix(READY))
        except FileNotFoundError:  # another process swept it
            continue


class Channel(virtual.Channel):
    """Queues as files `<time>-<unique>.<queue>.msg` in one folder, oldest first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Prepare the folder and sweep it."""
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # kombu has no types here
        prepare(self.folder)
        sweep(self.folder, now=time.time())

    @property
    def folder(self) -> Path:
        """Return where the messages lie."""
        return Path(self.connection.client.transport_options["folder"])

    def waiting(self, queue: str) -> list[Path]:
        """Return the messages of a queue that nobody has claimed, oldest first."""
        ending = f".{quote(queue, safe='')}{READY}"
        try:
            return sorted(path for path in self.folder.iterdir() if path.name.endswith(ending))
        except OSError:
            with suppress(OSError):  # the disk may be away for a while, and the worker outlives it
                prepare(self.folder)
            return []

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}.{quote(queue, safe='')}"
        path = self.folder / f"{name}{NEW}"
        try:
            prepare(self.folder)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(dumps(message))
            path.rename(path.with_suffix(READY))
        except OSError as fault:
            with suppress(OSError):
                path.unlink()
            raise ChannelError(f"Cannot write a message: {fault}") from fault

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for path in self.waiting(queue):
            claim = path.with_suffix(TAKEN)
            try:
                path.rename(claim)
                text = claim.read_text()
                claim.unlink()
                return loads(text)
            except OSError:  # another reader was faster, or the folder is gone
                continue
            except ValueError:  # a disk that lost power may leave an empty file
                logger.warning("broker dropped an unreadable message")
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self.waiting(queue))

    def _purge(self, queue: str) -> int:
        messages = self.waiting(queue)
        for path in messages:
            path.unlink(missing_ok=True)
        return len(messages)


class Transport(virtual.Transport):
    """Kombu's entry to the folder: `folder://localhost`, the place itself is the transport option `folder`."""

    Channel = Channel
    driver_type = SCHEME
    driver_name = SCHEME
    # Names of queues and exchanges are known to the process; the folder holds nothing but messages.
    shared: ClassVar[virtual.BrokerState] = virtual.BrokerState()

    def __init__(self, client: Any, **kwargs: Any) -> None:
        """Share the names among the connections of the process."""
        super().__init__(client, **kwargs)  # type: ignore[no-untyped-call]  # as above
        self.state = self.shared

    def driver_version(self) -> str:
        """Return a version for Celery's report."""
        return "1"
