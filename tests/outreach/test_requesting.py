"""Tests of the letters that ask for an introduction: what they say, when they leave, and when they must not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Community, Link, User
from directory import introductions, reminding, replying
from directory.models import Introduction, Person
from directory.replies import Reply
from directory.replying import Answer
from outreach import requesting, suppressing
from outreach.models import Letter, Salt, Suppression
from outreach.writing import preview, write_out
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(rivertown: Community) -> Person:
    """Knows us."""
    return make.person(rivertown, name="Nora Kim", email="nora@chamber.example")


@pytest.fixture
def cleo(rivertown: Community) -> Person:
    """Whom we want to meet."""
    return make.person(rivertown, name="Cleo Diaz")


@pytest.fixture
def asked(nora: Person, cleo: Person, coordinator: User) -> Introduction:
    """Nora was asked."""
    return introductions.ask(nora, cleo, words="Dear Nora,\nplease do.\n\nDana", by=coordinator, at=NOW)


def suppress(person: Person, scope: str) -> None:
    community = person.community
    suppressing.suppress(
        community,
        suppressing.hash_of(community, person.email),
        reason=Suppression.Reason.UNSUBSCRIBED,
        scope=scope,  # type: ignore[arg-type]
        at=NOW,
    )


def test_the_letter_holds_the_words_and_no_link_until_it_leaves(asked: Introduction) -> None:
    letter = Letter.objects.get()
    assert letter.links == {"reply link": ["introduction", asked.record]}
    assert not Link.objects.exists()
    out = write_out(letter, at=NOW)
    assert out.subject == "Would you introduce us to Cleo Diaz?"
    assert "Dear Nora,\n\nplease do.\n\nDana" in out.text
    assert "/introduction/" in out.text and "List-Unsubscribe" in out.headers
    link = Link.objects.get()
    assert (link.record, link.expires_at) == (asked.record, NOW + timedelta(days=30))


def test_words_are_only_words(nora: Person, cleo: Person, coordinator: User) -> None:
    words = 'Dear ((name)), {{ x }} <b>bold</b> [here](https://evil.example) <img src="https://evil.example/x">'
    introductions.ask(nora, cleo, words=words, by=coordinator, at=NOW)
    _, text, html = preview(Letter.objects.get())
    assert "((name))" in text and "{{ x }}" in text
    assert 'href="https://evil.example' not in html and "<img" not in html and "<b>" not in html


@pytest.mark.parametrize("scope", ["news", "all"])
def test_who_wants_no_letters_is_not_asked_by_one(nora: Person, cleo: Person, coordinator: User, scope: str) -> None:
    suppress(nora, scope)
    with pytest.raises(introductions.CannotAsk, match="unsubscribed"):
        introductions.ask(nora, cleo, words="Dear", by=coordinator, at=NOW)
    assert not Introduction.objects.exists() and not Letter.objects.exists()


def test_the_page_says_so_before_anything_is_typed(coordinators_browser: Client, nora: Person, cleo: Person) -> None:
    address = reverse("directory:introduction-ask", args=[nora.pk, cleo.pk])
    assert "How Nora Kim will see it" in coordinators_browser.get(address).text
    assert not Salt.objects.exists(), "looking makes no salt"
    suppress(nora, "news")
    html = coordinators_browser.get(address).text
    assert "Call Nora Kim instead" in html and "<textarea" not in html
    assert "Call Nora Kim instead" in coordinators_browser.post(address, {"words": "Dear"}).text
    assert not Introduction.objects.exists()


def test_the_letter_is_seen_before_it_leaves(coordinators_browser: Client, nora: Person, cleo: Person) -> None:
    address = reverse("outreach:introduction-letter", args=[nora.pk, cleo.pk])
    first = coordinators_browser.get(address)
    assert "As far as we can see you know each other" in first.text
    assert "sandbox" in first["Content-Security-Policy"] and "portal.invalid" in first.text
    mine = coordinators_browser.post(address, {"words": "My own words"}).text
    assert "My own words" in mine and "As far as we can see" not in mine
    for odd in ("", "a\u202eb", "((to))"):
        assert coordinators_browser.post(address, {"words": odd}).status_code == 200
    assert not Introduction.objects.exists() and not Letter.objects.exists()


def test_one_reminder_says_the_words_again(asked: Introduction) -> None:
    for day in (7, 8, 20):
        reminding.keep(at=NOW + timedelta(days=day))
    reminder = Letter.objects.exclude(kind=requesting.REQUEST).get()
    subject, text, _ = preview(reminder)
    assert subject == "Once more: would you introduce us to Cleo Diaz?"
    assert "On November 22, 2026, Dana Whitfield asked" in text and "please do." in text
    assert reminder.links == {"reply link": ["introduction", asked.record]}


def test_whose_address_is_gone_meanwhile_is_not_reminded(asked: Introduction, nora: Person) -> None:
    nora.email = ""
    nora.save()
    reminding.keep(at=NOW + timedelta(days=7))
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("deed", ["answer", "withdraw", "make"])
def test_what_waits_is_recalled_when_nothing_is_to_be_asked(asked: Introduction, coordinator: User, deed: str) -> None:
    if deed == "answer":
        replying.answer(asked, Answer(Reply.HAPPY), at=NOW)
    elif deed == "make":
        introductions.make(asked, on=NOW.date(), note="", by=coordinator, at=NOW)
    else:
        introductions.withdraw(asked, by=coordinator, at=NOW)
    assert Letter.objects.get().state == "skipped"


def test_what_is_forgotten_is_forgotten_in_the_letters_too(asked: Introduction, coordinator: User) -> None:
    introductions.withdraw(asked, by=coordinator, at=timezone.now())
    reminding.forget(asked, at=timezone.now())
    letter = Letter.objects.get()
    assert (letter.values, letter.to_email) == ({}, "")
