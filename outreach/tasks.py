"""Wake-ups of the outreach app: one call to a verb, bounded to seconds; lost or repeated, nothing happens."""

import logging
import time

from celery import shared_task
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from community import heartbeats
from outreach import delivery, fetching, hearing, tending, transports
from outreach.transports import imap

SECONDS_OF_WORK = 2.0
SECONDS_OF_READING = 20.0
HEARTBEAT = "letters"

logger = logging.getLogger(__name__)


def tend() -> None:
    """Tend campaigns; whatever is wrong with one of them, all other letters leave."""
    try:
        tending.tend(HEARTBEAT, at=timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("campaigns were not tended")


@shared_task
def pump() -> None:
    """Tend campaigns and deliver what is due, for two seconds.

    Own threads close their connections, or one restart of PostgreSQL stays.
    """
    close_old_connections()
    end = time.monotonic() + SECONDS_OF_WORK
    try:
        tend()
        heartbeats.beat(HEARTBEAT, at=timezone.now())
        delivery.run(
            lambda: transports.choose(settings.LETTERS_URL, var=settings.VAR_DIR, timeout=settings.EMAIL_TIMEOUT),
            clock=timezone.now,
            has_time=lambda: time.monotonic() < end,
        )
    finally:
        close_old_connections()


@shared_task
def lend_a_hand() -> None:
    """Pump beside the other pump; on SQLite two writers would hinder each other."""
    if connection.features.has_select_for_update_skip_locked:
        pump()


@shared_task
def keep_news() -> None:
    """Write down what was heard too early to know its letter, and forget what nobody will tell again."""
    hearing.catch_up_all(at=timezone.now())
    hearing.forget_old(at=timezone.now())


@shared_task
def read_mailbox() -> None:
    """Read replies, bounces and complaints in the mailbox that the settings name, if they name one."""
    if not settings.MAILBOX_URL:
        return
    end = time.monotonic() + SECONDS_OF_READING
    try:
        place = imap.place_of(settings.MAILBOX_URL)
    except ImproperlyConfigured as fault:
        logger.warning("the mailbox is not read: %s", fault)
        return
    box = imap.ImapMailbox(place, timeout=settings.EMAIL_TIMEOUT)
    fetching.run(box, name=place.name, clock=timezone.now, has_time=lambda: time.monotonic() < end)
