"""The app's place in the portal."""

from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """Who we are."""

    name = "community"

    def ready(self) -> None:
        """Put the community's pages into the menu, and listen."""
        from community import receivers  # noqa: F401 -- importing the receivers connects them
        from community.navigation import Item, add_item
        from community.roles import READERS, TEAM

        add_item(Item("Community", "Team", "community:team", TEAM, order=80))
        add_item(Item("Community", "Settings", "community:settings", READERS, order=85))
        add_item(Item("Community", "Audit trail", "community:audit", READERS, order=90))
