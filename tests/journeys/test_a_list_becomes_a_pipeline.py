"""Last year's list: chosen, its columns named, its problems seen, imported, found in the pipeline, and undone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from community.models import Community, User
from tests.directory.spreadsheets import run_jobs
from tests.journeys.conftest import Open

LIST = (
    "Our contacts;;;;;\r\n"
    "Company;City;Industry;Web;Contact;E-mail\r\n"
    "Café Zürich;Rivertown;Hospitality;cafezurich.example;Zoë Lind;zoe@cafezurich.example\r\n"
    "Cedar Freight;Millbrook;Logistics;cedarfreight.example;Omar Reyes;omar@cedarfreight.example\r\n"
    "Cedar Freight Inc.;Millbrook;Logistics;;Priya Shah;priya@cedarfreight.example\r\n"
    "Dogwood Media;Rivertown;Alchemy;dogwood example;;\r\n"
    ";Millbrook;;;Kai Novak;kai@novak\r\n"
)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_messy_list_goes_all_the_way_into_the_pipeline_and_out_again(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open, tmp_path: Path, size: str
) -> None:
    from django.test import Client

    session = Client()
    session.force_login(coordinator)
    dana = open_browser(size)
    dana.context.add_cookies([{"name": "session", "value": session.cookies["session"].value, "url": dana.portal}])
    file = tmp_path / "last year.csv"
    file.write_bytes(LIST.encode("cp1252"))
    page = dana.go("/workspace/organizations/")
    dana.press("Import")
    page.locator("#id_file").set_input_files(file)
    dana.press("Look into it")
    expect(page.get_by_label("Encoding")).to_have_value("cp1252")
    expect(page.get_by_label("Between the cells")).to_have_value("semicolon")
    expect(page.get_by_label("What “City” means")).to_have_value("town")
    expect(page.get_by_text("Café Zürich")).to_be_visible()
    dana.press("Check all rows")
    run_jobs()
    dana.go(page.url)
    expect(page.get_by_text("We know no such sector")).to_be_visible()
    expect(page.get_by_text("This is no address of the web")).to_be_visible()
    expect(page.get_by_text("Row 6 “Alchemy”")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep them as CSV with the reasons").click()
    rejected = kept.value.path().read_text("utf-8-sig").splitlines()
    assert rejected[0].endswith("Row,Why it was rejected")
    assert len(rejected) == 3
    dana.press("Import 2 new and update 1")
    run_jobs()
    dana.go(page.url)
    expect(page.get_by_role("heading", name="2 organizations added, 3 people added")).to_be_visible()
    batch = page.url
    dana.press("Open the pipeline")
    expect(page.get_by_role("link", name="Cedar Freight")).to_be_visible()
    expect(page.get_by_role("link", name="Café Zürich")).to_be_visible()
    dana.go(batch)
    dana.press("Undo this import")
    dana.press("Undo the import")
    run_jobs()
    dana.go(batch)
    expect(page.get_by_text("is gone again")).to_be_visible()
    dana.go("/workspace/employers/")
    expect(page.get_by_text("Cedar Freight")).to_have_count(0)
