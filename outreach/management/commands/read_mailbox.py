"""Read the mailbox of replies and bounces now, instead of waiting for the next tick."""

import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outreach import fetching
from outreach.models import Mailbox
from outreach.transports import imap

SECONDS = 600


class Command(BaseCommand):
    """Read what came since the last time, and say how many messages that were."""

    help = "Read new messages of MAILBOX_URL: replies, bounces, complaints. Nothing in the mailbox is changed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read until nothing is new, or ten minutes are over."""
        if not settings.MAILBOX_URL:
            raise CommandError("MAILBOX_URL names no mailbox.")
        try:
            place = imap.place_of(settings.MAILBOX_URL)
        except ImproperlyConfigured as fault:
            raise CommandError(str(fault)) from fault
        end = time.monotonic() + SECONDS
        box = imap.ImapMailbox(place, timeout=settings.EMAIL_TIMEOUT)
        read = fetching.run(box, name=place.name, clock=timezone.now, has_time=lambda: time.monotonic() < end)
        mailbox = Mailbox.objects.filter(name=place.name).first()
        if mailbox and mailbox.problem:
            raise CommandError(mailbox.problem)
        self.stdout.write(f"{read} messages read.")
