"""The public wall: whom it counts, whom it names, and what it says of each."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from community.models import Community
from directory.models import Organization
from employers import settling, signing, wall
from employers.models import Ask, Commitment, Consent, Event, Promise
from tests import make
from tests.conftest import signed_in

WALL = reverse("employers:wall")
DATA = reverse("employers:wall-json")
EMBED = reverse("employers:wall-embed")


def page_of(slug: str) -> str:
    return reverse("employers:public-employer", args=[slug])


def names(answer: Any) -> list[str]:
    return [tile.name for tile in answer.context["tiles"]]


def public_pages(slug: str) -> list[str]:
    """Every public address that may say that an employer signed."""
    return [WALL, DATA, EMBED, page_of(slug), f"{WALL}?q=brightmill"]


def said_anywhere(client: Client, word: str, slug: str) -> bool:
    return any(word in client.get(address).content.decode() for address in public_pages(slug))


# --- Who stands there -------------------------------------------------------------------------


def test_an_active_commitment_with_consent_makes_a_tile(client: Client, rivertown: Community) -> None:
    make.active(
        rivertown, name="Brightmill Health", slug="brightmill", sector="health", town="Rivertown", asks={"15-1254": 3}
    )
    answer = client.get(WALL)
    assert names(answer) == ["Brightmill Health"]
    for words in (
        "Brightmill Health",
        "Health care",
        "Rivertown",
        "Web Developers",
        "Interviews",
        "Signed",
        "Nov 2026",
    ):
        assert words in answer.content.decode()


@pytest.mark.parametrize("state", [state for state in Commitment.State if state != Commitment.State.ACTIVE])
def test_in_no_other_state_does_a_name_show_anywhere(client: Client, rivertown: Community, state: str) -> None:
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill")
    Commitment.objects.filter(pk=made.pk).update(state=state)
    assert client.get(page_of("brightmill")).status_code == 404
    assert not said_anywhere(client, "Brightmill", "brightmill")


def test_without_consent_an_employer_is_counted_and_never_named(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Open Works", slug="open-works")
    make.active(rivertown, name="Brightmill Health", slug="brightmill", consents=["show_logo", "share", "news"])
    answer = client.get(WALL)
    assert answer.context["counts"] == wall.Counts(employers=2, named=1)
    assert "1 of them unnamed, as it wished" in answer.content.decode()
    assert client.get(page_of("brightmill")).status_code == 404
    assert not said_anywhere(client, "Brightmill", "brightmill")
    assert client.get(DATA).json()["counts"] == {"employers": 2, "named": 1, "not_named": 1}


def test_a_consent_taken_back_bites_on_the_next_request(client: Client, rivertown: Community) -> None:
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill")
    assert said_anywhere(client, "Brightmill", "brightmill")
    tag = client.get(DATA)["ETag"]
    signing.change_consents(made, [], by=make.user(), at=make.NOW)
    assert not said_anywhere(client, "Brightmill", "brightmill")
    assert client.get(page_of("brightmill")).status_code == 404
    assert client.get(DATA, headers={"If-None-Match": tag}).status_code == 200


def test_withdrawing_takes_everything_from_the_public_at_once(client: Client, rivertown: Community) -> None:
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill")
    signing.withdraw(made, by=make.user(), at=make.NOW)
    assert not said_anywhere(client, "Brightmill", "brightmill")
    assert client.get(DATA).json()["counts"]["employers"] == 0


def test_expiry_takes_an_employer_from_the_public(client: Client, rivertown: Community) -> None:
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill")
    settling.end(made, Event.Kind.EXPIRED, by=None, at=make.NOW)
    assert not said_anywhere(client, "Brightmill", "brightmill")


def test_two_signatures_of_one_organization_are_one_tile_with_the_promises_of_both(
    client: Client, rivertown: Community
) -> None:
    first = make.active(rivertown, name="Brightmill Health", slug="brightmill", asks={"15-1254": 3})
    make.active(
        rivertown,
        employer=first.employer,
        promises=["interview", "full_time_hire"],
        asks={"15-1254": 2, "15-1232": None},
    )
    answer = client.get(WALL)
    [tile] = answer.context["tiles"]
    assert [kind for kind, _label in tile.promises] == ["interview", "full_time_hire"]
    assert [(role.code, role.openings) for role in sorted(tile.roles, key=lambda role: role.code)] == [
        ("15-1232", None),
        ("15-1254", 5),
    ]
    assert answer.context["counts"].employers == 1


def test_what_a_second_signer_does_not_agree_to_show_stays_hidden(client: Client, rivertown: Community) -> None:
    first = make.active(rivertown, name="Brightmill Health", slug="brightmill")
    make.active(rivertown, employer=first.employer, consents=[], promises=["full_time_hire"], asks={"15-1232": 1})
    [tile] = client.get(WALL).context["tiles"]
    assert [kind for kind, _label in tile.promises] == ["interview"]
    assert tile.roles == []
    assert client.get(f"{WALL}?role=15-1232").context["tiles"] == []


def test_another_community_is_another_wall(client: Client, rivertown: Community, lakeside: Community) -> None:
    make.active(lakeside, name="Brightmill Health", slug="brightmill")
    assert not said_anywhere(client, "Brightmill", "brightmill")
    assert client.get(page_of("brightmill")).status_code == 404
    there = Client(headers={"host": "lakeside.example"})
    assert there.get(page_of("brightmill")).status_code == 200


def test_a_renewal_keeps_since_when_an_employer_stands_by_it(client: Client, rivertown: Community) -> None:
    year = timedelta(days=365)
    old = make.active(
        rivertown,
        name="Brightmill Health",
        state="superseded",
        signed_at=make.NOW - year,
        settled_at=make.NOW - year,
        ended_at=make.NOW,
    )
    make.active(rivertown, employer=old.employer, supersedes=old)
    [tile] = client.get(WALL).context["tiles"]
    assert tile.since == make.NOW - year


def test_an_ask_past_its_day_is_not_shown(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", asks={"15-1254": 3})
    Ask.objects.update(valid_until=date(2020, 1, 1))
    assert client.get(WALL).context["tiles"][0].roles == []


# --- Narrowing ----------------------------------------------------------------------------------


@pytest.fixture
def three(rivertown: Community) -> None:
    """Three employers that differ in everything a visitor can ask for."""
    make.active(rivertown, name="Brightmill Health", sector="health", town="Rivertown", asks={"15-1254": 3})
    make.active(rivertown, name="Loomis Tooling", sector="manufacturing", town="Millbrook", asks={"15-1232": 1})
    make.active(rivertown, name="Café Río", sector="hospitality", town="Millbrook")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Brightmill Health", "Café Río", "Loomis Tooling"]),
        ("sector=health", ["Brightmill Health"]),
        ("role=15-1232", ["Loomis Tooling"]),
        ("town=Millbrook", ["Café Río", "Loomis Tooling"]),
        ("q=loom", ["Loomis Tooling"]),
        ("q=millbrook", ["Café Río", "Loomis Tooling"]),
        ("q=cafe+rio", ["Café Río"]),
        ("town=Millbrook&role=15-1232", ["Loomis Tooling"]),
        ("town=Millbrook&sector=health", []),
        ("sector=agriculture", []),
        ("sector=nonsense", []),
        ("role=99-9999", []),
        ("q=%25", []),
        ("q=" + "x" * 5000, []),
        ("page=999", ["Brightmill Health", "Café Río", "Loomis Tooling"]),
        ("page=x", ["Brightmill Health", "Café Río", "Loomis Tooling"]),
    ],
)
def test_the_wall_is_narrowed(client: Client, query: str, found: list[str]) -> None:
    answer = client.get(f"{WALL}?{query}")
    assert answer.status_code == 200
    assert sorted(names(answer)) == found


@pytest.mark.usefixtures("three")
def test_only_what_somebody_has_can_be_chosen(client: Client) -> None:
    form = client.get(WALL).context["filter"].form
    assert [value for value, _label in form.fields["sector"].choices][1:] == ["health", "manufacturing", "hospitality"]
    assert [value for value, _label in form.fields["town"].choices][1:] == ["Millbrook", "Rivertown"]
    assert [value for value, _label in form.fields["role"].choices][1:] == ["15-1232", "15-1254"]


@pytest.mark.usefixtures("three")
def test_nothing_found_says_what_to_do(client: Client) -> None:
    answer = client.get(f"{WALL}?q=zebra").content.decode()
    assert "Nobody on the wall fits that" in answer
    assert "Show all employers" in answer


@pytest.mark.usefixtures("three")
def test_markup_in_a_search_is_shown_as_text(client: Client) -> None:
    assert "<script>alert" not in client.get(f"{WALL}?q=<script>alert(1)</script>").content.decode()


def test_the_wall_turns_its_pages_at_24(client: Client, rivertown: Community) -> None:
    for number in range(25):
        make.active(rivertown, name=f"Employer {number:02}")
    assert len(names(client.get(WALL))) == 24
    assert names(client.get(f"{WALL}?page=2")) == ["Employer 24"]


def test_an_empty_wall_invites_to_sign_first(client: Client, rivertown: Community) -> None:
    answer = client.get(WALL).content.decode()
    assert "The first signature in Rivertown is still open" in answer
    assert reverse("employers:signup") in answer


def test_a_wall_of_hidden_names_counts_them(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", consents=[])
    answer = client.get(WALL).content.decode()
    assert "Nobody wants to be named yet" in answer
    assert "Brightmill" not in answer


@pytest.mark.parametrize("rows", [1, 30])
def test_the_wall_asks_as_little_for_many_as_for_one(
    client: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.active(rivertown, name=f"Employer {number}", asks={"15-1254": 1}, consents=["list_name", "show_logo"])
    with django_assert_num_queries(15):
        client.get(WALL)
    with django_assert_num_queries(14):
        client.get(f"{WALL}?town=Rivertown")
    with django_assert_num_queries(10):
        client.get(DATA)
    with django_assert_num_queries(10):
        client.get(EMBED)


# --- Pages that are kept as long as they are true -------------------------------------------------


@pytest.mark.parametrize("rows", [1, 30])
def test_what_is_still_true_is_not_built_again(
    client: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make.active(rivertown, name=f"Employer {number}")
    for address in (WALL, DATA, EMBED):
        first = client.get(address).content
        with django_assert_num_queries(2):
            assert client.get(address).content == first


def corrected(made: Commitment, **fields: str) -> None:
    """Correct an organization's record."""
    Organization.objects.filter(pk=made.employer.organization.pk).update(**fields)


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (lambda made: corrected(made, name="Brightmill Care"), "Brightmill Health", "Brightmill Care"),
        (lambda made: corrected(made, town="Ashford"), "Millbrook", "Ashford"),
        (lambda made: corrected(made, sector="finance"), "Health care", "Finance and insurance"),
        (
            lambda made: Community.objects.filter(pk=made.community_id).update(name="New Name"),
            "Rivertown TechHire",
            "New Name",
        ),
        (lambda made: make.text(made.community, body="We judge by skills."), "nontraditional", "We judge by skills."),
    ],
)
def test_what_is_no_longer_true_is_built_again(
    client: Client, rivertown: Community, change: Callable[[Commitment], object], before: str, after: str
) -> None:
    made = make.active(rivertown, name="Brightmill Health", sector="health", town="Millbrook")
    assert before in client.get(WALL).content.decode()
    change(made)
    page = client.get(WALL).content.decode()
    assert after in page
    assert before not in page


