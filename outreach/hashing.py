"""What the database works out of an address itself: its hash, and how many bytes it has."""

from typing import Any

from django.db.models import Func, IntegerField
from django.db.models.functions import SHA256


class Sha256(SHA256):
    """The hash of a text in UTF-8, in hexadecimal digits."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return it in PostgreSQL; Django's own would read backslashes as escapes."""
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return super(SHA256, self).as_sql(compiler, connection, template=template, **extra)


class Octets(Func):
    """How many bytes a text has in UTF-8."""

    template = "LENGTH(CAST(%(expressions)s AS BLOB))"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return it in PostgreSQL."""
        return self.as_sql(compiler, connection, template="OCTET_LENGTH(%(expressions)s)", **extra)
