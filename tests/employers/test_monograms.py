"""What stands in the place of a logo."""

import pytest

from employers.monograms import monogram


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Brightmill Health", "Brightmill"),
        ("North & Pier Bank", "North"),
        ("Old Mill Brewing", "OMB"),
        ("The Ace Co.", "AC"),
        ("The", "The"),
        ("市川電機", "市"),
        ("...", "..."),
        ("Internationalization", "I"),
    ],
)
def test_a_name_becomes_a_mark_that_fits_a_tile(name: str, mark: str) -> None:
    assert monogram(name) == mark
