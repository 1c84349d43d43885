"""Tests of the pages of organizations: list, detail, composer, edit, and who may."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, User
from community.paging import SIZE
from directory.models import Domain, Entry, Organization, Sector, Tag, Task
from tests import make
from tests.conftest import signed_in
from tests.directory.costs import cost_of

LIST = "/workspace/organizations/"


def rows_of(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', html)


def test_an_empty_list_says_what_to_do_first(coordinators_browser: Client) -> None:
    html = coordinators_browser.get(LIST).content.decode()
    assert "Add the first organization" in html


def test_the_list_is_sorted_by_compared_name(coordinators_browser: Client, rivertown: Community) -> None:
    for name in ("Zebra", "The Beta Company", "éclair", "Acme"):
        make.organization(rivertown, name=name)
    html = coordinators_browser.get(LIST).content.decode()
    assert rows_of(html) == ["Acme", "The Beta Company", "éclair", "Zebra"]
    assert "4 organizations" in html


def test_filters_narrow_the_list_and_stand_in_the_address(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    acme = make.organization(
        rivertown, name="Acme", sector=Sector.HEALTH, size_band="10-49", town="Hilltop", owner=coordinator
    )
    tag = Tag.objects.create(community=rivertown, name="chamber")
    acme.tags.add(tag)
    make.organization(rivertown, name="Apex", sector=Sector.OTHER, town="Rivertown")
    for query in ("q=acm", "sector=health", "size=10-49", "town=Hilltop", f"tag={tag.pk}", f"owner={coordinator.pk}"):
        html = coordinators_browser.get(f"{LIST}?{query}").content.decode()
        assert rows_of(html) == ["Acme"], query
    assert "No organization fits" in coordinators_browser.get(f"{LIST}?q=acme&sector=other").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "sector=nonsense",
        "town=Atlantis",
        "size=7",
        "tag=999999",
        "tag=abc",
        "owner=-1",
        "owner=99999999999999999999",
        "q=" + "a" * 400,
    ],
)
def test_a_filter_that_makes_no_sense_is_left_out_and_said(
    coordinators_browser: Client, rivertown: Community, query: str
) -> None:
    make.organization(rivertown, name="Acme")
    response = coordinators_browser.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert "left out" in response.content.decode()
    assert rows_of(response.content.decode()) == ["Acme"]


def test_filters_of_another_community_are_unknown(
    coordinators_browser: Client, rivertown: Community, lakeside: Community, foreigner: User
) -> None:
    tag = Tag.objects.create(community=lakeside, name="secret word")
    make.organization(lakeside, name="Lakeside Mill", town="Lakeside Harbor")
    html = coordinators_browser.get(f"{LIST}?tag={tag.pk}&owner={foreigner.pk}").content.decode()
    assert "secret word" not in html and "Fay Novak" not in html and "Lakeside" not in html


def test_pages_follow_each_other_without_a_gap_and_back(coordinators_browser: Client, rivertown: Community) -> None:
    names = [f"Firm {number:03}" for number in range(SIZE + 20)] + ["Same"] * (SIZE + 10)
    for name in names:
        make.organization(rivertown, name=name)
    address, seen, pages = LIST, [], []
    while address:
        html = coordinators_browser.get(address).content.decode()
        pages.append(rows_of(html))
        seen += pages[-1]
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = LIST + following[1].replace("&amp;", "&") if following else ""
    assert seen == names
    back = re.search(r'rel="prev" href="([^"]+)"', html)
    assert back
    assert rows_of(coordinators_browser.get(LIST + back[1]).content.decode()) == pages[-2]


@pytest.mark.parametrize(
    "place", ["after=999999", "after=" + "9" * 5000, "before=-1", "after=x", "before=", "page=77777"]
)
def test_a_place_that_is_none_is_the_beginning(coordinators_browser: Client, rivertown: Community, place: str) -> None:
    make.organization(rivertown, name="Acme")
    assert rows_of(coordinators_browser.get(f"{LIST}?{place}").content.decode()) == ["Acme"]


def test_another_communitys_row_is_no_place(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    theirs = make.organization(lakeside, name="Zulu")
    make.organization(rivertown, name="Acme")
    assert rows_of(coordinators_browser.get(f"{LIST}?after={theirs.pk}").content.decode()) == ["Acme"]


@pytest.mark.parametrize("query", ["%00", "%ff", "%ed%a0%80"])
def test_broken_searches_are_refused(coordinators_browser: Client, query: str) -> None:
    assert coordinators_browser.get(f"{LIST}?q={query}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "%22%22%22",
        "%F0%9F%9A%80%F0%9F%9A%80",
        "%D8%B4%D8%B1%D9%83",
        "%25%25%25",
        "a",
        "%27%3B--",
        "%E2%80%AE",
        "%01%02%03",
    ],
)
def test_odd_searches_are_answered(coordinators_browser: Client, query: str) -> None:
    assert coordinators_browser.get(f"{LIST}?q={query}").status_code == 200


def test_the_list_costs_the_same_however_long(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    tag = Tag.objects.create(community=rivertown, name="chamber")

    def fill(count: int) -> None:
        for number in range(count):
            make.organization(rivertown, name=f"Firm {number}", owner=coordinator).tags.add(tag)

    fill(1)
    total, own = cost_of(coordinators_browser, LIST)
    assert own == 4  # what waits in the menu, what may be chosen from, rows, their tags
    assert total == 8  # the community, the session, the person, their roles
    fill(29)
    assert cost_of(coordinators_browser, LIST) == (total, own)
    assert cost_of(coordinators_browser, f"{LIST}?q=firm") == (total, own)
    fill(SIZE)
    assert cost_of(coordinators_browser, LIST) == (total + 1, own + 1)  # how many there are beyond the page


def test_the_page_costs_the_same_however_much_happened(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    acme = make.organization(rivertown, owner=coordinator)

    def fill(count: int) -> None:
        for number in range(count):
            jo = make.person(rivertown)
            make.affiliation(jo, acme)
            make.domain(acme, f"acme{jo.pk}.example")
            acme.tags.add(Tag.objects.create(community=rivertown, name=f"tag {jo.pk}"))
            Task.objects.create(
                community=rivertown, organization=acme, person=jo, title=f"Call {number}", owner=coordinator
            )
            Entry.objects.create(community=rivertown, organization=acme, person=jo, verb="call", by=coordinator)

    fill(1)
    total, _own = cost_of(coordinators_browser, acme.get_absolute_url())
    fill(29)
    assert cost_of(coordinators_browser, acme.get_absolute_url())[0] == total
    assert total <= 19


def test_the_page_shows_what_is_known(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    acme = make.organization(
        rivertown, name="Acme", sector=Sector.HEALTH, town="Hilltop", owner=coordinator, website="https://acme.example"
    )
    make.affiliation(make.person(rivertown, name="Jo Park"), acme, title="CIO")
    make.domain(acme, "acme.example")
    make.domain(acme, "xn--cme-7cd.com", is_verified=False)
    html = coordinators_browser.get(acme.get_absolute_url()).content.decode()
    for word in (
        "Acme",
        "Health care",
        "Hilltop",
        "Dana Whitfield",
        "Jo Park",
        "CIO",
        "acme.example",
        "unusual letters",
        "not verified",
    ):
        assert word in html, word


def test_adding_goes_to_its_page(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    response = coordinators_browser.post(
        f"{LIST}add/",
        {
            "name": "  Acme Corp. ",
            "sector": "health",
            "town": "Hilltop",
            "website": "acme.example",
            "owner": coordinator.pk,
            "tags": "a, b",
        },
    )
    acme = Organization.objects.of(rivertown).get()
    assert response.headers["Location"] == acme.get_absolute_url()
    assert (acme.name, acme.website, acme.owner) == ("Acme Corp.", "https://acme.example", coordinator)
    assert sorted(tag.name for tag in acme.tags.all()) == ["a", "b"]
    assert acme.entries.get().by == coordinator


def test_one_of_that_name_is_asked_about_before_it_is_added_again(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    make.organization(lakeside, name="Acme")
    known = make.organization(rivertown, name="Acme Corp", town="Hilltop")
    typed = {"name": "ACME Corp.", "phone": "555 0199"}
    asked = coordinators_browser.post(f"{LIST}add/", typed).content.decode()
    assert "Is it one of these?" in asked and known.get_absolute_url() in asked and "555 0199" in asked
    assert Organization.objects.of(rivertown).count() == 1
    coordinators_browser.post(f"{LIST}add/", {**typed, "anyway": "1"})
    assert Organization.objects.of(rivertown).count() == 2


def test_the_head_says_stage_owner_and_what_is_next(
    coordinators_browser: Client, rivertown: Community, coordinator: User
) -> None:
    acme = make.employer(rivertown, name="Acme", slug="acme").organization
    head = coordinators_browser.get(acme.get_absolute_url()).content.decode().partition("at-a-glance")[2]
    assert "Identified" in head.partition("</p>")[0] and "nobody yet" in head.partition("</p>")[0]
    Organization.objects.filter(pk=acme.pk).update(owner=coordinator)
    for title, due_on in (("Later", date(2027, 3, 1)), ("Call back", date(2026, 1, 2))):
        Task.objects.create(community=rivertown, organization=acme, title=title, due_on=due_on)
    page = coordinators_browser.get(acme.get_absolute_url()).content.decode()
    head = page.partition("at-a-glance")[2].partition("</p>")[0]
    assert "Dana Whitfield" in head and "Call back" in head and "late</span>" in head and "Later" not in head
    assert page.index("Write it down") < page.index(">Commitment<")


@pytest.mark.parametrize(
    "data",
    [
        {"name": ""},
        {"name": " "},
        {"name": "a" * 201},
        {"name": "Ac\u202eme"},
        {"name": "Ac\x1bme"},
        {"name": "Acme", "sector": "nonsense"},
        {"name": "Acme", "website": "ftp://acme.example"},
        {"name": "Acme", "website": "javascript:alert(1)"},
        {"name": "Acme", "owner": "999999"},
        {"name": "Acme", "tags": "x" * 61},
        {"name": "Acme", "tags": ",".join(f"t{n}" for n in range(31))},
        {"name": "Acme", "town": "x" * 400},
    ],
)
def test_what_cannot_be_kept_is_said_and_kept_in_the_form(coordinators_browser: Client, data: dict[str, str]) -> None:
    response = coordinators_browser.post(f"{LIST}add/", data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    "name", ["🚀 Rockets", "شركة النهر", "<script>alert(1)</script>", "a" * 200, 'O\'Brien "&" Sons']
)
def test_names_of_the_world_are_kept_and_shown_escaped(coordinators_browser: Client, name: str) -> None:
    response = coordinators_browser.post(f"{LIST}add/", {"name": name}, follow=True)
    assert Organization.objects.get().name == name
    assert "<script>alert" not in response.content.decode()
    assert "<script>alert" not in coordinators_browser.get(LIST).content.decode()


def test_editing_records_what_changed_and_ignores_extra_fields(
    coordinators_browser: Client, rivertown: Community, lakeside: Community
) -> None:
    acme = make.organization(rivertown, name="Acme", town="Hilltop", slug="acme")
    address = reverse("directory:organization-change", args=[acme.pk])
    assert 'value="Hilltop"' in coordinators_browser.get(address).content.decode()
    coordinators_browser.post(
        address, {"name": "Apex", "town": "Hilltop", "slug": "mine", "community": lakeside.pk, "id": 77}
    )
    acme.refresh_from_db()
    assert (acme.name, acme.slug, acme.community) == ("Apex", "acme", rivertown)
    html = coordinators_browser.get(acme.get_absolute_url()).content.decode()
    assert "changed the name from “Acme” to “Apex”" in html


@pytest.mark.parametrize("kind", ["note", "call", "meeting", "email"])
def test_the_composer_writes_on_the_timeline(coordinators_browser: Client, rivertown: Community, kind: str) -> None:
    acme = make.organization(rivertown)
    jo = make.person(rivertown)
    make.affiliation(jo, acme)
    coordinators_browser.post(
        f"{acme.get_absolute_url()}write/",
        {"kind": kind, "text": "They want <b>two</b>\ninterns.", "on": "2026-01-15", "person": jo.pk},
    )
    entry = acme.entries.get()
    assert (entry.verb, entry.person, timezone.localtime(entry.at, rivertown.zone).isoformat()[:16]) == (
        kind,
        jo,
        "2026-01-15T12:00",
    )
    html = coordinators_browser.get(acme.get_absolute_url()).content.decode()
    assert "They want &lt;b&gt;two&lt;/b&gt;" in html


def test_the_composer_makes_tasks(coordinators_browser: Client, rivertown: Community, coordinator: User) -> None:
    acme = make.organization(rivertown)
    address = f"{acme.get_absolute_url()}write/"
    coordinators_browser.post(
        address, {"kind": "task", "text": "Call back", "due_on": "2027-01-05", "owner": coordinator.pk}
    )
    task = Task.objects.get()
    assert (task.title, str(task.due_on), task.owner, task.organization) == (
        "Call back",
        "2027-01-05",
        coordinator,
        acme,
    )
    assert "Call back" in coordinators_browser.get(acme.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "note", "text": ""},
        {"kind": "gossip", "text": "x"},
        {"kind": "note", "text": "x" * 10_001},
        {"kind": "note", "text": "x\u202ey"},
        {"kind": "note", "text": "x", "on": "0001-01-01"},
        {"kind": "note", "text": "x", "on": "9999-12-31"},
        {"kind": "note", "text": "x", "on": "not a day"},
        {"kind": "note", "text": "x", "person": "999"},
        {"kind": "task", "text": "x" * 201},
        {"kind": "task", "text": "one\ntwo"},
        {"kind": "task", "text": "x", "due_on": "2026-02-30"},
    ],
)
def test_the_composer_keeps_what_was_typed_when_it_cannot_be_kept(
    coordinators_browser: Client, rivertown: Community, data: dict[str, str]
) -> None:
    acme = make.organization(rivertown)
    response = coordinators_browser.post(f"{acme.get_absolute_url()}write/", data)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not Entry.objects.exists() and not Task.objects.exists()


def test_a_day_to_come_is_no_note(coordinators_browser: Client, rivertown: Community) -> None:
    acme = make.organization(rivertown)
    tomorrow = timezone.localdate(timezone=rivertown.zone) + timedelta(days=1)
    response = coordinators_browser.post(
        f"{acme.get_absolute_url()}write/", {"kind": "call", "text": "x", "on": tomorrow.isoformat()}
    )
    assert "still to come" in response.content.decode()


def test_the_timeline_is_filtered_by_type_and_goes_back(coordinators_browser: Client, rivertown: Community) -> None:
    acme = make.organization(rivertown)
    start = timezone.now()
    for number in range(35):
        at = start - timedelta(minutes=number)
        Entry.objects.create(community=rivertown, organization=acme, verb="note", text=f"note {number}.", at=at)
    Entry.objects.create(
        community=rivertown, organization=acme, verb="call", text="call one.", at=start - timedelta(days=1)
    )
    page = acme.get_absolute_url()
    first = coordinators_browser.get(page).content.decode()
    assert "note 29." in first and "note 30." not in first
    earlier = re.search(r'href="(\?[^"]*before=[^"#]+)#happened">Earlier', first)
    assert earlier
    second = coordinators_browser.get(page + earlier[1]).content.decode()
    assert "note 29." not in second and "note 34." in second and "call one." in second
    calls = coordinators_browser.get(f"{page}?type=calls").content.decode()
    assert "call one." in calls and "note 1." not in calls
    milestones = coordinators_browser.get(f"{page}?type=milestones").content.decode()
    assert "call one." not in milestones and "Nothing of this kind" in milestones
    assert coordinators_browser.get(f"{page}?type=nonsense&before=99999999999999999999").status_code == 200


def test_domains_are_added_and_removed(coordinators_browser: Client, rivertown: Community) -> None:
    acme = make.organization(rivertown)
    coordinators_browser.post(f"{acme.get_absolute_url()}domains/", {"domain": "jo@ACME.example"})
    domain = Domain.objects.get()
    assert (domain.name, domain.verified_at is not None) == ("acme.example", True)
    coordinators_browser.post(f"/workspace/domains/{domain.pk}/remove/")
    assert not Domain.objects.exists()


@pytest.mark.parametrize(
    "typed",
    ["", "acme", "gmail.com", "not a domain.com", "-acme.com", "acme..com", "a" * 254, "<b>.com", "taken.example"],
)
def test_what_is_no_domain_of_theirs_is_refused(coordinators_browser: Client, rivertown: Community, typed: str) -> None:
    make.domain(make.organization(rivertown), "taken.example")
    acme = make.organization(rivertown)
    response = coordinators_browser.post(f"{acme.get_absolute_url()}domains/", {"domain": typed})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert not acme.domains.exists()


def test_somebody_is_put_into_an_organization(coordinators_browser: Client, rivertown: Community) -> None:
    acme = make.organization(rivertown)
    jo = make.person(rivertown, email="jo@acme.example", name="Jo Park")
    address = reverse("directory:organization-person-add", args=[acme.pk])
    assert coordinators_browser.get(address).status_code == 200
    coordinators_browser.post(
        address, {"name": "J.", "email": "JO@acme.example", "title": "CIO", "since": "2026-01-01"}
    )
    affiliation = acme.affiliations.get()
    assert (affiliation.person, affiliation.title, affiliation.person.name) == (jo, "CIO", "Jo Park")


READ = ["", "{pk}/"]
WRITE = ["add/", "{pk}/change/", "{pk}/write/", "{pk}/domains/", "{pk}/people/add/"]


@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_strangers_are_asked_to_sign_in(client: Client, rivertown: Community, path: str) -> None:
    acme = make.organization(rivertown)
    response = client.post(LIST + path.format(pk=acme.pk), {"name": "x"})
    assert response.status_code == 302
    assert "/sign-in/" in response.headers["Location"]


def test_a_viewer_reads_and_cannot_write(viewer: User, rivertown: Community) -> None:
    acme = make.organization(rivertown)
    browser = signed_in(viewer)
    for path in READ:
        html = browser.get(LIST + path.format(pk=acme.pk)).content.decode()
        assert (
            'method="post" action="/workspace' not in html
            and "Add an organization" not in html
            and ">Edit<" not in html
        )
    for path in WRITE:
        assert browser.post(LIST + path.format(pk=acme.pk), {"name": "x"}).status_code == 403
        assert browser.get(LIST + path.format(pk=acme.pk)).status_code in {403, 405}


@pytest.mark.parametrize("who", ["reviewer", "evaluator", "foreigner"])
def test_other_roles_and_other_communities_stay_out(
    request: pytest.FixtureRequest, rivertown: Community, who: str
) -> None:
    acme = make.organization(rivertown)
    browser = signed_in(request.getfixturevalue(who))
    for path in [*READ, *WRITE]:
        assert browser.post(LIST + path.format(pk=acme.pk)).status_code in {403, 405}
        assert browser.get(LIST + path.format(pk=acme.pk)).status_code in {403, 405}


def test_another_communitys_organization_is_not_found(coordinators_browser: Client, lakeside: Community) -> None:
    theirs = make.organization(lakeside)
    domain = make.domain(theirs, "lakeside.example")
    for path in ["{pk}/", *WRITE[1:]]:
        assert coordinators_browser.post(LIST + path.format(pk=theirs.pk), {"name": "x"}).status_code in {404, 405}
        assert coordinators_browser.get(LIST + path.format(pk=theirs.pk)).status_code in {404, 405}
    assert coordinators_browser.post(f"/workspace/domains/{domain.pk}/remove/").status_code == 404
    assert coordinators_browser.get(LIST + "9" * 5000 + "/").status_code == 404
