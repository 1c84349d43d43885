"""Tests of the pages of letters in an advocate's name: the workspace's, and those behind the advocate's link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community import links
from community.models import Community, User
from community.purposes import BYLINE, CHECK_IN
from directory.models import Task
from employers.models import Advocate
from outreach import approving, campaigns, lending, starting
from outreach.models import Byline, Campaign, Letter, TakenOff
from tests import make
from tests.conftest import signed_in
from tests.outreach.campaigning import contact, spring

pytestmark = pytest.mark.django_db
BODY = "Dear ((first name??neighbor)),\n\n[Sign](((sign-up link))).\n\n((messenger))"


def an_advocate(at: Community, name: str = "Nora Kim", **fields: object) -> Advocate:
    """Make an advocate who agreed that letters go in their name."""
    employer = make.employer(at, organization=make.organization(at, town="Millbrook"))
    person = make.person(at, name=name)
    facts = {"why": "They train.", "writing_at": timezone.now(), **fields}
    return Advocate.objects.create(employer=employer, person=person, **facts)


@pytest.fixture
def campaign(rivertown: Community, coordinator: User) -> Campaign:
    """A campaign to two people."""
    campaign = spring(rivertown, owner=coordinator)
    campaign.steps.update(body=BODY)
    return campaign


@pytest.fixture
def asked(campaign: Campaign, coordinator: User) -> Byline:
    """Nora was asked just now."""
    nora = an_advocate(campaign.community)
    chosen = lending.choose(campaign.steps.get(number=1), nora, by=coordinator, at=timezone.now())
    return lending.ask(chosen, by=coordinator, at=timezone.now())


@pytest.fixture
def link(asked: Byline) -> str:
    """The link of the letter."""
    address = links.mint(BYLINE, asked.record, community=asked.step.campaign.community, at=timezone.now())
    return "/approve/" + address.partition("/approve/")[2]


def fresh(byline: Byline) -> Byline:
    """Return it as it is now."""
    return Byline.objects.with_all().get(pk=byline.pk)


def seen(byline: Byline) -> str:
    """Return the fingerprint of what is shown."""
    return approving.shown(fresh(byline), at=timezone.now()).seen


def test_a_coordinator_chooses_asks_and_reads_how_far_it_is(
    campaign: Campaign, coordinators_browser: Client, rivertown: Community
) -> None:
    step = campaign.steps.get(number=1)
    page = reverse("outreach:byline", args=[campaign.pk, step.pk])
    assert "No advocate has agreed yet" in coordinators_browser.get(page).text
    silent = an_advocate(rivertown, "Silent One", writing_at=None)
    nora = an_advocate(rivertown)
    html = coordinators_browser.get(page).text
    assert "Nora Kim" in html and "Silent One" not in html
    refused = coordinators_browser.post(f"{page}choose/", {"advocate": silent.pk})
    assert "the others did not agree to it" in refused.text
    html = coordinators_browser.post(f"{page}choose/", {"advocate": nora.pk}, follow=True).text
    assert "Nobody has asked them yet" in html and "Ask Nora Kim" in html
    draft = coordinators_browser.get(campaign.get_absolute_url()).text
    assert "Step 1 in the name of Nora Kim" in draft and "Not asked yet" in draft
    html = coordinators_browser.post(f"{page}ask/", follow=True).text
    assert "on its way to Nora Kim" in html and "no answer yet" in html and "Remind them once" in html
    html = coordinators_browser.post(f"{page}remind/", follow=True).text
    assert "Remind them once" not in html and Letter.objects.filter(kind="byline_reminder").count() == 1
    coordinators_browser.post(f"{page}remind/")
    assert Letter.objects.filter(kind="byline_reminder").count() == 1
    html = coordinators_browser.post(f"{page}remove/", follow=True).text
    assert "It goes in our own name" in html and not Byline.objects.exists()
    assert coordinators_browser.post(f"{page}ask/").status_code == 404


def test_the_workspace_page_is_the_teams_and_only_editors_change_it(
    asked: Byline, viewer: User, foreigner: User, evaluator: User
) -> None:
    page = asked.get_absolute_url()
    html = signed_in(viewer).get(page).text
    assert "Nora Kim" in html and "Remind them once" not in html and "Somebody else?" not in html
    for verb in ("choose", "ask", "remind", "remove"):
        assert signed_in(viewer).post(f"{page}{verb}/").status_code == 403
    far = Client(HTTP_HOST="lakeside.example")
    far.force_login(foreigner)
    assert far.get(page).status_code == 404 and far.post(f"{page}ask/").status_code == 404
    assert signed_in(evaluator).get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_the_advocate_reads_it_as_one_after_the_other_will(link: str, client: Client) -> None:
    html = client.get(link).text
    assert "Would you approve this letter in your name?" in html
    assert "Nora Kim via Rivertown TechHire" in html and "1 of 2" in html and "2 people at 2 organizations" in html
    assert "Jo0 Park" in html and "The one before" not in html
    second = client.get(f"{link}?at=2").text
    assert "Jo1 Park" in second and "The one before" in second
    assert "2 of 2" in client.get(f"{link}?at=99999").text and "1 of 2" in client.get(f"{link}?at=x").text
    letter = client.get(f"{link}letter/?at=2")
    assert "Dear Jo1" in letter.text and "Nora Kim" in letter.text and "/signup/" not in letter.text
    assert "sandbox" in letter["Content-Security-Policy"]
    people = [one.email for one in approving.shown(Byline.objects.with_all().get(), at=timezone.now()).listed]
    assert not any(email in page for email in people for page in (html, second, client.get(f"{link}list/").text))


def test_looking_changes_nothing(link: str, client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        for tail in ("", "letter/", "list/", "words/", "no/"):
            assert client.get(link + tail).status_code == 200
            assert client.head(link + tail).status_code == 200
    assert not [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


def test_names_come_off_and_go_back_and_the_rest_is_approved(link: str, asked: Byline, client: Client) -> None:
    listed = approving.shown(fresh(asked), at=timezone.now()).listed
    page = client.post(f"{link}list/", {"person": [listed[0].person_id, "x", "9" * 30], "off": "yes"}, follow=True).text
    assert "1 person is off the list." in page and "Not these" in page
    assert "Tick whom you mean." in client.post(f"{link}list/", {"off": "yes"}, follow=True).text
    client.post(f"{link}list/", {"person": [listed[0].person_id], "back": "yes"})
    assert not TakenOff.objects.exists()
    client.post(f"{link}list/", {"person": [listed[0].person_id], "off": "yes"})
    html = client.post(link, {"seen": seen(asked)}, follow=True).text
    assert "You approved the letter in your name" in html and "You took 1 off the list." in html
    assert fresh(asked).people == [listed[1].person_id]
    again = client.post(link, {"seen": "whatever"}, follow=True).text
    assert "You approved the letter in your name" in again


def test_what_changed_meanwhile_is_shown_once_more(link: str, asked: Byline, client: Client) -> None:
    before = seen(asked)
    contact(asked.step.campaign.community, "New One")
    page = client.post(link, {"seen": before})
    assert page.status_code == 200 and "has changed since you opened this page" in page.text
    assert fresh(asked).state == "asked"
    assert client.post(link).status_code == 200 and fresh(asked).state == "asked"


def test_other_words_and_a_no_reach_the_coordinator(link: str, asked: Byline, client: Client) -> None:
    assert "Say in a sentence" in client.post(f"{link}words/", {"words": ""}).text
    html = client.post(f"{link}words/", {"words": "Less about money."}, follow=True).text
    assert "Thank you, it is noted." in html and "Less about money." in html
    workspace = signed_in(asked.step.campaign.owner or make.user()).get(asked.get_absolute_url()).text
    assert "Less about money." in workspace and "Ask Nora Kim again" in workspace
    html = client.post(f"{link}no/", {"words": ""}, follow=True).text
    assert "You said no, and that is fine." in html
    assert client.post(f"{link}words/", {"words": "More"}, follow=True).text.count("You said no") == 1
    assert client.get(f"{link}list/").status_code == 302


def test_a_few_wishes_a_day_are_enough(link: str, client: Client) -> None:
    answers = [client.post(f"{link}words/", {"words": f"Wish {number}"}) for number in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [200]
    assert "That is a lot for one day" in answers[-1].text


def test_a_foreign_expired_or_taken_back_link_opens_nothing(
    link: str, asked: Byline, lakeside: Community, coordinator: User, client: Client
) -> None:
    community, now = asked.step.campaign.community, timezone.now()
    old = links.mint(BYLINE, asked.record, community=community, at=now - timedelta(days=31))
    other = links.mint(CHECK_IN, asked.record, community=community, at=now)
    for address in (old, other):
        token = address.rstrip("/").rpartition("/")[2]
        for tail in ("", "letter/", "list/", "words/", "no/"):
            assert client.get(f"/approve/{token}/{tail}").status_code == 410
            if tail != "letter/":
                assert client.post(f"/approve/{token}/{tail}", {"seen": seen(asked)}).status_code == 410
    assert client.get(link, HTTP_HOST="lakeside.example").status_code == 410
    foreign = links.mint(BYLINE, asked.record, community=lakeside, at=now)
    path = "/approve/" + foreign.partition("/approve/")[2]
    assert client.get(path, HTTP_HOST="lakeside.example").status_code == 410
    lending.give_up(asked.step, by=coordinator, at=now)
    gone = client.get(link)
    assert gone.status_code == 410 and "This link has ended" in gone.text
    assert not Byline.objects.exists()


def test_once_it_is_on_its_way_they_may_take_their_name_back(
    link: str, asked: Byline, coordinator: User, client: Client
) -> None:
    now = timezone.now()
    approving.approve(asked, seen=seen(asked), at=now)
    campaign = fresh(asked).step.campaign
    starting.start(campaign, seen=starting.prepare(campaign, at=now).fingerprint, by=coordinator, at=now)
    html = client.get(link).text
    assert "on its way" in html and "Take my name back" in html and "Suggest other words" not in html
    assert 'type="checkbox"' not in client.get(f"{link}list/").text
    page = client.post(f"{link}list/", {"person": [1], "off": "yes"}, follow=True).text
    assert "takes no other answer any more" in page
    html = client.post(f"{link}no/", {"words": "Enough."}, follow=True).text
    assert "has stopped" in html
    workspace = signed_in(coordinator).get(asked.get_absolute_url()).text
    assert "Nora Kim took their name back." in workspace and "Enough." in workspace
    running = signed_in(coordinator).get(campaign.get_absolute_url())
    assert running.status_code == 200 and "Nora Kim" in running.text


def test_a_list_of_thirty_costs_as_many_questions_as_one_of_two(link: str, asked: Byline, client: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(link).status_code == client.get(f"{link}list/").status_code == 200
        return len(made)

    few = questions()
    for number in range(60):
        contact(asked.step.campaign.community, f"More{number} Park")
    assert questions() == few
    assert "page=2" in client.get(f"{link}list/").text


def test_the_start_page_says_who_was_taken_off(asked: Byline, coordinators_browser: Client) -> None:
    off = [one.person_id or 0 for one in approving.shown(fresh(asked), at=timezone.now()).listed[:1]]
    approving.take_off(asked, off, at=timezone.now())
    html = coordinators_browser.get(reverse("outreach:campaign-start", args=[asked.step.campaign_id])).text
    assert "Not step 1: Nora Kim took them off its list" in html and "1 letter to begin with" in html


@pytest.mark.django_db(transaction=True)
def test_approved_while_somebody_changes_the_words_it_never_covers_what_was_not_shown(
    rivertown: Community, coordinator: User
) -> None:
    campaign = spring(rivertown, owner=coordinator)
    step, now = campaign.steps.get(number=1), timezone.now()
    byline = lending.choose(step, an_advocate(rivertown), by=coordinator, at=now)
    lending.ask(byline, by=coordinator, at=now)
    before = seen(byline)

    def approve() -> None:
        try:
            approving.approve(fresh(byline), seen=before, at=now)
        except approving.CannotAnswer:
            pass
        finally:
            connections.close_all()

    def change() -> None:
        try:
            campaigns.change_step(campaign.steps.get(number=1), at=now, subject="Another")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(approve), pool.submit(change)]:
            done.result()
    prepared = starting.prepare(Campaign.objects.get(pk=campaign.pk), at=now)
    assert prepared.obstacles and "name of Nora Kim" in prepared.obstacles[0].what


@pytest.mark.django_db(transaction=True)
def test_four_presses_at_once_approve_once_and_ask_once(rivertown: Community, coordinator: User) -> None:
    campaign, now = spring(rivertown, owner=coordinator), timezone.now()
    byline = lending.choose(campaign.steps.get(number=1), an_advocate(rivertown), by=coordinator, at=now)

    def ask(_number: int) -> None:
        try:
            lending.ask(fresh(byline), by=coordinator, at=now)
        except lending.CannotLend:
            pass
        finally:
            connections.close_all()

    def approve(_number: int) -> None:
        try:
            people = [one.person_id or 0 for one in approving.shown(fresh(byline), at=now).listed[-1:]]
            approving.approve(fresh(byline), seen=before, at=now)
            approving.take_off(fresh(byline), people, at=now)
        except approving.CannotAnswer:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert Letter.objects.filter(kind="byline_request").count() == 1 and fresh(byline).rounds == 1
    before = seen(byline)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(approve, range(4)))
    assert fresh(byline).state == "approved"
    assert Task.objects.filter(title__startswith="Nora Kim approved").count() == 1
    assert not starting.prepare(Campaign.objects.get(pk=campaign.pk), at=now).obstacles


def test_asked_anew_they_read_what_has_changed_since_they_approved(
    link: str, asked: Byline, rivertown: Community, coordinator: User, client: Client
) -> None:
    assert "You approved it on" not in client.get(link).text
    client.post(link, {"seen": approving.shown(asked, at=timezone.now()).seen})
    contact(rivertown, "New One")
    lending.ask(Byline.objects.get(pk=asked.pk), by=coordinator, at=timezone.now())
    page = client.get(link).text
    assert "You approved it on" in page and "One person has come onto the list since." in page
    assert "Its words have changed" not in page
