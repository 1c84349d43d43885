"""The files that pages are made of: Bootstrap's are the published ones, and nothing comes from elsewhere or inline."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import bootstrap_wrapper
import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
# https://getbootstrap.com/docs/5.3/getting-started/download/ for 5.3.8
PUBLISHED = {
    "css/bootstrap.min.css": "sRIl4kxILFvY47J16cr9ZwB07vP4J8+LH7qKQnuqkuIAvNWLzeN8tE5YBujZqJLB",
    "css/bootstrap.rtl.min.css": "CfCrinSRH2IR6a4e6fy2q6ioOX7O6Mtm1L9vRvFZ1trBncWmMePhzvafv7oIcWiW",
    "js/bootstrap.min.js": "G/EV+4j2dNv+tEPo3++6LCgdCROaejBqfUeNjuKAiuXbjrxilcCdDz6ZAVfHWe1Y",
    "js/bootstrap.bundle.min.js": "FKyoEForCGlyvwx9Hj09JcYn3nv7wiPVlz7YYwJrWVcXK/BmnVDxM+D2scQbITxI",
}
# What a page may name of another host: nothing that a browser would load.
NAMESPACES = ("http://www.w3.org/2000/svg",)
LETTERS = "outreach/letters/"  # a letter is read in a mail program, which knows no style sheet of ours


def without_comments(text: str) -> str:
    """Return a template without its comments."""
    text = re.sub(r"{#.*?#}", "", text)
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


def named(path: Path) -> str:
    """Return a file's name from the project's root."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("name", PUBLISHED)
def test_bootstraps_files_are_byte_for_byte_the_published_ones(name: str) -> None:
    content = Path(bootstrap_wrapper.get_bootstrap_dir(), name).read_bytes()
    assert b64encode(hashlib.sha384(content).digest()).decode() == PUBLISHED[name]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_loads_anything_from_another_host(path: Path) -> None:
    text = without_comments(path.read_text())
    loads = re.findall(r"""\b(?:src|srcset|poster|data|action|formaction)=["']?\s*(?:https?:)?//[^"'\s>]+""", text)
    loads += re.findall(r"""<link\b[^>]*\bhref=["']?\s*(?:https?:)?//[^"'\s>]+""", text)
    assert loads == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if LETTERS not in str(path)], ids=named)
def test_no_template_carries_a_style_or_a_script_of_its_own(path: Path) -> None:
    text = re.sub(r"{%.*?%}", "", without_comments(path.read_text()))
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text, re.IGNORECASE) == []
    for script in re.findall(r"<script\b[^>]*>", text, re.IGNORECASE):
        assert "src=" in script or "application/json" in script, script


@pytest.mark.parametrize("path", STATIC, ids=named)
def test_no_file_of_ours_names_another_host(path: Path) -> None:
    text = path.read_text()
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text.split("/*# source")[0], re.IGNORECASE) == []


def test_the_dark_scheme_answers_every_bootstrap_rule_that_waits_for_its_attribute() -> None:
    """The attribute would need a script, so our style sheets set the same things by what the reader prefers.

    A rule that Bootstrap adds in an upgrade stands here first, to be looked at.
    """
    text = Path(bootstrap_wrapper.get_bootstrap_dir(), "css/bootstrap.css").read_text()
    waiting = {line.strip() for line in text.splitlines() if "data-bs-theme=dark" in line}
    assert waiting == {
        "[data-bs-theme=dark] {",  # tokens.css
        "[data-bs-theme=dark] .form-select {",  # portal.css, --chevron
        "[data-bs-theme=dark] .form-switch .form-check-input:not(:checked):not(:focus) {",  # not used
        ".navbar[data-bs-theme=dark] {",  # not used
        "[data-bs-theme=dark] .navbar-toggler-icon {",  # not used
        "[data-bs-theme=dark] .accordion-button::after {",  # portal.css, --chevron
    }
