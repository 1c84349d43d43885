"""Signatures are found by words and listed by day from indexes, each database in its own way; see directory 0002_search.

PostgreSQL: the expressions are those that Django asks `icontains` with. SQLite: a later migration that remakes the table
has to run SQLITE again (a test fails when the triggers are missing).
"""

from django.db import migrations, models

from directory.vendors import RunOn

TABLE = "employers_commitment"
TYPED = ("organization_name", "signer_name", "signer_email", "reference")
POSTGRESQL = "CREATE INDEX commitment_search ON {} USING gin ({})".format(
    TABLE, ", ".join(f"UPPER({name}::text) gin_trgm_ops" for name in TYPED)
)
NAMES, OLD, NEW = (", ".join(f"{of}{name}" for name in TYPED) for of in ("", "old.", "new."))
GONE = f"INSERT INTO {TABLE}_words ({TABLE}_words, rowid, {NAMES}) VALUES ('delete', old.id, {OLD});"
COME = f"INSERT INTO {TABLE}_words (rowid, {NAMES}) VALUES (new.id, {NEW});"
SQLITE = [
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE}_words
        USING fts5({NAMES}, content='{TABLE}', content_rowid='id', tokenize='trigram')""",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_words_added AFTER INSERT ON {TABLE} BEGIN {COME} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_words_gone AFTER DELETE ON {TABLE} BEGIN {GONE} END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_words_changed AFTER UPDATE OF {NAMES} ON {TABLE} BEGIN {GONE} {COME} END",
    f"INSERT INTO {TABLE}_words ({TABLE}_words) VALUES ('rebuild')",
]
SQLITE_BACK = [f"DROP TRIGGER IF EXISTS {TABLE}_words_{event}" for event in ("added", "gone", "changed")]


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_search"), ("employers", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["community", "-signed_at", "-id"], name="commitment_by_day"),
        ),
        RunOn("postgresql", POSTGRESQL, "DROP INDEX commitment_search"),
        RunOn("sqlite", SQLITE, [*SQLITE_BACK, f"DROP TABLE IF EXISTS {TABLE}_words"]),
    ]
