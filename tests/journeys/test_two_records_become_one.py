"""A coordinator finds two records of one organization, merges them, parts them again, and says what is not the same."""

import pytest
from django.utils import timezone

from community import jobs
from community.models import Community, User
from directory import timeline
from directory.models import Organization
from tests import make
from tests.journeys.conftest import Open
from tests.journeys.test_an_employer_signs import sign_in


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_two_records_become_one_and_two_again(
    transactional_db: None, rivertown: Community, coordinator: User, open_browser: Open, size: str
) -> None:
    now = timezone.now()
    acme = make.organization(rivertown, name="Acme Health", town="Rivertown", phone="555 0142")
    again = make.organization(
        rivertown, name="Acme Health, Inc.", town="", phone="555-0142", website="https://a.example"
    )
    jo, twice = make.person(rivertown, name="Jo Park"), make.person(rivertown, name="Park, Jo", email="")
    for somebody in (jo, twice):
        make.affiliation(somebody, acme)
    timeline.record("note", community=rivertown, organization=acme, by=coordinator, at=now, text="Met at the fair.")
    timeline.record("note", community=rivertown, organization=again, by=coordinator, at=now, text="They hire in May.")

    dana = open_browser(size)
    sign_in(dana, coordinator, rivertown)
    page = dana.go("/workspace/duplicates/")
    dana.press("Look for duplicates")
    jobs.tick(clock=timezone.now)
    dana.go("/workspace/duplicates/")
    assert page.get_by_text("same name, same phone 555 0142").is_visible()

    dana.press("Merge Acme Health and Acme Health, Inc.")
    assert page.get_by_role("heading", name="Merge Acme Health, Inc. into Acme Health?").is_visible()
    assert page.get_by_text("To Acme Health move 1 line of the timeline").is_visible()
    page.get_by_role("row", name="Name").get_by_role("radio").last.check()
    dana.press("Merge them")
    assert page.get_by_role("heading", name="Acme Health, Inc.", exact=True).is_visible()
    assert page.get_by_text("Met at the fair.").is_visible()
    assert page.get_by_text("They hire in May.").is_visible()
    assert Organization.objects.get().website == "https://a.example"

    dana.press("See what moved")
    dana.press("Undo the merge")
    assert page.get_by_text("They are two records.").is_visible()
    assert set(Organization.objects.values_list("name", "website")) == {
        ("Acme Health", ""),
        ("Acme Health, Inc.", "https://a.example"),
    }
    dana.go(again.get_absolute_url())
    assert page.get_by_text("They hire in May.").is_visible()

    dana.go("/workspace/duplicates/")
    dana.press("Acme Health and Acme Health, Inc. are not the same")
    assert page.get_by_text("It is remembered.").is_visible()
    dana.press("Look again")
    jobs.tick(clock=timezone.now)
    dana.go("/workspace/duplicates/")
    assert page.get_by_role("heading", name="No two organizations look alike").is_visible()
    assert page.get_by_role("button", name="Ask again about Acme Health").is_visible()

    dana.press("1 pair of people")
    assert page.get_by_text("same name, both at Acme Health").is_visible()
    dana.press("Merge Jo Park and Park, Jo")
    dana.press("Merge them")
    assert page.get_by_role("heading", name="Jo Park").is_visible()
