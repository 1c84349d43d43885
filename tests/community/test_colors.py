"""Every color a community can choose gives pages that can be read, in light and in dark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import colors

COLORS = st.from_regex(r"\A#[0-9a-f]{6}\Z")
AWKWARD = ("#000000", "#ffffff", "#ffff00", "#00ff00", "#0000ff", "#ff0000", "#808080", "#fefefe", "#010101", "#ffd400")


def check(color: str) -> None:
    """Assert that everything set in or on a community's color can be read."""
    shades = colors.palette(color)
    for scheme, grounds in ((shades.light, colors.LIGHT_GROUNDS), (shades.dark, colors.DARK_GROUNDS)):
        for ground in (*grounds, scheme.brand_soft):
            assert colors.contrast(scheme.brand, ground) >= colors.READABLE, (color, scheme, ground)
        assert colors.contrast(scheme.on_brand, scheme.brand) >= colors.READABLE, (color, scheme)
        assert colors.contrast(scheme.on_brand, scheme.brand_strong) >= colors.READABLE, (color, scheme)


def test_contrast_is_that_of_the_standard() -> None:
    assert colors.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colors.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLORS)
def test_any_color_can_be_read_in_light_and_in_dark(color: str) -> None:
    check(color)


@pytest.mark.parametrize("color", AWKWARD)
def test_awkward_colors_can_be_read(color: str) -> None:
    check(color)


def test_the_muted_ink_can_be_read_on_a_soft_ground_of_any_hue() -> None:
    for color in AWKWARD:
        shades = colors.palette(color)
        assert colors.contrast("#1b2730", shades.light.brand_soft) >= colors.READABLE
        assert colors.contrast("#e9e6df", shades.dark.brand_soft) >= colors.READABLE


def test_the_portals_own_color_is_the_designed_one() -> None:
    shades = colors.palette("#0B6B66")
    assert (shades.light.brand, shades.light.brand_soft) == ("#0b6b66", "#e3f0ee")
    assert (shades.dark.brand, shades.dark.brand_soft) == ("#5cc2ba", "#16322f")
    check("#0b6b66")


def test_a_color_that_can_be_read_stays_as_it_is() -> None:
    assert colors.palette("#7a1f5c").light.brand == "#7a1f5c"


def test_the_style_sheet_names_both_schemes_and_its_version_follows_it() -> None:
    sheet = colors.style_sheet("#7a1f5c")
    assert "--brand: #7a1f5c;" in sheet
    assert "prefers-color-scheme: dark" in sheet
    assert "--bs-primary-rgb: 122, 31, 92;" in sheet
    assert colors.version("#7a1f5c") != colors.version("#7a1f5d")
