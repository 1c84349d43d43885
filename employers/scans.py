"""A rule: what may be a scan of signed paper, by its content; images are drawn anew, PDF is kept as it came."""

from typing import IO

from community import images

MAX_BYTES = 4 * 1024 * 1024  # what comes in; the whole request may have a little more
MAX_SIDE = 2400  # pixels, enough to read a letter page
PDF, PNG = "application/pdf", "image/png"
ENDINGS = {PDF: "pdf", PNG: "png"}
TAIL = 2048  # bytes in which a whole PDF says that it ends


class CannotRead(Exception):
    """The file is no scan that we keep; the message says why."""


def clean(file: IO[bytes]) -> bytes:
    """Return what is kept of an uploaded scan: a PDF as it is, a picture as a new PNG without what was hidden in it.

    Raises CannotRead for anything else, whatever its name says.
    """
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if not content:
        raise CannotRead("The file is empty. Scan the paper once more.")
    if len(content) > MAX_BYTES:
        raise CannotRead("The file is larger than 4 MB. Scan it in gray, or at 200 dots per inch.")
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-TAIL:]:
            raise CannotRead("This PDF was cut short. Save or scan it once more.")
        return content
    file.seek(0)
    try:
        return images.clean_png(file, max_side=MAX_SIDE, max_bytes=MAX_BYTES)
    except images.CannotRead as reason:
        raise CannotRead(
            "This is no PDF, PNG or JPEG that we can read, or it has too many pixels. Scan it at 200 dots per inch."
        ) from reason


def kind_of(head: bytes) -> str:
    """Return the content type of a kept scan, read off its first bytes."""
    return PDF if head.startswith(b"%PDF-") else PNG
