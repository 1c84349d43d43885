"""Tests of messages that come in: replies, automatic answers, bounces, complaints, and what nobody should send."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.marks import Mark
from outreach.opening import LONGEST_TEXT, Kind, Told, open_message
from outreach.quoting import Forwarded, forwarded, without_quote

OURS = "0123456789abcdef0123456789abcdef@portal.example"
HEAD = (
    "From: Jo Park <Jo@Acme.example>\r\nTo: TechHire <hello@portal.example>\r\nSubject: Re: Hello\r\n"
    f"Message-ID: <r1@acme.example>\r\nIn-Reply-To: <{OURS}>\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n"
)
DSN = f"""From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
To: hello@portal.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.acme.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; jo@acme.example
Action: ACTION
Status: STATUS
Diagnostic-Code: smtp; DIAGNOSTIC

--B
Content-Type: ENCLOSED

Message-ID: <{OURS}>
From: hello@portal.example
Subject: Hello

--B--
"""
ARF = f"""From: <abuse@isp.example>
To: hello@portal.example
Subject: complaint
Message-ID: <c1@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B"

--B
Content-Type: text/plain

This is a report.

--B
Content-Type: message/feedback-report

Feedback-Type: TYPE
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <jo@acme.example>

--B
Content-Type: message/rfc822

Message-ID: <{OURS}>
Subject: Hello

Hello
--B--
"""


def dsn(action: str, status: str, diagnostic: str, enclosed: str = "text/rfc822-headers") -> bytes:
    """Return a notification."""
    words = {"ACTION": action, "STATUS": status, "DIAGNOSTIC": diagnostic, "ENCLOSED": enclosed}
    text = DSN
    for name, value in words.items():
        text = text.replace(name, value, 1)
    return text.encode()


def test_a_reply_is_opened() -> None:
    text = "Yes, gladly.\r\n\r\nOn Sunday, TechHire wrote:\r\n> Hi\r\n"
    raw = f"{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"

    incoming = open_message(raw.encode())

    assert incoming.kind == Kind.REPLY
    assert (incoming.ids, incoming.message_id) == ((OURS,), "r1@acme.example")
    assert incoming.sender == ("Jo Park", "jo@acme.example")
    assert (incoming.subject, incoming.text) == ("Re: Hello", "Yes, gladly.")
    assert incoming.sent_at == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_plus_address_names_the_letter() -> None:
    raw = HEAD.replace("hello@portal", f"Replies+{OURS.partition('@')[0].upper()}@portal")

    assert open_message(raw.encode()).tokens == (OURS.partition("@")[0],)


def test_a_forwarded_reply_names_the_letter_too() -> None:
    inner = f"{HEAD}\r\nYes."
    raw = (
        "From: Dana <dana@portal.example>\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
        f"--B\r\nContent-Type: text/plain\r\n\r\nSee below\r\n"
        f"--B\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--B--"
    )

    opened = open_message(raw.encode())
    assert OURS in opened.ids
    assert opened.passed_on == Forwarded("See below", "Jo Park <Jo@Acme.example>", "Yes.")


GMAIL = """FYI

---------- Forwarded message ---------
From: *Omar Haddad* <omar@eastgate.example>
Date: Sun, Nov 29, 2026 at 3:10 PM
Subject: Re: Ten minutes
To: <replies+1@portal.example>

Gladly. Tuesday?

On Sun, Nov 29, 2026 at 2:00 PM TechHire <hello@portal.example> wrote:
> Ten minutes?
"""
APPLE = """
Begin forwarded message:

> From: Omar Haddad <omar@eastgate.example>
> Subject: Re: Ten minutes
> Date: November 29, 2026
>
> Gladly. Tuesday?
"""
OUTLOOK = """FYI

From: Omar Haddad <omar@eastgate.example>
Sent: Sunday, November 29, 2026 3:10 PM
To: Dana Whitfield <dana@rivertown.example>
Subject: Re: Ten minutes

