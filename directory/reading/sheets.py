"""A rule: how workbooks (XLSX) are read: one sheet, values and no formulas; bombs and merged cells are refused."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from directory.reading.tables import MAX_COLUMNS, MAX_ROWS, SEARCHED, CannotRead, Row
from directory.spreadsheets import unquoted

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how a workbook begins, and one of before 2007 or under a password
MAX_UNPACKED = 300 * 1024 * 1024  # bytes
MAX_PARTS = 2000  # files inside
BLOCK = 1024 * 1024
OVERLAP = 200  # bytes: what is looked for may lie on the border of two blocks
MACROS = re.compile(r"vbaproject|macrosheets", re.IGNORECASE)
MERGED = re.compile(rb'<mergeCell ref="([A-Z0-9:]{1,30})"')
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
NAMED = 3  # cells in a message
BROKEN = gettext_lazy(
    "This workbook cannot be read. Open it in your spreadsheet program, save it as XLSX, and choose it again."
)
FAULTS = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,
    zipfile.BadZipFile,
    EOFError,
)


def refuse_bombs(file: IO[bytes]) -> None:
    """Raise CannotRead for what is no workbook, or one that would unpack to more than anybody reads."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise CannotRead(
                    _(
                        "Unpacked, this workbook is larger than %(size)d MB. Copy the rows into a new workbook, or "
                        "save the sheet as CSV."
                    )
                    % {"size": MAX_UNPACKED // 1024 // 1024}
                )
            if "xl/workbook.xml" not in packed.namelist():
                raise CannotRead(_("This is no XLSX workbook. Save the sheet as XLSX or as CSV, and choose it again."))
            if any(MACROS.search(part.filename) for part in parts):
                raise CannotRead(
                    _("This workbook holds macros. Save it as XLSX, which holds none, and choose it again.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as content:
                        if DECLARED.search(content.read(BLOCK)):
                            raise CannotRead(str(BROKEN))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as reason:
        raise CannotRead(str(BROKEN)) from reason


def opened(file: IO[bytes], *, values: bool = True) -> Any:
    """Return a workbook, read as it is asked for; raises CannotRead where it is broken."""
    file.seek(0)
    try:
        return load_workbook(file, read_only=True, data_only=values, keep_links=False)
    except (*FAULTS, InvalidFileException) as reason:
        raise CannotRead(str(BROKEN)) from reason


def names_of(book: Any) -> list[str]:
    """Return the names of the sheets that one sees."""
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not names:
        raise CannotRead(_("This workbook has no sheet with cells."))
    return names


def rows_of(book: Any, name: str) -> Iterator[Row]:
    """Yield the rows of a sheet with their numbers; raises CannotRead where the sheet is gone, or too long."""
    if name not in book.sheetnames:
        raise CannotRead(_("There is no sheet “%(name)s” in this workbook any more. Choose another.") % {"name": name})
    sheet = book[name]
    sheet.reset_dimensions()  # many programs write them wrong
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), 1):
            if number > MAX_ROWS + SEARCHED:
                raise CannotRead(
                    _(
                        "The sheet has cells below row %(row)s. Delete the rows that look empty below the table, or "
                        "split it, and choose it again."
                    )
                    % {"row": f"{MAX_ROWS + SEARCHED:,}"}
                )
            typed = [in_text(cell) for cell in cells]
            while typed and not typed[-1]:
                typed.pop()
            yield number, typed
    except FAULTS as reason:
        raise CannotRead(str(BROKEN)) from reason


def in_text(value: Any) -> str:
    """Return a value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return unquoted(str(value).strip()).strip()


def refuse_traps(file: IO[bytes], book: Any, name: str) -> None:
    """Raise CannotRead for cells that are merged, or whose formula was never worked out."""
    part = book[name]._worksheet_path.lstrip("/")  # noqa: SLF001 - nothing public says where a sheet lies
    merged: list[str] = []
    has_formulas = False
    file.seek(0)
    with zipfile.ZipFile(file) as packed, packed.open(part) as content:
        rest = b""
        while block := content.read(BLOCK):
            seen = rest + block
            merged += [match.decode() for match in MERGED.findall(seen)]
            has_formulas = has_formulas or b"<f>" in seen or b"<f " in seen or b"<f/" in seen
            rest = block[-OVERLAP:]
    if merged:
        raise CannotRead(
            _(
                "Some cells are merged (%(cells)s), so that rows cannot be told apart. Choose all cells, undo the "
                "merging, save, and choose the file again."
            )
            % {"cells": listed(list(dict.fromkeys(merged)))}
        )
    if has_formulas and (empty := unworked(file, book, name)):
        raise CannotRead(
            _(
                "There are formulas without a value (%(cells)s). Open the file in your spreadsheet program, save it "
                "there, and choose it again; or paste the values instead of the formulas."
            )
            % {"cells": listed(empty)}
        )


def unworked(file: IO[bytes], book: Any, name: str) -> list[str]:
    """Return the first cells whose formula has no value kept beside it."""
    formulas = opened(file, values=False)[name]
    formulas.reset_dimensions()
    places = [
        (cell.row, cell.column, cell.coordinate)
        for row in islice(formulas.iter_rows(max_col=MAX_COLUMNS), MAX_ROWS)
        for cell in row
        if cell.data_type == "f"
    ]
    wanted = {(row, column): name for row, column, name in places}
    values = book[name]
    values.reset_dimensions()
    found = []
    for number, cells in enumerate(values.iter_rows(values_only=True, max_col=MAX_COLUMNS), 1):
        for column, value in enumerate(cells, 1):
            if value is None and (number, column) in wanted:
                found.append(wanted[number, column])
        if len(found) > NAMED:
            break
    return found


def listed(cells: list[str]) -> str:
    """Return the first cells by name, and that there are more."""
    first = ", ".join(cells[:NAMED])
    return _("%(cells)s and more") % {"cells": first} if len(cells) > NAMED else first
