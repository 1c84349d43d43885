"""Wake-ups of the directory app: each is one call to a verb, in seconds, and may be lost or repeated."""

from celery import shared_task
from django.utils import timezone

from directory import merging, reminding
from directory.duplicates import looking
from directory.importing import batches


@shared_task
def forget_imports() -> None:
    """Put away what is left of imports whose time is over."""
    batches.forget(at=timezone.now())


@shared_task
def look_for_duplicates() -> None:
    """Look for records that may be one after an import, and once a day where new ones came."""
    looking.start_where_due(at=timezone.now())


@shared_task
def forget_merges() -> None:
    """Empty the ledgers of merges that can no longer be undone."""
    merging.forget(at=timezone.now())


@shared_task
def keep_introductions() -> None:
    """Remind introducers once, and end requests that nobody answered."""
    reminding.keep(at=timezone.now())
