"""Verify the evidence of all that was signed; the exit code says whether anything was altered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.models import Community
from employers import verifying
from employers.models import Chain


class Command(BaseCommand):
    """Exit with 1 and the first broken record where anything was altered; with 0 and a summary where nothing was."""

    help = "Verify the chain of evidence, the published texts, and every commitment and agreement against it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one community, and hashes noted elsewhere."""
        parser.add_argument("--community", metavar="HOST", help="only the community at this host name")
        parser.add_argument(
            "--known",
            metavar="NUMBER:HASH",
            action="append",
            default=[],
            help="an event's hash that was noted outside the database, such as in a summary of last month; "
            "needs --community and may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify community by community."""
        if options["known"] and not options["community"]:
            raise CommandError("Say by --community whose hashes are known.", returncode=2)
        communities = Community.objects.order_by("host")
        if options["community"]:
            communities = communities.at_host(options["community"])
            if not communities.exists():
                raise CommandError(f"There is no community at {options['community']}.", returncode=2)
        known = [self.read(pair) for pair in options["known"]]
        for community in communities:
            self.verify(community, known)

    def read(self, pair: str) -> tuple[int, str]:
        """Return the number and the hash of a pair as it was typed."""
        number, _, known_hash = pair.partition(":")
        if not number.isdecimal() or not known_hash:
            raise CommandError(f"Write a known hash as NUMBER:HASH, not as {pair}.", returncode=2)
        return int(number), known_hash.strip().lower()

    def verify(self, community: Community, known: list[tuple[int, str]]) -> None:
        """Print that all is well, or stop at the first broken record."""
        for problem in verifying.problems(community):
            raise CommandError(f"{community}: {problem}", returncode=1)
        for number, known_hash in known:
            if problem := verifying.known_problem(community, number, known_hash):
                raise CommandError(f"{community}: {problem}", returncode=1)
        chain = Chain.objects.filter(community=community).first()
        count = sum(rows.count(community) for rows in verifying.compared.values())
        self.stdout.write(
            f"{community}: nothing was altered. {count} signatures; "
            + (f"the chain ends at event {chain.length} with {chain.head}." if chain else "no events yet.")
        )
