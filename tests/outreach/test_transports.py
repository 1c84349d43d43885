"""Tests of the ways out: what the settings may say, certificates, the folder, services."""

from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from outreach.answers import Answer, Step
from outreach.envelope import CannotAddress, Outgoing, as_bytes, wire_address
from outreach.transports import Server, choose, server_of
from outreach.transports.folder import FolderTransport
from outreach.transports.service import ServiceTransport, as_answer, of_status
from outreach.transports.several import SeveralConversations
from outreach.transports.smtp import SmtpTransport, dotted
from tests.make import NOW
from tests.outreach.certificates import certificate
from tests.outreach.conftest import answers_to
from tests.outreach.sink import CLOSE, Sink


def letter(**fields: object) -> Outgoing:
    """Return a letter ready to go."""
    return Outgoing(
        **{  # type: ignore[arg-type]
            "message_id": "<abc@portal.example>",
            "sender": ("Rivertown", "hello@rivertown.example"),
            "to": ("Jo Park", "jo@acme.example"),
            "reply_to": "dana@rivertown.example",
            "subject": "Hello",
            "text": "Hello\n.\n.. dots\n",
            "html": "<p>Hello</p>",
            "written_at": NOW,
            **fields,
        }
    )


def one_line(server: Server) -> SeveralConversations:
    """Return one conversation with a server."""
    return SeveralConversations(lambda: SmtpTransport(server, timeout=2), most=1)


def send(sink: Sink, scheme: str, *, ca: str = "", user: str = "", password: str = "") -> Answer:
    """Send one letter to the sink."""
    transport = one_line(Server(scheme, "127.0.0.1", sink.port, user, password, ca))
    try:
        return transport.open() or answers_to(transport, [letter()])[0]
    finally:
        transport.close()


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_is_checked(tmp_path: Path, implicit: bool) -> None:
    context, path = certificate(tmp_path, "127.0.0.1")
    _, stranger = certificate(tmp_path, "elsewhere.example")
    scheme = "smtp+ssl" if implicit else "smtp+tls"
    with Sink(tls=context, implicit_tls=implicit) as sink:
        trusted = send(sink, scheme, ca=path)
        for ca in ("", stranger):
            refused = send(sink, scheme, ca=ca)
            assert (refused.step, refused.code) == (Step.DOOR, None)
            assert "certificate" in refused.words

    assert trusted.is_delivered
    assert len(sink.taken) == 1


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    context, path = certificate(tmp_path, "elsewhere.example")
    with Sink(tls=context) as sink:
        assert "certificate" in send(sink, "smtp+tls", ca=path).words


def test_encryption_that_is_not_offered_is_demanded(sink: Sink) -> None:
    refused = send(sink, "smtp+tls")

    assert refused.step == Step.DOOR
    assert "does not offer" in refused.words


def test_a_password_is_said_and_its_refusal_told(sink: Sink) -> None:
    sink.password = "right"

    assert send(sink, "smtp", user="portal", password="right").is_delivered
    refused = send(sink, "smtp", user="portal", password="wrong")
    assert refused.is_password_refused
    assert "right" not in refused.words + "".join(sink.said[-1:])


def test_a_server_that_knows_only_helo_is_greeted(sink: Sink) -> None:
    sink.script = {"*": {"ehlo": "502 what?"}}

    assert send(sink, "smtp").step == Step.DOOR


def test_nobody_listening_is_told_in_words() -> None:
    with Sink() as sink:
        port = sink.port
    refused = SmtpTransport(Server("smtp", "127.0.0.1", port), timeout=1).open()

    assert refused == Answer(Step.DOOR, None, "Nobody listens at the mail server's address.")


def test_dots_arrive_as_they_were_written(sink: Sink) -> None:
    assert send(sink, "smtp").is_delivered

    body = sink.taken[0].message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert body.replace("\r\n", "\n") == "Hello\n.\n.. dots\n"


def test_the_content_ends_in_a_line_and_never_in_a_dot() -> None:
    assert dotted(b".a\r\n.b") == b"..a\r\n..b\r\n"


def test_a_letter_refused_is_forgotten_before_the_next(sink: Sink) -> None:
    sink.script = {"jo@acme.example": {"rcpt": "550 no"}}
    transport = one_line(Server("smtp", "127.0.0.1", sink.port))
    transport.open()

    refused = answers_to(transport, [letter()])[0]
    taken = answers_to(transport, [letter(to=("", "kit@acme.example"))])[0]
    transport.close()

    assert (refused.step, refused.code, taken.code) == (Step.RECIPIENT, 550, 250)
    assert [line.split(" ")[0].lower() for line in sink.said].count("rset") == 1
    assert sink.connections == 1


def test_a_connection_is_left_where_forgetting_fails(sink: Sink) -> None:
    sink.script = {"*": {"rcpt": "550 no", "rset": CLOSE}}
    transport = one_line(Server("smtp", "127.0.0.1", sink.port))
    transport.open()

    answers_to(transport, [letter()])

    assert not transport.is_open


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(sink: Sink) -> None:
    transport = one_line(Server("smtp", "127.0.0.1", sink.port))
    transport.open()
    assert answers_to(transport, [letter(to=("Jö", "jö@bücher.example"))])[0].is_delivered
    transport.close()

    assert sink.taken[0].recipient == "jö@xn--bcher-kva.example"
    sink.script = {"*": {"ehlo": "250 sink"}}
    transport.open()
    answer = answers_to(transport, [letter(to=("Jö", "jö@bücher.example"))])[0]
    transport.close()
    assert (answer.code, answer.step) == (553, Step.CONTENT)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "jo",
        "@acme.example",
        "a,b@acme.example",
        "a b@acme.example",
        "a@b\r\nBcc: x@y.example",
        "a<b>@c.example",
        "jo@" + "x" * 300 + ".example",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(CannotAddress):
        wire_address(email)


