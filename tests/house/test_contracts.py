"""The habits of the house: rules only think, foreign keys point down, signals are ours, names say what is inside."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FLOORS = ["community", "directory", "employers", "providers", "outreach", "reports"]  # from the plinth to the roof
CONTRACTS = {
    contract["containers"][0]: contract["layers"]
    for contract in PROJECT["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers" and "containers" in contract
}
FORBIDDEN_NAMES = {"services", "selectors", "utils", "util", "helpers", "common", "base", "misc", "core", "managers"}
NAMED_BY_OTHERS = {"techhire/postgresql/base.py": "Django looks for a database engine under this name"}
IMPURE_IMPORTS = (
    "django.db",
    "django.core.mail",
    "django.http",
    "django.shortcuts",
    "smtplib",
    "socket",
    "requests",
    "urllib.request",
)
CLOCKS = {
    "timezone.now",
    "timezone.localtime",
    "timezone.localdate",
    "datetime.now",
    "date.today",
    "time.time",
    "time.monotonic",
}
# A slice of long work ends by the clock, and so has to look at it, as has a wait that several connections share.
CLOCK_WATCHERS = {
    "directory/duplicates/looking.py",
    "directory/importing/committing.py",
    "directory/importing/staging.py",
    "directory/importing/undoing.py",
    "employers/verifying.py",
    "outreach/sequencing.py",
    "outreach/transports/several.py",
    "providers/releasing.py",
}
# Lists of what there is, not code.
LONG = {"techhire/settings.py"}


def sources(folder: str) -> list[Path]:
    """Return the Python files of a folder that people wrote."""
    return [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]


def rules() -> list[Path]:
    """Return the files that the contracts call rules: the lowest layer of each app."""
    files = []
    for app, layers in CONTRACTS.items():
        if len(layers) > 1:
            for name in layers[-1].split(" : "):
                path = ROOT / app / name
                files += sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return files


def imports(tree: ast.AST) -> Iterator[str]:
    """Return every module and name that a file imports, in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.AST) -> Iterator[str]:
    """Return the last word of everything that a file calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def clocks_read(tree: ast.AST) -> set[str]:
    """Return the clocks that a file reads."""
    calls = (
        node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
    return {f"{call.value.id}.{call.attr}" for call in calls if isinstance(call.value, ast.Name)} & CLOCKS


def test_every_app_has_its_contract_and_the_floors_have_theirs() -> None:
    assert sorted(CONTRACTS) == sorted(FLOORS)
    floors = next(contract for contract in PROJECT["tool"]["importlinter"]["contracts"] if "containers" not in contract)
    assert floors["layers"] == ["techhire", *reversed(FLOORS)]
    assert all(
        contract["exhaustive"] for contract in PROJECT["tool"]["importlinter"]["contracts"] if "containers" in contract
    )


@pytest.mark.parametrize("path", rules(), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_rule_only_thinks(path: Path) -> None:
    tree = ast.parse(path.read_text())
    impure = [
        name
        for name in imports(tree)
        if not name.endswith("Choices")
        and (name.startswith(IMPURE_IMPORTS) or re.search(r"\b(models|settings)\b", name))
    ]
    assert not impure, f"{path.name} imports {impure}: a rule takes values and returns values"
    assert not clocks_read(tree), f"{path.name} reads the clock: time is an argument"
    assert (ast.get_docstring(tree) or "").startswith("A rule:"), f"{path.name} says that it is a rule"


@pytest.mark.parametrize("app", FLOORS)
def test_what_calls_itself_a_rule_stands_among_the_rules(app: str) -> None:
    said = {
        path for path in sources(app) if (ast.get_docstring(ast.parse(path.read_text())) or "").startswith("A rule")
    }
    assert said <= set(rules())


@pytest.mark.parametrize("app", FLOORS)
def test_verbs_and_rules_are_told_the_time(app: str) -> None:
    doors = set(CONTRACTS[app][0].split(" : "))
    for path in sources(app):
        is_door = path.relative_to(ROOT / app).parts[0].removesuffix(".py") in doors
        if is_door or str(path.relative_to(ROOT)) in CLOCK_WATCHERS:
            continue
        # A model's default may name the clock; a call of it may not.
        assert not clocks_read(ast.parse(path.read_text())), f"{path.relative_to(ROOT)} reads the clock"


def foreign_keys() -> list[tuple[str, str, Any]]:
    """Return the app that points, the app pointed at, and the field, for every relation of ours."""
    return [
        (model._meta.app_label, field.related_model._meta.app_label, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
    ]


def test_foreign_keys_point_down() -> None:
    keys = foreign_keys()
    assert len(keys) > 20
    wrong = [
        str(field)
        for here, there, field in keys
        if field.related_model._meta.label != settings.AUTH_USER_MODEL
        and there in FLOORS
        and FLOORS.index(there) > FLOORS.index(here)
    ]
    assert wrong == []


def test_providers_and_reports_keep_what_they_promise_of_tables() -> None:
    assert [model for model in apps.get_models() if model._meta.app_label == "reports"] == []


@pytest.mark.parametrize("app", [*FLOORS, "techhire"])
def test_no_signal_of_the_database_decides_anything(app: str) -> None:
    forbidden = {"post_save", "pre_save", "m2m_changed", "post_delete", "pre_delete", "post_init"}
    for path in sources(app):
        names = {name.rpartition(".")[2] for name in imports(ast.parse(path.read_text()))} | set(
            called(ast.parse(path.read_text()))
        )
        assert not names & forbidden, (
            f"{path.relative_to(ROOT)}: facts go up by our own signals, inside the transaction"
        )


@pytest.mark.parametrize("app", FLOORS)
def test_the_web_process_never_publishes_to_the_broker(app: str) -> None:
    for path in sources(app):
        names = set(called(ast.parse(path.read_text())))
        assert not names & {"delay", "apply_async", "send_task"}, (
            f"{path.relative_to(ROOT)}: beat wakes, the database is the queue"
        )


@pytest.mark.parametrize("app", [*FLOORS, "techhire", "bench", "tests"])
def test_names_say_what_is_inside(app: str) -> None:
    wrong = [str(path.relative_to(ROOT)) for path in sources(app) if FORBIDDEN_NAMES & {path.stem, path.parent.name}]
    assert set(wrong) - NAMED_BY_OTHERS.keys() == set()


@pytest.mark.parametrize("app", [*FLOORS, "techhire", "bench", "tests"])
def test_every_module_opens_with_a_sentence(app: str) -> None:
    for path in sources(app):
        text = path.read_text()
        if text.strip():
            first = (ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].strip()
            assert first.endswith((".", "…")), f"{path.relative_to(ROOT)} says first what it is for"


@pytest.mark.parametrize("app", [*FLOORS, "techhire"])
def test_files_stay_small_enough_to_read(app: str) -> None:
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(app)}
    assert {name: lines for name, lines in long.items() if lines > 320 and name not in LONG} == {}


def ignores() -> Iterator[tuple[Path, str]]:
    """Return every comment that silences a checker, with its file."""
    for path in [path for app in [*FLOORS, "techhire", "bench", "tests"] for path in sources(app)]:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            if token.type == tokenize.COMMENT and "noqa" in token.string:
                yield path, token.string


def test_every_ignore_has_its_reason_on_the_same_line() -> None:
    listed = PROJECT["tool"]["ruff"]["lint"]
    codes = {*listed["ignore"], *(code for some in listed["per-file-ignores"].values() for code in some)}
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    for code in codes:
        assert any(re.search(rf'"{code}".*# \w', line) for line in lines), f"{code} is ignored without a reason"
    for path, comment in ignores():
        assert re.search(r"# noqa: [A-Z0-9, ]+ --? \w", comment), f"{path.name}: {comment} gives no reason"


def test_import_contracts_hold() -> None:
    answer = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout[-3000:]
