"""Tests of the wire: a letter put together by hand parses as the one that Python's own library writes."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as some

from community.filling import tame, tame_block
from outreach.envelope import Outgoing, as_bytes, as_message
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
