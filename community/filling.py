"""A rule: ((placeholders)) in words that people write, filled from a closed list and never run as template code."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from community.characters import BIDI_CONTROLS, REFUSED_CATEGORIES

PLACEHOLDER = re.compile(r"\(\(\s*([a-z][a-z0-9 -]*?)\s*(?:\?\?([^()\n]*))?\)\)")
LEFT_OVER = re.compile(r"\(\([^()]*\)\)")
LONGEST_VALUE = 400  # characters


def is_visible(char: str) -> bool:
    """Test whether a character may stand in a letter: no controls, no surrogates, nothing that turns direction."""
    return char not in BIDI_CONTROLS and unicodedata.category(char) not in REFUSED_CATEGORIES


def tame(value: str, longest: int = LONGEST_VALUE) -> str:
    """Return a value as one line of visible characters, not too long, in which nothing begins as an address does."""
    is_plain = value.isascii() and value.isprintable()  # most are, and looking at each character takes time
    line = value if is_plain else "".join(char if is_visible(char) else " " for char in value)
    return " ".join(line.replace("://", ": //").split())[:longest].rstrip()


def tame_block(value: str) -> str:
    """Return a text of several lines without invisible characters."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(
        "".join(char for char in line if is_visible(char) or char == "\t").rstrip() for line in lines
    ).strip()


def stranger(source: str, allowed: Collection[str]) -> str:
    """Return the first thing in double parentheses that is not on the list, as it stands there; empty where none is.

    >>> stranger("Dear ((name??colleague)), ((secret))", {"name"})
    '((secret))'
    """
    for match in PLACEHOLDER.finditer(source):
        if match[1] not in allowed:
            return match[0]
    left = LEFT_OVER.search(PLACEHOLDER.sub("", source))
    return left[0] if left else ""


def hungry(source: str, values: Mapping[str, str]) -> str:
    """Return the first placeholder that nothing fills and nothing stands in for; empty where there is none."""
    for match in PLACEHOLDER.finditer(source):
        if not values.get(match[1]) and not (match[2] or "").strip():
            return match[0]
    return ""


def readable(source: str) -> str:
    """Return a text as somebody reads it who is no recipient: a place is named, whatever stands in for it.

    >>> readable("Ten minutes, ((first name??neighbor))? ((nonsense!))")
    'Ten minutes, ‹first name›? ((nonsense!))'
    """
    return PLACEHOLDER.sub(lambda match: f"‹{match[1]}›", source)


def fill(source: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled once; what fills one is never read for placeholders again.

    >>> fill("Dear ((name??colleague)), read ((link))", {"link": "((name))"})
    'Dear colleague, read ((name))'
    """
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or (match[2] or "").strip(), source)
