"""Trigram indexes for searching at 100,000 rows, each database in its own way.

PostgreSQL: the extension `pg_trgm`, which a database's owner may create since version 13 (it is a trusted one).
The folded names are sorted by their letters' numbers, as SQLite does: then the index that sorts the list also answers
"begins with", and both databases agree on the order.
SQLite (3.34 or newer): FTS5 tables with external content, kept by triggers. Django remakes a table when a later migration
alters it on SQLite, and a table takes its triggers with it: such a migration has to run SQLITE_ORGANIZATIONS or
SQLITE_PEOPLE again (a test fails when the triggers are missing).
"""

from django.db import migrations

from directory.vendors import RunOn

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX organization_search ON directory_organization USING gin (search_text gin_trgm_ops)",
    'ALTER TABLE directory_organization ALTER COLUMN normalized_name TYPE varchar(200) COLLATE "C"',
    "CREATE INDEX domain_prefix ON directory_domain (name varchar_pattern_ops)",
    "CREATE INDEX person_search ON directory_person USING gin (search_text gin_trgm_ops)",
    'ALTER TABLE directory_person ALTER COLUMN folded_name TYPE varchar(150) COLLATE "C"',
]
# The extension stays: another application in the same database may use it.
POSTGRESQL_BACK = [
    'ALTER TABLE directory_person ALTER COLUMN folded_name TYPE varchar(150) COLLATE "default"',
    "DROP INDEX person_search",
    "DROP INDEX domain_prefix",
    'ALTER TABLE directory_organization ALTER COLUMN normalized_name TYPE varchar(200) COLLATE "default"',
    "DROP INDEX organization_search",
]


def words(table):
    """Return the SQL that makes a table's trigram index and keeps it."""
    return [
        f"""CREATE VIRTUAL TABLE IF NOT EXISTS {table}_words
            USING fts5(search_text, content='{table}', content_rowid='id', tokenize='trigram')""",
        f"""CREATE TRIGGER IF NOT EXISTS {table}_words_added AFTER INSERT ON {table} BEGIN
            INSERT INTO {table}_words (rowid, search_text) VALUES (new.id, new.search_text);
            END""",
        f"""CREATE TRIGGER IF NOT EXISTS {table}_words_gone AFTER DELETE ON {table} BEGIN
            INSERT INTO {table}_words ({table}_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
            END""",
        f"""CREATE TRIGGER IF NOT EXISTS {table}_words_changed AFTER UPDATE OF search_text ON {table}
            WHEN old.search_text <> new.search_text BEGIN
            INSERT INTO {table}_words ({table}_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);
            INSERT INTO {table}_words (rowid, search_text) VALUES (new.id, new.search_text);
            END""",
        f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')",
    ]


def no_words(table):
    """Return the SQL that takes it away."""
    return [
        f"DROP TRIGGER IF EXISTS {table}_words_changed",
        f"DROP TRIGGER IF EXISTS {table}_words_gone",
        f"DROP TRIGGER IF EXISTS {table}_words_added",
        f"DROP TABLE IF EXISTS {table}_words",
    ]


SQLITE_ORGANIZATIONS = words("directory_organization")
SQLITE_PEOPLE = words("directory_person")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        RunOn("postgresql", POSTGRESQL, POSTGRESQL_BACK),
        RunOn("sqlite", SQLITE_ORGANIZATIONS, no_words("directory_organization")),
        RunOn("sqlite", SQLITE_PEOPLE, no_words("directory_person")),
    ]
