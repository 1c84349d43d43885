"""Tests of tests: a letter of a campaign to oneself or to the list, marked, counted nowhere and credited to nobody."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from community.models import Community, Membership, User
from community.roles import Role
from directory.models import Entry
from outreach import lately, rehearsing, replying, writing
from outreach.composing import CannotCompose
from outreach.models import Letter, Reply, TrialReader
from outreach.opening import Incoming, Kind
from outreach.personal import Addressee
from outreach.running import letters_of
from outreach.states import State
from outreach.traits.trait import Scope
from tests import make
from tests.conftest import signed_in
from tests.make import NOW
from tests.outreach.campaigning import contact, spring, started

pytestmark = pytest.mark.django_db
LIST = "/workspace/campaigns/test-readers/"
SOMEBODY = Addressee(None, None, "Jo Park", "jo@acme.example", organization="Acme")


def test_a_test_to_the_list_reaches_each_once_and_is_no_contact(rivertown: Community, coordinator: User) -> None:
    person, organization = contact(rivertown, "Al Reader", email="al@reader.example")
    campaign = started(spring(rivertown), coordinator)
    step = campaign.steps.get(number=1)
    rehearsing.add_reader(rivertown, user=coordinator, by=coordinator, at=NOW)
    rehearsing.add_reader(rivertown, email="AL@reader.example", by=coordinator, at=NOW)
    planned = letters_of(campaign).count()

    assert rehearsing.send_to_all(campaign, step, SOMEBODY, by=coordinator, at=NOW) == 2

    tests = Letter.objects.filter(kind="campaign_test").order_by("to_email")
    assert [letter.to_email for letter in tests] == ["al@reader.example", coordinator.email]
    assert all(letter.subject.startswith("[Test] ") for letter in tests)
    assert {(letter.step, letter.person, letter.organization, letter.recipient) for letter in tests} == {(None,) * 4}
    assert letters_of(campaign).count() == planned
    text = writing.write_out(tests[0], at=NOW).text
    assert "http://testserver/signup/" in text and "invited=" not in text
    Letter.objects.exclude(kind="campaign_test").delete()
    people = rivertown.people.filter(lately.asked(["30"], Scope(rivertown, NOW)))
    assert not people.exists()
    assert (
        not Entry.objects.filter(person=person).exists()
        and not Entry.objects.filter(organization=organization).exists()
    )


@override_settings(REPLIES_TO="replies@mail.rivertown.example")
def test_answers_to_a_test_come_to_the_contact_person_and_stop_nothing(rivertown: Community, coordinator: User) -> None:
    person, _ = contact(rivertown, "Al Reader", email="al@reader.example")
    campaign = started(spring(rivertown), coordinator)
    rehearsing.add_reader(rivertown, email="al@reader.example", by=coordinator, at=NOW)
    rehearsing.send_to_all(campaign, campaign.steps.get(number=1), SOMEBODY, by=coordinator, at=NOW)
    test = Letter.objects.get(kind="campaign_test")
    assert writing.write_out(test, at=NOW).reply_to == rivertown.contact_email
    mail = Incoming(
        Kind.REPLY, "1@reader.example", (test.message_id.strip("<>"),), (), ("Al", "al@reader.example"), "Re", "A typo."
    )
    assert replying.receive(mail, at=NOW) is None
    assert not Reply.objects.exists() and not Entry.objects.filter(person=person).exists()
    assert letters_of(campaign).filter(person=person, state=State.SKIPPED).count() == 0
    page = signed_in(coordinator).get(person.get_absolute_url()).text
    assert "Test of a letter" not in page


def test_a_place_that_is_empty_sends_nobody_anything(rivertown: Community, coordinator: User) -> None:
    campaign = spring(rivertown)
    step = make.step(campaign, subject="Dear ((first name))")
    rehearsing.add_reader(rivertown, email="al@reader.example", by=coordinator, at=NOW)
    with pytest.raises(CannotCompose):
        rehearsing.send_to_all(
            campaign, step, Addressee(None, None, "J. Park", "j@acme.example"), by=coordinator, at=NOW
        )
    assert not Letter.objects.exists()


def test_whoever_leaves_the_team_gets_no_tests_any_more(rivertown: Community, coordinator: User, viewer: User) -> None:
    reader = rehearsing.add_reader(rivertown, email=viewer.email.upper(), by=coordinator, at=NOW)
    assert reader.user == viewer and reader.email == ""
    Membership.objects.filter(user=viewer).delete()
    assert rehearsing.readers(rivertown) == []
    make.member(rivertown, Role.VIEWER)
    again = Membership(community=rivertown, user=viewer, since=NOW)
    again.roles = {Role.VIEWER}
    again.save()
    assert rehearsing.readers(rivertown) == [reader]


def test_the_list_is_short_and_only_ours(rivertown: Community, coordinator: User, foreigner: User) -> None:
    with pytest.raises(rehearsing.CannotAdd, match="do not belong to the team"):
        rehearsing.add_reader(rivertown, user=foreigner, by=coordinator, at=NOW)
    for number in range(rehearsing.MOST):
        rehearsing.add_reader(rivertown, email=f"al{number}@reader.example", by=coordinator, at=NOW)
    with pytest.raises(rehearsing.CannotAdd, match="already"):
        rehearsing.add_reader(rivertown, email="al0@reader.example", by=coordinator, at=NOW)
    with pytest.raises(rehearsing.CannotAdd, match="that is all it takes"):
        rehearsing.add_reader(rivertown, email="more@reader.example", by=coordinator, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_ten_who_add_at_once_do_not_make_it_longer(rivertown: Community, coordinator: User) -> None:
    for number in range(rehearsing.MOST - 1):
        rehearsing.add_reader(rivertown, email=f"al{number}@reader.example", by=coordinator, at=NOW)

    def add(number: int) -> None:
        try:
            rehearsing.add_reader(rivertown, email=f"bo{number}@reader.example", by=coordinator, at=NOW)
        except rehearsing.CannotAdd:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    assert TrialReader.objects.of(rivertown).count() == rehearsing.MOST


def test_a_coordinator_keeps_the_list_and_presses_once(
    rivertown: Community, coordinators_browser: Client, viewer: User
) -> None:
    campaign = spring(rivertown)
    step = campaign.steps.get(number=1)
    preview = reverse("outreach:campaign-step-preview", args=[campaign.pk, step.pk])
    send = reverse("outreach:campaign-step-test-list", args=[campaign.pk, step.pk])
    assert "test reader" not in coordinators_browser.get(preview).text
    assert "Nobody is on the list yet" in coordinators_browser.post(send, follow=True).text
    both = {"user": viewer.pk, "email": "al@reader.example"}
    for wrong in ({}, both, {"email": "nothing"}):
        assert coordinators_browser.post(LIST, wrong).status_code == 200
    assert not TrialReader.objects.exists()
    assert "Tests go to Vic Osei too." in coordinators_browser.post(LIST, {"user": viewer.pk}, follow=True).text
    assert "already" in coordinators_browser.post(LIST, {"email": viewer.email}).text
    assert "Send it to 1 test reader" in coordinators_browser.get(preview).text
    html = coordinators_browser.post(f"{send}?at=2", follow=True).text
    assert "It is on its way to 1 reader, as Jo1 Park would get it." in html
    letter = Letter.objects.get(kind="campaign_test")
    assert (letter.to_email, letter.to_name) == (viewer.email, "Jo1 Park")
    reader = TrialReader.objects.get()
    coordinators_browser.post(f"{LIST}{reader.pk}/remove/")
    assert not TrialReader.objects.exists()


def test_thirty_a_day_are_enough(rivertown: Community, coordinator: User, coordinators_browser: Client) -> None:
    campaign = spring(rivertown)
    rehearsing.add_reader(rivertown, user=coordinator, by=coordinator, at=timezone.now())
    send = reverse("outreach:campaign-step-test-list", args=[campaign.pk, campaign.steps.get(number=1).pk])
    for _ in range(30):
        coordinators_browser.post(send)
    assert "tests a day to the list are enough" in coordinators_browser.post(send, follow=True).text
    assert Letter.objects.filter(kind="campaign_test").count() == 30


def test_another_communitys_list_is_not_seen_or_changed(
    rivertown: Community, lakeside: Community, coordinator: User, foreigner: User, viewer: User
) -> None:
    reader = rehearsing.add_reader(rivertown, email="al@reader.example", by=coordinator, at=NOW)
    far = Client(HTTP_HOST="lakeside.example")
    far.force_login(foreigner)
    assert "al@reader.example" not in far.get(LIST).text
    assert far.post(f"{LIST}{reader.pk}/remove/").status_code == 404
    assert signed_in(viewer).get(LIST).status_code == 403
    rehearsing.add_reader(lakeside, email="al@reader.example", by=foreigner, at=NOW)
    assert len(rehearsing.readers(rivertown)) == 1
