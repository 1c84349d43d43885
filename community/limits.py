"""The limiter: how often one subject may do one thing, counted in the database so that all workers agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from community.models import Allowance

# One statement and one commit, whoever else counts at the same moment; both databases speak it.
COUNT = """
    INSERT INTO community_allowance (key, "window", count) VALUES {rows}
    ON CONFLICT (key, "window") DO UPDATE SET count = community_allowance.count + 1
    RETURNING key, count
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
    return take_each([(limit, subject)], at=at)[0]


def take_each(tries: Iterable[tuple[Limit, str]], *, at: datetime) -> list[bool]:
    """Count one more try against each limit, in one statement, and return of each whether it is still within.

    A limit and subject named twice count once.
    """
    wanted = [(limit, key_of(limit, subject)) for limit, subject in tries]
    windows = {key: window_of(limit, at) for limit, key in wanted}
    field = Allowance._meta.get_field("window")
    # In one order for everybody, so that two that count the same subjects never wait for each other in a circle.
    values = [part for key in sorted(windows) for part in (key, field.get_db_prep_value(windows[key], connection))]
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=", ".join(["(%s, %s, 1)"] * len(windows))), values)
        counts: dict[str, int] = dict(cursor.fetchall())
    return [counts[key] <= limit.times for limit, key in wanted]


def key_of(limit: Limit, subject: str) -> str:
    """Return the keyed hash under which a subject's tries are counted."""
    return salted_hmac("limits", f"{limit.name}:{subject}", algorithm="sha256").hexdigest()


def window_of(limit: Limit, at: datetime) -> datetime:
    """Return when the window of this moment began."""
    seconds = int(limit.window.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
