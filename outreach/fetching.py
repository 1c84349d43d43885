"""Fetching: new messages of the mailbox are read, for some seconds at a time, and each is written where it belongs.

A message that cannot be understood never keeps the next one waiting. Reading one twice changes nothing, so that a
worker may die at any point.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db import InterfaceError, OperationalError, transaction

from community import leases
from outreach import hearing, replying
from outreach.marks import News, key_of
from outreach.models import Mailbox
from outreach.opening import Incoming, Kind, open_message
from outreach.transports.imap import CannotFetch

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=30)
MOST = 200  # messages of one run
LEASE = timedelta(minutes=2)


class Box(Protocol):
    """What fetching asks of a mailbox."""

    def open(self) -> int:
        """Get ready and return what the ids are valid for; raises CannotFetch."""

    def newer(self, uid: int, *, since: date) -> list[int]:
        """Return the ids after this one, the oldest first; raises CannotFetch."""

    def fetch(self, uid: int) -> bytes:
        """Return a message; raises CannotFetch."""

    def close(self) -> None:
        """Let go of everything. Never raises."""


def run(box: Box, *, name: str, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> int:
    """Read what came since the last time, as long as there is time; return how many messages were read."""
    lock = f"mailbox {name}"[:100]
    key = leases.hold(lock, at=clock(), life=LEASE)
    if not key:
        return 0
    try:
        return read_all(box, Mailbox.objects.get_or_create(name=name)[0], clock=clock, has_time=has_time)
    finally:
        leases.give_back(lock, key, at=clock())


def read_all(box: Box, mailbox: Mailbox, *, clock: Callable[[], datetime], has_time: Callable[[], bool]) -> int:
    """Read what came, and write down how far that is; return how many messages were read."""
    read = 0
    try:
        validity = box.open()
        if validity != mailbox.validity:
            mailbox.validity, mailbox.last_uid = validity, 0
        for uid in box.newer(mailbox.last_uid, since=(clock() - LOOK_BACK).date())[:MOST]:
            if not has_time():
                break
            take(box.fetch(uid), at=clock())
            read, mailbox.last_uid = read + 1, uid
            mailbox.save(update_fields=["validity", "last_uid"])
    except CannotFetch as reason:
        tell(mailbox, str(reason), at=clock())
        return read
    finally:
        box.close()
    tell(mailbox, "", at=clock())
    return read


def tell(mailbox: Mailbox, problem: str, *, at: datetime) -> None:
    """Write down when the mailbox was read last, or since when it cannot be."""
    if problem:
        mailbox.problem_since = mailbox.problem_since if mailbox.problem else at
        logger.warning("the mailbox cannot be read: %s", problem)
    else:
        mailbox.checked_at, mailbox.problem_since = at, None
    mailbox.problem = problem[:200]
    mailbox.save()


def take(raw: bytes, *, at: datetime) -> bool:
    """Write one message where it belongs; returns whether it was about anything of ours. Never raises for its sake."""
    try:
        with transaction.atomic():
            incoming = open_message(raw)
            if incoming.kind in {Kind.BOUNCE, Kind.COMPLAINT}:
                return report(incoming, at=at)
            return replying.receive(incoming, at=at) is not None
    except (OperationalError, InterfaceError):  # the database is away: the message is read again at the next tick
        raise
    except Exception:
        logger.exception("a message of %s bytes cannot be understood", len(raw))
        return False


def report(incoming: Incoming, *, at: datetime) -> bool:
    """Write what a bounce or a complaint says on its letter."""
    about = False
    for told in incoming.told:
        key = key_of(replying.SOURCE, incoming.message_id, told.mark, *incoming.ids)
        news = News(told.mark, replying.SOURCE, key, incoming.ids, incoming.sent_at, told.words)
        about = hearing.hear(news, at=at) is not None or about
    return about
