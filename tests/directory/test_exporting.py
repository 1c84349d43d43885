"""Lists as files: what the list shows, all of it, and nothing that a spreadsheet would run."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from directory import exporting, spreadsheets
from directory.models import Organization, Tag
from tests import make
from tests.conftest import signed_in

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"]


def body(answer: Any) -> bytes:
    assert answer.streaming
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def read_csv(answer: Any) -> list[dict[str, str]]:
    """Return the rows of a CSV answer by their heads."""
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"), newline="")))


def read_xlsx(answer: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a workbook, heads first."""
    return list(load_workbook(io.BytesIO(body(answer)), read_only=True).worksheets[0].values)


@given(st.one_of(st.text(), st.sampled_from(FORMULAS)))
def test_what_is_quoted_is_no_formula_and_is_read_as_it_was(text: str) -> None:
    cell = spreadsheets.quoted(text)
    assert not cell.startswith(spreadsheets.BEGIN_FORMULAS)
    assert spreadsheets.unquoted(cell) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_sheet_holds_text_and_no_formula(text: str) -> None:
    content = b"".join(spreadsheets.as_xlsx(["Name"], [[text]], title="List"))
    cell = load_workbook(io.BytesIO(content)).active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).strip() == text.strip()


def test_a_sheet_leaves_out_what_no_sheet_can_hold() -> None:
    content = b"".join(spreadsheets.as_xlsx(["Name"], [["a\x0bb"], ["x" * 40_000]], title="List"))
    values = [row[0] for row in load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values]
    assert values[1] == "ab"
    assert len(values[2]) == spreadsheets.LONGEST_CELL


def test_a_list_is_written_line_by_line() -> None:
    def endless() -> Any:
        yield ["Acme"]
        raise AssertionError("read ahead")

    lines = spreadsheets.as_csv(["Name"], endless())
    assert next(lines) == b"\xef\xbb\xbfName\r\n"
    assert next(lines) == b"Acme\r\n"


def acme(rivertown: Community, coordinator: User) -> Organization:
    """Make an organization of which everything is known."""
    organization = make.organization(
        rivertown,
        name="=Acme",
        sector="health",
        size_band="10-49",
        phone="+1 555 0100",
        website="https://acme.example",
        owner=coordinator,
        source="fair",
    )
    make.domain(organization, "acme.example")
    organization.tags.add(*(Tag.objects.create(community=rivertown, name=name) for name in ("b", "a")))
    person = make.person(rivertown, name="Jo Park", email="jo@acme.example", phone="555 1")
    make.affiliation(person, organization, title="CIO")
    return organization


def test_organizations_are_kept_with_all_that_an_import_reads(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    acme(rivertown, coordinator)
    (row,) = read_csv(coordinators_browser.get("/workspace/organizations/export.csv"))
    assert row == {
        "Name": "'=Acme",
        "Domain": "acme.example",
        "Website": "https://acme.example",
        "Town": "Rivertown",
        "Sector": "Health care",
        "Size": "10–49 people",
        "Phone": "'+1 555 0100",
        "Tags": "a, b",
        "Owner e-mail": "dana@rivertown.example",
        "Source": "fair",
        "Contact name": "Jo Park",
        "Contact e-mail": "jo@acme.example",
        "Contact title": "CIO",
        "Contact phone": "555 1",
    }
    heads, first = read_xlsx(coordinators_browser.get("/workspace/organizations/export.xlsx"))
    assert list(heads) == list(exporting.ORGANIZATIONS)
    assert first[0] == "=Acme"


def test_a_file_holds_what_the_list_found_and_nothing_of_another_community(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    for name, sector in (("Acme", "health"), ("Borealis", "finance"), ("Aachen", "health")):
        make.organization(rivertown, name=name, sector=sector)
    make.organization(lakeside, name="Afar", sector="health")
    make.person(lakeside, name="Fay")
    make.person(rivertown, name="Jo")
    assert [row["Name"] for row in read_csv(coordinators_browser.get("/workspace/organizations/export.csv?q=a"))]
    rows = read_csv(coordinators_browser.get("/workspace/organizations/export.csv?sector=health"))
    assert [row["Name"] for row in rows] == ["Aachen", "Acme"]
    assert [row["Name"] for row in read_csv(coordinators_browser.get("/workspace/people/export.csv"))] == ["Jo"]
    assert read_csv(coordinators_browser.get("/workspace/people/export.csv?q=nobody")) == []


def test_people_are_kept_with_where_they_work(coordinators_browser: Client, rivertown: Community) -> None:
    person = make.person(rivertown, name="Jo Park", email="jo@acme.example")
    make.affiliation(person, make.organization(rivertown, name="Acme"), title="CIO")
    heads, row = read_xlsx(coordinators_browser.get("/workspace/people/export.xlsx"))
    assert dict(zip(heads, row, strict=True)) | {"Phone": None, "Source": None} == {
        "Name": "Jo Park",
        "E-mail": "jo@acme.example",
        "Phone": None,
        "Organization": "Acme",
        "Title": "CIO",
        "Source": None,
    }


def test_files_are_for_keeping_and_never_cached(coordinators_browser: Client, rivertown: Community) -> None:
    answer = coordinators_browser.get("/workspace/organizations/export.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="organizations-')
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]


def test_who_does_not_see_the_list_gets_no_file(reviewer: User) -> None:
    assert signed_in(reviewer).get("/workspace/people/export.csv").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_the_questions_of_a_file_do_not_grow_with_its_rows(
    rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _number in range(rows):
        make.affiliation(make.person(rivertown), make.organization(rivertown))
    with django_assert_num_queries(4):
        assert len(list(exporting.organizations(Organization.objects.of(rivertown)))) == rows
