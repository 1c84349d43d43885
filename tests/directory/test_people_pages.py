"""Tests of the pages of people: list, detail, where they work, and who may."""

import re
from datetime import date

import pytest
from django.test import Client

from community.models import Community, User
from community.paging import SIZE
from directory.models import Affiliation, Entry, Person, Task
from tests import make
from tests.conftest import signed_in
from tests.directory.costs import cost_of

LIST = "/workspace/people/"


def rows_of(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def test_an_empty_list_says_what_to_do_first(coordinators_browser: Client) -> None:
    assert "Add the first person" in coordinators_browser.get(LIST).content.decode()


def test_people_are_listed_by_name_with_where_they_work_now(coordinators_browser: Client, rivertown: Community) -> None:
    jo = make.person(rivertown, name="émile Zed", email="ez@acme.example")
    make.person(rivertown, name="Zoë")
    make.person(rivertown, name="Al")
    make.affiliation(jo, make.organization(rivertown, name="Acme"), title="CIO")
    make.affiliation(jo, make.organization(rivertown, name="Long ago"), until=date(2020, 1, 1))
    html = coordinators_browser.get(LIST).content.decode()
    assert rows_of(html) == ["Al", "émile Zed", "Zoë"]
    assert "Acme" in html and "CIO" in html and "Long ago" not in html
    assert "3 people" in html
    assert rows_of(coordinators_browser.get(f"{LIST}?q=emile").content.decode()) == ["émile Zed"]
    assert rows_of(coordinators_browser.get(f"{LIST}?q=acme.example").content.decode()) == ["émile Zed"]
    assert "Nobody fits" in coordinators_browser.get(f"{LIST}?q=nobody").content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sector=health", ["Ada", "Ben"]),
        ("town=Millbrook", ["Ben"]),
        ("sector=health&town=Millbrook", ["Ben"]),
        ("who=desk", ["Ada"]),
        ("who=unreachable", ["Cy"]),
        ("who=nowhere", ["Cy", "Dee"]),
        ("sector=nonsense", ["Ada", "Ben", "Cy", "Dee"]),
    ],
)
def test_people_are_narrowed_by_where_they_work_and_what_is_known(
    coordinators_browser: Client, rivertown: Community, query: str, expected: list[str]
) -> None:
    clinic = make.organization(rivertown, sector="health", town="Rivertown")
    lab = make.organization(rivertown, sector="health", town="Millbrook")
    make.affiliation(make.person(rivertown, name="Ada"), clinic, has_desk=True)
    make.affiliation(make.person(rivertown, name="Ben"), lab)
    make.person(rivertown, name="Cy", email="")
    make.affiliation(make.person(rivertown, name="Dee"), lab, until=make.NOW.date())
    page = coordinators_browser.get(f"/workspace/people/?{query}")
    assert [line["name"] for line in page.context["lines"]] == expected
    assert ("left out" in page.text) is ("nonsense" in query)


def test_pages_follow_each_other_without_a_gap(coordinators_browser: Client, rivertown: Community) -> None:
    for number in range(SIZE + 5):
        make.person(rivertown, name=f"P {number:03}")
    html = coordinators_browser.get(LIST).content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following
    second = coordinators_browser.get(LIST + following[1]).content.decode()
    assert rows_of(html) + rows_of(second) == [f"P {number:03}" for number in range(SIZE + 5)]


def test_the_list_costs_the_same_however_long(coordinators_browser: Client, rivertown: Community) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            make.affiliation(make.person(rivertown), make.organization(rivertown))

    fill(1)
    total, own = cost_of(coordinators_browser, LIST)
    assert own == 4  # what waits in the menu, towns to choose from, rows, where they work
    fill(29)
    assert cost_of(coordinators_browser, LIST) == (total, own)
    fill(SIZE)
    assert cost_of(coordinators_browser, LIST) == (total + 1, own + 1)  # how many there are beyond the page


