"""Door for merging on the floor below: letters go along."""

from typing import Any

from django.dispatch import receiver

from directory.ledger import Ledger
from directory.models import Organization
from directory.signals import organizations_merging
from outreach.models import Letter


@receiver(organizations_merging)
def on_merging(sender: Any, *, kept: Organization, gone: Organization, ledger: Ledger, **kwargs: Any) -> None:
    """Let letters about the organization that goes be about the one that stays."""
    ledger.point(Letter, "organization", gone, kept)
