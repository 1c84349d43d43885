"""The environment: what the settings read, what `.env.example` explains, and nothing else."""

import itertools
import os
import re
import subprocess
from pathlib import Path

import pytest
from honcho import environ

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""")
EXPLAINED = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=", re.MULTILINE)
# Read by the programs beside us, named for them in the documents.
OTHERS = {"PORT"}


def read_by_settings() -> set[str]:
    """Return the variables that any module of techhire reads."""
    return {name for path in (ROOT / "techhire").glob("*.py") for name in READ.findall(path.read_text())}


def test_every_variable_that_is_read_is_explained_and_the_other_way_round() -> None:
    explained = EXPLAINED.findall((ROOT / ".env.example").read_text())
    assert len(explained) == len(set(explained)), "a variable is explained twice"
    assert set(explained) == read_by_settings() | OTHERS


def test_the_worker_writes_links_to_the_port_of_the_web() -> None:
    lines = environ.parse_procfile((ROOT / "Procfile").read_text()).processes
    for each in environ.expand_processes(lines, env={}, port=8140):  # to each kind of process it gives another port
        said = re.sub(r"\.venv/bin/.*", "printenv PORT", each.cmd)
        told = subprocess.run(["sh", "-c", said], env={**os.environ, **each.env}, capture_output=True, check=True)
        assert told.stdout == b"8140\n", each.name


def test_each_variable_has_words_before_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for before, line in itertools.pairwise(lines):
        if EXPLAINED.match(line):
            assert before.startswith("# "), line
            assert not EXPLAINED.match(before), line


def test_no_other_module_reads_the_environment() -> None:
    apps = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert not [path for path in apps if re.search(r"os\.environ|getenv|environ\.Env", path.read_text())]


def test_the_containers_get_no_variable_that_the_settings_do_not_know() -> None:
    known = read_by_settings() | {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "WEB_CONCURRENCY", "HTTP_PORT"}
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"^\s+([A-Z][A-Z_]+):", text, re.MULTILINE)) <= known
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= known


APPS = ["community", "directory", "employers", "providers", "outreach", "reports"]
