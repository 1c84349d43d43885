"""Tests of replies: matched, kept once, on the timeline, and one click with its consequence."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from community.models import Community, User
from directory.models import Entry, Task
from employers.models import Employer
from outreach import fetching, outbox, replying, suppressing, writing
from outreach.models import Letter, Reply, Suppression
from outreach.outcomes import Outcome
from outreach.signals import reply_received
from outreach.states import State
from tests import make
from tests.make import NOW
from tests.outreach.conftest import reminder
from tests.outreach.test_hearing import handed_over
from tests.outreach.test_opening import ARF, OURS, dsn

LATER = NOW + timedelta(days=2)
LIST = "/workspace/letters/replies/"


@pytest.fixture
def letter(rivertown: Community) -> Letter:
    """A letter to Jo Park about Acme, of which nobody knows whether it arrived."""
    employer = make.employer(rivertown, name="Acme", stage="contacted")
    jo = make.person(rivertown, name="Jo Park", email="jo1@acme.example")
    sent = handed_over(reminder(rivertown, organization=employer.organization, person=jo), State.UNKNOWN)
    Letter.objects.filter(pk=sent.pk).update(message_id=f"<{OURS}>")
    return Letter.objects.get(pk=sent.pk)


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    """What was announced."""
    told: list[Any] = []

    def listen(sender: Any, **news: Any) -> None:
        told.append(news)

    reply_received.connect(listen)
    yield told
    reply_received.disconnect(listen)


def mail(letter: Letter, text: str = "Yes, gladly.", *, more: str = "", sender: str = "jo1@acme.example") -> bytes:
    """Return a reply to a letter."""
    return (
        f"From: Jo Park <{sender}>\r\nTo: x@portal.example\r\nSubject: Re\r\n"
        f"Message-ID: <r{len(text)}@acme.example>\r\n"
        f"In-Reply-To: {letter.message_id}\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n{more}\r\n{text}\r\n> quoted"
    ).encode()


def test_a_reply_is_kept_once_and_stands_on_the_timeline(letter: Letter, heard: list[Any]) -> None:
    assert fetching.take(mail(letter), at=LATER)
    assert not fetching.take(mail(letter), at=LATER)

    reply = Reply.objects.get()
    assert (reply.text, reply.letter, reply.person, reply.organization) == (
        "Yes, gladly.",
        letter,
        letter.person,
        letter.organization,
    )
    entry = Entry.objects.get(verb="reply_received")
    assert (entry.text, entry.person, entry.organization) == ("Yes, gladly.", letter.person, letter.organization)
    assert [(news["letter"], news["reply"]) for news in heard] == [(letter, reply)]
    letter.refresh_from_db()
    assert letter.state == State.SENT  # whoever answers has had it
    assert Employer.objects.get().last_contact_on == date(2026, 11, 22)


PASSED_ON = """FYI

---------- Forwarded message ---------
From: {author}
Date: Sun, Nov 22, 2026
To: <x@portal.example>

