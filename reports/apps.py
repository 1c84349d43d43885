"""The app's place in the portal."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reading room."""

    name = "reports"

    def ready(self) -> None:
        """Put the first page of the day at the top of the menu."""
        from community.navigation import Item, add_item
        from community.roles import TEAM

        add_item(Item(group="", label="Today", route="reports:today", circle=TEAM, order=0))
