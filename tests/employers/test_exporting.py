"""The pipeline as a file."""

from datetime import date

from django.test import Client

from community.models import Community
from employers.exporting import EMPLOYERS
from employers.stages import Stage
from tests import make
from tests.directory.test_exporting import read_csv, read_xlsx

PLACE = "/workspace/employers/export"


def test_employers_are_kept_as_the_table_shows_them(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    make.employer(
        rivertown,
        name="Acme",
        stage=Stage.CONTACTED,
        next_step="=Call",
        next_step_on=date(2026, 12, 1),
        sector="health",
    )
    make.employer(rivertown, name="Borealis")
    make.employer(lakeside, name="Afar", stage=Stage.CONTACTED)
    (row,) = read_csv(coordinators_browser.get(f"{PLACE}.csv?stage=contacted"))
    assert list(row) == list(EMPLOYERS)
    expected = {
        "Name": "Acme",
        "Stage": "Contacted",
        "Next step": "'=Call",
        "Next step by": "2026-12-01",
        "Sector": "Health care",
    }
    assert expected.items() <= row.items()
    rows = read_xlsx(coordinators_browser.get(f"{PLACE}.xlsx?sort=next"))
    assert [row[0] for row in rows] == ["Name", "Acme", "Borealis"]


def test_the_list_offers_itself_as_a_file_with_its_filters(coordinators_browser: Client, rivertown: Community) -> None:
    make.employer(rivertown, name="Acme", stage=Stage.CONTACTED)
    page = coordinators_browser.get("/workspace/employers/?stage=contacted&as=board").content.decode()
    assert f'href="{PLACE}.csv?stage=contacted"' in page
    assert f'href="{PLACE}.xlsx?stage=contacted"' in page
