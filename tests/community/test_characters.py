"""Tests of which characters a name may hold."""

import pytest
from django.core.exceptions import ValidationError

from community.characters import has_hidden_characters, refuse_hidden_characters, refuse_hidden_characters_in_text


@pytest.mark.parametrize(
    "name", ["Acme", "José Núñez", "شركة النهر", "חברת הנהר", "👩🏽‍💻 Coders", "می‌خواهم", "삼성전자", "O’Brien & Sons"]
)
def test_letters_of_every_script_and_emoji_are_welcome(name: str) -> None:
    refuse_hidden_characters(name)


@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\n", "\u202e", "\u2066", "\u200f", "\u061c", "\ud800", "\u2028"]
)
def test_control_and_direction_characters_are_refused_in_a_line(char: str) -> None:
    with pytest.raises(ValidationError, match="hidden characters"):
        refuse_hidden_characters(f"Ac{char}me")


def test_a_text_may_break_lines_but_not_turn_direction() -> None:
    refuse_hidden_characters_in_text("First\r\n\tSecond")
    with pytest.raises(ValidationError):
        refuse_hidden_characters_in_text("First\u202eSecond")
    assert has_hidden_characters("a\nb")
    assert not has_hidden_characters("a\nb", may_break_lines=True)
