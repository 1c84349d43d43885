"""Public pages speak through gettext: no sentence of theirs stands bare in a template."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
# The verbs whose reasons visitors and partners read.
READ_BY_VISITORS = (
    "community/images.py",
    "community/links.py",
    "directory/reading/opening.py",
    "directory/reading/sheets.py",
    "directory/reading/tables.py",
    "directory/reading/texts.py",
    "directory/replying.py",
    "employers/desks.py",
    "employers/signing.py",
    "providers/uploading.py",
)
# English only: the team's side, and what is not read as a page.
TEAM = re.compile(
    r"^(workspace|reports/workspace/|employers/(workspace|texts)/|providers/workspace/|directory/(?!public/)|outreach/(?!unsubscribe)|"
    r"admin/|mfa/|"
    r"components/(workspace_menu|progress)|community/(?!sign_in))"
)
SPOKEN = re.compile(r"{%-?\s*blocktranslate.*?{%-?\s*endblocktranslate\s*%}", re.DOTALL)
SILENT = re.compile(
    r"{% block (?:width|number) %}.*?{% endblock %}|{#.*?#}|{% comment.*?endcomment %}|{%.*?%}|{{.*?}}"
    r"|<(script|svg|code)\b.*?</\1>|<!--.*?-->",
    re.DOTALL,
)
SAME_EVERYWHERE = re.compile(r"SHA-256|TechHire")
READ_ALOUD = re.compile(r"""\b(?:alt|title|placeholder|aria-label)=(["'])(?P<words>.*?)\1""", re.DOTALL)


def public() -> list[Path]:
    """Return the templates that visitors and partners read."""
    return [
        path for path in sorted(TEMPLATES.rglob("*.html")) if not TEAM.match(path.relative_to(TEMPLATES).as_posix())
    ]


def bare_words(text: str) -> list[str]:
    """Return what a template says without asking for a translation."""
    text = SAME_EVERYWHERE.sub(" ", SILENT.sub(" ", SPOKEN.sub(" ", text)))
    attributes = [found["words"] for found in READ_ALOUD.finditer(text)]
    said = [re.sub(r"<[^>]*>", "\n", text), *attributes]
    words = [re.sub(r"&#?\w+;", " ", line).strip() for part in said for line in part.splitlines()]
    return [line for line in words if re.search(r"[A-Za-z]{2,}", line)]


@pytest.mark.parametrize("path", public(), ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_sentence_of_a_public_page_can_be_translated(path: Path) -> None:
    assert bare_words(path.read_text()) == []


def test_a_bare_sentence_is_found() -> None:
    assert bare_words('<p>Hello <b>there</b></p>{% translate "fine" %}<img alt="A bridge">') == [
        "Hello",
        "there",
        "A bridge",
    ]
    assert bare_words("{% blocktranslate %}Hello <b>there</b>{% endblocktranslate %}{{ name }} · 12") == []


def bare_reasons(source: str) -> list[str]:
    """Return what a module's `CannotX` say without asking for a translation."""
    raised = [node.exc for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Raise)]
    first = [call.args[0] for call in raised if isinstance(call, ast.Call) and call.args]
    return [ast.unparse(said) for said in first if isinstance(said, ast.Constant | ast.JoinedStr)]


@pytest.mark.parametrize("path", READ_BY_VISITORS)
def test_every_reason_that_a_visitor_reads_can_be_translated(path: str) -> None:
    assert bare_reasons((ROOT / path).read_text()) == []


def test_a_bare_reason_is_found() -> None:
    assert bare_reasons("raise CannotSign('No.')\nraise CannotSign(_('No.'))\nraise CannotSign(f'{a} no')") == [
        "'No.'",
        "f'{a} no'",
    ]
