"""A rule: how CSV is read, in the encodings and with the delimiters that spreadsheets write."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from directory.reading.tables import MAX_ROWS, CannotRead, Row
from directory.spreadsheets import unquoted

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 without a byte order mark",
    "cp1252": "Windows-1252 (Western Europe)",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
NAMES = {"tab": "\t", **{name: sign for sign, name in DELIMITERS.items()}}
LOOKED_AT = 20  # lines
HEAD = 4096  # bytes
FEW = 0.3  # a share of bytes that are NUL, from which on a text is of two bytes a letter


def encoding_of(content: bytes) -> str:
    """Return the encoding of a file, a key of ENCODINGS."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:HEAD]
    if head and head[1::2].count(0) / len(head) > FEW:
        return "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(content: bytes, encoding: str) -> str:
    """Return the text of a file; raises CannotRead where it is not in this encoding, or no text at all."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as reason:
        raise CannotRead(
            _("The file cannot be read as %(encoding)s. Save it once more as “CSV UTF-8”, or as XLSX.")
            % {"encoding": ENCODINGS[encoding]}
        ) from reason
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise CannotRead(
            _("Near row %(row)d the file holds NUL, which no text holds. Save it once more as “CSV UTF-8”, or as XLSX.")
            % {"row": row}
        )
    return text


def delimiter_of(text: str) -> str:
    """Return the sign between the cells: the one that splits the first lines into the most columns alike."""
    lines = [line for line in io.StringIO(text[: HEAD * 16], newline=None).readlines()[:LOOKED_AT] if line.strip()]
    if lines and (said := lines[0].strip().lower()).startswith("sep=") and said[4:5] in DELIMITERS:
        return said[4:5]
    if lines and lines[0].lower().startswith("sep=\t"):
        return "\t"

    def weight(sign: str) -> tuple[int, int]:
        counts = sorted(len(cells) for cells in csv.reader(lines, delimiter=sign))
        usual = counts[len(counts) // 2] if counts else 1
        return (usual - 1) * sum(count == usual for count in counts), -list(DELIMITERS).index(sign)

    return max(DELIMITERS, key=weight)


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows, each with its number in a spreadsheet; raises CannotRead at the first that cannot be told."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number > MAX_ROWS + LOOKED_AT:
                raise CannotRead(
                    _("The file has more than %(most)s rows. Split it, and send the parts one by one.")
                    % {"most": f"{MAX_ROWS:,}"}
                )
            if number == 1 and cells and cells[0].lower().startswith("sep="):
                continue
            yield number, [unquoted(cell.strip()).strip() for cell in cells]
    except csv.Error as reason:
        raise CannotRead(problem_of(str(reason), number + 1)) from reason


def problem_of(reason: str, row: int) -> str:
    """Return what is wrong with a row, in words."""
    if "limit" in reason:
        return _(
            "Row %(row)d has a cell of more than 130,000 characters. Shorten it; or close the quotation mark that "
            "stands open there."
        ) % {"row": row}
    if "unexpected end" in reason:
        return _("The quotation mark that opens in row %(row)d is never closed. Close it, or remove it.") % {"row": row}
    return _("In row %(row)d a quotation mark stands in the middle of a cell. Double it, or remove it.") % {"row": row}
