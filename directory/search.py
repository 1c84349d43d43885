"""Finding organizations and people by what somebody types: each database by the index that it has for it.

PostgreSQL answers from trigram GIN indexes (`pg_trgm`), SQLite from FTS5 tables with the trigram tokenizer; both are
made by a migration. Words under three letters have no trigram: alone they are the beginning of a name.
"""

from itertools import combinations
from typing import Any

from django.db import models
from django.db.models import BooleanField, F, Func, Q, Subquery
from django.db.models.expressions import RawSQL

from directory.names import fold

WORDS = 8  # more are left out: a search is not an essay
TRIGRAM = 3  # letters
PIECES = 6  # words of a name that are compared
LAST = "\U0010ffff"  # sorts after every letter


def clean(text: str) -> str:
    """Return a text without what no database takes: NUL and lone surrogates."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")


def words_of(query: str) -> list[str]:
    """Return the words of a query as they are searched, each once."""
    return list(dict.fromkeys(fold(clean(query)).split()))[:WORDS]


def starts_with(vendor: str, column: str, beginning: str) -> Q:
    """Return the condition that a column begins so, written as each database can answer it from an index."""
    if vendor == "sqlite":
        return Q(**{f"{column}__gte": beginning, f"{column}__lt": beginning + LAST})
    return Q(**{f"{column}__startswith": beginning})


def contains(vendor: str, table: str, word: str) -> Q:
    """Return the condition that `search_text` of the table's row contains the word (three letters or more)."""
    return in_words(table, word) if vendor == "sqlite" else Q(search_text__contains=word)


def in_words(table: str, word: str) -> Q:
    """Return the condition that SQLite finds a word of three letters or more in the table's trigram index."""
    return Q(pk__in=RawSQL(f"SELECT rowid FROM {table}_words WHERE {table}_words MATCH %s", [quoted(word)]))  # noqa: S608, S611 - the table is ours


def quoted(word: str) -> str:
    """Return a word as an FTS5 phrase, in which no operator is one."""
    return '"' + word.replace('"', '""') + '"'


def is_among(vendor: str, rows: "models.QuerySet[Any]", column: str = "pk") -> Any:
    """Return the condition that a column is among these values, so that it can share a bitmap with others.

    PostgreSQL scans the whole table for `a OR id IN (SELECT …)`, and uses both indexes for `a OR id = ANY(ARRAY(…))`.
    """
    if vendor == "sqlite":
        return Q(**{f"{column}__in": rows})
    return Func(
        F(column), Subquery(rows), template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", output_field=BooleanField()
    )


def similar(vendor: str, table: str, name: str, community: int, limit: int) -> tuple[str, list[Any]]:
    """Return the SQL and its parameters for the ids of rows that share most trigrams with a folded name, best first."""
    if vendor == "sqlite":
        match = pieces(name)
        return (
            (
                f"SELECT w.rowid FROM {table}_words w JOIN {table} t ON t.id = w.rowid"  # noqa: S608 - the table is ours
                f" WHERE {table}_words MATCH %s AND t.community_id = %s ORDER BY w.rank LIMIT %s"
            ),
            [match, community, limit],
        )
    return (
        (
            f"SELECT id FROM {table} WHERE %s <%% search_text AND community_id = %s"  # noqa: S608 - the table is ours
            " ORDER BY %s <<-> search_text, id LIMIT %s"
        ),
        [name, community, name, limit],
    )


def pieces(name: str) -> str:
    """Return what FTS5 asks for names like this: its first word, or any two words, each by a half that a slip spares.

    All trigrams of a name would name half of a large directory; ranking those takes a second.
    """
    words = [word for word in dict.fromkeys(name.split()) if len(word) >= TRIGRAM][:PIECES] or [name]
    halves = [
        " OR ".join(dict.fromkeys([quoted(word[: half_of(word)]), quoted(word[-half_of(word) :])])) for word in words
    ]
    pairs = [f"(({one}) AND ({other}))" for one, other in combinations(halves, 2)]
    return " OR ".join([quoted(words[0]), *(pairs or halves)])


def half_of(word: str) -> int:
    """Return how many letters a half has: enough for a trigram."""
    return max(TRIGRAM, len(word) // 2)