Gladly.
"""


def test_what_a_colleague_passes_on_is_the_answer_of_whoever_wrote_it(
    letter: Letter, coordinator: User, coordinators_browser: Client
) -> None:
    person = make.person(letter.community, name="Omar Haddad", email="omar@acme.example")
    make.person(letter.community, name="Dana Whitfield", email=coordinator.email)  # the team is in the directory, too
    text = PASSED_ON.format(author="Omar Haddad <omar@acme.example>")
    assert fetching.take(mail(letter, text, sender=coordinator.email), at=LATER)
    reply = Reply.objects.get()
    assert (reply.person, reply.from_email, reply.by) == (person, "omar@acme.example", coordinator)
    assert reply.text.startswith("FYI\n\nGladly.")
    assert f"by way of {coordinator}" in coordinators_browser.get(LIST).text
    replying.settle(reply, outcome=Outcome.WRONG_PERSON, by=coordinator, at=LATER)
    assert Task.objects.get().title == "Find whom to write to instead of Omar Haddad"
    assert suppressing.of_address(letter.community, "omar@acme.example", at=LATER)
    assert not suppressing.of_address(letter.community, coordinator.email, at=LATER)


@pytest.mark.parametrize(
    ("sender", "author", "email"),
    [
        ("jo1@acme.example", "Omar <omar@acme.example>", "jo1@acme.example"),  # nobody of the team passed it on
        ("dana", "Rivertown <hello@rivertown.example>", "dana"),  # a letter of ours
        ("dana", "Omar Haddad", ""),  # named without an address: whoever the letter went to
        ("hello@rivertown.example", "Omar <omar@acme.example>", "omar@acme.example"),
    ],
)
def test_who_wrote_what_is_passed_on(letter: Letter, coordinator: User, sender: str, author: str, email: str) -> None:
    sender, email = (text.replace("dana", coordinator.email) for text in (sender, email))
    assert fetching.take(mail(letter, PASSED_ON.format(author=author), sender=sender), at=LATER)
    reply = Reply.objects.get()
    assert (reply.from_email, reply.person) == (email, letter.person if email != "omar@acme.example" else reply.person)


def test_an_automatic_answer_is_set_apart(letter: Letter, heard: list[Any]) -> None:
    fetching.take(mail(letter, "I am away.", more="Auto-Submitted: auto-replied\r\n"), at=LATER)

    assert Reply.objects.get().is_automatic
    assert heard == [] and not Entry.objects.filter(verb="reply_received").exists()


def test_what_a_person_wrote_is_taken_for_real_once(
    letter: Letter, heard: list[Any], coordinators_browser: Client
) -> None:
    fetching.take(mail(letter, "Yes.", more="Precedence: list\r\n"), at=LATER)
    reply = Reply.objects.get()
    path = f"{LIST}{reply.pk}/real/"
    assert path in coordinators_browser.get(f"{LIST}?show=automatic").text and not heard
    assert "waits here to be answered" in coordinators_browser.post(path, follow=True).text
    assert "already" in coordinators_browser.post(path, follow=True).text
    assert len(heard) == 1 and Entry.objects.filter(verb="reply_received").count() == 1
    assert "Yes." in coordinators_browser.get(LIST).text and not Reply.objects.automatic().exists()


def test_what_answers_no_letter_is_left_alone(letter: Letter) -> None:
    raw = mail(letter).replace(OURS.encode(), b"nobody@x.example")

    assert not fetching.take(raw, at=LATER)
    assert not Reply.objects.exists()


def test_the_address_it_went_to_names_the_letter(letter: Letter, settings: Settings) -> None:
    settings.REPLIES_TO = "replies@portal.example"
    address = writing.reply_address(letter)
    raw = mail(letter).replace(b"In-Reply-To", b"X-Nothing").replace(b"x@portal.example", address.encode())

    assert address == f"replies+{OURS.partition('@')[0]}@portal.example"
    assert fetching.take(raw, at=LATER)
    assert Reply.objects.get().letter == letter


def test_bounces_and_complaints_of_the_mailbox_become_marks(letter: Letter) -> None:
    bounce = dsn("failed", "5.1.1", "550 5.1.1 no such user")
    for raw in (bounce, bounce, ARF.replace("TYPE", "abuse").encode()):
        fetching.take(raw, at=LATER)

    letter.refresh_from_db()
    assert letter.bounced_at == letter.complained_at == LATER
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"hard_bounce", "complaint"}
    assert not Reply.objects.exists()


def test_who_is_forgotten_is_forgotten_here_too(rivertown: Community, letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(record="employers.commitment:7")
    fetching.take(mail(letter), at=LATER)

    outbox.forget(rivertown, "employers.commitment:7")

    reply = Reply.objects.get()
    assert (reply.text, reply.from_email, reply.from_name, reply.person) == ("", "", "", None)


@pytest.mark.parametrize(
    ("outcome", "stage", "task", "reason"),
    [
        (Outcome.INTERESTED, "in_conversation", "Answer Jo Park", ""),
        (Outcome.NOT_NOW, "contacted", "Write to Jo Park again", "put_off"),
        (Outcome.WRONG_PERSON, "contacted", "Find whom to write to instead of Jo Park", "staff"),
        (Outcome.NO, "declined", "", "staff"),
    ],
)
def test_one_click_has_its_consequence(
    rivertown: Community,
    letter: Letter,
    coordinators_browser: Client,
    outcome: Outcome,
    stage: str,
    task: str,
    reason: str,
) -> None:
    fetching.take(mail(letter), at=LATER)
    reply = Reply.objects.get()
    page = coordinators_browser.get(LIST).content.decode()
    assert "Yes, gladly." in page and "Acme" in page and outcome.label in page

    for _ in range(2):  # pressed twice, it is done once
        coordinators_browser.post(f"{LIST}{reply.pk}/outcome/", {"outcome": outcome.value, "later_on": "2099-01-05"})

    reply.refresh_from_db()
    assert reply.outcome == outcome
    assert Employer.objects.get().stage == stage
    assert [one.title for one in Task.objects.all()] == ([task] if task else [])
    assert list(Suppression.objects.values_list("reason", flat=True)) == ([reason] if reason else [])
    assert "Yes, gladly." not in coordinators_browser.get(LIST).content.decode()
    assert "Yes, gladly." in coordinators_browser.get(f"{LIST}?show=answered").content.decode()


def test_not_now_wants_a_day_to_come(letter: Letter, coordinators_browser: Client) -> None:
    fetching.take(mail(letter), at=LATER)
    path = f"{LIST}{Reply.objects.get().pk}/outcome/"

    for typed, said in (
        ("", "Say until which day"),
        ("2001-01-01", "Say until which day"),
        ("x", "Enter a valid date"),
    ):
        page = coordinators_browser.post(path, {"outcome": "not_now", "later_on": typed}, follow=True).text
        assert f'value="{typed}" aria-label="Not before this day" aria-invalid="true"' in page
        assert re.search(f'id="refused">{said}', page) and "Yes, gladly." in page
        assert "aria-invalid" not in coordinators_browser.get(LIST).text
    assert coordinators_browser.post(path, {"outcome": "nonsense"}).status_code == 302
    assert Reply.objects.get().outcome == ""


def test_an_employer_that_is_further_stays_where_it_is(rivertown: Community, letter: Letter, coordinator: User) -> None:
    Employer.objects.update(stage="in_conversation")
    fetching.take(mail(letter), at=LATER)

    replying.settle(Reply.objects.get(), outcome=Outcome.INTERESTED, by=coordinator, at=LATER)

    assert Employer.objects.get().stage == "in_conversation"
    assert Task.objects.get().owner == coordinator


def test_a_reply_written_down_by_hand_has_the_same_effect(
    letter: Letter, coordinators_browser: Client, heard: list[Any]
) -> None:
    path = f"/workspace/letters/{letter.pk}/reply/"
    assert "They answered" in coordinators_browser.get(path).content.decode()
    assert "not come yet" in coordinators_browser.post(path, {"text": "Yes", "on": "2099-01-01"}).content.decode()

    for _ in range(2):
        page = coordinators_browser.post(path, {"text": "She called: yes.", "on": "2026-11-23"}, follow=True)

    assert "She called: yes." in page.content.decode()
    assert len(heard) == 1
    assert heard[0]["letter"] == letter
    entry = Entry.objects.get(verb="reply_received")
    assert str(entry.by) == "Dana Whitfield"


def test_automatic_answers_have_a_heap_of_their_own(letter: Letter, coordinators_browser: Client) -> None:
    fetching.take(mail(letter, "I am away.", more="Auto-Submitted: auto-replied\r\n"), at=LATER)

    assert "I am away." not in coordinators_browser.get(LIST).content.decode()
    assert "I am away." in coordinators_browser.get(f"{LIST}?show=automatic").content.decode()
    assert "No reply waits" in coordinators_browser.get(f"{LIST}?show=nonsense&before=x").content.decode()


def test_a_paused_address_may_be_written_to_after_the_day(
    rivertown: Community, letter: Letter, coordinator: User
) -> None:
    fetching.take(mail(letter), at=LATER)
    day = (LATER + timedelta(days=30)).date()

    replying.settle(Reply.objects.get(), outcome=Outcome.NOT_NOW, later_on=day, by=coordinator, at=LATER)

    other = reminder(rivertown, 7, to="jo1@acme.example")
    assert suppressing.held_back([other], at=LATER + timedelta(days=28))
    assert not suppressing.held_back([other], at=LATER + timedelta(days=31))
