"""The public demand page and its data: the same numbers, from the threshold on, for everybody."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from community.models import Community
from employers.models import Ask, Commitment, SkillAlias
from tests import make
from tests.reports.pages import checked

pytestmark = pytest.mark.django_db
BUILT = 9  # community, three of the version, asks, aliases, counts
KEPT = 4  # community, three of the version


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
    with django_assert_num_queries(BUILT):
        first = client.get("/demand/").content
    with django_assert_num_queries(KEPT):
        assert client.get("/demand/").content == first


@pytest.mark.parametrize(
    "change",
    [
        lambda at: Ask.objects.filter(openings=2).update(openings=5),
        lambda at: Ask.objects.filter(openings=2).update(skills=["COBOL"]),
        lambda at: Ask.objects.filter(openings=2).update(horizon=Ask.Horizon.TWO_YEARS),
        lambda at: Ask.objects.filter(openings=2)[0].delete(),
        lambda at: Commitment.objects.filter(community=at).update(state=Commitment.State.WITHDRAWN, ended_at=make.NOW),
        lambda at: SkillAlias.objects.create(community=at, written="sql", name="Structured queries"),
        lambda at: asking(at, 1),
        lambda at: Community.objects.filter(pk=at.pk).update(demand_min_employers=4),
    ],
)
def test_what_is_no_longer_true_is_built_again(
    rivertown: Community, client: Client, change: Callable[[Community], object]
) -> None:
    asking(rivertown)
    page, tag = client.get("/demand/").content, client.get("/demand.json")["ETag"]
    change(rivertown)
    assert client.get("/demand/").content != page
    assert client.get("/demand.json", headers={"If-None-Match": tag}).status_code == 200


def test_another_communitys_asks_change_nothing(rivertown: Community, lakeside: Community, client: Client) -> None:
    asking(rivertown)
    tag = client.get("/demand.json")["ETag"]
    asking(lakeside)
    assert client.get("/demand.json", headers={"If-None-Match": tag}).status_code == 304


def test_every_public_page_leads_there(rivertown: Community, client: Client) -> None:
    assert client.get("/").text.count('href="/demand/"') >= 2
