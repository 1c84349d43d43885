"""Wake-ups of the directory app: each is one call to a verb, in seconds, and may be lost or repeated."""

from celery import shared_task
from django.utils import timezone

from directory.importing import batches


@shared_task
def forget_imports() -> None:
    """Put away what is left of imports whose time is over."""
    batches.forget(at=timezone.now())
