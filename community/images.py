"""A rule: pictures that people upload are drawn anew before anybody sees them; nothing of the file is kept."""

import io
import warnings
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 25_000_000  # of the upload: some 100 MB while it is read


class CannotRead(Exception):
    """The file cannot be used as a picture; the message says why."""


def clean_png(file: IO[bytes], *, max_side: int, max_bytes: int = MAX_BYTES) -> bytes:
    """Return the picture as a plain PNG, no side longer than `max_side` pixels, without metadata.

    What counts is what the file holds, not what it is called. Raises CannotRead for anything but a whole
    PNG, JPEG, WebP or GIF of a sane size.
    """
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise CannotRead(
            _("The picture is larger than %(size)d MB. Make it smaller and try again.")
            % {"size": max_bytes // 1024 // 1024}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise CannotRead(_("The picture has too many pixels. Make it smaller and try again."))
            drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise CannotRead(_("The picture has too many pixels. Make it smaller and try again.")) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as reason:
        raise CannotRead(
            _("This file is not a picture that we can read. Choose a PNG, JPEG, WebP or GIF file.")
        ) from reason
    drawn.thumbnail((max_side, max_side))
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, format="PNG", optimize=True)
    return out.getvalue()
