"""The pool: after a restart of PostgreSQL the first request gets a connection that lives, and gets it at once."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from techhire import embedded

KEPT = 6  # connections in the pool, of which each is dead after a restart
ALIAS, NAME = "pooled", "techhire-test-pool"


@pytest.fixture
def settings_of_pool(db: None) -> Any:
    """The settings of a web process's database, with a name by which its connections are found."""
    options = {"application_name": NAME}
    kept = {key: value for key, value in connection.settings_dict.items() if not key.startswith("CONN_")}
    return connection.settings_dict | embedded.database(kept | {"OPTIONS": options}, has_pool=True)


@pytest.fixture
def connect(settings_of_pool: Any) -> Iterator[Any]:
    """Opens one more connection of the pool."""
    from techhire.postgresql.base import DatabaseWrapper

    made: list[Any] = []

    def one_more() -> Any:
        made.append(DatabaseWrapper(settings_of_pool, alias=ALIAS))
        return made[-1]

    yield one_more
    for wrapper in made:
        wrapper.close()
    one_more().close_pool()


def ask(wrapper: Any) -> int:
    """Ask the database for the number of the process that serves this connection."""
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@pytest.mark.postgresql
def test_one_dead_connection_tells_of_all(connect: Any) -> None:
    wrappers = [connect() for _ in range(KEPT)]
    before = {ask(wrapper) for wrapper in wrappers}
    assert len(before) == KEPT
    for wrapper in wrappers:
        wrapper.close()
    assert ask(connect()) in before, "they are kept and used again"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [NAME])

    begun = time.monotonic()
    assert ask(connect()) not in before
    assert time.monotonic() - begun < embedded.POOL["timeout"] / 2


@pytest.mark.postgresql
def test_an_outage_is_not_felt_for_as_long_again(settings_of_pool: Any) -> None:
    pool = settings_of_pool["OPTIONS"]["pool"]
    assert pool["reconnect_timeout"] < pool["timeout"]
