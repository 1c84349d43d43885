"""The app's place in the portal."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Letters."""

    name = "outreach"

    def ready(self) -> None:
        """Listen to news from the lower floors, and take the app's places on shared pages."""
        from outreach import merging, panels, receivers  # noqa: F401 -- importing the receivers connects them

        panels.register()
