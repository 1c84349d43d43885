"""A rule: what a mail service or a mail server tells about a letter that has left, as marks that come in any order.

A bounce is hard where the address does not exist, and soft where it may work another day. The enhanced status code
(RFC 3463) decides where there is one: 5.1.x is about the address, 5.2.x about a mailbox that exists, 5.7.x about
policy, 4.x.x about today. Without one it is what the service says of its kind.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices

from outreach.states import State

SOFT_BOUNCES = 3  # letters in a row that came back softly, until news to the address pauses
SOFT_WITHIN = timedelta(days=60)
SOFT_PAUSE = timedelta(days=30)

ENHANCED = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
OUR_OWN_ADDRESS = frozenset({"7", "8"})  # 5.1.7 and 5.1.8 blame the sender
# What services call a bounce that may not happen again, in small letters without anything between.
SOFT_WORDS = frozenset({
    *("softbounce", "softbounced", "activitysoftbounced", "transient", "temporary", "undetermined", "blocked"),
    *("mailboxfull", "virusnotification", "deferred"),
})  # fmt: skip
HARD_CLASSES = frozenset({"10", "30", "90"})  # SparkPost's classes of bounces that are about the address
LONGEST_WORD = 40  # characters of what may be the name of a kind
DEEPEST = 3  # levels of what a service tells


class Mark(TextChoices):
    """What came back about a letter."""

    DELIVERED = "delivered", "Delivered"
    SOFT_BOUNCE = "soft_bounce", "Came back for now"
    HARD_BOUNCE = "hard_bounce", "Bounced"
    COMPLAINT = "complaint", "Complained"
    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"


FIELDS = {
    Mark.DELIVERED: "delivered_at",
    Mark.SOFT_BOUNCE: "soft_bounced_at",
    Mark.HARD_BOUNCE: "bounced_at",
    Mark.COMPLAINT: "complained_at",
}
# Whoever did this has had the letter in hand, whatever we thought.
ARRIVED = frozenset({Mark.DELIVERED, Mark.COMPLAINT, Mark.UNSUBSCRIBED})
IN_DOUBT = frozenset({State.WAITING, State.CLAIMED, State.SENDING, State.UNKNOWN})


@dataclass(frozen=True)
class News:
    """One thing that came back: about which letter, by any id it may have been given, and when it happened."""

    mark: Mark
    source: str
    key: str  # the same news twice has the same
    ids: tuple[str, ...]
    happened_at: datetime | None = None
    words: str = ""

    def __post_init__(self) -> None:
        """Leave out what no database takes: strangers write these."""
        object.__setattr__(self, "ids", tuple(one.replace("\x00", "") for one in self.ids))
        for name in ("source", "words"):
            object.__setattr__(self, name, getattr(self, name).replace("\x00", ""))


def key_of(*parts: object) -> str:
    """Return what tells one piece of news from another."""
    return hashlib.sha256("\n".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()


def of_code(words: str) -> Mark | None:
    """Return the bounce that an enhanced status code in these words means, or None where there is no such code."""
    found = ENHANCED.search(words)
    if not found:
        return None
    is_hard = found[1] == "5" and found[2] == "1" and found[3] not in OUR_OWN_ADDRESS
    return Mark.HARD_BOUNCE if is_hard else Mark.SOFT_BOUNCE


def of_service(kind: str, *, reason: str, words: str, told: Any) -> Mark | None:
    """Return the mark in what a service tells, in Anymail's terms of kind and reason; None where nothing follows."""
    if kind in {"delivered", "complained", "unsubscribed"}:
        return {"delivered": Mark.DELIVERED, "complained": Mark.COMPLAINT, "unsubscribed": Mark.UNSUBSCRIBED}[kind]
    if kind not in {"bounced", "rejected", "failed"}:
        return None
    if reason in {"spam", "unsubscribed"}:  # the service knows of an earlier letter, and has not sent this one
        return Mark.COMPLAINT if reason == "spam" else Mark.UNSUBSCRIBED
    if by_code := of_code(words):
        return by_code
    is_about_address = kind != "failed" and reason in {"invalid", "bounced"} and not is_called_soft(told)
    return Mark.HARD_BOUNCE if is_about_address else Mark.SOFT_BOUNCE


def is_called_soft(told: Any) -> bool:
    """Test whether a service itself says that a bounce is soft, whatever its fields are called."""
    for name, value in leaves(told):
        if name == "hard_bounce" and value is False:
            return True
        if name == "bounce_class":
            return str(value) not in HARD_CLASSES
        if isinstance(value, str) and len(value) <= LONGEST_WORD and plain(value) in SOFT_WORDS:
            return True
    return False


def leaves(told: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield what a service tells, field by field."""
    if depth > DEEPEST or not isinstance(told, Mapping):
        return
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from leaves(value, depth + 1)
        else:
            yield str(name), value


def plain(word: str) -> str:
    """Return a word in small letters, without anything between."""
    return re.sub(r"[^a-z]", "", word.lower())


def becomes_sent(state: str, mark: Mark) -> bool:
    """Test whether news proves that a letter has left, though it was not known to.

    A letter that failed stays so when it bounces, and has arrived after all when somebody had it in hand.
    """
    return state in IN_DOUBT or (state in {State.FAILED, State.SKIPPED} and mark in ARRIVED)


def is_worn_out(soft_bounces: Iterable[datetime], last_delivery: datetime | None, *, at: datetime) -> bool:
    """Test whether so many letters in a row came back softly that news to the address pauses for a while."""
    since = max(at - SOFT_WITHIN, last_delivery) if last_delivery else at - SOFT_WITHIN
    return sum(moment > since for moment in soft_bounces) >= SOFT_BOUNCES
