"""Placeholders: filled once, from a closed list, by nothing that knows templates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.filling import fill, hungry, stranger, tame


def test_a_place_is_filled_or_something_stands_in_for_it() -> None:
    assert fill("((name)) of ((town??our town))", {"name": "Jo"}) == "Jo of our town"
    assert fill("(( name ))", {"name": "Jo"}) == "Jo"


def test_what_fills_a_place_is_not_read_again() -> None:
    assert fill("((name))", {"name": "((link))", "link": "secret"}) == "((link))"


@pytest.mark.parametrize("source", ["((secret))", "((name??x)) ((other))", "((Name))", "((a.b))", "((name|safe))"])
def test_what_is_not_on_the_list_is_named(source: str) -> None:
    assert stranger(source, {"name"})


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_words_and_no_value_are_run_as_code(source: str, value: str) -> None:
    text = "{{ settings.SECRET_KEY }}{% debug %}{0.__class__}%(name)s" + source
    filled = fill(text, {"name": value})
    assert filled.startswith("{{ settings.SECRET_KEY }}{% debug %}{0.__class__}%(name)s")


def test_a_place_that_nothing_fills_is_named() -> None:
    assert hungry("((name)) ((phone))", {"name": "Jo", "phone": ""}) == "((phone))"
    assert hungry("((phone??by mail))", {}) == ""


def test_a_value_cannot_begin_an_address() -> None:
    assert tame("see https://evil.example\nnow") == "see https: //evil.example now"
