"""A small disk of a bench's own, which can be filled up: a file system in memory, where mounting is allowed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 96  # megabytes: a portal's database of either kind, its files and its logs
BLOCK = b"\0" * 4096


class Disk:
    """A folder with so much room and no more; without the right to mount it is an ordinary one."""

    def __init__(self, path: Path, *, is_small: bool) -> None:
        self.path, self.is_small = path, is_small
        self.ballast = path / "ballast"

    def fill(self) -> None:
        """Leave no room at all."""
        with self.ballast.open("ab", buffering=0) as file:
            try:
                while file.write(BLOCK):
                    pass
            except OSError:
                return

    def free(self) -> None:
        """Give the room back."""
        self.ballast.unlink()


@contextmanager
def small_disk() -> Iterator[Disk]:
    """Give a small disk, gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    options = ["-t", "tmpfs", "-o", f"size={SIZE}m,mode=0755", "tmpfs"]
    mounted = subprocess.run(["mount", *options, str(path)], check=False, capture_output=True)
    path.chmod(0o755)  # a database server of another account passes through it
    try:
        yield Disk(path, is_small=mounted.returncode == 0)
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", str(path)], check=False)
        shutil.rmtree(path, ignore_errors=True)
