"""Races that always end the same way: a rival acts between our look and our deed."""

from collections.abc import Callable
from typing import Any

from django.db import connection


def beaten_to_it(look: str, rival: Callable[[], object]) -> Any:
    """Return a database wrapper in which a rival acts once, right after the first statement that holds these words."""
    looks, rivals = [look], [rival]

    def slower(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if looks and looks[0] in sql:
            looks.pop()
        elif rivals and not looks:
            rivals.pop()()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(slower)
