"""The locks: every package with its hashes, no address of an index, and nothing declared that is not locked."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["production", "development"]


def locked(name: str) -> dict[str, set[str]]:
    """Return the versions of each package of a lock; a universal lock may hold one a platform."""
    versions: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text().splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?==([^ ;\\]+)", line):
            versions.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return versions


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_locked_with_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    packages = re.split(r"\n(?=[a-zA-Z0-9])", text)
    assert len(packages) == len(re.findall(r"^[a-zA-Z0-9].*==", text, re.MULTILINE))
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted|@ file", text)


def test_the_development_lock_holds_production_s_versions() -> None:
    production, development = locked("production"), locked("development")
    assert {name: development.get(name) for name in production} == production


def test_all_that_is_declared_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = {
        "production": [
            *project["project"]["dependencies"],
            *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        ],
        "development": project["dependency-groups"]["dev"],
    }
    for lock, lines in declared.items():
        versions = locked(lock)
        for requirement in map(Requirement, lines):
            found = versions.get(canonicalize_name(requirement.name), set())
            assert found, f"{requirement.name} is not in {lock}.txt: make lock"
            assert all(requirement.specifier.contains(version) for version in found), f"{requirement}: make lock"
