"""The connection of a web process: out of the pool, and alive.

psycopg's pool tries one dead connection after the other, with pauses of seconds between them, so that the first people
after a restart of PostgreSQL would be sent away. Here the first dead one tells of all.
"""

from typing import Any

from django.db.backends.postgresql import base
from django.utils.asyncio import async_unsafe
from psycopg import InterfaceError, OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks a connection whether it lives before it is used; CONN_HEALTH_CHECKS must be off, or the pool asks too."""

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that answers; raises psycopg's OperationalError where there is none in time."""
        connection = super().get_new_connection(conn_params)
        pool: Any = self.pool  # type: ignore[attr-defined]  # younger than its stubs
        if pool:
            try:
                pool.check_connection(connection)
            except (OperationalError, InterfaceError):
                pool.putconn(connection)
                pool.drain()
                connection = super().get_new_connection(conn_params)
        return connection
