"""Habits of the house: short files, short functions, no missing migration, no signal that hides what happens."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
APPS = ("techhire", "community", "directory", "employers", "providers", "outreach", "reports", "bench")
FILES = sorted(
    path.relative_to(ROOT) for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
)
LONGEST_FILE, LONGEST_FUNCTION = 400, 60  # lines
# Each longer one has its reason.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "bench/signups.py:bare": "a whole Django project in one function, so that the peer is seen at a glance",
}
HIDDEN = re.compile(r"\b(post_save|pre_save|m2m_changed|post_delete)\b")
NO_SUCH_FILES = {"services.py", "selectors.py", "utils.py", "helpers.py", "base.py"}
NAMED_BY_OTHERS = {"techhire/postgresql/base.py": "Django looks for a database engine under this name"}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_a_file_keeps_the_habits(path: Path) -> None:
    source = (ROOT / path).read_text("utf-8")
    assert path.name not in NO_SUCH_FILES or path.as_posix() in NAMED_BY_OTHERS
    assert path.as_posix() in LONG_FILES or len(source.splitlines()) <= LONGEST_FILE
    assert not HIDDEN.search(source), "signals carry facts upward in the past tense, and do nothing else"
    module = ast.parse(source)
    assert ast.get_docstring(module) or not source.strip(), "a module opens with one sentence saying what it is for"
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            name = f"{path.as_posix()}:{node.name}"
            assert length <= LONGEST_FUNCTION or name in LONG_FUNCTIONS, f"{name} has {length} lines"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"forms.EmailField", "LowerCaseEmailField"}:
            given = {keyword.arg for keyword in node.keywords}
            assert "max_length" in given, f"line {node.lineno}: Django lets 320 characters in, a column holds 254"


def test_every_reason_is_still_needed() -> None:
    for name in LONG_FILES:
        assert len((ROOT / name).read_text("utf-8").splitlines()) > LONGEST_FILE, f"{name} is short enough now"


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
