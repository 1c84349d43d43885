"""The limiter: how often one subject may do one thing, counted in the database so that all workers agree."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from community.models import Allowance

# One statement and one commit, whoever else counts at the same moment; both databases speak it.
COUNT = """
    INSERT INTO community_allowance (key, "window", count) VALUES (%s, %s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET count = community_allowance.count + 1
    RETURNING count
"""


@dataclass(frozen=True)
class Limit:
    """So many times in so long a window."""

    name: str
    times: int
    window: timedelta


def take(limit: Limit, subject: str, *, at: datetime) -> bool:
    """Count one more try and return whether it is still within the limit.

    The subject (an address, a network) is kept as a keyed hash only.
    """
    seconds = int(limit.window.total_seconds())
    window = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
    key = salted_hmac("limits", f"{limit.name}:{subject}", algorithm="sha256").hexdigest()
    field = Allowance._meta.get_field("window")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, field.get_db_prep_value(window, connection)])
        count: int = cursor.fetchone()[0]
    return count <= limit.times
