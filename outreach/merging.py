"""Door for merging on the floor below: letters, places in campaigns and items of the plan go along."""

from typing import Any

from django.dispatch import receiver

from directory.ledger import Ledger
from directory.models import Organization, Person
from directory.signals import organizations_merging, people_merging
from outreach.models import Letter, PlanItem, Recipient, Reply


@receiver(organizations_merging)
def on_merging(sender: Any, *, kept: Organization, gone: Organization, ledger: Ledger, **kwargs: Any) -> None:
    """Let letters about the organization that goes be about the one that stays."""
    ledger.point(Letter, "organization", gone, kept)
    ledger.point(Recipient, "organization", gone, kept)
    ledger.point(Reply, "organization", gone, kept)


@receiver(people_merging)
def on_merging_people(sender: Any, *, kept: Person, gone: Person, ledger: Ledger, **kwargs: Any) -> None:
    """Let letters to the record that goes be letters to the one that stays; the address on them is as it was."""
    ledger.point(Letter, "person", gone, kept)
    ledger.point(Recipient, "person", gone, kept)
    ledger.point(Reply, "person", gone, kept)
    ledger.point(PlanItem, "messenger_person", gone, kept)
