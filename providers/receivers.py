"""What happens here when lower floors announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community.models import Community, User
from community.signals import community_founded
from directory.ledger import Ledger
from directory.models import Merge, Organization, Person
from directory.signals import merge_undone, organizations_merging, people_merging
from providers import merging, rulemaking
from providers.models import Inquiry


@receiver(community_founded)
def publish_first_criteria(sender: Any, community: Community, by: User | None, at: datetime, **kwargs: Any) -> None:
    """Give a new community version 1 of the criteria, so that providers know them from its first day."""
    rulemaking.publish(rulemaking.draft_of(community, by=by), by=by, at=at)


@receiver(organizations_merging)
def take_over(sender: Any, kept: Organization, gone: Organization, ledger: Ledger, at: datetime, **kwargs: Any) -> None:
    """Give what hangs on the provider that goes to the one that stays."""
    merging.take_over(ledger, kept, gone, at=at)


@receiver(people_merging)
def take_over_person(sender: Any, kept: Person, gone: Person, ledger: Ledger, **kwargs: Any) -> None:
    """Let whoever was asked of placements be the record that stays."""
    ledger.point(Inquiry, "person", gone, kept)


@receiver(merge_undone)
def part(sender: Any, merge: Merge, at: datetime, **kwargs: Any) -> None:
    """Say in the chain that agreements are back where they came from."""
    merging.part(merge, at=at)
