"""Wake-ups of the outreach app: one call to a verb, bounded to seconds; lost or repeated, nothing happens."""

import time

from celery import shared_task
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from community import heartbeats
from outreach import delivery, transports

SECONDS_OF_WORK = 2.0
HEARTBEAT = "letters"


@shared_task
def pump() -> None:
    """Deliver what is due, for two seconds; own threads close their connections, or one restart of PostgreSQL stays."""
    close_old_connections()
    end = time.monotonic() + SECONDS_OF_WORK
    try:
        heartbeats.beat(HEARTBEAT, at=timezone.now())
        delivery.run(
            lambda: transports.choose(settings.LETTERS_URL, var=settings.VAR_DIR, timeout=settings.EMAIL_TIMEOUT),
            clock=timezone.now,
            has_time=lambda: time.monotonic() < end,
        )
    finally:
        close_old_connections()
