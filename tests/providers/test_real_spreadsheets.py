"""Spreadsheets as providers really have them come in; what is none, or means harm, is refused and leaves nothing."""

import csv
import io
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from community.models import Community, User
from providers import drafting, uploading
from providers.models import Return, ReturnUpload
from tests.community.attached import PDF, WORKBOOK, picture, zipped
from tests.conftest import signed_in
from tests.directory.spreadsheets import workbook
from tests.make import NOW
from tests.providers import returning

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(rivertown: Community) -> Return:
    return returning.owed(rivertown, name="Code School")


@pytest.fixture
def clerk(owed: Return) -> User:
    return returning.clerk(owed)


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def send(desk: Client, owed: Return, content: bytes | str, name: str = "people.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return desk.post(f"/desk/returns/{owed.pk}/upload/", {"file": SimpleUploadedFile(name, content)})


def go_through(desk: Client, owed: Return, answers: dict[str, Any] | None = None) -> dict[str, int]:
    """Take the columns as guessed and the ways as proposed, put the good rows in, and return the counts."""
    here = f"/desk/returns/{owed.pk}/upload/"
    page = desk.get(f"{here}columns/")
    desk.post(f"{here}columns/", {field.name: field.value() for field in page.context["form"]})
    page = desk.get(f"{here}check/")
    proposed = {field.name: field.value() for field in page.context["form"].questions}
    desk.post(f"{here}check/", {name: value for name, value in (proposed | (answers or {})).items() if value})
    page = desk.get(f"{here}check/")
    desk.post(f"{here}commit/", {"mark": page.context["mark"]})
    counts: dict[str, int] = page.context["counts"]
    return counts


# --- As they come -------------------------------------------------------------------------------

QUARTERLY = """Quarterly Training Report - Q1/Q2 2026,,,,,,,,
,,,,,,,,
Person ID,Training Start Date,Training End Date,Exit Status,Placement Date,Company,Title,Hourly Wage at Hire,Hours/Week
10421,09/02/2025,02/27/2026,Completed,04/06/2026,"Acme, Inc.",Web Developer,$24.50,40
10422,09/02/2025,02/27/2026,Completed,,,,,
10423,09/02/2025,01/16/2026,Withdrew,,,,,
10424,09/02/2025,02/27/2026,Completed - Employed Full Time,03/16/2026,Granite Health,Help Desk Technician II,21,37.5
10425,09/02/2025,02/27/2026,Completed,05/04/2026,Fernhill Foods,Computer User Support Specialists,19.75,
10426,09/02/2025,12/19/2025,Completed,02/02/2026,Acme Inc,Web Developer,22,40
"""


def test_a_quarterly_table_with_titles_above_and_words_of_its_own(desk: Client, owed: Return) -> None:
    assert send(desk, owed, QUARTERLY).headers["Location"].endswith("/columns/")
    upload = owed.uploads.get()
    meanings = uploading.choices_of(upload).meanings
    assert meanings == (
        "reference", "", "graduated_on", "status", "started_on", "employer_name", "occupation", "base_pay",
        "hours_per_week",
    )  # fmt: skip
    counts = go_through(desk, owed)
    assert (counts["new"], counts["left"], counts["rejected"]) == (4, 1, 1), "one is of the half-year before"
    rows = {row["reference"]: row for _place, row in drafting.draft_of(owed).filled}
    assert rows["10421"] == {
        "reference": "10421",
        "graduated_on": "2026-02-27",
        "status": "1A",
        "started_on": "2026-04-06",
        "employer_name": "Acme, Inc.",
        "occupation": "15-1254",
        "base_pay": "24.50",
        "pay_unit": "hour",
        "hours_per_week": "40",
    }
    assert rows["10422"]["status"] == "4" and rows["10425"]["occupation"] == "15-1232"
    assert "occupation" not in rows["10424"] and rows["10424"]["status"] == "1A"


STATE = """PROGRAM_CODE|UNIQUE_INDIVIDUAL_IDENTIFIER|EXIT_DATE|EXIT_REASON
WD-100|A001|20260313|Entered unsubsidized employment, part time
WD-100|A002|20260313|Seeking employment
WD-100|A003|20260630|Health/Medical
HD-200|A004|20260313|Seeking employment
WD-100|A005|20260229|Lost contact
WD-100|A006|20260313|Lost contact
"""


def test_a_table_of_the_state_with_program_codes_and_days_without_signs(desk: Client, owed: Return) -> None:
    assert send(desk, owed, STATE, "wioa.txt").headers["Location"].endswith("/check/"), "every column is known"
    page = desk.get(f"/desk/returns/{owed.pk}/upload/check/").text
    assert "The file holds several programs" in page
    counts = go_through(desk, owed, {"programs": ["wd-100"]})
    assert (counts["new"], counts["left"], counts["rejected"]) == (3, 1, 2)
    statuses = {row["reference"]: row["status"] for _place, row in drafting.draft_of(owed).filled}
    assert statuses == {"A002": "3A", "A003": "3B", "A006": "4"}, "a job has to say when it began"
    send(desk, owed, STATE)
    again = desk.get(f"/desk/returns/{owed.pk}/upload/check/")
    assert again.context["counts"]["same"] == 3, "what was said of the words and the program is remembered"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_come_whole_in_every_encoding(desk: Client, owed: Return, encoding: str) -> None:
    table = "ID;Exit date;Status;Placement date;Company\r\nG-1;2026-03-13;1A;2026-04-01;Café Zürich\r\n"
    send(desk, owed, table.encode(encoding))
    counts = go_through(desk, owed)
    assert counts["new"] == 1
    [(_place, row)] = drafting.draft_of(owed).filled
    assert row["employer_name"] == "Café Zürich"


def test_formulas_are_text_and_come_back_as_text(desk: Client, owed: Return) -> None:
    table = (
        'ID,Exit date,Status,Placement date,Company\nG-1,2026-03-13,1A,2026-04-01,"=HYPERLINK(""http://x.example"")"\n'
    )
    send(desk, owed, table)
    go_through(desk, owed)
    [(_place, row)] = drafting.draft_of(owed).filled
    assert row["employer_name"].startswith("=HYPERLINK"), "kept as it was typed"
    send(desk, owed, "ID,Exit date,Status,Company\n+1,never,3A,=1+1\n")
    found = desk.get(f"/desk/returns/{owed.pk}/uploads/{owed.uploads.get(state='looking').pk}/rejected.csv")
    cells = [cell for line in csv.reader(io.StringIO(found.getvalue().decode("utf-8-sig"))) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


# --- What is refused ----------------------------------------------------------------------------

GOOD = "ID,Exit date,Status\nG-1,2026-03-13,3A\n"
BOMB = WORKBOOK | {f"xl/worksheets/sheet{number}.xml": b"0" for number in range(2_001)}
BAD: dict[str, tuple[str, Any, str]] = {
    "HTML named CSV": ("a.csv", b"<!doctype html><table><tr><td>ID</td></tr></table>", "no spreadsheet"),
    "HTML named XLSX": ("a.xlsx", b"  \n<html><script>alert(1)</script></html>", "no spreadsheet"),
    "SVG named CSV": ("a.csv", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "no spreadsheet"),
    "SVG named PDF": ("a.pdf", b'<?xml version="1.0"?><svg/>', "no spreadsheet"),
    "a PDF": ("a.csv", PDF, "no spreadsheet"),
    "a picture": ("a.csv", picture(), "no spreadsheet"),
    "a macro workbook": ("a.xlsm", workbook([["ID"], ["G-1"]]), "macros"),
    "a macro workbook named XLSX": ("a.xlsx", zipped(WORKBOOK | {"xl/vbaProject.bin": b"x"}), "macros"),
    "an old workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "before 2007"),
    "a zip of something else": ("a.xlsx", zipped({"../../etc/passwd": b"root"}), "no XLSX workbook"),
    "a broken zip": ("a.xlsx", b"PK\x03\x04 and no more", "cannot be read"),
    "NUL": ("a.csv", b"ID,Exit date,Status\nG-1,2026\x00,3A\n", "NUL"),
    "an unclosed quote": ("a.csv", b'ID,Exit date,Status\nG-1,"2026-03-13,3A\n', "never closed"),
    "nothing": ("a.csv", b"", "empty"),
    "headings alone": ("a.csv", b"ID,Exit date,Status\n", "no rows below"),
    "no headings": ("a.csv", b"1,2,3\n4,5,6\n", "no row of headings"),
    "200,000 rows": ("a.csv", ("ID,Exit date,Status\n" + "G,2026-03-13,3A\n" * 200_000).encode(), "more than 20,000"),
    "too many columns": ("a.csv", (",".join(["ID"] * 80) + "\n" + ",".join("1" * 80) + "\n").encode(), "60 columns"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_table_is_refused_in_words_and_leaves_nothing(desk: Client, owed: Return, what: str) -> None:
    drafting.fill(owed, [returning.typed("G-9")], method="form", by=returning.clerk(owed), at=NOW)
    send(desk, owed, GOOD)
    name, content, says = BAD[what]
    begun = time.monotonic()
    page = send(desk, owed, content, name)
    assert page.status_code == 200 and says in page.text, page.text[-3000:]
    assert 'id="id_file_error"' in page.text
    assert time.monotonic() - begun < 20
    assert [upload.file_name for upload in owed.uploads.all()] == ["people.csv"], "what was begun stays"
    assert len(drafting.draft_of(owed).filled) == 1, "and so does the draft"


def test_a_bomb_is_refused_before_it_is_unpacked(desk: Client, owed: Return) -> None:
    assert "larger than 300 MB" in send(desk, owed, zipped(BOMB), "a.xlsx").text
    assert not ReturnUpload.objects.exists()


def test_500_megabytes_are_refused_from_the_head_of_the_request(desk: Client, owed: Return) -> None:
    here = f"/desk/returns/{owed.pk}/upload/"
    for size in (500 * 1024 * 1024, 11 * 1024 * 1024 + 1):
        answer = desk.generic("POST", here, b"", "multipart/form-data; boundary=b", CONTENT_LENGTH=str(size))
        assert answer.status_code == 413 and "larger than 11 megabytes" in answer.text
    page = send(desk, owed, b"ID,Exit date,Status\n" + b"x" * (10 * 1024 * 1024))
    assert "larger than 10 MB" in page.text
    assert not ReturnUpload.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("C:\\people\\..\\graduates.csv", "graduates.csv"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
        ("a\u202ecsv.exe\x07.csv", "acsv.exe.csv"),
        ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
    ],
)
def test_names_lead_nowhere_and_run_nothing(owed: Return, clerk: User, name: str, shown: str) -> None:
    upload = uploading.begin(owed, name=name, content=GOOD.encode(), by=clerk, at=NOW)
    assert upload.file_name == shown
    page = signed_in(clerk).get(f"/desk/returns/{owed.pk}/upload/check/").text
    assert "<img src=x" not in page


def test_twenty_thousand_graduates_are_looked_through_in_seconds(owed: Return, clerk: User) -> None:
    rows = "".join(f"G-{number},2026-03-13,1A,2026-04-01,Acme,22.50,40\n" for number in range(20_000))
    heads = "ID,Exit date,Status,Placement date,Company,Hourly wage,Hours\n"
    begun = time.monotonic()
    upload = uploading.begin(owed, name="a.csv", content=(heads + rows).encode(), by=clerk, at=NOW)
    done = uploading.commit(upload, mark=uploading.seen(upload), by=clerk, at=NOW + timedelta(minutes=1))
    assert done.counts["new"] == 20_000
    assert time.monotonic() - begun < 60
