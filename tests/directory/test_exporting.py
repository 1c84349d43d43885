"""Lists as files: what the list shows, all of it, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from community.models import Community, User
from directory import exporting, spreadsheets
from directory.models import Alliance, Organization, Person, Tag, Task, Tie
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
        "Town": "Rivertown",
        "Title": "CIO",
        "There since": None,
        "Source": None,
    }


def test_alliances_are_kept_with_a_line_for_each_member(coordinators_browser: Client, rivertown: Community) -> None:
    ann = make.person(rivertown, name="Ann", email="ann@chamber.example")
    chamber = make.alliance(rivertown, name="Chamber", contact=ann, agreed_to="Name five employers")
    make.affiliation(ann, chamber.organization, title="Director")
    make.ally(chamber, make.organization(rivertown, name="Borealis"), since=date(2026, 1, 2))
    make.ally(chamber, make.organization(rivertown, name="Acme"))
    make.ally(chamber, make.organization(rivertown, name="Gone"), until=date(2026, 1, 2))
    make.alliance(rivertown, name="Alone", kind="other")
    rows = read_csv(coordinators_browser.get("/workspace/alliances/export.csv"))
    assert [(row["Alliance"], row["Member"], row["Member since"]) for row in rows] == [
        ("Alone", "", ""),
        ("Chamber", "Acme", ""),
        ("Chamber", "Borealis", "2026-01-02"),
    ]
    assert (rows[1]["What it is"], rows[1]["Contact name"], rows[1]["Contact title"]) == (
        "Chamber of commerce",
        "Ann",
        "Director",
    )


def test_ties_are_kept_with_who_says_so_and_narrowed_as_people_are(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    jo, al, bo = (make.person(rivertown, name=name, email=f"{name.lower()}@x.example") for name in ("Jo", "Al", "Bo"))
    make.affiliation(jo, make.organization(rivertown, name="Acme"))
    make.tie(jo, al, words="Sat on a board", said_by=coordinator)
    make.tie(bo, al, said_by=coordinator, said_by_person=bo, kind="friend", strength=3)
    make.tie(jo, bo, until=date(2026, 1, 2))
    rows = read_csv(coordinators_browser.get("/workspace/ties/export.csv"))
    assert [(row["Name"], row["Knows"], row["Said by"]) for row in rows] == [
        ("Jo", "Al", "dana@rivertown.example"),
        ("Bo", "Al", "bo@x.example"),
    ]
    assert (rows[0]["Organization"], rows[0]["In words"], rows[1]["How well"]) == (
        "Acme",
        "Sat on a board",
        "They would do each other a favor",
    )
    assert [row["Name"] for row in read_csv(coordinators_browser.get("/workspace/ties/export.csv?q=jo"))] == ["Jo"]


def test_tasks_are_kept_ones_own_or_all(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown, name="Acme")
    late = make.NOW.replace(hour=2)  # the day before by the clock of the community
    Task.objects.create(community=rivertown, title="Done", done_at=late)
    Task.objects.create(community=rivertown, title="Call", organization=acme, owner=coordinator)
    rows = read_csv(coordinators_browser.get("/workspace/tasks/export.csv"))
    assert [(row["To do"], row["Organization"], row["Done on"]) for row in rows] == [
        ("Call", "Acme", ""),
        ("Done", "", "2026-11-21"),
    ]
    assert [row["To do"] for row in read_csv(coordinators_browser.get("/workspace/tasks/export.csv?of=me"))] == ["Call"]


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
    people = list(Person.objects.of(rivertown))
    make.alliance(rivertown, contact=people[0])
    for number, person in enumerate(people):
        make.ally(make.alliance(rivertown, contact=person), Organization.objects.earliest("pk"))
        make.tie(person, make.person(rivertown), said_by_person=people[number // 2])
    with django_assert_num_queries(3):
        assert len(list(exporting.alliances(Alliance.objects.of(rivertown)))) == rows + 1
    with django_assert_num_queries(2):
        assert len(list(exporting.ties(Tie.objects.of(rivertown)))) == rows
