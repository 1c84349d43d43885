"""Wake-ups of the community app: each is one call to a verb, in seconds, and may be lost or repeated."""

from celery import shared_task
from django.utils import timezone

from community import jobs, tidying


@shared_task
def run_jobs() -> None:
    """Beat's pulse: work on what people started, for a few seconds."""
    jobs.tick(clock=timezone.now)


@shared_task
def tidy_up() -> None:
    """Delete counters, links and sessions whose time is long over, and keep questions to the database fast."""
    tidying.tidy(at=timezone.now())
    tidying.look_again()
