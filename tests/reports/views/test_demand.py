"""The public demand page and its data: the same numbers, from the threshold on, for everybody."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from employers.models import Ask
from tests import make
from tests.reports.pages import checked

pytestmark = pytest.mark.django_db
QUERIES = 6  # community, asks, aliases, counts


def asking(at: Community, number: int = 3, skill: str = "SQL") -> None:
    """Let so many employers ask for web developers."""
    for _ in range(number):
        signed = make.active(at, asks={"15-1254": 2})
        Ask.objects.filter(commitment=signed).update(skills=[skill])


def test_it_says_what_is_missing_before_anybody_signed(rivertown: Community, client: Client) -> None:
    page = client.get("/demand/").text
    checked(page)
    assert "Nobody has signed yet" in page
    make.active(rivertown)
    assert "Nothing is asked for by enough employers yet" in client.get("/demand/").text


def test_it_shows_roles_and_skills_from_the_threshold_on(rivertown: Community, client: Client) -> None:
    asking(rivertown, 2)
    assert "SQL" not in client.get("/demand/").text
    assert client.get("/demand.json").json()["others"] == {"occupations": 1, "skills": 1}
    asking(rivertown, 1, skill="sql")
    page = client.get("/demand/").text
    checked(page)
    assert "Web Developers" in page
    assert "SQL" in page
    found = client.get("/demand.json").json()
    assert [(one["soc"], one["employers"], one["openings"]) for one in found["occupations"]] == [("15-1254", 3, 6)]
    assert found["skills"] == [{"name": "SQL", "employers": 3, "listed_providers": 0}]


def test_the_data_is_open_and_cheap_to_ask_again(rivertown: Community, client: Client) -> None:
    asking(rivertown)
    answer = client.get("/demand.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/demand.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    asking(rivertown, 1)
    assert client.get("/demand.json", headers={"If-None-Match": answer["ETag"]}).status_code == 200


@pytest.mark.parametrize("employers", [3, 30])
def test_it_costs_the_same_however_many_ask(
    rivertown: Community, client: Client, django_assert_num_queries: DjangoAssertNumQueries, employers: int
) -> None:
    asking(rivertown, employers)
    with django_assert_num_queries(QUERIES):
        client.get("/demand/")


def test_every_public_page_leads_there(rivertown: Community, client: Client) -> None:
    assert client.get("/").text.count('href="/demand/"') >= 2
