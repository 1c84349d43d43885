"""Whether what the portal stands on answers: its database, its broker, its outbox and the pulse of its beat."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from kombu.connection import Connection

from community import heartbeats
from outreach.models import Letter

BROKER_PATIENCE = 1.5  # seconds, for everything from the name's look-up to the answer

logger = logging.getLogger(__name__)


def answers_database() -> bool:
    """Ask the database for a number."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        logger.warning("database does not answer")
        return False
    return True


def answers_broker(url: str | None = None) -> bool:
    """Connect to the broker as a worker would, and give up soon: one that is frozen accepts and never answers."""
    half = BROKER_PATIENCE / 2
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {"socket_timeout": half, "socket_connect_timeout": half}
    broker = Connection(url or settings.CELERY_BROKER_URL, transport_options=options, connect_timeout=half)
    broker.get_transport_cls()  # importing its client is not the broker's time
    hand = ThreadPoolExecutor(max_workers=1)
    try:
        hand.submit(knock, broker).result(timeout=BROKER_PATIENCE)
    except Exception as fault:  # noqa: BLE001 - each broker has faults of its own, and all mean the same
        logger.warning("broker does not answer (%s)", type(fault).__name__)
        return False
    finally:
        hand.shutdown(wait=False)
    return True


def knock(broker: Connection) -> None:
    """Open and close one connection; raises whatever the broker's client raises."""
    with broker:
        broker.connect()


def figures(*, at: datetime) -> dict[str, int | None]:
    """Return how long the oldest due letter waits and how long ago beat went, in seconds; None where there is none.

    Letters of campaigns do not count: they may be paused, and leave so many a minute.
    """
    oldest = Letter.objects.due(at).order_by("due_at").values_list("due_at", flat=True).first()
    tick = heartbeats.last("beat")
    return {
        "oldest_waiting_letter_seconds": int((at - oldest).total_seconds()) if oldest else None,
        "beat_seconds_ago": max(0, int((at - tick).total_seconds())) if tick else None,
    }
