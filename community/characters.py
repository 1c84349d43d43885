"""A rule: which characters a typed name or line may hold; letters of every script and emoji are welcome."""

import unicodedata

from django.core.exceptions import ValidationError

# They turn the direction of what follows, so that a name reads as something it is not.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, lone surrogates, line and paragraph separators
LINE_BREAKS = frozenset("\n\r\t")


def has_hidden_characters(text: str, *, may_break_lines: bool = False) -> bool:
    """Test whether a text holds control characters or characters that turn its direction."""
    allowed = LINE_BREAKS if may_break_lines else frozenset()
    return any(
        char in BIDI_CONTROLS or (unicodedata.category(char) in REFUSED_CATEGORIES and char not in allowed)
        for char in text
    )


def refuse_hidden_characters(text: str) -> None:
    """Raise ValidationError where one line holds characters that nobody can see; a validator for form fields."""
    if has_hidden_characters(text):
        raise ValidationError("Please type this again: it holds hidden characters that cannot be kept.", code="hidden")


def refuse_hidden_characters_in_text(text: str) -> None:
    """Raise ValidationError as above, for texts of several lines."""
    if has_hidden_characters(text, may_break_lines=True):
        raise ValidationError("Please type this again: it holds hidden characters that cannot be kept.", code="hidden")