def test_the_page_costs_the_same_however_much_happened(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    jo = make.person(rivertown)

    def fill(count: int) -> None:
        for _ in range(count):
            acme = make.organization(rivertown)
            make.affiliation(jo, acme)
            Task.objects.create(community=rivertown, organization=acme, person=jo, title="Call", owner=coordinator)
            Entry.objects.create(community=rivertown, organization=acme, person=jo, verb="call", by=coordinator)

    fill(1)
    total, _own = cost_of(coordinators_browser, jo.get_absolute_url())
    fill(29)
    assert cost_of(coordinators_browser, jo.get_absolute_url())[0] == total
    assert total <= 15


def test_adding_and_editing_a_person(coordinators_browser: Client, rivertown: Community) -> None:
    coordinators_browser.post(f"{LIST}add/", {"name": "Jo Park", "email": "Jo@Acme.example", "source": "job fair"})
    jo = Person.objects.of(rivertown).get()
    assert (jo.email, jo.source) == ("jo@acme.example", "job fair")
    address = f"{LIST}{jo.pk}/change/"
    assert 'value="jo@acme.example"' in coordinators_browser.get(address).content.decode()
    coordinators_browser.post(
        address, {"name": "Jo Parker", "email": "jo@acme.example", "source": "job fair", "user": 1}
    )
    jo.refresh_from_db()
    assert (jo.name, jo.user) == ("Jo Parker", None)
    html = coordinators_browser.get(jo.get_absolute_url()).content.decode()
    assert "changed the name" in html and "job fair" in html


def test_a_taken_address_is_said_at_its_field(coordinators_browser: Client, rivertown: Community) -> None:
    make.person(rivertown, name="Al", email="al@acme.example")
    jo = make.person(rivertown)
    for address in (f"{LIST}add/", f"{LIST}{jo.pk}/change/"):
        html = coordinators_browser.post(address, {"name": "Jo", "email": "AL@acme.example"}).content.decode()
        assert "Al already has the address al@acme.example" in html
    assert Person.objects.count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {"name": ""},
        {"name": "a" * 400},
        {"name": "J\u202eo"},
        {"name": "Jo", "email": "not an address"},
        {"name": "Jo", "email": "a,b@acme.example"},
        {"name": "Jo", "email": "a@acme.example\nBcc: x@y.example"},
        {"name": "Jo", "phone": "1" * 41},
    ],
)
def test_what_cannot_be_kept_is_said(coordinators_browser: Client, data: dict[str, str]) -> None:
    html = coordinators_browser.post(f"{LIST}add/", data).content.decode()
    assert 'role="alert"' in html
    assert not Person.objects.exists()


def test_the_composer_writes_about_a_person(coordinators_browser: Client, rivertown: Community) -> None:
    jo = make.person(rivertown)
    coordinators_browser.post(f"{jo.get_absolute_url()}write/", {"kind": "call", "text": "Will sign."})
    coordinators_browser.post(f"{jo.get_absolute_url()}write/", {"kind": "task", "text": "Send the kit"})
    assert jo.entries.filter(verb="call").get().text == "Will sign."
    assert jo.tasks.get().title == "Send the kit"
    assert (
        'role="alert"'
        in coordinators_browser.post(f"{jo.get_absolute_url()}write/", {"kind": "call", "text": ""}).content.decode()
    )


