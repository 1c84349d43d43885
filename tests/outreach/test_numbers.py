"""Tests of live numbers in approved words."""

from datetime import date, timedelta

import pytest

from outreach.numbers import NAMES, Number, dated, named_in, problems, told, values

TODAY = date(2026, 11, 22)
COUNTED = {name: Number(7, TODAY) for name in NAMES}


def test_a_number_is_told_with_its_day() -> None:
    words = "((employers signed)) employers, ((openings)) openings, ((employers signed)) again"
    counted = {**COUNTED, "openings": Number(1_234, TODAY - timedelta(days=2))}
    assert named_in(words) == ["employers signed", "openings"]
    assert values(words, counted) == {"employers signed": "7", "openings": "1,234"}
    assert dated(words, counted) == "Numbers as of November 20, 2026."
    assert problems(words, counted, TODAY) == []


@pytest.mark.parametrize(
    ("number", "is_told"),
    [
        (Number(3, TODAY - timedelta(days=200)), True),
        (Number(3, TODAY - timedelta(days=201)), False),
        (Number(0, TODAY), True),
        (Number(None, TODAY), False),
        (Number(None, None), False),
    ],
)
def test_what_is_missing_or_too_old_is_refused_and_zero_is_a_number(number: Number, is_told: bool) -> None:
    words = "We hire.\n\n((hired)) people were hired."
    counted = {**COUNTED, "hired": number}
    assert bool(problems(words, counted, TODAY)) is not is_told
    assert told(words, counted, TODAY) == (words if is_told else "We hire.")


def test_words_without_numbers_are_of_no_day() -> None:
    assert dated("We hire in ((region)).", {}) == ""
    assert told("We hire in ((region)).", {}, TODAY) == "We hire in ((region))."
