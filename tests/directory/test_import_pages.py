"""The pages of an import, from the choice of a file to its undoing."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from directory.models import ImportBatch, ImportRow, Organization
from tests import make
from tests.conftest import signed_in
from tests.directory.spreadsheets import checked, imported, run_jobs, workbook

PLACE = "/workspace/import/"


def uploaded(browser: Client, content: bytes, name: str = "list.csv") -> str:
    """Choose a file, and return where that leads; nowhere if it is refused."""
    return browser.post(PLACE, {"file": SimpleUploadedFile(name, content)}).get("Location", "")


def test_a_spreadsheet_goes_all_the_way_and_back(coordinators_browser: Client) -> None:
    content = "Firm;City;Website\nCafé Acme;Ohio;acme.example\n;Ohio;\nB;Ohio;no site\n".encode("cp1252")
    columns = uploaded(coordinators_browser, content)
    page = coordinators_browser.get(columns).content.decode()
    assert "Windows-1252" in page
    assert "Café Acme" in page
    place = columns.removesuffix("columns/")
    chosen = {"column_0": "name", "column_1": "town", "column_2": "website", "source": "fair", "known": "fill"}
    coordinators_browser.post(columns, {**chosen, "is_joining": "on"})
    assert "Being checked" in coordinators_browser.get(place).content.decode()
    run_jobs()
    page = coordinators_browser.get(place).content.decode()
    assert "There is no name" in page
    assert "Row 4 “no site”" in page
    assert "Import 1 new" in page
    kept = b"".join(coordinators_browser.get(f"{place}rejected.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(kept, newline="")))
    assert rows[0] == ["Firm", "City", "Website", "Row", "Why it was rejected"]
    assert rows[2][:4] == ["B", "Ohio", "no site", "4"]
    assert rows[2][4].startswith("Website: This is no address")
    coordinators_browser.post(f"{place}commit/")
    run_jobs()
    assert "1 organization added" in coordinators_browser.get(place).content.decode()
    assert Organization.objects.get().employer
    assert "Undo this import?" in coordinators_browser.get(f"{place}undo/").content.decode()
    coordinators_browser.post(f"{place}undo/")
    run_jobs()
    assert "is gone again" in coordinators_browser.get(place).content.decode()
    assert not Organization.objects.exists()


def test_what_is_no_spreadsheet_is_said_beside_the_field(coordinators_browser: Client) -> None:
    for content, says in ((b"%PDF-1.4", "no spreadsheet"), (b"", "empty"), (b"Name\n", "no rows below")):
        page = coordinators_browser.post(PLACE, {"file": SimpleUploadedFile("x.csv", content)})
        assert says in page.content.decode()
    assert "Choose a file" in coordinators_browser.post(PLACE, {}).content.decode()
    assert not ImportBatch.objects.exists()


def test_twenty_megabytes_are_taken_here_and_nowhere_else(coordinators_browser: Client) -> None:
    large = b"Name\n" + b"x" * (6 * 1024 * 1024)
    assert coordinators_browser.post(PLACE, {"file": SimpleUploadedFile("x.csv", large)}).status_code == 200
    larger = b"x" * (22 * 1024 * 1024)
    refused = coordinators_browser.post(PLACE, {"file": SimpleUploadedFile("x.csv", larger)})
    assert refused.status_code == 413
    assert "21 megabytes" in refused.content.decode()
    assert coordinators_browser.post("/workspace/people/add/", {"f": SimpleUploadedFile("x", large)}).status_code == 413


def test_another_encoding_and_another_sheet_are_chosen(coordinators_browser: Client) -> None:
    columns = uploaded(coordinators_browser, "Name,Town\nCafé,Ohio\n".encode())
    coordinators_browser.post(
        columns.replace("columns", "reading"), {"holds": "organizations", "encoding": "cp1252", "delimiter": "comma"}
    )
    assert "CafÃ©" in coordinators_browser.get(columns).content.decode()
    coordinators_browser.post(
        columns.replace("columns", "reading"), {"holds": "organizations", "encoding": "utf-8", "delimiter": "semicolon"}
    )
    assert "Name,Town" in coordinators_browser.get(columns).content.decode()
    refused = coordinators_browser.post(columns.replace("columns", "reading"), {"encoding": "klingon"}, follow=True)
    assert "cannot be read like that" in refused.content.decode()
    columns = uploaded(coordinators_browser, workbook([["Name"], ["Acme"]], title="Employers"), "list.xlsx")
    assert "Employers" in coordinators_browser.get(columns).content.decode()
    coordinators_browser.post(columns.replace("columns", "reading"), {"sheet": "Employers", "holds": "people"})
    assert ImportBatch.objects.get(file_name="list.xlsx").holds == "people"


def test_a_meaning_is_given_once_and_a_name_is_needed(coordinators_browser: Client) -> None:
    columns = uploaded(coordinators_browser, b"Name,Town\nAcme,Ohio\n")
    chosen = {"source": "fair", "known": "fill"}
    page = coordinators_browser.post(columns, {**chosen, "column_0": "town", "column_1": "town"}).content.decode()
    assert "Two columns mean Town" in page
    assert "Say which column holds the names" in page
    assert ImportBatch.objects.get().state == "choosing"


def test_a_file_is_put_away(coordinators_browser: Client) -> None:
    columns = uploaded(coordinators_browser, b"Name,Town\nAcme,Ohio\n")
    coordinators_browser.post(columns.replace("columns", "put-away"))
    assert not ImportBatch.objects.exists()


def test_an_undo_that_cannot_be_is_explained(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    batch = imported(rivertown, "Name\nAcme\n", by=coordinator)
    ImportBatch.objects.update(done_at=timezone.now())  # the page reads the real clock, and undoes for thirty days
    make.affiliation(make.person(rivertown), Organization.objects.get())
    Organization.objects.get().tags.create(community=rivertown, name="x")
    Organization.objects.get().tasks.create(community=rivertown, title="Call")
    coordinators_browser.post(f"{PLACE}{batch.pk}/undo/")
    run_jobs()
    page = coordinators_browser.get(batch.get_absolute_url()).content.decode()
    assert "Nothing was undone" in page
    assert "Acme" in page


def test_work_that_failed_can_be_begun_again(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    batch = checked(rivertown, "Name\nAcme\n", by=coordinator)
    coordinators_browser.post(f"{PLACE}{batch.pk}/commit/")
    batch.refresh_from_db()
    batch.job.state, batch.job.outcome = "failed", "Something went wrong"
    batch.job.save()
    page = coordinators_browser.get(batch.get_absolute_url()).content.decode()
    assert "Something went wrong" in page
    assert "Undo what is in already" in page
    coordinators_browser.post(f"{PLACE}{batch.pk}/commit/")
    run_jobs()
    assert Organization.objects.get().name == "Acme"


def test_a_viewer_imports_nothing(viewer: User) -> None:
    assert signed_in(viewer).get(PLACE).status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("holds", ["organizations", "people", "alliances", "ties"])
def test_the_templates_have_the_headings_that_are_guessed_and_an_example_that_is_sound(
    coordinators_browser: Client, rivertown: Community, coordinator: User, holds: str, form: str
) -> None:
    content = b"".join(coordinators_browser.get(f"{PLACE}{holds}.{form}?filled").streaming_content)
    columns = uploaded(coordinators_browser, content, f"list.{form}")
    batch = ImportBatch.objects.get()
    assert batch.holds == holds
    assert all(batch.columns)
    assert "Check all rows" in coordinators_browser.get(columns).content.decode()
    assert checked(rivertown, content, by=coordinator).counts == {"new": 1}
    empty = b"".join(coordinators_browser.get(f"{PLACE}{holds}.{form}").streaming_content)
    assert uploaded(coordinators_browser, empty, f"list.{form}") == ""
    assert coordinators_browser.get(f"{PLACE}nonsense.{form}").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_questions_of_the_pages_do_not_grow_with_their_rows(
    coordinators_browser: Client,
    rivertown: Community,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _number in range(rows):
        batch = checked(rivertown, "Name,Town\n" + "Acme,Ohio\n,Ohio\n" * rows, by=coordinator)
    assert ImportRow.objects.filter(batch=batch).count() == 2 * rows
    coordinators_browser.get(PLACE)
    with django_assert_num_queries(7):
        coordinators_browser.get(PLACE)
    with django_assert_num_queries(9):
        coordinators_browser.get(batch.get_absolute_url())
