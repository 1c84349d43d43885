"""Numbers, hours and days as a person would say them."""

from datetime import date

import pytest

from reports import wording


@pytest.mark.parametrize(
    ("hour", "things", "sentence"),
    [
        (9, 9, "Good morning. Nine things want you today."),
        (13, 1, "Good afternoon. One thing wants you today."),
        (18, 0, "Good evening. Nothing is waiting for you."),
        (2, 13, "Good evening. 13 things want you today."),
        (4, 1234, "Good morning. 1,234 things want you today."),
    ],
)
def test_the_headline_counts_in_words_while_numbers_are_small(hour: int, things: int, sentence: str) -> None:
    assert wording.headline(hour, things) == sentence


def test_days_are_named_as_seen_from_today() -> None:
    today = date(2026, 1, 2)
    assert wording.day(today, today=today) == "Today"
    assert wording.day(date(2026, 1, 1), today=today) == "Yesterday"
    assert wording.day(date(2025, 12, 31), today=today) == "Wednesday, December 31, 2025"
    assert wording.day(date(2026, 1, 10), today=date(2026, 2, 1)) == "Saturday, January 10"
