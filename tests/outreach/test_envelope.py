"""Tests of the wire: a letter put together by hand parses as the one that Python's own library writes."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from community.filling import tame, tame_block
from outreach.composing import BARE_FRAME, UNSUBSCRIBE, compile_letter
from outreach.envelope import Outgoing, as_bytes, as_message
from outreach.kinds import CAMPAIGN, kind_of
from tests.make import NOW

pytestmark = pytest.mark.once

LINE = some.text(some.characters(codec="utf-8"), max_size=120).map(tame)
TEXT = some.text(some.characters(codec="utf-8"), max_size=600).map(tame_block)
LOCAL = some.sampled_from(["jo", "jo.park+news", "o'neil", "jörg", "x" * 60, "=?utf-8?q?jo?="])


def parsed(raw: bytes) -> EmailMessage:
    """Return a letter as another program reads it."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def said(message: EmailMessage) -> list[tuple[str, str, str]]:
    """Return type, encoding and content of each part, however it was written."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert all(not part.defects for part in message.walk())
    return [
        (part.get_content_type(), str(part["Content-Transfer-Encoding"]), part.get_content().replace("\r\n", "\n"))
        for part in parts
    ]


@given(LINE, LINE, LINE, TEXT, TEXT, LOCAL, some.booleans())
def test_a_letter_by_hand_parses_as_the_one_of_the_library(
    sender: str, name: str, subject: str, text: str, html: str, local: str, has_list: bool
) -> None:
    outgoing = Outgoing(
        message_id="<0123456789abcdef0123456789abcdef@rivertown.example>",
        sender=(sender, "hello@rivertown.example"),
        to=(name, f"{local}@acme.example"),
        reply_to="replies@rivertown.example",
        subject=subject,
        text=text,
        html=html,
        written_at=NOW + timedelta(seconds=len(text)),
        headers={"List-Unsubscribe": f"<https://rivertown.example/{'x' * 90}/>"} if has_list else {},
    )
    ours, theirs = parsed(as_bytes(outgoing)), parsed(as_message(outgoing).as_bytes())
    names = [name for name in theirs if name not in {"Content-Type", "MIME-Version"}]
    assert [(name, str(ours[name])) for name in names] == [(name, str(theirs[name])) for name in names]
    assert ours.get_content_type() == "multipart/alternative" and len(ours.keys()) == len(theirs.keys())
    assert said(ours) == said(theirs)
    assert all(len(line) <= 998 for line in as_bytes(outgoing).split(b"\r\n"))


def test_every_line_of_a_letter_ends_in_cr_lf() -> None:
    outgoing = Outgoing("<1@x.example>", ("", "a@x.example"), ("", "b@x.example"), "", "S", ".a\nb \n", "<p>é", NOW)
    raw = as_bytes(outgoing)
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")


# Holes at the beginning and the end, next to each other, in a link, in a heading, behind a line's last word, and twice.
SUBJECT = "((first name??neighbor)) at ((organization)): ten minutes? Grüße"
BODY = """((first name??neighbor))((organization))

.# ((organization))

Dear ((first name??neighbor)), *((organization))* ((town??here)).
.((town??here))

[Sign](((sign-up link)))

((sign-up link))

What a long line it is that goes on until it has to be wrapped, ((organization)) = ((organization)), ((name))"""
COMPILED = compile_letter(SUBJECT, BODY, BARE_FRAME, kind_of(CAMPAIGN))
PERSON = some.fixed_dictionaries(
    {
        "name": LINE.filter(bool),
        "organization": some.one_of(LINE.filter(bool), some.sampled_from([".", "..x", "a" * 300, "ä=" * 60, "x \t y"])),
        "sign-up link": some.integers(min_value=1).map("https://rivertown.example/signup/?c={}".format),
    },
    optional={"first name": LINE, "town": LINE},
)


@given(some.lists(PERSON, min_size=10, max_size=10))
@settings(max_examples=200, deadline=None)
def test_a_letter_poured_into_its_mold_parses_as_the_one_of_the_library(people: list[dict[str, str]]) -> None:
    for person in people:
        subject, text, html, body = COMPILED.pour({**person, UNSUBSCRIBE: "https://rivertown.example/u/"})
        ends = ("", "hello@rivertown.example"), (person["name"], "jo@acme.example")
        outgoing = Outgoing("<1@rivertown.example>", *ends, "", subject, text, html, NOW, body=body)
        raw = as_bytes(outgoing)
        assert said(parsed(raw)) == said(parsed(as_message(outgoing).as_bytes()))
        assert (text, html) == COMPILED.fill({**person, UNSUBSCRIBE: "https://rivertown.example/u/"})[1:]
        assert all(len(line) <= 76 for line in body.split(b"\r\n")) and b"\r\n." not in raw
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
