"""Where uploads are kept: a file appears whole, or a full disk leaves nothing of it."""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes under a temporary name and renames."""

    def _save(self, name: str, content: Any) -> str:
        draft = f"{name}.{secrets.token_hex(4)}.new"
        try:
            written: str = super()._save(draft, content)  # type: ignore[misc]  # Django's own hook, without a type
            Path(self.path(written)).replace(self.path(name))
        except OSError:
            with suppress(OSError):
                Path(self.path(draft)).unlink()
            raise
        return name
