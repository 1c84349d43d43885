"""Doors for news of placements: employers are asked to confirm them, and providers told what to correct."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community import purposes
from community.models import Community
from outreach import outbox, suppressing
from outreach.topics import topic_of
from providers import chasing, confirming
from providers import signals as providers_signals
from providers.models import Confirmation, Inquiry

ASKING = ("placements_ask", "placements_reminder")


def refusing(community: Community, emails: Collection[str], at: datetime) -> set[str]:
    """Say who is not to be asked: letters about their commitment do not go to these addresses."""
    return suppressing.refused(community, emails, topic=topic_of("placements_ask"), at=at)


confirming.refusals.append(refusing)


@receiver(providers_signals.placements_asked)
def on_asked(sender: Any, *, inquiry: Inquiry, at: datetime, **kwargs: Any) -> None:
    """Ask the contact, once."""
    write("placements_ask", inquiry, at=at)


@receiver(providers_signals.placements_reminded)
def on_reminded(sender: Any, *, inquiry: Inquiry, at: datetime, **kwargs: Any) -> None:
    """Remind them, once."""
    write("placements_reminder", inquiry, at=at)


def write(kind: str, inquiry: Inquiry, *, at: datetime) -> None:
    """Write to the contact of an inquiry; whose record or address is gone gets no letter."""
    person = inquiry.person
    if person is None or not person.email:
        return
    organization = inquiry.organization
    outbox.put(
        kind,
        community=organization.community,
        to_email=person.email,
        to_name=person.name,
        once_key=f"{kind.replace('_', '-')}-{inquiry.pk}",
        at=at,
        values={"organization": organization.name, "placements": str(len(confirming.left(inquiry)))},
        links={"placements link": (purposes.PLACEMENTS, inquiry.record)},
        record=inquiry.record,
        organization=organization,
        person=person,
    )


@receiver(providers_signals.placement_answered)
def on_answered(sender: Any, *, confirmation: Confirmation, at: datetime, **kwargs: Any) -> None:
    """Remind nobody of what is answered."""
    inquiry = confirmation.inquiry
    if not confirming.left(inquiry):
        community = inquiry.organization.community
        outbox.recall(community, inquiry.record, *ASKING, reason="It was answered meanwhile.", at=at)


@receiver(providers_signals.placement_decided)
def on_decided(sender: Any, *, confirmation: Confirmation, at: datetime, **kwargs: Any) -> None:
    """Tell the provider what it is to correct, in the coordinator's words; never what the employer wrote."""
    if confirmation.decision != Confirmation.Decision.CORRECT:
        return
    owed = confirmation.filed_for
    provider = owed.program.provider
    for person in chasing.contacts(provider):
        outbox.put(
            "placement_to_correct",
            community=provider.organization.community,
            to_email=person.email,
            to_name=person.name,
            once_key=f"placement-to-correct-{confirmation.pk}-{person.pk}",
            at=at,
            values={
                "organization": provider.organization.name,
                "program": owed.program.name,
                "period": owed.half,
                "graduate": confirmation.reference,
                "reason": confirmation.reason,
            },
            links={"return link": (None, owed.get_absolute_url())},
            record=owed.record,
            organization=provider.organization,
            person=person,
        )
