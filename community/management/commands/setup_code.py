"""Print the code that the first page of a fresh install asks for."""

from typing import Any

from django.core.management.base import BaseCommand

from community.founding import setup_code


class Command(BaseCommand):
    """Print the set-up code."""

    help = "Prints the code that /start/ asks for before the first community stands."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(setup_code())
