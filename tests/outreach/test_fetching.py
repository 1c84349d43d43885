"""Tests of the mailbox: by a small server that speaks IMAP, read once, on through poison, and never changed."""

import re
import socketserver
import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DataError
from pytest_django import Settings

from community.models import Community, Lease
from outreach import fetching, opening, tasks
from outreach.models import Letter, Mailbox, Reply
from outreach.transports.imap import CannotFetch, ImapMailbox, place_of
from tests.make import NOW
from tests.outreach.conftest import reminder
from tests.outreach.test_hearing import handed_over
from tests.outreach.test_replying import mail

GOOD = "secret"


class Talk(socketserver.StreamRequestHandler):
    """One conversation: as much of IMAP as we speak."""

    def handle(self) -> None:
        """Answer line by line."""
        self.wfile.write(b"* OK ready\r\n")
        for raw in self.rfile:
            tag, _, line = raw.decode().strip().partition(" ")
            self.server.lines.append(line)
            answer = self.answer(line)
            self.wfile.write(answer.replace(b"TAG", tag.encode()))
            if b"BYE" in answer:
                return

    def answer(self, line: str) -> bytes:
        """Return the answer to a command."""
        word = line.split(" ", maxsplit=1)[0].upper()
        if word == "UID":
            return self.found(line) + b"TAG OK done\r\n"
        if word == "LOGIN" and "secret" not in line:
            return b"TAG NO jo@acme.example is not let in\r\n"
        if word == "EXAMINE" and "INBOX" not in line:
            return b"TAG NO no such folder\r\n"
        told = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
            "EXAMINE": b"* OK [UIDVALIDITY %d]\r\n* 1 EXISTS\r\n" % self.server.validity,
            "LOGOUT": b"* BYE\r\n",
        }
        return told.get(word, b"") + b"TAG OK done\r\n"

    def found(self, line: str) -> bytes:
        """Return ids, or a part of a message."""
        messages: dict[int, bytes] = self.server.messages
        if asked := re.match(r"UID SEARCH UID (\d+):\* SINCE \d+-\w{3}-\d{4}$", line):
            uids = [uid for uid in messages if uid >= int(asked[1])] or list(messages)[-1:]
            return b"* SEARCH %s\r\n" % " ".join(map(str, uids)).encode()
        asked = re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)$", line)
        assert asked, line
        body = messages[int(asked[1])][: int(asked[2])]
        return b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n" % (asked[1].encode(), len(body)) + body + b")\r\n"


class Server(socketserver.ThreadingTCPServer):
    """A mailbox on a free port of loopback."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages: dict[int, bytes] = {}
        self.validity = 1
        self.lines: list[str] = []


@pytest.fixture
def server() -> Iterator[Server]:
    """A mail server with a mailbox."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


@pytest.fixture
def letter(rivertown: Community) -> Letter:
    """A letter that left."""
    return handed_over(reminder(rivertown))


def url(server: Server, password: str = GOOD, folder: str = "INBOX") -> str:
    """Return the mailbox as the settings name it."""
    return f"imap://jo%40acme.example:{password}@127.0.0.1:{server.server_address[1]}/{folder}"


def run(server: Server, **more: str) -> int:
    """Read the mailbox once."""
    place = place_of(url(server, **more))
    Lease.objects.all().delete()
    box = ImapMailbox(place, timeout=5)
    return fetching.run(box, name="mailbox", clock=lambda: NOW, has_time=lambda: True)


def test_new_messages_are_read_once_and_nothing_is_changed(letter: Letter, server: Server) -> None:
    server.messages = {7: b"hello", 9: mail(letter)}
    assert (run(server), run(server)) == (2, 0)

    server.messages[12] = mail(letter, "And another thing.")
    assert run(server) == 1

    assert Reply.objects.count() == 2
    mailbox = Mailbox.objects.get()
    assert (mailbox.last_uid, mailbox.validity, mailbox.checked_at, mailbox.problem) == (12, 1, NOW, "")
    words = {line.split(" ")[0] for line in server.lines}
    assert words <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}


def test_a_mailbox_that_was_made_anew_is_read_anew_and_keeps_nothing_twice(letter: Letter, server: Server) -> None:
    server.messages = {9: mail(letter)}
    run(server)
    server.validity, server.messages = 2, {1: mail(letter)}

    assert run(server) == 1
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("fault", [RuntimeError("unheard of"), DataError("too long"), RecursionError()], ids=repr)
def test_poison_never_keeps_the_next_one_waiting(
    letter: Letter, server: Server, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    server.messages = {1: b"poison", 2: mail(letter)}
    real = opening.open_message

    def swallow(raw: bytes) -> opening.Incoming:
        if raw == b"poison":
            raise fault
        return real(raw)

    monkeypatch.setattr(fetching, "open_message", swallow)

    assert run(server) == 2
    assert Reply.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"password": "wrong"}, "refused to let us read"),
        ({"folder": "Nowhere"}, "no such folder"),
    ],
)
def test_why_a_mailbox_cannot_be_read_is_kept_without_an_address(
    letter: Letter, server: Server, more: dict[str, str], words: str
) -> None:
    assert run(server, **more) == 0

    mailbox = Mailbox.objects.get()
    assert words in mailbox.problem and "@" not in mailbox.problem
    assert mailbox.problem_since == NOW
    server.messages = {1: mail(letter)}
    assert run(server) == 1
    assert (Mailbox.objects.get().problem, Mailbox.objects.get().problem_since) == ("", None)


def test_nobody_listening_is_no_fault(letter: Letter) -> None:
    box = ImapMailbox(place_of("imap://jo:secret@127.0.0.1:9/"), timeout=1)

    assert fetching.run(box, name="mailbox", clock=lambda: NOW, has_time=lambda: True) == 0
    assert "cannot be reached" in Mailbox.objects.get().problem
    with pytest.raises(CannotFetch):
        box.newer(0, since=date(2026, 1, 1))


def test_two_beats_read_once(letter: Letter, server: Server) -> None:
    server.messages = {1: mail(letter)}
    assert run(server) == 1
    box = ImapMailbox(place_of(url(server)), timeout=5)

    assert fetching.run(box, name="mailbox", clock=lambda: NOW, has_time=lambda: True) == 0


def test_a_huge_message_is_read_by_its_beginning(letter: Letter, server: Server) -> None:
    server.messages = {1: mail(letter, "Yes " * 600_000)}

    assert run(server) == 1
    assert len(Reply.objects.get().text) == opening.LONGEST_TEXT


@pytest.mark.parametrize(
    "odd",
    [
        "imap://jo:x@mail.example.org/",
        "smtp://a",
        "imap+ssl://host",
        "imap+ssl://jo:x@h:port/",
        'imap://jo@localhost/a"b',
    ],
)
def test_a_mailbox_that_cannot_be_is_refused_without_its_password(odd: str) -> None:
    with pytest.raises(ImproperlyConfigured) as fault:
        place_of(odd)
    assert ":x@" not in str(fault.value)


def test_the_command_and_the_tick_read_it(letter: Letter, server: Server, settings: Settings, capsys: object) -> None:
    tasks.read_mailbox()  # names no mailbox: nothing happens
    with pytest.raises(CommandError, match="names no mailbox"):
        call_command("read_mailbox")
    settings.MAILBOX_URL = url(server)
    server.messages = {1: mail(letter)}

    call_command("read_mailbox")
    assert "1 messages read" in capsys.readouterr().out
    Lease.objects.all().delete()
    tasks.read_mailbox()
    settings.MAILBOX_URL = "nonsense"
    tasks.read_mailbox()

    assert Reply.objects.count() == 1
