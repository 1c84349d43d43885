"""PostgreSQL servers of a bench's own, which can be restarted without anybody noticing."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from bench import stage

OWNER = "postgres"  # a server refuses to run as root
OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"


class Cluster:
    """One server with its data in a folder of its own."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder, self.port = programs, folder, stage.free_port()
        if os.getuid() == 0:
            shutil.chown(folder, OWNER)
        self.run("initdb", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "--no-sync")
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs on its data, as the account that may."""
        become = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
        command = [*become, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c unix_socket_directories={self.folder} {OPTIONS}"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str) -> None:
        """Stop it: "fast" ends every connection and tidies up, "immediate" is as if the power had gone."""
        self.run("pg_ctl", "-w", "-m", mode, "stop")

    def restart(self, mode: str) -> None:
        """Stop and start it."""
        self.stop(mode)
        self.start()

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection that belongs to no portal."""
        return psycopg.connect(f"postgres://{OWNER}@127.0.0.1:{self.port}/postgres", autocommit=True)

    def database_on(self, folder: Path) -> str:
        """Make a database whose tables lie in this folder, and return its address."""
        folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, OWNER)
        name = f"bench_{secrets.token_hex(6)}"
        with self.connect() as server:
            server.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(str(folder)))
            server.execute(sql.SQL("CREATE DATABASE {} TABLESPACE small").format(sql.Identifier(name)))
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{name}"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Give a server of our own, gone afterwards."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    program = shutil.which("initdb")
    if not found and program is None:
        raise SystemExit("PostgreSQL's server is not installed; these faults need one of their own.")
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    server = Cluster(found[-1] if found else Path(str(program)).parent, folder)
    try:
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