@pytest.mark.parametrize("name", ["Jo, Park", 'Jo "the" Park', "Jö Pärk 🎉", "Jo <x@y.example>", "a" * 150])
def test_a_name_stays_in_its_place(name: str) -> None:
    from email import message_from_bytes
    from email.policy import default

    message = message_from_bytes(as_bytes(letter(to=(name, "jo@acme.example"), subject="Grüße " * 20)), policy=default)

    assert [address.addr_spec for address in message["To"].addresses] == ["jo@acme.example"]
    assert message["To"].addresses[0].display_name == name
    assert message["Subject"].strip() == ("Grüße " * 20).strip()
    assert message["Reply-To"] == "dana@rivertown.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", Server("smtp", "localhost", 25)),
        ("smtp+tls://jo:p%40ss@mail.example", Server("smtp+tls", "mail.example", 587, "jo", "p@ss")),
        ("smtp+ssl://mail.example:2465", Server("smtp+ssl", "mail.example", 2465)),
        ("smtp://jo:secret@127.0.0.1:2525", Server("smtp", "127.0.0.1", 2525, "jo", "secret")),
    ],
)
def test_a_server_is_read_from_the_settings(url: str, expected: Server) -> None:
    assert server_of(url) == expected
    assert "ss" not in repr(expected).partition("password")[2]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "http://x",
        "smtp://",
        "smtp://x:port",
        "smtp://jo:secret@mail.example",
        "smtp+tls://x?ca=/no/such.pem",
        "no.such.Backend",
    ],
)
def test_settings_that_make_no_sense_say_so_without_the_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as fault:
        choose(url, var=tmp_path, timeout=1)

    assert "secret" not in str(fault.value)


def test_the_folder_holds_whole_letters_only(tmp_path: Path) -> None:
    transport = choose("folder://", var=tmp_path, timeout=1)
    assert transport.open() is None
    seen: list[Path] = []

    def look() -> bool:
        seen.extend((tmp_path / "mail").glob("*.eml"))
        return True

    assert transport.deliver(letter(), look).is_delivered
    assert answers_to(transport, [letter()])[0].is_delivered
    assert not answers_to(transport, [letter(message_id="<def@x>")], may_leave=set())

    assert seen == []
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["abc.eml"]
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "mail" / "abc.eml").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_closes_the_door(tmp_path: Path) -> None:
    (tmp_path / "mail").touch()
    transport = FolderTransport(tmp_path / "mail")

    refused = transport.open()

    assert refused
    assert refused.step == Step.DOOR
    assert transport.deliver(letter(), lambda: True).step == Step.CONTENT


def test_a_service_takes_the_same_letter() -> None:
    transport = ServiceTransport("django.core.mail.backends.locmem.EmailBackend")
    assert transport.open() is None

    answer = answers_to(transport, [letter(headers={"List-Unsubscribe": "<https://x.example/>"})])[0]
    kept = answers_to(transport, [letter()], may_leave=set())
    transport.close()

    assert answer.is_delivered
    assert not kept
    [sent] = mail.outbox
    assert sent.extra_headers == {"Message-ID": "<abc@portal.example>", "List-Unsubscribe": "<https://x.example/>"}
    assert sent.to == ["Jo Park <jo@acme.example>"]
    assert sent.alternatives[0][1] == "text/html"


class ServiceFault(Exception):
    """What a service's library raises."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__()
        if status:
            self.status_code = status


@pytest.mark.parametrize(
    ("fault", "step", "code"),
    [
        (ServiceFault(401), Step.DOOR, 535),
        (ServiceFault(403), Step.DOOR, 535),
        (ServiceFault(429), Step.DOT, 451),
        (ServiceFault(503), Step.DOT, 451),
        (ServiceFault(400), Step.DOT, 554),
        (ServiceFault(), Step.DOT, None),
        (type("AnymailRecipientsRefused", (Exception,), {})(), Step.RECIPIENT, 550),
        (type("AnymailInvalidAddress", (Exception,), {})(), Step.DOT, 554),
        (type("AnymailConfigurationError", (Exception,), {})(), Step.DOOR, None),
    ],
)
def test_a_services_fault_is_an_answer(fault: Exception, step: Step, code: int | None) -> None:
    answer = as_answer(fault, Step.DOT)

    assert (answer.step, answer.code) == (step, code)


@pytest.mark.parametrize(
    ("states", "step", "code"),
    [
        ({"queued"}, Step.DOT, 250),
        ({"sent"}, Step.DOT, 250),
        ({"invalid"}, Step.RECIPIENT, 550),
        ({"rejected"}, Step.DOT, 554),
    ],
)
def test_what_a_service_notes_about_the_recipient_counts(states: set[str], step: Step, code: int) -> None:
    answer = of_status(type("Status", (), {"status": states})())

    assert (answer.step, answer.code) == (step, code)
