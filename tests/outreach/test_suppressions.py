"""Tests of the addresses that are held back, as coordinators see them."""

import pytest
from django.test import Client

from community.models import AuditEntry, Community, User
from outreach import suppressing
from outreach.models import Suppression
from tests import make
from tests.conftest import signed_in
from tests.directory.test_exporting import read_csv
from tests.make import NOW

LIST = "/workspace/letters/held-back/"


def held(community: Community, email: str, reason: str = "hard_bounce", scope: str = "all", **more: object) -> int:
    """Hold an address back and return the line's id."""
    hashed = suppressing.hash_of(community, email)
    line = Suppression.objects.create(
        community=community, address_hash=hashed, reason=reason, scope=scope, at=NOW, **more
    )
    return line.pk


def test_the_list_says_who_why_and_since_when(rivertown: Community, coordinators_browser: Client) -> None:
    make.person(rivertown, name="Jo Park", email="jo@acme.example")
    make.person(rivertown, name="Bü Cher", email="bu@bücher.example")
    held(rivertown, "jo@acme.example")
    held(rivertown, "bu@bücher.example", "paused", "news", until=NOW.replace(year=2099))
    held(rivertown, "gone@acme.example", "unsubscribed", "news")
    held(rivertown, "over@acme.example", "paused", "news", until=NOW.replace(year=2020))

    page = coordinators_browser.get(LIST).content.decode()

    for words in (
        "Jo Park",
        "The address does not exist",
        "Bü Cher",
        "2099",
        "Nobody in the directory",
        "Only they can",
    ):
        assert words in page
    assert "over@" not in page and page.count("<tr>") == 4
    rows = read_csv(coordinators_browser.get(f"{LIST}export.csv"))
    assert [(row["Name"], row["E-mail"], row["Why"]) for row in rows] == [
        ("", "", "Unsubscribed"),
        ("Bü Cher", "bu@bücher.example", "Asked for a pause"),
        ("Jo Park", "jo@acme.example", "The address does not exist"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?q=JO@Acme.example", 1),
        ("?q=park", 1),
        ("?q=nobody@acme.example", 0),
        ("?q=%00", 0),
        ("?q=@", 0),
        ("?reason=unsubscribed", 1),
        ("?reason=nonsense", 2),
        ("?before=nonsense", 2),
        ("?before=1", 0),
    ],
)
def test_addresses_are_found(rivertown: Community, coordinators_browser: Client, query: str, count: int) -> None:
    make.person(rivertown, name="Jo Park", email="jo@acme.example")
    held(rivertown, "jo@acme.example")
    held(rivertown, "gone@acme.example", "unsubscribed", "news")

    answer = coordinators_browser.get(LIST + query)

    assert answer.status_code in {200, 400}
    assert max(answer.content.decode().count("<tr>") - 1, 0) == count


def test_what_we_found_out_is_lifted_and_what_they_said_is_not(
    rivertown: Community, coordinators_browser: Client, viewer: User
) -> None:
    bounced = held(rivertown, "jo@acme.example")
    for reason in ("unsubscribed", "complaint", "paused"):
        mine = held(rivertown, f"{reason}@acme.example", reason, "news")
        page = coordinators_browser.post(f"{LIST}{mine}/lift/", follow=True).content.decode()
        assert "only they can take it back" in page
    assert signed_in(viewer).post(f"{LIST}{bounced}/lift/").status_code == 403

    coordinators_browser.post(f"{LIST}{bounced}/lift/")

    assert set(Suppression.objects.values_list("reason", flat=True)) == {"unsubscribed", "complaint", "paused"}
    assert "held back" in AuditEntry.objects.latest("pk").sentence


def test_a_coordinator_stops_letters_to_an_address(rivertown: Community, coordinators_browser: Client) -> None:
    make.person(rivertown, name="Jo Park", email="jo@acme.example")
    for _ in range(2):
        coordinators_browser.post(f"{LIST}add/", {"email": "Jo@acme.example", "scope": "news"})

    line = Suppression.objects.get()
    assert (line.reason, line.scope, str(line.by)) == ("staff", "news", "Dana Whitfield")
    person = coordinators_browser.get("/workspace/people/").content.decode()
    assert "Jo Park" in person
    assert "valid email" in coordinators_browser.post(f"{LIST}add/", {"email": "x", "scope": "news"}).content.decode()


def test_a_persons_page_says_that_letters_are_held_back(rivertown: Community, coordinators_browser: Client) -> None:
    jo = make.person(rivertown, name="Jo Park", email="jo@acme.example")
    held(rivertown, "jo@acme.example", "complaint", "news")

    assert "Held back: all but answers" in coordinators_browser.get(jo.get_absolute_url()).content.decode()
