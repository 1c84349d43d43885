"""A rule: which files are spreadsheets at all, how each is read, and where its headings stand."""

import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.reading import sheets, texts
from directory.reading.tables import MAX_BYTES, CannotRead, Headings, Row, headings_of

OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # how files begin that are something else
MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)  # a web page, or a drawing
NO_SPREADSHEET = gettext_lazy("This is no spreadsheet. Choose a file that ends in .csv or .xlsx.")


def look_into(content: bytes, *, most: int = MAX_BYTES) -> dict[str, Any]:
    """Return how a file is read: its form, and its encoding and delimiter; raises CannotRead. `most` is in bytes."""
    if not content:
        raise CannotRead(_("The file is empty. Choose another."))
    if len(content) > most:
        raise CannotRead(
            _("The file is larger than %(size)d MB. Split it, or save it as XLSX.") % {"size": most // 1024 // 1024}
        )
    if content.startswith(sheets.OLD):
        raise CannotRead(_("This is a workbook of before 2007, or one with a password. Save it as XLSX without one."))
    if content.startswith(sheets.ZIP):
        return {"form": "xlsx"}
    if content.startswith(OTHERS):
        raise CannotRead(str(NO_SPREADSHEET))
    encoding = texts.encoding_of(content)
    text = texts.decoded(content, encoding).removeprefix("\ufeff")
    if MARKUP.match(text):
        raise CannotRead(str(NO_SPREADSHEET))
    return {"form": "csv", "encoding": encoding, "delimiter": texts.delimiter_of(text)}


def rows_in(file: IO[bytes], reading: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of a file as it is read."""
    if reading["form"] == "xlsx":
        return sheets.rows_of(sheets.opened(file), reading["sheet"])
    file.seek(0)
    text = texts.decoded(file.read(), reading["encoding"]).removeprefix("\ufeff")
    return texts.rows_of(text, reading["delimiter"])


def read(
    file: IO[bytes], reading: dict[str, Any], *, known: frozenset[str], weight: Callable[[list[str]], int]
) -> Headings:
    """Return the headings of a file; of a workbook, of the sheet that is named, else of the one that weighs most.

    `known` are folded words that headings may be; `weight` says how well headings fit.
    """
    if reading["form"] != "xlsx":
        return headings_of(rows_in(file, reading), known)
    sheets.refuse_bombs(file)
    book = sheets.opened(file)
    if "sheet" not in reading:
        reading["sheets"] = sheets.names_of(book)
        reading["sheet"] = best_sheet(book, reading["sheets"], known, weight)
    if reading["sheet"] in book.sheetnames:
        sheets.refuse_traps(file, book, reading["sheet"])
    return headings_of(sheets.rows_of(book, reading["sheet"]), known)


def best_sheet(book: Any, names: list[str], known: frozenset[str], weight: Callable[[list[str]], int]) -> str:
    """Return the sheet whose headings weigh most, else the first."""

    def of(name: str) -> int:
        try:
            return weight(headings_of(sheets.rows_of(book, name), known).names)
        except CannotRead:
            return -1

    return max(names[:20], key=of)
