"""What happens here when lower floors announce something."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver

from community.models import Community, User
from community.signals import community_founded
from directory.introductions import CannotAsk
from directory.ledger import Ledger
from directory.models import Introduction, Merge, Organization, Person
from directory.replies import State
from directory.signals import (
    contact_noted,
    introduction_answered,
    introduction_asked,
    introduction_made,
    introduction_withdrawn,
    merge_undone,
    organizations_merging,
    people_merging,
)
from employers import merging, pipeline, texts, vouching
from employers.models import Advocate, ReferralLink
from employers.wordings import TextKind


@receiver(community_founded)
def publish_first_text(sender: Any, community: Community, by: User | None, at: datetime, **kwargs: Any) -> None:
    """Give a new community version 1 of all that is signed, so that it can be from its first day."""
    for kind in TextKind:
        texts.publish(texts.draft_of(community, by=by, kind=kind), by=by, at=at)


@receiver(contact_noted)
def note_contact(
    sender: Any, organization: Organization, on: date, by: User | None, at: datetime, **kwargs: Any
) -> None:
    """Remember when somebody last spoke with an employer."""
    pipeline.hear(organization, on=on, by=by, at=at)


@receiver(organizations_merging)
def take_over(sender: Any, kept: Organization, gone: Organization, ledger: Ledger, at: datetime, **kwargs: Any) -> None:
    """Give what hangs on the employer that goes to the one that stays."""
    merging.take_over(ledger, kept, gone, at=at)


@receiver(merge_undone)
def part(sender: Any, merge: Merge, at: datetime, **kwargs: Any) -> None:
    """Say in the chain that commitments are back where they came from."""
    merging.part(merge, at=at)


@receiver(people_merging)
def take_links(sender: Any, kept: Person, gone: Person, ledger: Ledger, **kwargs: Any) -> None:
    """Let the referral links of the record that goes be the other's; both addresses go on working."""
    ledger.point(ReferralLink, "person", gone, kept)
    ledger.point(Advocate, "person", gone, kept)


@receiver(introduction_asked)
def leave_alone(sender: Any, introduction: Introduction, **kwargs: Any) -> None:
    """Let nobody be asked to introduce us to who is not to be contacted."""
    if introduction.organization and (reason := vouching.refusal(introduction.organization)):
        raise CannotAsk(reason)


@receiver(introduction_answered)
@receiver(introduction_made)
def keep_the_credit(sender: Any, introduction: Introduction, at: datetime, **kwargs: Any) -> None:
    """Keep who is happy to introduce us, or did, as who brings the organization."""
    if introduction.state in {State.HAPPY, State.MADE}:
        vouching.vouch(introduction, at=at)


@receiver(introduction_withdrawn)
def drop_the_credit(sender: Any, introduction: Introduction, at: datetime, **kwargs: Any) -> None:
    """Let a request that was taken back bring nobody."""
    vouching.take_back(introduction, at=at)
