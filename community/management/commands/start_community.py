"""Found a community from the command line, and print a sign-in link for its first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.forms import ValidationError
from django.utils import timezone

from community import entering, founding, hosts
from community.models.community import validate_time_zone


class Command(BaseCommand):
    """Found a community."""

    help = "Founds a community and prints a one-time sign-in link (15 minutes) for its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the least that is needed; the rest is set on the settings pages."""
        parser.add_argument("--name", required=True, help="such as 'Rivertown TechHire'")
        parser.add_argument("--region", required=True, help="such as Rivertown")
        parser.add_argument("--host", required=True, help="the host name it answers at, such as techhire.rivertown.org")
        parser.add_argument("--administrator", required=True, metavar="EMAIL", help="who signs in first")
        parser.add_argument("--administrator-name", default="", help="their name; the contact person's where left out")
        parser.add_argument("--contact-name", default="", help="the person named on every page")
        parser.add_argument("--contact-email", default="", help="their address; the administrator's where left out")
        parser.add_argument("--time-zone", default="", help="such as America/New_York")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found it and print the link."""
        host, administrator_name = hosts.tidy(options["host"]), options["administrator_name"] or options["contact_name"]
        try:
            self.check_words(options, host, administrator_name)
            community, user = founding.found(
                name=options["name"],
                region=options["region"],
                host=host,
                administrator_name=administrator_name,
                administrator_email=options["administrator"],
                contact_name=options["contact_name"],
                contact_email=options["contact_email"],
                time_zone=options["time_zone"],
                at=timezone.now(),
            )
        except ValidationError as reason:
            raise CommandError(" ".join(reason.messages)) from reason
        except founding.CannotFound as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"{community} stands at {community.url}/")
        self.stdout.write(f"{user} signs in once, within 15 minutes:")
        self.stdout.write(entering.recover(user, community=community, by=None, at=timezone.now()))

    @staticmethod
    def check_words(options: dict[str, Any], host: str, administrator_name: str) -> None:
        """Raise ValidationError or CommandError where something is not what it should be."""
        for email in filter(None, (options["administrator"], options["contact_email"])):
            validate_email(email)
        if options["time_zone"]:
            validate_time_zone(options["time_zone"])
        if not hosts.is_host(host):
            raise CommandError(f"{options['host']} is not a host name.")
        if not administrator_name:
            raise CommandError(
                "Name the administrator with --administrator-name, or the contact person with --contact-name."
            )
