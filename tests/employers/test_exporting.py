"""The pipeline as a file."""

from datetime import date

from django.test import Client

from community.models import Community, User
from employers.exporting import EMPLOYERS
from employers.models import Advocate, Ask, Need, Referral, ReferralLink
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


def test_what_employers_need_ask_for_and_signed_is_kept(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    signed = make.active(rivertown, organization_name="Acme as typed", signed_at=make.NOW)
    acme = signed.employer
    assert acme
    jo = make.person(rivertown, name="Jo", email="jo@acme.example")
    Need.objects.create(employer=acme, words="A wage subsidy", noted_on=make.NOW.date(), noted_by=coordinator)
    Need.objects.create(
        employer=acme, words="Met", noted_on=make.NOW.date(), addressed_on=make.NOW.date(), done="Told them"
    )
    Ask.objects.create(
        employer=acme, occupation="15-1254", openings=2, skills=["CSS", "=HTML"], valid_until=date(2199, 1, 1)
    )
    Ask.objects.create(employer=acme, occupation="15-1232", valid_until=date(2001, 1, 1))
    Advocate.objects.create(employer=acme, person=jo, why="Hires by skills", named_at=make.NOW)
    link = ReferralLink.objects.create(community=rivertown, employer=acme, person=jo)
    Referral.objects.create(community=rivertown, link=link, road="desk", name="Borealis", at=make.NOW)

    def rows_of(place: str) -> list[dict[str, str]]:
        return read_csv(coordinators_browser.get(f"/workspace/{place}"))

    assert [row["Need"] for row in rows_of("needs/export.csv")] == ["A wage subsidy"]
    assert [row["What was done"] for row in rows_of("needs/export.csv?state=addressed")] == ["Told them"]
    (role,) = rows_of("skills/export.csv")
    assert (role["Occupation"], role["SOC 2018"], role["Openings"]) == ("Web Developers", "15-1254", "2")
    assert role["Skills"] == "CSS, =HTML"
    (advocate,) = rows_of("advocates/export.csv")
    assert (advocate["Name"], advocate["May be named since"], advocate["May be called since"]) == (
        "Jo",
        "2026-11-22",
        "",
    )
    (referral,) = rows_of("referrals/export.csv")
    assert (referral["Organization"], referral["How"], referral["Who said so"]) == (
        "Borealis",
        "From their desk",
        "Jo",
    )
    (signature,) = rows_of("sign-ups/history/export.csv?state=active")
    assert (signature["Organization"], signature["State"]) == ("Acme as typed", "Active")
    assert rows_of("sign-ups/history/export.csv?q=borealis") == []
    for place in ("needs", "skills", "advocates", "referrals", "sign-ups/history"):
        assert read_xlsx(coordinators_browser.get(f"/workspace/{place}/export.xlsx"))