def test_a_page_kept_for_everybody_is_not_given_to_who_has_a_session(rivertown: Community) -> None:
    make.active(rivertown)
    assert "Sign in" in Client().get(WALL).content.decode()
    page = signed_in(make.user()).get(WALL).content.decode()
    assert "Your desk" in page
    assert "Your desk" not in Client().get(WALL).content.decode()


def test_each_page_and_frame_is_kept_apart(client: Client, rivertown: Community, lakeside: Community) -> None:
    for number in range(30):
        make.active(rivertown, name=f"Employer {number:02}")
    make.active(lakeside, name="Theirs alone")
    there = Client(headers={"host": "lakeside.example"})
    for browser in (client, there, client):
        pages = [browser.get(f"{WALL}?page={page}").content for page in (1, 2)]
        frames = [browser.get(EMBED, {"limit": limit}).content for limit in (1, 2)]
        is_theirs = b"Theirs alone" in pages[0] + frames[0]
        assert is_theirs == (browser is there)
    assert pages[0] != pages[1]
    assert frames[0] != frames[1]


# --- The trend ----------------------------------------------------------------------------------


def test_the_trend_counts_each_employer_once_in_the_month_of_its_first_signature(rivertown: Community) -> None:
    today = date(2026, 11, 22)
    old = make.active(rivertown, signed_at=make.NOW - timedelta(days=60), state="superseded", ended_at=make.NOW)
    make.active(rivertown, employer=old.employer)
    make.active(rivertown, consents=[])
    make.active(rivertown, signed_at=make.NOW - timedelta(days=800))
    gone = make.active(rivertown)
    Commitment.objects.filter(pk=gone.pk).update(state=Commitment.State.WITHDRAWN)
    months = dict(wall.trend(rivertown, today=today))
    assert len(months) == 12
    assert months[date(2026, 9, 1)] == 1
    assert months[date(2026, 11, 1)] == 1
    assert sum(months.values()) == 2


