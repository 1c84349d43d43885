"""A connection that is not safe: no letter leaves by it, every letter waits, and people are told why in plain words."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from community.models import Community
from outreach import pausing
from outreach.answers import Cause
from outreach.models import Letter
from outreach.states import State
from tests.outreach.certificates import certificate
from tests.outreach.conftest import Post, notice, reminder
from tests.outreach.sink import Sink

HERE = "127.0.0.1"


@pytest.fixture
def plain(sink: Sink) -> Sink:
    """A mail server that knows no encryption."""
    return sink


@pytest.fixture
def stale(tmp_path: Path) -> Iterator[tuple[Sink, str]]:
    """A mail server whose certificate ended three days ago."""
    context, path = certificate(tmp_path, HERE, ended=timedelta(days=3))
    with Sink(tls=context) as sink:
        yield sink, path


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[tuple[Sink, str]]:
    """A mail server with a certificate for another name."""
    context, path = certificate(tmp_path, "elsewhere.example")
    with Sink(tls=context) as sink:
        yield sink, path


def refused(post: Post, community: Community, words: str) -> None:
    """Try to send two letters, and see that both wait and nobody is blamed."""
    letters = [notice(community, 1), reminder(community, 2)]
    for _ in range(3):
        post.run()
        post.clock.move(minutes=5)

    pause = pausing.current()
    assert pause
    assert pause.cause == Cause.UNSAFE
    assert words in pause.words
    assert post.sink.taken == []
    assert not [line for line in post.sink.said if line.lower().startswith(("mail", "rcpt", "data", "auth"))]
    for letter in letters:
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == (State.WAITING, 0)


def test_a_certificate_that_ended(rivertown: Community, post: Post, stale: tuple[Sink, str]) -> None:
    post.sink, post.ca = stale
    post.scheme = "smtp+tls"
    refused(post, rivertown, "certificate has expired")


def test_a_certificate_for_another_name(rivertown: Community, post: Post, strange: tuple[Sink, str]) -> None:
    post.sink, post.ca = strange
    post.scheme = "smtp+tls"
    refused(post, rivertown, "certificate is not valid for")


def test_a_certificate_of_nobody_we_know(rivertown: Community, post: Post, stale: tuple[Sink, str]) -> None:
    post.sink, _ = stale
    post.scheme = "smtp+tls"
    refused(post, rivertown, "certificate is not to be trusted")


@pytest.mark.parametrize("script", [{}, {"*": {"starttls": "454 4.7.0 not just now"}}])
def test_encryption_that_is_not_to_be_had(
    rivertown: Community, post: Post, tmp_path: Path, script: dict[str, dict[str, str]]
) -> None:
    context, _ = certificate(tmp_path, HERE)
    with Sink(tls=context if script else None, script=script) as sink:
        post.sink, post.scheme = sink, "smtp+tls"
        post.user, post.password = "portal", "secret"
        refused(post, rivertown, "not just now" if script else "does not offer")


def test_a_server_without_encryption_where_it_begins_with_it(rivertown: Community, post: Post, plain: Sink) -> None:
    post.scheme = "smtp+ssl"
    refused(post, rivertown, "encrypted connection failed")


def test_people_read_why_and_the_letters_leave_once_it_is_mended(
    rivertown: Community, post: Post, stale: tuple[Sink, str], tmp_path: Path, coordinators_browser: Client
) -> None:
    post.sink, post.ca = stale
    post.scheme = "smtp+tls"
    letter = notice(rivertown)
    post.run()

    for page in ("/workspace/letters/", "/workspace/"):
        assert "onnection to the mail server" in coordinators_browser.get(page).content.decode()
    text = coordinators_browser.get("/workspace/letters/").content.decode()
    assert "The mail server&#x27;s certificate is not to be trusted: certificate has expired." in text
    assert "no letter leaves without it" in text

    context, post.ca = certificate(tmp_path, HERE)
    with Sink(tls=context) as mended:
        post.sink = mended
        post.clock.move(minutes=5)
        post.run()
        assert [taken.message_id for taken in mended.taken] == [letter.message_id]
    assert Letter.objects.get().state == State.SENT
    assert pausing.current() is None
