"""The app's place in the portal."""

from django.apps import AppConfig


class ProvidersConfig(AppConfig):
    """Who trains."""

    name = "providers"