def test_the_months_are_those_of_the_community(rivertown: Community) -> None:
    midnight = make.NOW.replace(day=1, hour=3)  # still October 31 in Ohio
    make.active(rivertown, signed_at=midnight)
    assert dict(wall.trend(rivertown, today=date(2026, 11, 22)))[date(2026, 10, 1)] == 1


def test_what_signed_before_the_year_is_said_beneath_the_months(client: Client, rivertown: Community) -> None:
    make.active(rivertown, signed_at=make.NOW - timedelta(days=4000))
    assert "1 more signed before that" in client.get(WALL).content.decode()


# --- One employer -------------------------------------------------------------------------------


def test_an_employers_page_says_exactly_what_was_promised(client: Client, rivertown: Community) -> None:
    text = make.text(rivertown, body="We will look at skills.\n\nAnd tell them why.")
    made = make.active(
        rivertown, name="Brightmill Health", slug="brightmill", text=text, asks={"15-1254": 3, "15-1232": None}
    )
    Promise.objects.create(commitment=made, kind="internship_or_apprenticeship", how="two each <b>summer</b>")
    made.employer.organization.website = "https://brightmill.example"
    made.employer.organization.save()
    page = client.get(page_of("brightmill")).content.decode()
    for words in (
        "We will look at skills.",
        "Version 1 of the commitment",
        reverse("employers:public-text", args=[1]),
        text.sha256,
        "Offer a paid internship or apprenticeship",
        "two each &lt;b&gt;summer&lt;/b&gt;",
        "November 22, 2026",
        "3 openings",
        "openings not said",
        'href="https://brightmill.example" rel="nofollow noopener"',
    ):
        assert words in page
    for personal in ("Jo Park", made.signer_email, made.reference):
        assert personal not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_an_employers_page_asks_little(
    client: Client, rivertown: Community, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    first = make.active(rivertown, slug="brightmill")
    for _number in range(rows - 1):
        make.active(rivertown, employer=first.employer)
    with django_assert_num_queries(8):
        client.get(page_of("brightmill"))


def test_an_unknown_employer_is_404(client: Client, rivertown: Community) -> None:
    make.employer(rivertown, slug="brightmill")
    assert client.get(page_of("brightmill")).status_code == 404
    assert client.get(page_of("nobody")).status_code == 404


# --- As data ------------------------------------------------------------------------------------


def test_the_wall_as_data_says_public_facts_to_every_site(client: Client, rivertown: Community) -> None:
    made = make.active(rivertown, name="Brightmill Health", slug="brightmill", sector="health", asks={"15-1254": 3})
    answer = client.get(DATA)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/json"
    document = answer.json()
    assert document["community"] == {"name": "Rivertown TechHire", "region": "Rivertown", "url": "http://testserver/"}
    assert document["generated_at"]
    [employer] = document["employers"]
    assert employer == {
        "name": "Brightmill Health",
        "url": "http://testserver/employers/brightmill/",
        "logo_url": None,
        "website": None,
        "sector": {"code": "health", "label": "Health care"},
        "town": "Rivertown",
        "status": "signed",
        "status_quarter": None,
        "confirmed_lately": True,
        "since": "2026-11-22",
        "last_confirmed": "2026-11-22",
        "commitments": [
            {
                "text_version": 1,
                "text_sha256": made.text_sha256,
                "signed_on": "2026-11-22",
                "ends_on": "2027-11-22",
                "promises": [{"kind": "interview", "how": None}],
            }
        ],
        "roles": [{"soc": "15-1254", "title": "Web Developers", "openings": 3}],
    }
    assert "Jo Park" not in json.dumps(document)
    assert made.signer_email not in json.dumps(document)


def test_data_that_has_not_changed_is_not_sent_again(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health")
    tag = client.get(DATA)["ETag"]
    again = client.get(DATA, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    make.active(rivertown, name="Loomis Tooling")
    assert client.get(DATA, headers={"If-None-Match": tag}).status_code == 200


# --- In a frame of others -----------------------------------------------------------------------


def test_the_frame_may_stand_on_any_site_and_nothing_else_may(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", slug="brightmill")
    framed = client.get(EMBED)
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "default-src 'none'" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for address in (WALL, page_of("brightmill"), DATA):
        other = client.get(address)
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"


def test_links_in_the_frame_open_in_the_portal(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", slug="brightmill")
    page = client.get(EMBED).content.decode()
    assert 'href="http://testserver/employers/brightmill/" target="_blank" rel="noopener"' in page


@pytest.mark.parametrize(
    ("limit", "shown"), [("", 6), ("3", 3), ("0", 1), ("999", 24), ("99999", 6), ("-1", 6), ("x", 6), ("²", 6)]
)
def test_the_frame_shows_as_many_as_asked_for(client: Client, rivertown: Community, limit: str, shown: int) -> None:
    for number in range(30):
        make.active(rivertown, name=f"Employer {number}")
    assert len(client.get(EMBED, {"limit": limit}).context["tiles"]) == shown


def test_the_frame_begins_with_the_newest(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Ancient Mills", signed_at=make.NOW - timedelta(days=300))
    make.active(rivertown, name="Zephyr Labs")
    assert [tile.name for tile in client.get(EMBED).context["tiles"]] == ["Zephyr Labs", "Ancient Mills"]


def test_the_wall_shows_the_lines_for_other_sites_as_text(client: Client, rivertown: Community) -> None:
    make.active(rivertown)
    page = client.get(WALL).content.decode()
    assert (
        "&lt;iframe src=&quot;http://testserver/employers/embed/" in page
        or '&lt;iframe src="http://testserver/employers/embed/' in page
    )
    assert "<iframe" not in page


# --- The text -----------------------------------------------------------------------------------


def test_a_published_text_is_public_with_its_fingerprint(client: Client, rivertown: Community) -> None:
    text = make.text(rivertown, body="We will look at skills.\n\n<script>alert(1)</script>")
    page = client.get(reverse("employers:public-text", args=[1]))
    assert text.sha256 in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "earlier version" not in page.content.decode()


def test_an_earlier_text_leads_to_todays(client: Client, rivertown: Community) -> None:
    make.text(rivertown)
    make.text(rivertown, body="Another wording.")
    page = client.get(reverse("employers:public-text", args=[1])).content.decode()
    assert "new signers sign version 2" in page


def test_a_draft_and_another_communitys_text_are_404(client: Client, rivertown: Community, lakeside: Community) -> None:
    make.text(lakeside)
    make.text(rivertown, published_at=None, sha256="")
    assert client.get(reverse("employers:public-text", args=[1])).status_code == 404


@pytest.mark.parametrize("version", ["0", "99999999999999999999999", "9" * 5000])
def test_a_version_nobody_wrote_is_404(client: Client, rivertown: Community, version: str) -> None:
    assert client.get(f"/commitment/{version}/").status_code == 404


# --- Doors --------------------------------------------------------------------------------------


def test_public_pages_are_only_read(client: Client, rivertown: Community) -> None:
    make.active(rivertown, slug="brightmill")
    for address in (*public_pages("brightmill"), reverse("employers:public-text", args=[1])):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def test_a_partner_sees_the_same_wall(rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", slug="brightmill")
    browser = signed_in(make.user())
    assert names(browser.get(WALL)) == ["Brightmill Health"]
    assert browser.get(page_of("brightmill")).status_code == 200


def test_an_erased_consent_row_is_no_consent(client: Client, rivertown: Community) -> None:
    make.active(rivertown, name="Brightmill Health", slug="brightmill")
    Consent.objects.all().delete()
    assert client.get(page_of("brightmill")).status_code == 404
