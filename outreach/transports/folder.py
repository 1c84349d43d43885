"""Letters into a folder: each a file that appears whole, for development."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from outreach.answers import Answer, Step
from outreach.envelope import Outgoing, as_bytes
from outreach.transports import OneByOne


def file_name(outgoing: Outgoing) -> str:
    """Return the letter's file name: the same letter twice is one file."""
    return outgoing.message_id.strip("<>").partition("@")[0] + ".eml"


class FolderTransport(OneByOne):
    """Writes under a temporary name and renames."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Answer | None:
        """Make the folder, for the owner's eyes only."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            return Answer(Step.DOOR, None, f"The folder cannot be made ({fault.strerror}).")
        self.is_open = True
        return None

    def deliver(self, outgoing: Outgoing, before_the_dot: Callable[[], bool]) -> Answer | None:
        """Write the letter, and let it appear."""
        path = self.folder / file_name(outgoing)
        draft = path.with_suffix(".new")
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(as_bytes(outgoing))
        except OSError as fault:
            with suppress(OSError):
                draft.unlink()
            return Answer(Step.CONTENT, None, f"The letter cannot be written ({fault.strerror}).")
        if not before_the_dot():
            draft.unlink(missing_ok=True)
            return None
        draft.replace(path)
        return Answer(Step.DOT, 250, "written to the folder")

    def close(self) -> None:
        """Do nothing: a folder needs no goodbye."""
        self.is_open = False
