"""What a mail service posts to us: its webhook is the one of the service that the settings name, and no other."""

import warnings
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from outreach.transports import way_of

WEBHOOKS = "anymail.webhooks."


class CannotRead(Exception):
    """What was posted is not what the service posts."""


class Forged(Exception):
    """Whoever posted does not know the secret."""


def webhook_of(url: str, word: str) -> Any | None:
    """Return Anymail's view for the service that EMAIL_URL names; `word` is "Tracking" or "Inbound".

    None where there is no service, where it tells nothing, or where nothing would prove who speaks: then everybody
    could, and the address answers as if it were not there.
    """
    service, _ = way_of(url)
    if not service:
        return None
    try:
        module = import_module(WEBHOOKS + service)
    except ImportError:
        return None
    endings = (f"{word}WebhookView", "CombinedWebhookView")
    names = [name for name, one in vars(module).items() if name.endswith(endings) and one.__module__ == module.__name__]
    if not names:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            view = vars(module)[names[0]]()
    except ImproperlyConfigured:
        return None
    return view if view.basic_auth or not view.warn_if_no_basic_auth else None


def events_of(view: Any, request: HttpRequest) -> list[Any]:
    """Return what a service tells; raises Forged, or CannotRead."""
    from anymail.exceptions import AnymailWebhookValidationFailure

    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as fault:
        raise Forged from fault
    try:
        return list(view.parse_events(request))
    except (ArithmeticError, AssertionError, AttributeError, ImproperlyConfigured, LookupError) as fault:
        raise CannotRead from fault
    except (OSError, TypeError, ValueError, RecursionError) as fault:
        raise CannotRead from fault
