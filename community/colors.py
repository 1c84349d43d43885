"""A rule: from a community's one color, the shades that pages use in light and dark, each readable (WCAG 2.2 AA)."""

import colorsys
import hashlib
from dataclasses import asdict, dataclass

READABLE = 4.5  # contrast of text with its ground, WCAG 2.2, 1.4.3
STEP = 0.004  # of lightness, small enough that a color stays itself


@dataclass(frozen=True)
class Shades:
    """The shades of one scheme, as hexadecimal colors."""

    brand: str
    brand_strong: str
    brand_soft: str
    on_brand: str


@dataclass(frozen=True)
class Palette:
    """A community's shades in light and in dark."""

    light: Shades
    dark: Shades


# The portal's own color, chosen by hand; every other color is computed.
DESIGNED = {
    "#0b6b66": Palette(
        light=Shades(brand="#0b6b66", brand_strong="#095450", brand_soft="#e3f0ee", on_brand="#ffffff"),
        dark=Shades(brand="#5cc2ba", brand_strong="#85d3cc", brand_soft="#16322f", on_brand="#14191d"),
    )
}
LIGHT_GROUNDS = ("#faf8f4", "#ffffff")  # paper and card
DARK_GROUNDS = ("#14191d", "#1b2227")


def channels(color: str) -> tuple[float, float, float]:
    """Return red, green and blue of `#rrggbb`, each from 0 to 1."""
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def hexadecimal(red: float, green: float, blue: float) -> str:
    """Return `#rrggbb` of channels from 0 to 1."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, channel)) * 255):02x}" for channel in (red, green, blue))


def luminance(color: str) -> float:
    """Return the relative luminance, 0 for black to 1 for white (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(color: str, ground: str, share: float) -> str:
    """Return the color laid over a ground, `share` of it from 0 to 1."""
    pairs = zip(channels(color), channels(ground), strict=True)
    red, green, blue = (top * share + below * (1 - share) for top, below in pairs)
    return hexadecimal(red, green, blue)


def moved(color: str, lightness: float) -> str:
    """Return the color with its HLS lightness moved, from -1 to 1."""
    hue, light, saturation = colorsys.rgb_to_hls(*channels(color))
    return hexadecimal(*colorsys.hls_to_rgb(hue, max(0.0, min(1.0, light + lightness)), saturation))


def readable(color: str, grounds: tuple[str, ...], *, step: float) -> str:
    """Return the color moved lighter (step > 0) or darker (step < 0) just so far that it reads on every ground."""
    shade, move = color, 0.0
    while min(contrast(shade, ground) for ground in grounds) < READABLE and abs(move) < 1:
        move += step
        shade = moved(color, move)
    return shade


def scheme(color: str, grounds: tuple[str, ...], *, soft: float, step: float) -> Shades:
    """Return the shades on these grounds; the last ground is the card, over which the soft shade is laid."""
    brand = readable(color, grounds, step=step)
    brand_soft = mix(brand, grounds[-1], soft)
    brand = readable(brand, (*grounds, brand_soft), step=step)
    on_brand = max("#ffffff", "#14191d", key=lambda text: contrast(text, brand))
    return Shades(
        brand=brand,
        brand_strong=readable(moved(brand, step * 15), (on_brand,), step=step),
        brand_soft=brand_soft,
        on_brand=on_brand,
    )


def palette(color: str) -> Palette:
    """Return the shades made of a community's color, `#rrggbb`."""
    return DESIGNED.get(color.lower()) or Palette(
        light=scheme(color.lower(), LIGHT_GROUNDS, soft=0.11, step=-STEP),
        dark=scheme(color.lower(), DARK_GROUNDS, soft=0.16, step=STEP),
    )


def declarations(shades: Shades) -> str:
    """Return the custom properties of a scheme, as the style sheets name them, with Bootstrap's triples."""
    lines = [f"  --{name.replace('_', '-')}: {value};" for name, value in asdict(shades).items()]
    for name, value in (
        ("primary", shades.brand),
        ("link-color", shades.brand),
        ("link-hover-color", shades.brand_strong),
    ):
        lines.append(f"  --bs-{name}-rgb: {', '.join(str(round(channel * 255)) for channel in channels(value))};")
    return "\n".join(lines)


def style_sheet(color: str) -> str:
    """Return the style sheet of a community's color."""
    shades = palette(color)
    return (
        f":root {{\n{declarations(shades.light)}\n}}\n\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root {{\n{declarations(shades.dark)}\n}}\n}}\n"
    )


def version(color: str) -> str:
    """Return the version of a color's style sheet: it changes with the color and with this rule."""
    return hashlib.sha256(style_sheet(color).encode()).hexdigest()[:12]
