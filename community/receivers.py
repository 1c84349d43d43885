"""Doors for news from the packages we stand on."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from community.models import User


@receiver(authenticator_added)
def on_factor_added(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Take a factor that was just shown to work for proof of who shows it: its recovery codes are seen at once.

    Without this, whoever has no password is asked for a code of what they set up a moment ago.
    """
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
