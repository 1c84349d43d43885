"""Employers named in returns: the team says whom a name means, once for all, and may change its mind."""

from datetime import date

import pytest
from django.test import Client

from community.models import Community, User
from directory.models import Organization
from providers import employer_names, filing
from providers.graduates import Graduate
from providers.models import EmployerName, Outcome, Return
from tests import make
from tests.make import NOW
from tests.providers import returning

pytestmark = pytest.mark.django_db
QUEUE = "/workspace/returns/employers/"


@pytest.fixture
def owed(rivertown: Community) -> Return:
    return returning.owed(rivertown, name="Code School")


@pytest.fixture
def named(owed: Return) -> EmployerName:
    """A name in a return that nobody knows."""
    job = {"status": "1A", "started_on": date(2026, 5, 4), "employer_name": "ACME Health Inc."}
    rows = [Graduate(reference=f"G-{number}", graduated_on=date(2026, 3, 14), **job) for number in (1, 2)]  # type: ignore[arg-type]
    filing.submit(owed, filing.Filed(rows=rows), by=returning.clerk(owed), at=NOW)
    return EmployerName.objects.get()


@pytest.fixture
def acme(rivertown: Community) -> Organization:
    return make.organization(rivertown, name="Acme Health", town="Rivertown")


def employers() -> set[int | None]:
    return set(Outcome.objects.values_list("employer", flat=True))


def test_today_leads_to_the_names_and_one_button_says_whom_one_means(
    coordinators_browser: Client, named: EmployerName, acme: Organization
) -> None:
    assert QUEUE in coordinators_browser.get("/workspace/").text
    page = coordinators_browser.get(QUEUE).text
    assert "“ACME Health Inc.”" in page and "2 placements of Code School" in page and "Acme Health" in page
    answer = coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": str(acme.pk)}, follow=True).text
    assert "2 placements know their employer by it" in answer and "Every name is known" in answer
    assert employers() == {acme.pk}
    assert "Acme Health" in coordinators_browser.get(f"{QUEUE}?state=said").text


def test_a_name_may_mean_a_new_organization_or_none(
    coordinators_browser: Client, named: EmployerName, owed: Return
) -> None:
    assert "Nobody in the directory is called like it." in coordinators_browser.get(QUEUE).text
    coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": "nobody"})
    named.refresh_from_db()
    assert named.said_at and employers() == {None}
    coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": "new"})
    made = Organization.objects.get(name="ACME Health Inc.")
    assert employers() == {made.pk}


def test_another_is_found_by_search_and_placements_follow_a_change_of_mind(
    coordinators_browser: Client, coordinator: User, named: EmployerName, acme: Organization, rivertown: Community
) -> None:
    other = make.organization(rivertown, name="Beta Clinics")
    employer_names.settle(named, acme, by=coordinator, at=NOW)
    Outcome.objects.filter(row=2).update(is_confirmed=True)
    page = coordinators_browser.get(f"{QUEUE}{named.pk}/?q=beta").text
    assert "Beta Clinics" in page and "the placements follow" in page
    coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": str(other.pk)})
    assert list(Outcome.objects.order_by("row").values_list("employer", flat=True)) == [other.pk, acme.pk]


@pytest.mark.parametrize("choice", ["", "x", "9" * 30, "12345"])
def test_what_is_no_organization_is_not_kept(coordinators_browser: Client, named: EmployerName, choice: str) -> None:
    page = coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": choice}, follow=True).text
    assert "Choose one of the organizations." in page
    named.refresh_from_db()
    assert named.said_at is None


def test_another_communitys_names_and_organizations_are_nowhere(
    coordinators_browser: Client, named: EmployerName, lakeside: Community
) -> None:
    theirs = EmployerName.objects.create(community=lakeside, name="zeta", spellings=["Zeta"])
    far = make.organization(lakeside, name="Zeta")
    assert "Zeta" not in coordinators_browser.get(QUEUE).text
    assert coordinators_browser.get(f"{QUEUE}{theirs.pk}/").status_code == 404
    coordinators_browser.post(f"{QUEUE}{named.pk}/", {"choice": str(far.pk)})
    assert employers() == {None}
