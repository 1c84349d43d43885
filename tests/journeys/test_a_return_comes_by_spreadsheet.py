"""A quarterly export with errors: looked into, read as proposed, put in, undone, put in again, and filed."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from community.models import Community
from providers.models import Outcome
from tests.conftest import signed_in
from tests.journeys.conftest import Open
from tests.providers import returning

TABLE = (
    "Person ID,SSN,Training End,Exit Status,Placement Date,Company,Hourly Wage at Hire,Hours\n"
    "P-1,123-45-6789,27/2/2026,Completed,6/4/2026,Acme,$24.50,40\n"
    "P-2,123-45-6780,27/2/2026,Completed,,,,\n"
    "P-3,123-45-6781,27/2/2026,Withdrew,,,,\n"
    "P-4,123-45-6782,45/2/2026,Unemployed,,,,\n"
)


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_an_export_with_errors_becomes_a_filed_return(
    transactional_db: None, rivertown: Community, open_browser: Open, tmp_path: Path, size: str, scheme: str
) -> None:
    owed = returning.owed(rivertown, name="Code School")
    session = signed_in(returning.clerk(owed))
    sam = open_browser(size, scheme)
    sam.context.add_cookies([{"name": "session", "value": session.cookies["session"].value, "url": sam.portal}])
    file = tmp_path / "quarter.csv"
    file.write_text(TABLE)
    page = sam.go(f"/desk/returns/{owed.pk}/")
    sam.press("Send a spreadsheet")
    page.locator("#id_file").set_input_files(file)
    sam.press("Look into it")
    expect(page.get_by_text("It looks like social security numbers")).to_be_visible()
    expect(page.get_by_text("Row 2 “27/2/2026”")).to_be_visible()
    sam.press("Read it so")
    expect(page.get_by_text("There is no such day")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep them as CSV with the reasons").click()
    assert "6781" not in kept.value.path().read_text("utf-8-sig")
    sam.press("Put the good rows into the draft")
    expect(page.get_by_text("2 graduates new").first).to_be_visible()
    sam.press("Undo")
    expect(page.get_by_text("the draft is as it was before")).to_be_visible()
    sam.press("Send a spreadsheet")
    page.locator("#id_file").set_input_files(file)
    sam.press("Look into it")
    expect(page.get_by_text("What is wrong, by column")).to_be_visible()
    sam.press("Read it so")
    sam.press("Put the good rows into the draft")
    sam.press("Check and send")
    sam.press("Send 2 graduates")
    expect(page.get_by_text("The return is filed.")).to_be_visible()
    assert list(Outcome.objects.order_by("row").values_list("reference", "status")) == [("P-1", "1A"), ("P-2", "4")]
    assert not owed.uploads.exists()
