"""Spreadsheets of every make are read, and what cannot be read is refused in words."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from directory.importing.batches import read
from directory.reading import columns, holding, texts
from directory.reading.opening import look_into, rows_in
from directory.reading.tables import CannotRead
from tests.directory.spreadsheets import workbook

TABLE = "Name;Town\r\nCafé Zürich;Ohio\r\n"


def looked(content: bytes) -> tuple[dict[str, object], list[tuple[int, list[str]]]]:
    """Return how a file is read, and its rows."""
    reading = look_into(content)
    read(io.BytesIO(content), reading)
    return reading, list(rows_in(io.BytesIO(content), reading))


@pytest.mark.parametrize(
    ("python", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_told_apart(python: str, found: str) -> None:
    reading, rows = looked(TABLE.encode(python))
    assert (reading["encoding"], reading["delimiter"]) == (found, ";")
    assert rows == [(1, ["Name", "Town"]), (2, ["Café Zürich", "Ohio"])]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_told_apart(sign: str) -> None:
    content = f'Name{sign}Town\n"Acme{sign} Inc, or; so"{sign}Ohio\n'.encode()
    reading, rows = looked(content)
    assert reading["delimiter"] == sign
    assert rows[1] == (2, [f"Acme{sign} Inc, or; so", "Ohio"])


def test_the_line_that_excel_writes_for_itself_is_passed_over() -> None:
    _reading, rows = looked(b"sep=;\nName;Town\nAcme;Ohio\n")
    assert rows == [(2, ["Name", "Town"]), (3, ["Acme", "Ohio"])]


def test_carriage_returns_alone_end_rows_and_breaks_in_cells_do_not() -> None:
    assert looked(b"Name,Town\rAcme,Ohio\rBorealis,Ohio\r")[1][2] == (3, ["Borealis", "Ohio"])
    assert looked(b'Name,Town\n"Acme\nInc",Ohio\nB,C\n')[1][2] == (3, ["B", "C"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "empty"),
        (b"Name,Town\n", "no rows below"),
        (b"Acme,jo@acme.example\nB,al@b.example\n", "no row of headings"),
        (b"Name,Town\nAc\x00me,Ohio\n", "NUL"),
        (b'Name,Town\n"Acme,Ohio\nB,C\n', "opens in row 2 is never closed"),
        (b'Name,Town\n"Acme"x,Ohio\n', "In row 2 a quotation mark"),
        (b'Name,Town\nAcme,"' + b"x" * 140_000 + b'"\n', "Row 2 has a cell of more than 130,000"),
        (b"\xd0\xcf\x11\xe0 old", "before 2007"),
        (b"%PDF-1.4", "no spreadsheet"),
        (b"Name," + b"x," * 70 + b"y\nAcme\n", "more than 60 columns"),
        (b"PK\x03\x04 nonsense", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, says: str) -> None:
    with pytest.raises(CannotRead, match=says):
        looked(content)


def test_a_title_above_the_headings_is_passed_over() -> None:
    content = b"Our employers in 2025\n\nCompany,City\nAcme,Ohio\n"
    found = read(io.BytesIO(content), look_into(content))
    assert (found.number, found.names, found.examples) == (3, ["Company", "City"], [["Acme", "Ohio"]])


def test_the_sheet_with_our_headings_is_chosen() -> None:
    book = Workbook()
    book.active.append(["Figures", 12])
    book.active.append(["More", 13])
    sheet = book.create_sheet("Employers")
    sheet.append(["Company", "City", "Employees"])
    sheet.append(["Acme", "Ohio", 120.0])
    hidden = book.create_sheet("Hidden")
    hidden.sheet_state = "hidden"
    content = workbook([], book=book)
    reading, rows = looked(content)
    assert reading["sheets"] == ["Sheet", "Employers"]
    assert reading["sheet"] == "Employers"
    assert rows[1] == (2, ["Acme", "Ohio", "120"])


def test_merged_cells_and_formulas_without_a_value_are_refused() -> None:
    book = Workbook()
    for row in (["Name", "Town"], ["Acme", "Ohio"], ["=A2", "Ohio"]):
        book.active.append(row)
    with pytest.raises(CannotRead, match=r"formulas without a value \(A3\)"):
        looked(workbook([], book=book))
    book.active["A3"] = "Borealis"
    book.active.merge_cells("A2:A3")
    with pytest.raises(CannotRead, match=r"merged \(A2:A3\)"):
        looked(workbook([], book=book))


def test_of_a_formula_its_value_is_read() -> None:
    plain = workbook([["Name", "Town"], ["Acme", "Ohio"], ["Borealis", "Ohio"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                before = content[content.index(b'<c r="A3"') :].split(b"</c>")[0] + b"</c>"
                content = content.replace(before, b'<c r="A3" t="str"><f>A2&amp;"!"</f><v>Acme!</v></c>')
            new.writestr(part, content)
    assert looked(changed.getvalue())[1][2] == (3, ["Acme!", "Ohio"])


def test_bombs_are_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<x/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _megabyte in range(301):
                part.write(b"0" * 1024 * 1024)
    with pytest.raises(CannotRead, match="larger than 300 MB"):
        looked(file.getvalue())


def test_entities_are_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(CannotRead, match="cannot be read"):
        looked(file.getvalue())


def test_a_zip_of_something_else_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", b"<x/>")
    with pytest.raises(CannotRead, match="no XLSX"):
        looked(file.getvalue())


def test_columns_are_guessed_once_each_and_what_was_chosen_goes_first() -> None:
    heads = ["Company Name", "E-Mail", "Mail", "City", "Reasons", "First name"]
    targets = holding.SHEETS["organizations"].targets
    assert columns.guess(heads, {}, targets) == ["name", "contact_email", "", "town", "", "contact_first"]
    assert columns.guess(heads, {"mail": "contact_email", "city": ""}, targets) == [
        "name",
        "",
        "contact_email",
        "",
        "",
        "contact_first",
    ]


def test_what_is_not_in_the_encoding_that_was_chosen_is_said() -> None:
    with pytest.raises(CannotRead, match="cannot be read as UTF-8"):
        texts.decoded("é".encode("cp1252"), "utf-8")
