"""Many rows written at once, past the ORM, whose `bulk_create` takes three times as long for a release's figures."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, connections, models

# Their values are what the database takes; asking the field for each is most of the time that many rows cost.
PLAIN = (models.CharField, models.BooleanField, models.IntegerField, models.ForeignKey)


def insert(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that name every column but the key, each as the model's fields have it."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    ways = [(field.attname, way_of(field)) for field in fields]
    # All of them before the first is sent: while PostgreSQL copies, its connection answers nothing else.
    lines = [tuple([way(row[name]) if way else row[name] for name, way in ways]) for row in rows]
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", lines)  # noqa: S608 - our own names


def way_of(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what makes of a field's value what the database takes; None where it is that already."""
    if isinstance(field, PLAIN):
        return None
    if type(field) is models.DateField:  # a moment is one of its kind
        return lambda day: day and day.isoformat()
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else json.dumps(value)
    database = connections[connection.alias]  # itself, and not what looks it up for each thread each time
    return lambda value: field.get_db_prep_save(value, connection=database)
