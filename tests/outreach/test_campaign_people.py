"""Tests of the page of a campaign's people: what each got, who gets nothing and why, and every count leads to rows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import Community, User
from outreach import exclusions, stopping, tending
from outreach.models import Campaign, Letter, Recipient
from outreach.states import State
from outreach.views import campaign_people
from tests import make
from tests.make import NOW
from tests.outreach.campaigning import contact, everybody, of, started

WRITTEN_TO = exclusions.EXCLUSIONS["suppressed"].why


@pytest.fixture
def campaign(rivertown: Community, coordinator: User) -> Campaign:
    """A campaign of a letter and a call, that started: three get it, two stand in it and get nothing."""
    made = make.campaign(rivertown, name="Spring", audience=everybody(rivertown), messenger="Dana", owner=coordinator)
    make.step(made)
    make.step(made, kind="call", subject="Call ((name))", body="")
    for name in ("Ann One", "Bob Two", "Cy Three"):
        contact(rivertown, name)
    going = started(made, coordinator)
    for number, why in enumerate((WRITTEN_TO, "Somebody else here has the same address.")):
        person, place = contact(rivertown, f"Out {number}")
        Recipient.objects.create(
            campaign=going, person=person, organization=place, name=person.name, email=person.email, left_out=why
        )
    tending.tend("t", at=NOW)
    return going


def test_everybody_is_listed_with_what_became_of_each_step(
    rivertown: Community, campaign: Campaign, coordinators_browser: Client
) -> None:
    one, two, _three = of(campaign)
    Letter.objects.filter(pk=one.pk).update(state=State.SENT, settled_at=NOW)
    assert two.organization
    stopping.stop(rivertown, organization=two.organization, reason=stopping.ANSWERED, at=NOW)
    place = f"{campaign.get_absolute_url()}people/"
    page = coordinators_browser.get(place).text
    for words in ("Ann One", one.get_absolute_url(), ">Sent<", ">Skipped<", stopping.ANSWERED, ">Open<", ">Dropped<"):
        assert words in page
    assert "3 are in it" in page and "2 get nothing" in page and "Out 0" not in page

    found = coordinators_browser.get(place, {"q": "bob"}).text
    assert "Bob Two" in found and "Ann One" not in found
    by_address = coordinators_browser.get(place, {"q": one.to_email[:6].upper()}).text
    assert "Ann One" in by_address
    assert one.organization
    assert "Ann One" in coordinators_browser.get(place, {"q": one.organization.name}).text
    assert "Nobody here is like that" in coordinators_browser.get(place, {"q": "nobody of that name"}).text


def test_every_count_of_a_reason_leads_to_those_it_counts(
    rivertown: Community, campaign: Campaign, coordinators_browser: Client
) -> None:
    one, two, three = of(campaign)
    Letter.objects.filter(pk=one.pk).update(state=State.SENT, settled_at=NOW, bounced_at=NOW, delivered_at=NOW)
    Letter.objects.filter(pk=two.pk).update(state=State.FAILED, settled_at=NOW, reason="The disk, & more, is full.")
    signed = "Somebody there signed (R-1234-5678)."
    Letter.objects.filter(pk=three.pk).update(state=State.SKIPPED, settled_at=NOW, reason=signed)
    page = coordinators_browser.get(campaign.get_absolute_url()).text

    def behind(words: str) -> str:
        """Return the page to which the count beside some words leads."""
        found = re.search(r'href="([^"]*)">\d+<span class="visually-hidden"> (?:letter|person): ' + words, page)
        assert found
        address = unescape(found[1])
        return coordinators_browser.get(
            address if address.startswith("/") else campaign.get_absolute_url() + address
        ).text

    rows = '<tr><th scope="row"><a href="{}">'
    for letter, words in ((two, "The disk, &amp; more"), (three, "Somebody there signed")):
        shown = behind(words)
        assert rows.format(letter.get_absolute_url()) in shown
        assert all(rows.format(other.get_absolute_url()) not in shown for other in {one, two, three} - {letter})
    out = behind(WRITTEN_TO)
    assert "Out 0" in out and "Out 1" not in out
    marked = coordinators_browser.get(f"{campaign.get_absolute_url()}?mark=hard_bounce").text
    assert '?mark=hard_bounce#letters">1 bounced</a>' in page and rows.format(one.get_absolute_url()) in marked
    assert rows.format(two.get_absolute_url()) not in marked


@pytest.mark.parametrize("query", ["mark=unsubscribed", "mark=x", "state=x", "why=nothing", "after=x"])
def test_what_makes_no_sense_is_left_out(campaign: Campaign, coordinators_browser: Client, query: str) -> None:
    answer = coordinators_browser.get(f"{campaign.get_absolute_url()}?{query}")
    assert answer.status_code == 200


def test_many_people_are_told_page_by_page_in_as_many_questions_as_one(
    rivertown: Community, campaign: Campaign, coordinators_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, asked = f"{campaign.get_absolute_url()}people/", []
    for size in (1, 3):
        monkeypatch.setattr(campaign_people, "SIZE", size)
        coordinators_browser.get(place)
        with CaptureQueriesContext(connection) as context:
            page = coordinators_browser.get(place).text
        asked.append(len(context))
        assert page.count('<th scope="row">') == size
    assert asked[0] == asked[1]
    monkeypatch.setattr(campaign_people, "SIZE", 2)
    found = re.search(r'rel="next" href="([^"]*)"', coordinators_browser.get(place).text)
    assert found and coordinators_browser.get(place + unescape(found[1])).text.count('<th scope="row">') == 1


def test_a_draft_has_no_such_page(rivertown: Community, coordinators_browser: Client) -> None:
    draft = make.campaign(rivertown)
    answer = coordinators_browser.get(f"{draft.get_absolute_url()}people/")
    assert (answer.status_code, answer.url) == (302, draft.get_absolute_url())
