"""A rule: what stands in a message that came in: a reply, an automatic answer, a bounce, a complaint, or none of ours.

Bounces are delivery status notifications (RFC 3464), complaints are feedback reports (RFC 5965), automatic answers say
so (RFC 3834). Whatever a message is made of, opening it never fails: what cannot be read is left out.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum

import nh3

from community.filling import tame, tame_block
from outreach.marks import Mark, of_code
from outreach.quoting import Forwarded, forwarded, without_quote

LARGEST = 1_000_000  # bytes of a message that are read
LONGEST_TEXT = 10_000  # characters that are kept
MOST_PARTS, MOST_IDS = 50, 60
MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
TOKEN = re.compile(r"\+([0-9a-f]{32})@")  # the local part of our Message-IDs, in the address that replies go to
AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatic reply|auto[- ]?reply|out of (the )?office|abwesenheit)\b", re.IGNORECASE
)
DAEMON = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
COMPLAINS = {"abuse": Mark.COMPLAINT, "fraud": Mark.COMPLAINT, "virus": Mark.COMPLAINT, "opt-out": Mark.UNSUBSCRIBED}


class Kind(StrEnum):
    """What a message is."""

    REPLY = "reply"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Told:
    """What a bounce or a complaint says of a letter."""

    mark: Mark
    words: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message, opened."""

    kind: Kind
    message_id: str
    ids: tuple[str, ...]  # of messages that it answers or is about, without the brackets
    tokens: tuple[str, ...]  # in addresses that it was sent to
    sender: tuple[str, str]  # name and address
    subject: str
    text: str = ""
    sent_at: datetime | None = None
    told: tuple[Told, ...] = field(default=())
    passed_on: Forwarded | None = None


