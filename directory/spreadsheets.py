"""A rule: how a table is written as a spreadsheet, so that no cell of it is ever taken for a formula.

CSV is UTF-8 with a byte order mark, as Excel wants it; a cell that would begin a formula gets an apostrophe before it,
which our own reader takes off again. XLSX marks such a cell as text, and shows no apostrophe.
"""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
QUOTE = "'"
NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")  # what no workbook can hold, beside control characters
LONGEST_CELL = 32_767  # characters; Excel calls a file with more of them broken
LONGEST_TITLE = 31  # characters of the name of a sheet
IN_MEMORY = 1024 * 1024  # bytes; what is larger waits on the disk
BLOCK = 64 * 1024  # bytes sent at once

Row = Sequence[Any]


class Line:
    """What the csv module takes for a file: it keeps the last line alone."""

    def write(self, text: str) -> str:
        """Hand the line back."""
        return text


def quoted(value: Any) -> str:
    """Return a cell of CSV: text, with an apostrophe before what would begin a formula.

    >>> quoted("=1+1")
    "'=1+1"

    A text that has such an apostrophe of its own gets another, so that reading is the exact opposite of writing.
    """
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return f"{QUOTE}{text}" if text.lstrip(QUOTE).startswith(BEGIN_FORMULAS) else text


def unquoted(text: str) -> str:
    """Return what a cell said before it was quoted."""
    is_quoted = text.startswith(QUOTE) and text.lstrip(QUOTE).startswith(BEGIN_FORMULAS)
    return text[1:] if is_quoted else text


def as_csv(heads: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table as CSV, line by line."""
    writer: Any = csv.writer(Line())
    yield b"\xef\xbb\xbf" + writer.writerow([quoted(head) for head in heads]).encode()
    for row in rows:
        yield writer.writerow([quoted(value) for value in row]).encode()


def as_xlsx(heads: Row, rows: Iterable[Row], *, title: str) -> Iterator[bytes]:
    """Yield a table as a workbook of one sheet, which is written to the disk and never held in memory whole."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    line = []
    for head in heads:
        cell = WriteOnlyCell(sheet, str(head))
        cell.font = bold
        line.append(cell)
    sheet.append(line)
    for row in rows:
        sheet.append([as_text(sheet, value) for value in row])
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        book.save(file)
        yield from blocks(file)


def as_text(sheet: Any, value: Any) -> Any:
    """Return a cell for a sheet; a text stays text, whatever it begins with."""
    if not isinstance(value, str):
        return value
    text = NO_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]
    if not text.startswith(BEGIN_FORMULAS):
        return text
    cell: Any = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning."""
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def written(form: str, heads: Row, rows: Iterable[Row], *, title: str) -> Iterator[bytes]:
    """Yield a table in one of the two forms."""
    return as_csv(heads, rows) if form == CSV else as_xlsx(heads, rows, title=title)
