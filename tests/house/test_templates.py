"""Templates: each parses, names routes that exist, and has no word of script or style in it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.urls import get_resolver

from tests.house.routes import routes

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.html"))
ROUTE = re.compile(r"""{%\s*url\s+['"]([^'"]+)['"]""")
EVENTS = "click|change|submit|input|load|error|focus|blur|toggle|reset|key[a-z]+|mouse[a-z]+|pointer[a-z]+|touch[a-z]+"
INLINE = re.compile(
    rf"""<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\s(?:style|on(?:{EVENTS})|hx-on[^=]*)=["']|javascript:""",
    re.IGNORECASE,
)
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
# A letter is its own world: mail programs know no style sheet.
MAY_WEAR_STYLE = ("outreach/letters/", "outreach/letterhead", "outreach/letter.html")


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_is_sound(path: Path) -> None:
    engines["django"].get_template(path.as_posix())
    source = COMMENT.sub("", (ROOT / "templates" / path).read_text("utf-8"))
    if not path.as_posix().startswith(MAY_WEAR_STYLE):
        assert not INLINE.findall(source)
    known = {route.name for route in routes()} | {"admin:index"}
    assert set(ROUTE.findall(source)) <= known | {name for name in get_resolver().reverse_dict if isinstance(name, str)}
