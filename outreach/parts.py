"""A rule: the two parts of a letter as they go over the wire, quoted printable (RFC 2045 §6.7), whole or with holes.

What stands between two holes is encoded once for all letters. A hole begins and ends with a soft line break, so that no
line is too long whatever fills it, and no line begins with a dot.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

CRLF = b"\r\n"
SOFT = b"=\r\n"
BOUNDARY = b"=_parts"  # "=_" stands in no text that is quoted printable
OPENING = b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="' + BOUNDARY + b'"\r\n\r\n'
PART = (
    b"--"
    + BOUNDARY
    + b'\r\nContent-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
)
END_OF_PART = CRLF
CLOSING = b"--" + BOUNDARY + b"--\r\n"
LONGEST_LINE = 76  # characters
LINE_END = re.compile(r"\r\n|\r|\n")


class Hole(NamedTuple):
    """A place to fill: by what, what stands there where that is empty, and how it is escaped."""

    name: str
    fallback: str
    place: str  # "words" | "address" | "block"; an address may stand in a line or be where a link leads


Pieces = tuple[str | Hole, ...]
Mold = tuple[bytes | Hole, ...]


def quoted(text: str) -> bytes:
    r"""Return a piece of text that begins at the beginning of a line.

    >>> quoted("Grüße =\n.")
    b'Gr=C3=BC=C3=9Fe =3D\r\n=2E'
    """
    # The line end in front makes all that the library adds CR LF.
    found = binascii.b2a_qp(b"\r\n" + LINE_END.sub("\r\n", text).encode(), istext=True)
    while b"\r\n." in found:
        found = found.replace(b"\r\n.", b"\r\n=2E=\r\n", 1)
    return found[2:]


def whole(text: str, html: str) -> bytes:
    """Return the body of a letter: its parts, and what stands around them."""
    return b"".join([OPENING, *part(b"plain", quoted(ended(text))), *part(b"html", quoted(ended(html))), CLOSING])


def part(subtype: bytes, content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return one part with its headers."""
    return PART % subtype, content, END_OF_PART


def ended(text: str) -> str:
    """Return a text whose last line has an end."""
    return text if text.endswith("\n") else text + "\n"


def mold(pieces: Pieces) -> Mold:
    """Return a text with holes, what stands between them encoded; the first and the last of its pieces are words."""
    last = len(pieces) - 1
    found: list[bytes | Hole] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, Hole):
            found.append(piece)
            continue
        content = quoted(ended(piece) if index == last else piece)
        if index < last and content and not content.endswith(CRLF):
            content = broken(content)
        found.append(content)
    return tuple(found)


def poured(text: Mold, html: Mold, words: Mapping[Hole, str], rich: Mapping[Hole, str]) -> bytes:
    """Return the body of a letter from its molds and what fills the holes of each."""
    plain, other = b"".join(filled(text, words)), b"".join(filled(html, rich))
    return b"".join([OPENING, *part(b"plain", plain), *part(b"html", other), CLOSING])


def filled(pieces: Mold, values: Mapping[Hole, str]) -> Sequence[bytes]:
    """Return the pieces with the holes filled."""
    encoded = {hole: broken(quoted(value)) for hole, value in values.items()}
    return [encoded[piece] if isinstance(piece, Hole) else piece for piece in pieces]


def broken(content: bytes) -> bytes:
    """Return encoded words with a soft line break behind them, for which their last line may have no room."""
    if len(content) - (content.rfind(b"\n") + 1) < LONGEST_LINE:
        return content + SOFT
    return content[:-1] + SOFT + (b"=2E" if content.endswith(b".") else content[-1:]) + SOFT
