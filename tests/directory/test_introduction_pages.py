"""Tests of the workspace pages of introductions, and of the page behind the link."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from community import links
from community.models import Community, User
from community.purposes import INTRODUCTION
from directory import introductions
from directory.models import Entry, Introduction, Person, Task, Tie
from outreach.models import Letter
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = reverse("directory:introductions")


@pytest.fixture
def dana(rivertown: Community, coordinator: User) -> Person:
    """The coordinator in the directory."""
    return make.person(rivertown, name="Dana Whitfield", user=coordinator)


@pytest.fixture
def nora(dana: Person) -> Person:
    """Knows us."""
    nora = make.person(dana.community, name="Nora Kim", email="nora@chamber.example")
    make.tie(dana, nora, strength=3)
    return nora


@pytest.fixture
def cleo(nora: Person) -> Person:
    """Whom Nora knows, and we do not."""
    cleo = make.person(nora.community, name="Cleo Diaz")
    make.affiliation(cleo, make.organization(nora.community, name="Acme"), title="CFO")
    make.tie(nora, cleo)
    return cleo


@pytest.fixture
def asked(nora: Person, cleo: Person, coordinator: User) -> Introduction:
    """Nora was asked a minute ago."""
    now, acme = timezone.now(), cleo.affiliations.get().organization
    return introductions.ask(nora, cleo, organization=acme, words="Dear Nora,\nplease do.", by=coordinator, at=now)


@pytest.fixture
def link(asked: Introduction) -> str:
    """The link of the letter."""
    address = links.mint(INTRODUCTION, asked.record, community=asked.community, at=timezone.now())
    return "/introduction/" + address.partition("/introduction/")[2]


def address_of(introducer: Person, target: Person) -> str:
    return reverse("directory:introduction-ask", args=[introducer.pk, target.pk])


def ways_to(person: Person) -> str:
    return reverse("directory:person-ways", args=[person.pk])


def test_from_a_way_to_a_letter_on_its_way(
    coordinators_browser: Client, nora: Person, cleo: Person, coordinator: User
) -> None:
    acme = cleo.affiliations.get().organization
    html = coordinators_browser.get(reverse("directory:organization-ways", args=[acme.pk])).text
    assert "Ask Nora Kim" in html and f"{address_of(nora, cleo)}?organization={acme.pk}" in html
    page = coordinators_browser.get(f"{address_of(nora, cleo)}?organization={acme.pk}").text
    assert "with Cleo Diaz, CFO at Acme. As far as we can see you know each other." in page
    assert "One reminder after 7 days, and no second" in page and "Not asked for anything" in page
    data = {"words": "Dear Nora, would you?"}
    answer = coordinators_browser.post(f"{address_of(nora, cleo)}?organization={acme.pk}", data)
    introduction = Introduction.objects.get()
    assert answer["Location"] == introduction.get_absolute_url()
    assert (introduction.organization, introduction.words) == (acme, "Dear Nora, would you?")
    letter = Letter.objects.get()
    assert (letter.to_email, letter.kind, letter.person) == ("nora@chamber.example", "introduction_request", nora)
    assert "was asked on" in coordinators_browser.get(ways_to(cleo)).text
    again = coordinators_browser.post(address_of(nora, cleo), data).text
    assert "is being asked for this already" in again
    assert Letter.objects.count() == 1 and Introduction.objects.count() == 1


def test_on_a_longer_way_the_first_one_is_asked_and_the_one_between_is_named(
    coordinators_browser: Client, nora: Person, cleo: Person
) -> None:
    bo = make.person(nora.community, name="Bo Reyes")
    make.tie(cleo, bo)
    html = coordinators_browser.get(ways_to(bo)).text
    assert f"{address_of(nora, bo)}?through={cleo.pk}" in html
    page = coordinators_browser.get(f"{address_of(nora, bo)}?through={cleo.pk}").text
    assert "Cleo Diaz does, and you know Cleo Diaz" in page and "Nora Kim would have to ask them" in page


def test_who_of_us_knows_them_is_named_where_it_is_somebody_else(
    rivertown: Community, coordinators_browser: Client, administrator: User
) -> None:
    ada = make.person(rivertown, name="Ada Moreno", user=administrator)
    bo, cy = make.person(rivertown, name="Bo"), make.person(rivertown, name="Cy")
    make.tie(ada, bo)
    make.tie(bo, cy)
    assert f"knower={ada.pk}" in coordinators_browser.get(ways_to(cy)).text
    page = coordinators_browser.get(f"{address_of(bo, cy)}?knower={ada.pk}&through=99999&organization=nonsense").text
    assert "Ada Moreno thought of you" in page


def test_whom_we_know_ourselves_nobody_is_asked_about(coordinators_browser: Client, nora: Person) -> None:
    html = coordinators_browser.get(ways_to(nora)).text
    assert "no introduction is needed" in html and "Ask Dana" not in html


def test_an_earlier_no_stands_on_the_way(
    coordinators_browser: Client, asked: Introduction, client: Client, link: str, cleo: Person
) -> None:
    client.post(link, {"reply": "not_me", "name": "Bo Reyes"})
    html = coordinators_browser.get(ways_to(cleo)).text
    assert "said “not me”" in html and "ask Bo Reyes" in html


def test_who_has_no_address_is_called(coordinators_browser: Client, nora: Person, cleo: Person) -> None:
    nora.email = ""
    nora.save()
    html = coordinators_browser.get(address_of(nora, cleo)).text
    assert "We have no address of Nora Kim" in html and "Add their address" in html and "<textarea" not in html
    assert "We have no address" in coordinators_browser.post(address_of(nora, cleo), {"words": "Dear"}).text
    assert not Introduction.objects.exists()


def test_who_was_asked_lately_is_asked_again_only_on_purpose(
    coordinators_browser: Client, asked: Introduction, nora: Person
) -> None:
    other = make.person(nora.community, name="Bo")
    html = coordinators_browser.get(address_of(nora, other)).text
    assert "Ask anyway: they were asked about Cleo Diaz of Acme on" in html
    refused = coordinators_browser.post(address_of(nora, other), {"words": "Dear"}).text
    assert "Is it worth asking so soon?" in refused
    coordinators_browser.post(address_of(nora, other), {"words": "Dear", "anyway": "on"})
    assert Introduction.objects.filter(target=other).exists()


def test_a_letter_without_words_or_without_end_is_refused(
    coordinators_browser: Client, nora: Person, cleo: Person
) -> None:
    assert "Fill this in" in coordinators_browser.post(address_of(nora, cleo), {"words": " "}).text
    assert "4,000 characters" in coordinators_browser.post(address_of(nora, cleo), {"words": "a" * 4001}).text
    assert not Introduction.objects.exists()


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ({"reply": "happy", "note": "Gladly."}, "Thank you, Nora Kim"),
        ({"reply": "later", "until": "2099-01-01"}, "within two years"),
        ({"reply": "later", "until": ""}, "we leave it for now"),
        ({"reply": "not_me", "name": "Bo Reyes", "email": "bo@acme.example"}, "We will ask Bo Reyes"),
        ({"reply": "not_me", "email": "nonsense"}, "Write a whole address"),
        ({"reply": "not_me"}, "We look for another way"),
        ({"reply": "maybe"}, "choose one of the three answers"),
        ({}, "choose one of the three answers"),
    ],
)
def test_the_link_asks_and_keeps_one_answer(
    client: Client, asked: Introduction, link: str, reply: dict[str, str], says: str
) -> None:
    html = client.get(link).text
    assert "Would you introduce us to Cleo Diaz of Acme?" in html and "Dana Whitfield" in html
    assert says in client.post(link, reply, follow=True).text


def test_looking_at_the_link_changes_nothing(client: Client, asked: Introduction, link: str) -> None:
    before = list(Introduction.objects.values()), Entry.objects.count(), Tie.objects.count()
    with CaptureQueriesContext(connection) as context:
        for _ in range(2):
            assert client.get(link).status_code == client.head(link).status_code == 200
    assert all(query["sql"].startswith("SELECT") for query in context.captured_queries)
    assert (list(Introduction.objects.values()), Entry.objects.count(), Tie.objects.count()) == before


def test_the_first_answer_stands_and_every_later_visit_shows_it(client: Client, asked: Introduction, link: str) -> None:
    for _ in range(3):
        assert client.post(link, {"reply": "happy", "note": "Gladly."}).status_code == 302
    client.post(link, {"reply": "not_me", "name": "Bo"})
    asked.refresh_from_db()
    assert (asked.state, asked.note, asked.named_name) == ("happy", "Gladly.", "")
    assert Entry.objects.filter(verb="introduction_answered").count() == 2
    html = client.get(link).text
    assert "Words to use" in html and "Gladly." in html and "<form" not in html.split("<main")[1]


def test_a_link_that_ended_says_so(client: Client, asked: Introduction) -> None:
    past = timezone.now() - timedelta(days=31)
    address = links.mint(INTRODUCTION, asked.record, community=asked.community, at=past)
    answer = client.get("/introduction/" + address.partition("/introduction/")[2])
    assert answer.status_code == 410
    assert "This link has ended" in answer.text and "hello@rivertown.example" in answer.text
    assert "does not work" in client.get("/introduction/no-such-token/").text


def test_the_link_of_a_request_that_is_gone_says_so(client: Client, asked: Introduction, link: str) -> None:
    asked.delete()
    assert "This link has ended" in client.get(link).text


def test_a_link_opens_nothing_at_another_community(
    client: Client, asked: Introduction, link: str, lakeside: Community
) -> None:
    assert client.get(link, headers={"host": lakeside.host}).status_code == 410


def test_the_page_does_not_tell_an_address(client: Client, asked: Introduction, link: str, cleo: Person) -> None:
    for reply in ({}, {"reply": "happy"}):
        client.post(link, reply)
        assert cleo.email not in client.get(link).text


def test_what_was_taken_back_needs_no_answer(
    client: Client, coordinators_browser: Client, asked: Introduction, link: str
) -> None:
    page = coordinators_browser.get(asked.get_absolute_url()).text
    assert "Waiting for an answer" in page and "Dear Nora," in page and "Request for an introduction" in page
    coordinators_browser.post(reverse("directory:introduction-withdraw", args=[asked.pk]))
    assert "Nothing is needed any more" in client.get(link).text
    client.post(link, {"reply": "happy"})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert Letter.objects.get().state == "skipped"
    again = coordinators_browser.post(reverse("directory:introduction-withdraw", args=[asked.pk]), follow=True).text
    assert "This request is over" in again


def test_what_was_said_on_the_phone_is_written_down(
    coordinators_browser: Client, asked: Introduction, client: Client, link: str
) -> None:
    address = reverse("directory:introduction-said", args=[asked.pk])
    assert "What Nora Kim said" in coordinators_browser.get(address).text
    assert 'role="alert"' in coordinators_browser.post(address, {"note": "Hm"}).text
    data = {"reply": "later", "note": "After the holidays.", "name": "Bo", "until": ""}
    coordinators_browser.post(address, data)
    asked.refresh_from_db()
    assert (asked.state, asked.named_name) == ("later", "")
    assert Task.objects.get().title.startswith("Ask Nora Kim again")
    assert "we leave it for now" in client.get(link).text
    assert "After the holidays." not in client.get(link).text, "what we wrote of a call is ours"
    assert "takes no answer any more" in coordinators_browser.post(address, data).text


def test_an_answer_is_taken_up_and_the_introduction_made(
    coordinators_browser: Client, asked: Introduction, client: Client, link: str
) -> None:
    client.post(link, {"reply": "happy"})
    today = coordinators_browser.get(reverse("reports:today")).text
    assert "introduction that Nora Kim is happy to make" in today and f"{LIST}?state=take-up" in today
    assert "Nora Kim" in coordinators_browser.get(f"{LIST}?state=take-up").text
    address = reverse("directory:introduction-made", args=[asked.pk])
    assert "still to come" in coordinators_browser.post(address, {"on": "2199-01-01"}).text
    coordinators_browser.post(address, {"on": "2026-07-01", "note": "At lunch"})
    asked.refresh_from_db()
    assert (asked.state, asked.note) == ("made", "At lunch")
    assert "introduction made already" in coordinators_browser.post(address, {"on": "2026-07-01"}).text
    assert "Nora Kim" in coordinators_browser.get(f"{LIST}?state=over").text
    assert "that Nora Kim is happy to make" not in coordinators_browser.get(reverse("reports:today")).text


def test_whom_they_name_is_taken_up_by_one_button(
    coordinators_browser: Client, asked: Introduction, client: Client, link: str, cleo: Person
) -> None:
    client.post(link, {"reply": "not_me", "name": "Bo Reyes", "title": "Treasurer", "email": "bo@acme.example"})
    assert "introducer, Nora Kim, names somebody else" in coordinators_browser.get(reverse("reports:today")).text
    page = coordinators_browser.get(asked.get_absolute_url()).text
    assert "Take up Bo Reyes" in page and "They are new to us" in page and "bo@acme.example" in page
    for name in ("take-up", "put-aside"):
        coordinators_browser.post(reverse(f"directory:introduction-{name}", args=[asked.pk]))
    bo = Person.objects.get(email="bo@acme.example")
    page = coordinators_browser.get(asked.get_absolute_url()).text
    assert f"{address_of(bo, cleo)}?organization=" in page
    assert "Nora Kim says so" in coordinators_browser.get(bo.get_absolute_url()).text


def test_today_names_who_never_answered(coordinators_browser: Client, asked: Introduction) -> None:
    assert "said nothing yet" not in coordinators_browser.get(reverse("reports:today")).text
    Introduction.objects.update(asked_at=timezone.now() - timedelta(days=15))
    assert "introduction to which Nora Kim said nothing yet" in coordinators_browser.get(reverse("reports:today")).text
    assert "overdue" in coordinators_browser.get(LIST).text
    assert "a call would help" in coordinators_browser.get(asked.get_absolute_url()).text


def test_the_timelines_tell_of_it(coordinators_browser: Client, asked: Introduction, client: Client, link: str) -> None:
    client.post(link, {"reply": "happy"})
    for page in (asked.introducer, asked.target, asked.organization):
        html = coordinators_browser.get(f"{page.get_absolute_url()}?type=introductions").text
        assert "an introduction</a> to Cleo Diaz of Acme" in html and "is happy to make" in html


def test_a_viewer_reads_and_asks_nothing(viewer: User, asked: Introduction, cleo: Person) -> None:
    browser = signed_in(viewer)
    assert "Nora Kim" in browser.get(LIST).text
    page = browser.get(asked.get_absolute_url()).text
    assert "Waiting for an answer" in page and "Write down their answer" not in page
    assert "Ask Nora" not in browser.get(ways_to(cleo)).text
    assert browser.get(address_of(asked.introducer, cleo)).status_code == 403
    assert browser.post(reverse("directory:introduction-withdraw", args=[asked.pk])).status_code == 403


def test_another_communitys_people_are_missing(
    coordinators_browser: Client, lakeside: Community, nora: Person, cleo: Person, foreigner: User
) -> None:
    far = make.person(lakeside, name="Far")
    for pair in ((far, cleo), (nora, far)):
        for name in ("directory:introduction-ask", "outreach:introduction-letter"):
            address = reverse(name, args=[one.pk for one in pair])
            assert coordinators_browser.get(address).status_code == 404
            assert coordinators_browser.post(address, {"words": "Dear"}).status_code == 404
    organization = make.organization(lakeside, name="Far Works")
    query = f"?through={far.pk}&knower={far.pk}&organization={organization.pk}"
    assert "Far" not in coordinators_browser.get(address_of(nora, cleo) + query).text
    coordinators_browser.post(address_of(nora, cleo) + query, {"words": "Dear"})
    made = Introduction.objects.get()
    assert (made.through, made.organization.name) == (None, "Acme")
    theirs = signed_in(foreigner)
    assert theirs.get(made.get_absolute_url(), headers={"host": lakeside.host}).status_code == 404


@pytest.mark.parametrize("show", ["", "take-up", "waiting", "over", "nonsense"])
def test_an_empty_list_says_what_to_do(coordinators_browser: Client, show: str) -> None:
    html = coordinators_browser.get(f"{LIST}?state={show}").text
    assert 'class="empty"' in html


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_as_little_for_many_as_for_one(
    coordinators_browser: Client,
    rivertown: Community,
    coordinator: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        one, other, acme = make.person(rivertown), make.person(rivertown), make.organization(rivertown)
        make.affiliation(one, make.organization(rivertown))
        introductions.ask(one, other, organization=acme, words="Dear", by=coordinator, at=timezone.now())
    coordinators_browser.get(LIST)
    with django_assert_num_queries(7):
        assert coordinators_browser.get(LIST).status_code == 200


def test_the_composer_writes_down_an_introduction_that_happened_elsewhere(
    coordinators_browser: Client, nora: Person, cleo: Person
) -> None:
    acme = cleo.affiliations.get().organization
    page = coordinators_browser.get(acme.get_absolute_url()).text
    assert "Who introduced us" in page and reverse("directory:organization-ways", args=[acme.pk]) in page
    address = reverse("directory:organization-write", args=[acme.pk])
    data = {"kind": "introduction", "person": cleo.pk, "on": "2026-11-02"}
    make.person(nora.community, name="Two Alike", email="one@x.example")
    make.person(nora.community, name="Two Alike", email="two@x.example")
    for who, why in [
        ("", "Fill this in"),
        ("Nobody Known", "We know nobody like that"),
        ("two alike", "e-mail instead"),
        ("Cleo Diaz", "Nobody introduces themselves"),
    ]:
        assert why in coordinators_browser.post(address, data | {"introducer": who}).text
    assert not Introduction.objects.exists()
    assert coordinators_browser.post(address, data | {"introducer": "nora  KIM"}).status_code == 302
    made = Introduction.objects.get()
    assert (made.state, made.introducer, made.target, made.organization) == ("made", nora, cleo, acme)
    assert str(made.made_on) == "2026-11-02"
    assert "introduced us</a> to Cleo Diaz of Acme" in coordinators_browser.get(acme.get_absolute_url()).text
    on_person = reverse("directory:person-write", args=[cleo.pk])
    note = {"kind": "note", "text": "", "introducer": "whoever"}
    assert "Fill this in" in coordinators_browser.post(on_person, note).text
    by_mail = {"kind": "introduction", "introducer": "two@x.example", "text": "At the fair"}
    assert coordinators_browser.post(on_person, by_mail).status_code == 302
    assert Introduction.objects.filter(introducer__email="two@x.example", note="At the fair").exists()


def test_the_list_is_kept_as_a_file(coordinators_browser: Client, asked: Introduction) -> None:
    text = b"".join(coordinators_browser.get("/workspace/introductions/export.csv")).decode()
    assert "Nora Kim" in text and "Waiting for an answer" in text
    over = b"".join(coordinators_browser.get("/workspace/introductions/export.csv?state=over")).decode()
    assert "Nora Kim" not in over
