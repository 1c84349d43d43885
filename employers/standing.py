"""A rule: a commitment as coordinators read it: its state in a word with its tone, and what is next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

NEW = "new"  # whose signature it is: nobody's that we know


class Beside(StrEnum):
    """What an active commitment of the same organization means for the one that is settled."""

    NONE = "none"
    SECOND = "second"
    SUPERSEDE = "supersede"


@dataclass(frozen=True)
class Standing:
    """State in a word, the pill's tone, and what happens next in a sentence."""

    word: str
    tone: str
    sentence: str


ENDED = {
    "expired": "Its term is over. The signer was asked to renew; a renewal arrives as a new signature.",
    "withdrawn": "It left the public pages at once. The record is kept for seven years.",
    "superseded": "A newer signature took its place. The record is kept.",
    "rejected": "Nothing of it was ever public, and they were not told.",
}
ENDED_WORDS = {"expired": "Expired", "withdrawn": "Withdrawn", "superseded": "Superseded", "rejected": "Put aside"}


def standing(state: str, *, ends_on: date | None, today: date, notice_days: int, is_listed: bool = True) -> Standing:
    """Return how a commitment stands on a day; within `notice_days` of its end it is expiring."""
    if state == "awaiting":
        return Standing(
            "Not confirmed", "pill-quiet", "Their mailbox has to answer first. The letter can be sent again."
        )
    if state == "confirmed":
        return Standing(
            "To settle", "pill-late", "You settle whose signature it is. Nothing shows on the wall until you do."
        )
    if state == "active" and ends_on:
        days = (ends_on - today).days
        wall = (
            "It shows on the wall." if is_listed else "It counts, and shows nowhere: they did not agree to be listed."
        )
        if days <= notice_days:
            return Standing("Expiring", "pill-late", f"{wall} It ends {in_days(days)} unless they renew.")
        return Standing("Active", "pill-good", f"{wall} They are asked to renew before it ends.")
    return Standing(
        ENDED_WORDS.get(state, state), "pill-bad" if state == "rejected" else "pill-quiet", ENDED.get(state, "")
    )


def in_words(day: date) -> str:
    """Return a day as one reads it.

    >>> in_words(date(2026, 11, 2))
    'November 2, 2026'
    """
    return f"{day:%B} {day.day}, {day.year}"


def in_days(days: int) -> str:
    """Return when something happens, in words.

    >>> in_days(1), in_days(12)
    ('tomorrow', 'in 12 days')
    """
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def since_when(moment: datetime, now: datetime) -> str:
    """Return a moment of the past as one says it, both in the same time zone.

    >>> since_when(datetime(2026, 11, 21, 16, 12), datetime(2026, 11, 22, 9, 0))
    'yesterday, 4:12 p.m.'
    """
    clock = f"{moment.hour % 12 or 12}:{moment.minute:02d} {'a.m.' if moment.hour < 12 else 'p.m.'}"
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"today, {clock}"
    return f"yesterday, {clock}" if days == 1 else f"{moment:%B} {moment.day}, {clock}"


def age(moment: datetime, now: datetime) -> str:
    """Return how long ago, in the one unit that matters.

    >>> age(datetime(2026, 11, 20, 9), datetime(2026, 11, 22, 9))
    '2 days'
    """
    passed = max(now - moment, timedelta())
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if number := passed // length:
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return "a moment"