def open_message(raw: bytes) -> Incoming:
    """Return what stands in a message."""
    message = message_from_bytes(raw[:LARGEST])
    parts = list(parts_of(message))
    told = (*bounces(parts), *complaints(parts))
    sender = next(iter(addresses(message, "From", "Sender")), ("", ""))
    if told or report_of(message):
        kind = Kind.COMPLAINT if report_of(message) == "feedback-report" else Kind.BOUNCE
        ids = [one for part in parts for one in originals(part)]
        text, passed_on = "", None
    else:
        kind = Kind.AUTOMATIC if is_automatic(message, sender[1]) else Kind.REPLY
        ids = [one for part in parts for name in ("In-Reply-To", "References") for one in ids_in(part, name)]
        whole = whole_text(parts)
        text = tame_block(without_quote(whole))[:LONGEST_TEXT]
        passed_on = passed_on_in(parts, head(message, "Subject"), whole)
    sent_to = " ".join(head(message, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"))
    return Incoming(
        kind=kind,
        message_id=next(iter(ids_in(message, "Message-ID")), ""),
        ids=tuple(dict.fromkeys(ids))[:MOST_IDS],
        tokens=tuple(dict.fromkeys(TOKEN.findall(sent_to.lower())))[:MOST_IDS],
        sender=(tame(sender[0])[:150], sender[1].lower()[:254]),
        subject=tame(head(message, "Subject"))[:200],
        text=text,
        sent_at=day_of(message),
        told=told,
        passed_on=passed_on,
    )


def parts_of(message: Message) -> Iterator[Message]:
    """Yield a message and what it is made of, forwarded messages included, up to a number."""
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def head(message: Message, name: str) -> str:
    """Return a header as text, whatever its encoding."""
    found = " ".join(str(value) for value in message.get_all(name, []))
    try:
        return str(make_header(decode_header(found)))
    except (LookupError, ValueError, UnicodeError):
        return found.encode("utf-8", "replace").decode("ascii", "replace")


def ids_in(message: Message, name: str) -> list[str]:
    """Return the Message-IDs in a header."""
    return MESSAGE_ID.findall(head(message, name))[-MOST_IDS:]


def addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    """Return the names and addresses in the first of these headers that has any."""
    for name in names:
        found = [(words, email) for words, email in getaddresses([head(message, name)]) if "@" in email]
        if found:
            return found
    return []


def day_of(message: Message) -> datetime | None:
    """Return when a message says that it was sent, where that can be read."""
    try:
        sent_at = parsedate_to_datetime(head(message, "Date"))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return sent_at if sent_at.tzinfo and 1990 < sent_at.year < 2200 else None


def report_of(message: Message) -> str:
    """Return of which type a report is; empty where the message is none."""
    if message.get_content_type() != "multipart/report":
        return ""
    kind = str(message.get_param("report-type", "") or "").lower()
    return kind if kind in {"delivery-status", "feedback-report"} else ""


def fields_of(part: Message) -> Iterator[Message]:
    """Yield the blocks of fields in a part of a report, whichever way it was read."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    else:
        yield message_from_bytes(decoded(part).encode("utf-8", "replace"))


def bounces(parts: list[Message]) -> Iterator[Told]:
    """Yield what a notification says of each recipient: failed or delivered; what is only late says nothing."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in fields_of(part):
            action = head(block, "Action").strip().lower()
            said = " ".join(filter(None, (head(block, "Diagnostic-Code"), head(block, "Status"))))
            if action in {"delivered", "relayed"}:
                yield Told(Mark.DELIVERED)
            elif action == "failed":
                yield Told(of_code(said) or Mark.SOFT_BOUNCE, tame(said))


def complaints(parts: list[Message]) -> Iterator[Told]:
    """Yield what a feedback report says."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            for block in fields_of(part):
                mark = COMPLAINS.get(head(block, "Feedback-Type").strip().lower())
                if mark:
                    yield Told(mark)


def originals(part: Message) -> list[str]:
    """Return the Message-ID of the letter that a report encloses, whole or by its headers."""
    if part.get_content_type() == "text/rfc822-headers":
        return ids_in(message_from_bytes(decoded(part).encode("utf-8", "replace")), "Message-ID")
    if part.get_content_type() == "message/rfc822":
        return [one for inner in fields_of(part) for one in ids_in(inner, "Message-ID")]
    return []


def is_automatic(message: Message, sender: str) -> bool:
    """Test whether a program answered: it says so, as RFC 3834 asks for, or as programs did before and still do."""
    says = head(message, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = head(message, "Precedence").strip().lower()
    return (
        says not in {"", "no"}
        or precedence in {"auto_reply", "auto-reply", "bulk", "junk", "list"}
        or any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id"))
        or head(message, "Return-Path").strip() == "<>"
        or bool(DAEMON.match(sender))
        or bool(AUTOMATIC_SUBJECT.match(head(message, "Subject")))
    )


def passed_on_in(parts: list[Message], subject: str, whole: str) -> Forwarded | None:
    """Return what is passed on in a message, as an attachment or within its text; None where nothing is."""
    for part in parts[1:]:
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and isinstance(inner[0], Message):
            author, text = head(inner[0], "From"), whole_text(list(parts_of(inner[0])))
            note = "" if whole == text else without_quote(whole)
            return tamed(Forwarded(note, author, without_quote(text))) if author else None
    found = forwarded(subject, whole)
    return tamed(found) if found else None


def tamed(found: Forwarded) -> Forwarded:
    """Return what is passed on without what may not stand in a text, and no longer than is kept."""
    note, text = (tame_block(words)[:LONGEST_TEXT] for words in (found.note, found.text))
    return Forwarded(note, tame(found.author), text)


def whole_text(parts: list[Message]) -> str:
    """Return the text of a message with what it quotes: the first part of text, else the first of HTML."""
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
                words = decoded(part)
                words = as_text(words) if kind == "text/html" else words
                if words.strip():
                    return words[: LONGEST_TEXT * 5]
    return ""


def decoded(part: Message) -> str:
    """Return a part as text, whatever its transfer encoding and character set are called."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        payload = None
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")


def as_text(source: str) -> str:
    """Return HTML as text: a line for each paragraph, and what is quoted left out."""
    source = re.split(r"<blockquote|<div[^>]{0,200}(?:gmail_quote|divRplyFwdMsg|appendonsend)", source, maxsplit=1)[0]
    source = re.sub(r"(?is)<(style|script|head)\b.*?</\1>", " ", source)
    source = re.sub(r"(?i)<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]{0,200}>", "\n", source)
    return re.sub(r"\n{3,}", "\n\n", html.unescape(nh3.clean(source, tags=set())))
