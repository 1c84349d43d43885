"""Pictures: drawn anew from what the file holds; everything else is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from community.images import MAX_BYTES, CannotRead, clean_png


def file(kind: str = "PNG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> io.BytesIO:
    """Return a picture in a file."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    out.seek(0)
    return out


def flood(width: int, height: int) -> io.BytesIO:
    """Return a PNG of a few bytes that claims to be huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGB"), ("GIF", "P")]
)
def test_pictures_of_every_welcome_kind_become_png(kind: str, mode: str) -> None:
    drawn = Image.open(io.BytesIO(clean_png(file(kind, mode=mode), max_side=640)))
    assert (drawn.format, drawn.size) == ("PNG", (40, 20))


def test_a_large_picture_is_made_smaller_in_proportion() -> None:
    assert Image.open(io.BytesIO(clean_png(file(size=(3000, 1000)), max_side=300))).size == (300, 100)


def test_nothing_of_the_file_is_kept_and_its_turn_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "canary: 40.71 N 74.00 W"
    png = clean_png(file("JPEG", exif=exif), max_side=640)
    assert b"canary" not in png
    drawn = Image.open(io.BytesIO(png))
    assert drawn.size == (20, 40)
    assert not drawn.getexif()
    assert not drawn.info


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        file("TIFF").getvalue(),
        file("BMP").getvalue(),
        file("JPEG").getvalue()[:200],
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(CannotRead, match="not a picture"):
        clean_png(io.BytesIO(content), max_side=640)


@pytest.mark.parametrize("size", [(6000, 6000), (60_000, 60_000), (1, 2_000_000_000)])
def test_floods_of_pixels_are_refused_before_they_are_drawn(size: tuple[int, int]) -> None:
    with pytest.raises(CannotRead, match=r"too many pixels|not a picture"):
        clean_png(flood(*size), max_side=640)


def test_a_large_file_is_refused() -> None:
    with pytest.raises(CannotRead, match="larger than 2 MB"):
        clean_png(io.BytesIO(b"\0" * (MAX_BYTES + 1)), max_side=640)
