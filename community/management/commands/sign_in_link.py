"""Print one-time sign-in links for people who are locked out; a second factor is still asked for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from community import entering
from community.models import Community, User


def chosen_community(host: str | None, *, user: User) -> Community:
    """Return the community that is meant: named by host, the only one, or the only one of this person's."""
    if host:
        some = list(Community.objects.at_host(host))
    else:
        everywhere = list(Community.objects.all())
        some = [place for place in everywhere if len(everywhere) == 1 or place.memberships.filter(user=user).exists()]
        if len(some) != 1 and everywhere:
            raise CommandError("There are several communities: name one with --host.")
    if not some:
        raise CommandError("No such community.")
    return some[0]


class Command(BaseCommand):
    """Print a sign-in link."""

    help = "Prints a one-time link (15 minutes) that signs somebody in; a second factor is still asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the addresses, and the community's host where there are several."""
        parser.add_argument("emails", metavar="EMAIL", nargs="+", help="whose link; one line each, in this order")
        parser.add_argument("--host", help="the host name of the community, where there are several")

    def handle(self, *args: Any, emails: list[str], host: str | None, **options: Any) -> None:
        """Print the links."""
        for email in emails:
            user = User.objects.filter(email=User.objects.normalize_email(email)).first()
            if user is None:
                raise CommandError(f"Nobody signs in with {email}.")
            try:
                link = entering.recover(user, community=chosen_community(host, user=user), by=None, at=timezone.now())
            except entering.CannotEnter as reason:
                raise CommandError(str(reason)) from reason
            self.stdout.write(link)
