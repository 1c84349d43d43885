"""Returns by spreadsheet: taken, looked at, put into the draft, undone; nothing is kept that names people."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import Workbook

from community.models import Community, User
from directory.reading.tables import CannotRead
from providers import drafting, uploading
from providers.models import Return, ReturnDraft, ReturnUpload, SheetMemory
from tests.conftest import signed_in
from tests.directory.spreadsheets import workbook
from tests.make import NOW
from tests.providers import returning

pytestmark = pytest.mark.django_db

TABLE = """Person ID,Exit date,Exit status,Placement date,Company,Hourly wage at hire
G-1,2026-03-14,1A,2026-05-04,Acme,22.50
G-2,2026-03-14,3A,,,
G-3,someday,3A,,,
"""


@pytest.fixture
def owed(rivertown: Community) -> Return:
    return returning.owed(rivertown, name="Code School")


@pytest.fixture
def clerk(owed: Return) -> User:
    return returning.clerk(owed)


@pytest.fixture
def desk(clerk: User) -> Client:
    return signed_in(clerk)


def begin(owed: Return, content: str | bytes, *, by: User, name: str = "people.csv") -> ReturnUpload:
    content = content.encode() if isinstance(content, str) else content
    return uploading.begin(owed, name=name, content=content, by=by, at=NOW)


def commit(upload: ReturnUpload, *, by: User, **said: Any) -> ReturnUpload:
    return uploading.commit(upload, mark=uploading.seen(upload), by=by, at=NOW)


def typed_in(owed: Return) -> list[str]:
    return [f"{row['reference']} {row['status']}" for _place, row in drafting.draft_of(owed).filled]


# --- Verbs --------------------------------------------------------------------------------------


def test_good_rows_come_into_the_draft_and_the_rows_of_the_file_are_gone(owed: Return, clerk: User) -> None:
    done = commit(begin(owed, TABLE, by=clerk), by=clerk)
    assert typed_in(owed) == ["G-1 1A", "G-2 3A"]
    assert (done.words, drafting.draft_of(owed).method) == ("2 graduates new, 0 changed", "file")
    done.refresh_from_db()
    assert done.rows == []
    assert done.rejected == [
        [
            "G-3",
            "someday",
            "3A",
            "",
            "",
            "",
            4,
            "Graduated on: This is no day that we can read. Write it like 2026-03-14.",
        ]
    ]
    with pytest.raises(uploading.CannotUpload):
        uploading.commit(done, mark=uploading.seen(done), by=clerk, at=NOW)


def test_the_database_keeps_no_rows_of_what_is_done_and_looks_at_one_at_a_time(owed: Return, clerk: User) -> None:
    upload = begin(owed, TABLE, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnUpload.objects.filter(pk=upload.pk).update(state="done", done_at=NOW)
    again = begin(owed, TABLE, by=clerk, name="again.csv")
    assert [one.pk for one in owed.uploads.all()] == [again.pk]


def test_undoing_brings_the_draft_back_but_for_what_was_changed_since(owed: Return, clerk: User) -> None:
    drafting.fill(owed, [returning.typed("G-2", town="Rivertown", status="4")], method="form", by=clerk, at=NOW)
    done = commit(begin(owed, TABLE, by=clerk), by=clerk)
    draft = drafting.draft_of(owed)
    assert typed_in(owed) == ["G-2 3A", "G-1 1A"] and draft.rows[0]["town"] == "Rivertown"
    rows = [draft.rows[0], {**draft.rows[1], "town": "Millbrook"}]
    drafting.save(owed, rows, page=1, seen=draft.version, by=clerk, at=NOW)
    assert uploading.undo(done, by=clerk, at=NOW) == 1
    assert typed_in(owed) == ["G-2 4", "G-1 1A"]
    assert not ReturnUpload.objects.exists()
    with pytest.raises(uploading.CannotUpload):
        uploading.undo(done, by=clerk, at=NOW)


def test_undoing_the_only_one_leaves_no_draft(owed: Return, clerk: User) -> None:
    uploading.undo(commit(begin(owed, TABLE, by=clerk), by=clerk), by=clerk, at=NOW)
    assert not ReturnDraft.objects.exists()


def test_a_file_after_a_version_was_filed_is_a_correction_of_it(owed: Return, clerk: User) -> None:
    commit(begin(owed, TABLE, by=clerk), by=clerk)
    draft = drafting.draft_of(owed)
    draft = drafting.say_numbers(owed, enrollments="5", excepted="", seen=draft.version, by=clerk, at=NOW)
    drafting.file(owed, seen=draft.version, why="", by=clerk, at=NOW)
    assert not ReturnUpload.objects.exists(), "what is filed needs no trace"
    upload = begin(
        owed, TABLE.replace("someday", "2026-04-01").replace("G-2,2026-03-14,3A", "G-2,2026-03-14,3B"), by=clerk
    )
    counts = uploading.sifted(upload, today=NOW.date()).counts
    assert (counts["new"], counts["changed"], counts["same"]) == (1, 1, 1)
    commit(upload, by=clerk)
    draft = drafting.draft_of(owed)
    assert (typed_in(owed), draft.enrollments) == (["G-1 1A", "G-2 3B", "G-3 3A"], "5")


def test_what_changed_since_the_page_was_shown_is_not_put_in_unseen(owed: Return, clerk: User) -> None:
    upload = begin(owed, TABLE, by=clerk)
    mark = uploading.seen(upload)
    drafting.fill(owed, [returning.typed("G-9")], method="form", by=clerk, at=NOW)
    with pytest.raises(uploading.CannotUpload, match="Something changed"):
        uploading.commit(upload, mark=mark, by=clerk, at=NOW)
    assert typed_in(owed) == ["G-9 3A"]


def test_nothing_that_names_people_is_ever_written(owed: Return, clerk: User) -> None:
    table = (
        "Person ID,SSN,Student,Where,Exit date,Exit status,Company\n"
        "G-1,123-45-6789,Jane Doe,jo@acme.example,2026-03-14,3A,\n"
        "G-2,987-65-4321,John Roe,al@acme.example,2026-03-14,2B,call jo@acme.example\n"
        "G-3,987-65-4322,Mary Poe,mo@acme.example,2026-03-14,2B,Acme\n"
        "G-4,987-65-4323,Lisa Loe,li@acme.example,2026-03-14,2B,Acme\n"
    )
    upload = begin(owed, table, by=clerk)
    kept = str(list(ReturnUpload.objects.values()))
    for canary in ("123-45", "Jane", "John", "acme.example"):
        assert canary not in kept
    assert upload.headings == ["Person ID", "Exit date", "Exit status", "Company"]
    assert upload.refused == {"SSN": "ssn", "Student": "name", "Where": "email"}
    assert upload.removed == 1
    found = uploading.sifted(upload, today=NOW.date())
    assert (found.counts["new"], found.counts["rejected"]) == (3, 1)
    [row] = uploading.handed_back(upload, found)
    assert row[3] == "(taken out)"
    with pytest.raises(CannotRead, match="names people"):
        begin(owed, "Name,E-mail\nJane Doe,jo@acme.example\nJohn Roe,al@acme.example\n", by=clerk)


def test_what_columns_and_words_mean_is_remembered_by_provider(owed: Return, clerk: User, rivertown: Community) -> None:
    table = "Key,Day,How,Code\nG-1,2026-03-14,Landed,W1\nG-2,2026-03-14,Landed,X2\n"
    upload = uploading.name_columns(begin(owed, table, by=clerk), ["reference", "graduated_on", "status", "program"])
    choices = uploading.choices_of(upload)
    uploading.say(upload, uploading.replace(choices, statuses={"landed": "3A"}, programs=frozenset({"w1"})))
    again = uploading.choices_of(begin(owed, table, by=clerk))
    assert again.meanings == ("reference", "graduated_on", "status", "program")
    assert (again.statuses, again.programs) == ({"landed": "3A"}, frozenset({"w1"}))
    other = returning.owed(rivertown, name="Other School")
    assert uploading.choices_of(begin(other, table, by=clerk)).meanings == ("", "", "", "")
    assert SheetMemory.objects.count() == 6


def test_what_nobody_went_on_with_is_forgotten_after_a_week(owed: Return, clerk: User) -> None:
    begin(owed, TABLE, by=clerk)
    assert uploading.forget(at=NOW + timedelta(days=6)) == 0
    assert uploading.forget(at=NOW + timedelta(days=8)) == 1


# --- Pages --------------------------------------------------------------------------------------


def send(desk: Client, owed: Return, content: bytes | str, name: str = "people.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return desk.post(f"/desk/returns/{owed.pk}/upload/", {"file": SimpleUploadedFile(name, content)})


def test_a_return_is_sent_by_spreadsheet_with_every_step_on_a_page(desk: Client, owed: Return) -> None:
    here = f"/desk/returns/{owed.pk}/"
    assert f"{here}upload/" in desk.get(here).text
    guide = desk.get(f"{here}upload/").text
    assert f"{here}upload/template.xlsx" in guide and "What the columns hold" in guide
    table = "Key,Ended,Exit status\nG-1,14/3/2026,Completed\nG-2,3/4/2026,Looking for work\n"
    assert send(desk, owed, table).headers["Location"] == f"{here}upload/columns/"
    page = desk.post(f"{here}upload/columns/", {"column_0": "", "column_1": "", "column_2": "status"}).text
    assert "Say which column holds a reference" in page
    chosen = {"column_0": "reference", "column_1": "graduated_on", "column_2": "status"}
    assert desk.post(f"{here}upload/columns/", chosen).headers["Location"] == f"{here}upload/check/"
    page = desk.get(f"{here}upload/check/").text
    assert "one row has the day before the month" in page and "“Looking for work” in one row means" in page
    assert "We do not know this word yet" in page
    form = desk.get(f"{here}upload/check/").context["form"]
    proposed = {field.name: field.value() for field in form.questions}
    assert proposed == {"order-graduated_on": "dmy", "word-0": "placed", "word-1": "3A"}
    desk.post(f"{here}upload/check/", proposed)
    shown = desk.get(f"{here}upload/check/")
    assert shown.context["counts"]["new"] == 2 and not shown.context["groups"]
    done = desk.post(f"{here}upload/commit/", {"mark": shown.context["mark"]}, follow=True).text
    assert "2 graduates new" in done and "people.csv" in done
    upload = owed.uploads.get()
    assert "Undone" in desk.post(f"{here}uploads/{upload.pk}/undo/", follow=True).text
    assert not ReturnDraft.objects.exists()


def test_our_table_filled_in_comes_in_without_a_question(desk: Client, owed: Return) -> None:
    here = f"/desk/returns/{owed.pk}/upload/"
    for form in ("csv", "xlsx"):
        content = desk.get(f"{here}template.{form}").getvalue()
        assert send(desk, owed, content, f"table.{form}").headers["Location"] == f"{here}check/"
        page = desk.get(f"{here}check/")
        assert page.context["counts"] | {"new": 2, "rejected": 0} == page.context["counts"]
        assert not page.context["form"].questions
        desk.post(f"{here}put-away/")
        assert not ReturnUpload.objects.exists()


def test_rejected_rows_come_back_as_a_table_that_runs_no_formula(desk: Client, owed: Return) -> None:
    send(desk, owed, "ID,Exit date,Status\n=1+1,never,3A\n@x,2026-03-14,3A\n")
    upload = owed.uploads.get()
    found = desk.get(f"/desk/returns/{owed.pk}/uploads/{upload.pk}/rejected.csv")
    lines = list(csv.reader(io.StringIO(found.getvalue().decode("utf-8-sig"))))
    assert lines[0] == ["ID", "Exit date", "Status", "Row", "Why it was rejected"]
    assert lines[1][0] == "'=1+1" and lines[1][3] == "2" and "Graduated on" in lines[1][4]


def test_a_workbook_is_read_from_the_sheet_that_knows_most(desk: Client, owed: Return) -> None:
    rows = [["ID", "Exit date", "Status"], ["G-1", NOW.replace(month=3, day=14).date(), "3A"]]
    send(desk, owed, workbook(rows, title="2026"), "people.xlsx")
    assert owed.uploads.get().sheet == "2026"
    assert desk.get(f"/desk/returns/{owed.pk}/upload/check/").context["counts"]["new"] == 1


def test_another_sheet_of_a_workbook_is_read_where_it_is_named(desk: Client, owed: Return) -> None:
    book = Workbook()
    for name in ("Q1", "Q2"):
        page = book.create_sheet(name)
        page.append(["ID", "Exit date", "Status"])
        page.append([f"G-{name}", "2026-03-14", "3A"])
    here = f"/desk/returns/{owed.pk}/upload/"
    for where, says in (("Q2", ""), ("Q3", "There is no sheet")):
        file = SimpleUploadedFile("people.xlsx", workbook([], book=book))
        assert says in desk.post(here, {"file": file, "where": where}).text
    assert owed.uploads.get().rows[0][1][0] == "G-Q2"


def test_pages_without_a_file_lead_back_to_choosing_one(desk: Client, owed: Return) -> None:
    here = f"/desk/returns/{owed.pk}/upload/"
    for step in ("columns/", "check/"):
        assert desk.get(f"{here}{step}").headers["Location"] == here
    assert desk.post(f"{here}commit/").headers["Location"] == f"/desk/returns/{owed.pk}/"
    assert desk.post(f"{here}put-away/").headers["Location"] == f"/desk/returns/{owed.pk}/"


def test_nobody_elses_desk_reaches_a_file(desk: Client, owed: Return, rivertown: Community) -> None:
    other = returning.owed(rivertown, name="Other School")
    upload = begin(other, TABLE, by=returning.clerk(other))
    assert desk.get(f"/desk/returns/{other.pk}/upload/check/").status_code == 404
    for pk in (owed.pk, other.pk):
        assert desk.get(f"/desk/returns/{pk}/uploads/{upload.pk}/rejected.csv").status_code == 404
        assert desk.post(f"/desk/returns/{pk}/uploads/{upload.pk}/undo/").status_code == 404
