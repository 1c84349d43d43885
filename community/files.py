"""Files: written whole before the transaction that names them, and gone again where it fails."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile


@contextmanager
def keeping(place: FieldFile, name: str, content: bytes) -> Iterator[str]:
    """Write a file and give its name to a transaction of its own; a full disk or a database that is away undoes both.

    `place` is the field of the record that will name it; raises OSError where there is no room.
    """
    called = place.field.generate_filename(place.instance, name)
    kept = place.storage.save(called, ContentFile(content), max_length=place.field.max_length)
    try:
        with transaction.atomic():
            yield kept
    except BaseException:
        place.storage.delete(kept)
        raise
