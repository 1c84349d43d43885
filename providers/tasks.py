"""Wake-ups of the providers app: each is one call to a verb, in seconds, and may be lost or repeated."""

from celery import shared_task
from django.utils import timezone

from providers import calendar


@shared_task
def keep_calendar() -> None:
    """Do what the day brings."""
    calendar.keep(at=timezone.now())
