"""manage.py sample_community: a community to look at, on an installation that has none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from community.models import Community
from reports import sample


class Command(BaseCommand):
    """Build the sample community."""

    help = "Build a sample community with employers, signatures and letters; it writes to nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the host name."""
        parser.add_argument("--host", default="localhost")
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where a community stands already.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it, unless there is a community."""
        if Community.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "This installation has a community. The sample is for an empty one: make reset starts over."
            )
        community = sample.build(host=options["host"], at=timezone.now())
        self.stdout.write(
            f"{community.name} is ready: {community.commitments.count()} commitments, "
            f"{community.organizations.count()} organizations."
        )
