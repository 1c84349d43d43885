"""Many rows of a table are written at once: by COPY on PostgreSQL, by one prepared statement on SQLite.

Past the ORM, whose `bulk_create` takes several times as long. The database's constraints hold as ever; what a model
does when it is saved (folded texts, say) is the work of whoever calls.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = Sequence[Any]


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], **same: Any) -> list[int]:
    """Write rows and return their ids, in order.

    `columns` are the fields that differ from row to row, `same` those that are alike; the others are as the model says.
    Values are what the database takes: ids for foreign keys, JSON as text, days as ISO texts.
    """
    if not rows:
        return []
    fields = {
        field.attname: field
        for field in model._meta.concrete_fields
        if not field.primary_key and not getattr(field, "generated", False)
    }
    alike = {
        name: field.get_db_prep_save(same.get(name, field.get_default()), connection)
        for name, field in fields.items()
        if name not in columns
    }
    ids = new_ids(model, len(rows))
    tail = tuple(alike.values())
    names = [model._meta.pk.column, *(fields[name].column for name in (*columns, *alike))]
    write(model._meta.db_table, names, ((pk, *row, *tail) for pk, row in zip(ids, rows, strict=True)))
    return ids


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ids that no row has or had; inside a transaction on SQLite, where only one writes."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f'SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), MAX(id), 0) FROM "{table}"',  # noqa: S608 - our own names
                [table],
            )
            last = cursor.fetchone()[0]
            return list(range(last + 1, last + 1 + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{table}"', model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def write(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows of as many values as there are columns."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(insert_of(table, tuple(columns)), list(rows))
            return
        with cursor.copy(f'COPY "{table}" ({listed(columns)}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


@lru_cache(maxsize=100)
def insert_of(table: str, columns: tuple[str, ...]) -> str:
    """Return the statement that writes one row."""
    return f'INSERT INTO "{table}" ({listed(columns)}) VALUES ({", ".join(["%s"] * len(columns))})'  # noqa: S608 - our own names


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Change these columns of rows; each row holds the new values, and then its id."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    new = ", ".join(f'"{fields[name].column}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{model._meta.db_table}" SET {new} WHERE "{model._meta.pk.column}" = %s',  # noqa: S608 - our own names
            list(rows),
        )


def delete(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete rows by their ids; the database refuses, at the end of the transaction, where others point at them."""
    if not ids:
        return
    marks = "SELECT value FROM json_each(%s)" if connection.vendor == "sqlite" else "SELECT unnest(%s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" IN ({marks})',  # noqa: S608 - our own names
            [json.dumps(ids) if connection.vendor == "sqlite" else list(ids)],
        )


def among(values: Iterable[Any]) -> RawSQL | tuple[()]:
    """Return many texts or many numbers as one parameter, for a filter such as `name__in=among(names)`.

    A parameter for each of thousands takes a database's driver longer than the answer takes the database.
    """
    every = list(values)
    if not every:
        return ()
    if connection.vendor == "sqlite":
        sql = "SELECT value FROM json_each(%s)"
    else:
        sql = "SELECT jsonb_array_elements_text(%s::jsonb)" + ("::bigint" if isinstance(every[0], int) else "")
    return RawSQL(sql, [json.dumps(every)])  # noqa: S611 - one parameter


def listed(columns: Iterable[str]) -> str:
    """Return columns as a statement names them."""
    return ", ".join(f'"{column}"' for column in columns)