def test_where_somebody_works_is_found_and_said(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    jo, acme = make.person(rivertown, name="Jo"), make.organization(rivertown, name="Acme Works")
    theirs = make.organization(lakeside, name="Acme of theirs")
    address = f"{LIST}{jo.pk}/affiliate/"
    assert "Acme Works" not in coordinators_browser.get(address).content.decode()
    html = coordinators_browser.get(f"{address}?q=acme").content.decode()
    assert "Acme Works" in html and "Acme of theirs" not in html
    assert "know no organization" in coordinators_browser.get(f"{address}?q=zzz").content.decode()
    refused = coordinators_browser.post(f"{address}?q=acme", {"organization": theirs.pk})
    assert 'role="alert"' in refused.content.decode() and not Affiliation.objects.exists()
    coordinators_browser.post(f"{address}?q=acme", {"organization": acme.pk, "title": "CIO", "since": "2026-01-01"})
    assert jo.affiliations.get().title == "CIO"


def test_somebody_leaves(coordinators_browser: Client, rivertown: Community) -> None:
    affiliation = make.affiliation(make.person(rivertown), make.organization(rivertown), since=date(2026, 1, 1))
    address = f"/workspace/affiliations/{affiliation.pk}/end/"
    assert coordinators_browser.get(address).status_code == 200
    assert affiliation.until is None
    assert "cannot leave before" in coordinators_browser.post(address, {"until": "2025-01-01"}).content.decode()
    coordinators_browser.post(address, {"until": "2026-06-30"})
    affiliation.refresh_from_db()
    assert affiliation.until == date(2026, 6, 30)
    assert "already left" in coordinators_browser.post(address, {"until": "2026-07-01"}).content.decode()


READ = ["", "{pk}/"]
WRITE = ["add/", "{pk}/change/", "{pk}/write/", "{pk}/affiliate/"]


@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_strangers_are_asked_to_sign_in(client: Client, rivertown: Community, path: str) -> None:
    jo = make.person(rivertown)
    response = client.post(LIST + path.format(pk=jo.pk))
    assert response.status_code == 302
    assert "/sign-in/" in response.headers["Location"]


def test_a_viewer_reads_and_cannot_write(viewer: User, rivertown: Community) -> None:
    jo = make.person(rivertown)
    affiliation = make.affiliation(jo, make.organization(rivertown))
    browser = signed_in(viewer)
    for path in READ:
        html = browser.get(LIST + path.format(pk=jo.pk)).content.decode()
        assert 'method="post" action="/workspace' not in html and ">Edit<" not in html and "Left?" not in html
    for path in WRITE:
        assert browser.post(LIST + path.format(pk=jo.pk), {"name": "x"}).status_code == 403
    assert browser.post(f"/workspace/affiliations/{affiliation.pk}/end/", {"until": "2026-01-01"}).status_code == 403


def test_another_communitys_people_are_not_found(
    coordinators_browser: Client, foreigner: User, lakeside: Community
) -> None:
    theirs = make.person(lakeside)
    affiliation = make.affiliation(theirs, make.organization(lakeside))
    for path in ["{pk}/", *WRITE[1:]]:
        assert coordinators_browser.post(LIST + path.format(pk=theirs.pk), {"name": "x"}).status_code in {404, 405}
        assert coordinators_browser.get(LIST + path.format(pk=theirs.pk)).status_code in {404, 405}
    assert (
        coordinators_browser.post(f"/workspace/affiliations/{affiliation.pk}/end/", {"until": "2026-01-01"}).status_code
        == 404
    )
    assert signed_in(foreigner).get(LIST).status_code == 403


def test_who_works_there_now_stands_before_who_left(coordinators_browser: Client, rivertown: Community) -> None:
    acme = make.organization(rivertown, name="Acme")
    for name, until in (("Zoe Now", None), ("Ann Gone", date(2024, 1, 1)), ("Bea Lately", date(2026, 1, 1))):
        make.affiliation(make.person(rivertown, name=name), acme, until=until)
    html = coordinators_browser.get(acme.get_absolute_url()).content.decode()
    assert html.index("Zoe Now") < html.index("Bea Lately") < html.index("Ann Gone")
    zoe = Person.objects.get(name="Zoe Now")
    make.affiliation(zoe, make.organization(rivertown, name="Before"), since=date(2020, 1, 1), until=date(2021, 1, 1))
    html = coordinators_browser.get(zoe.get_absolute_url()).content.decode()
    assert html.index('">Acme</a><br>') < html.index('">Before</a><br>')


def test_tasks_with_a_day_stand_before_those_without(coordinators_browser: Client, rivertown: Community) -> None:
    jo = make.person(rivertown, name="Jo")
    Task.objects.create(community=rivertown, person=jo, title="Some day")
    Task.objects.create(community=rivertown, person=jo, title="In March", due_on=date(2027, 3, 1))
    html = coordinators_browser.get(jo.get_absolute_url()).content.decode()
    assert html.index("In March") < html.index("Some day")