Gladly. Tuesday?
"""


@pytest.mark.parametrize(
    ("subject", "text", "note"),
    [("Fwd: Re", GMAIL, "FYI"), ("Re: Re", GMAIL, "FYI"), ("Fwd: Re", APPLE, ""), ("FW: Re", OUTLOOK, "FYI")],
)
def test_what_is_passed_on_names_who_wrote_it_and_what(subject: str, text: str, note: str) -> None:
    found = forwarded(subject, text)
    assert found and (found.note, found.text) == (note, "Gladly. Tuesday?")
    assert "Omar Haddad" in found.author and "omar@eastgate.example" in found.author


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Re", OUTLOOK),
        ("Fwd: x", "Yes."),
        ("Fwd: x", "---------- Forwarded message ---------\n\nNobody."),
        ("", ""),
    ],
)
def test_what_passes_nothing_on_is_an_answer(subject: str, text: str) -> None:
    assert forwarded(subject, text) is None


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "X-Autoreply: yes",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "Return-Path: <>",
        "Subject: Automatic reply: Hello",
        "Subject: Out of Office",
        "List-Id: <x.example>",
    ],
)
def test_what_a_program_answered_is_set_apart(more: str) -> None:
    head = HEAD.replace("Subject: Re: Hello\r\n", "") if more.startswith("Subject") else HEAD

    assert open_message(f"{head}{more}\r\n\r\nI am away.".encode()).kind == Kind.AUTOMATIC


@pytest.mark.parametrize("more", ["Auto-Submitted: no", "Precedence: normal", "X-Mailer: x"])
def test_what_a_person_wrote_is_not(more: str) -> None:
    assert open_message(f"{HEAD}{more}\r\n\r\nYes".encode()).kind == Kind.REPLY


@pytest.mark.parametrize(
    ("raw", "mark"),
    [
        (dsn("failed", "5.1.1", "550 5.1.1 no such user"), Mark.HARD_BOUNCE),
        (dsn("failed", "5.0.0", "550 5.1.1 no such user", "message/rfc822"), Mark.HARD_BOUNCE),
        (dsn("failed", "5.2.2", "552 mailbox full"), Mark.SOFT_BOUNCE),
        (dsn("Failed", "4.4.7", "expired"), Mark.SOFT_BOUNCE),
        (dsn("failed", "", ""), Mark.SOFT_BOUNCE),
        (dsn("delivered", "2.0.0", "250 ok"), Mark.DELIVERED),
    ],
)
def test_a_bounce_says_what_became_of_which_letter(raw: bytes, mark: Mark) -> None:
    incoming = open_message(raw)

    assert (incoming.kind, incoming.ids) == (Kind.BOUNCE, (OURS,))
    assert [told.mark for told in incoming.told] == [mark]


def test_what_is_only_late_says_nothing() -> None:
    incoming = open_message(dsn("delayed", "4.4.1", "no answer"))

    assert (incoming.kind, incoming.told) == (Kind.BOUNCE, ())


@pytest.mark.parametrize(("kind", "mark"), [("abuse", Mark.COMPLAINT), ("opt-out", Mark.UNSUBSCRIBED)])
def test_a_complaint_says_of_which_letter(kind: str, mark: Mark) -> None:
    incoming = open_message(ARF.replace("TYPE", kind).encode())

    assert (incoming.kind, incoming.ids, incoming.told) == (Kind.COMPLAINT, (OURS,), (Told(mark),))


def test_a_report_that_it_is_no_spam_says_nothing() -> None:
    assert open_message(ARF.replace("TYPE", "not-spam").encode()).told == ()


ODD = {
    "nothing": b"",
    "no head": b"\r\n\r\nhello",
    "unknown charset": HEAD.encode() + b"Content-Type: text/plain; charset=x-klingon\r\n\r\nYes \xe9",
    "wrong charset": HEAD.encode() + b"Content-Type: text/plain; charset=utf-8\r\n\r\nYes \xff\xfe",
    "broken base64": HEAD.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n%%%",
    "uuencode": HEAD.encode() + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n$",
    "no boundary": HEAD.encode() + b"Content-Type: multipart/mixed\r\n\r\nYes",
    "encoded head": HEAD.replace("Re: Hello", "=?x-klingon?B?4pyT?= =?utf-8?Q?=ff?=").encode() + b"\r\nYes",
    "two subjects": HEAD.encode() + b"Subject: again\r\n\r\nYes",
    "bad date": HEAD.replace("22 Nov 2026", "99 Foo 0000").encode() + b"\r\nYes",
    "NUL": HEAD.encode() + b"\r\nYes\x00\x01\xe2\x80\xae",
    "an attachment alone": HEAD.encode() + b"Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\n\x89PNG",
    "huge": HEAD.encode() + b"\r\n" + b"Yes " * 2_000_000,
    "nested": b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(300)) + b"x",
    "report of nothing": b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\n",
    "bad report type": b"Content-Type: multipart/report; report-type*=x''y\r\n\r\n",
    "raw head": HEAD.encode().replace(b"Re: Hello", b"Re: H\xe9llo") + b"\r\nYes",
    "many ids": HEAD.encode() + b"References: " + b"<a@b> " * 50_000 + b"\r\n\r\nYes",
    "html bomb": HEAD.encode() + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + b"Yes",
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD.keys())
def test_odd_messages_are_no_fault(raw: bytes) -> None:
    incoming = open_message(raw)

    assert len(incoming.text) <= LONGEST_TEXT and "\x00" not in incoming.text
    assert len(incoming.ids) <= 60


@given(st.binary(max_size=600), st.sampled_from([b"", HEAD.encode(), dsn("failed", "5.1.1", "x"), ARF.encode()]))
@settings(max_examples=60, deadline=None)
def test_whatever_comes_is_no_fault(noise: bytes, begin: bytes) -> None:
    open_message(begin + noise)
    open_message(noise + begin)


def test_html_becomes_text_without_what_is_quoted() -> None:
    source = "<style>p{}</style><p>Yes &amp; soon.</p><div>Jo</div><blockquote>Hello</blockquote>"
    raw = f"{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{source}"

    assert open_message(raw.encode()).text == "Yes & soon.\nJo"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Yes.\n\nOn Sun, Nov 22, 2026 at 10:00 TechHire <a@b.example> wrote:\n> Hi", "Yes."),
        ("Yes.\n\nOn Sun, Nov 22, 2026 at 10:00 TechHire\n<a@b.example> wrote:\n\n> Hi", "Yes."),
        ("Ja.\n\nAm 22.11.2026 um 10:00 schrieb TechHire:\n> Hi", "Ja."),
        ("Oui.\n\nLe dim. 22 nov. 2026 à 10:00, TechHire a écrit :\n> Hi", "Oui."),
        ("Yes.\n-----Original Message-----\nFrom: x", "Yes."),
        ("Yes.\n________________________________\nFrom: x", "Yes."),
        ("Yes.\n\nFrom: TechHire <a@b.example>\nSent: Sunday\nTo: Jo\n\nHi", "Yes."),
        ("Yes.\n> Hi\n> there", "Yes."),
        ("Yes.\n-- \nJo Park\nAcme", "Yes."),
        ("From: what I know,\nyes.", "From: what I know,\nyes."),
        ("> Hi there", "> Hi there"),
        ("On Sunday you wrote:\n> When?\nOn Monday.", "On Sunday you wrote:\n> When?\nOn Monday."),
        ("", ""),
    ],
)
def test_the_quoted_part_is_cut(text: str, kept: str) -> None:
    assert without_quote(text) == kept
