"""Doors for news of listings that pause and return: who has the provider's desk is told, each thing once."""

from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse

from outreach import outbox
from outreach.receivers.parts import day
from providers import chasing
from providers import signals as providers_signals
from providers.models import Provider, Return

GOING = ("listing_warned", "listing_paused")


@receiver(providers_signals.listing_warned)
def on_warned(
    sender: Any, *, provider: Provider, awaited: Return, pauses_on: date, at: datetime, **kwargs: Any
) -> None:
    """Warn before a listing pauses."""
    community = provider.organization.community
    write("listing_warned", provider, awaited, at=at, values={"pauses on": day(pauses_on, community)})


@receiver(providers_signals.listing_paused)
def on_paused(sender: Any, *, provider: Provider, awaited: Return, at: datetime, **kwargs: Any) -> None:
    """Say that it paused; a warning that has not left says nothing any more."""
    recall(provider, "listing_warned", reason="It paused meanwhile.", at=at)
    write("listing_paused", provider, awaited, at=at)


@receiver(providers_signals.listing_returned)
def on_returned(sender: Any, *, provider: Provider, awaited: Return, at: datetime, **kwargs: Any) -> None:
    """Say that it is back."""
    recall(provider, *GOING, reason="It is on the list again.", at=at)
    write("listing_returned", provider, awaited, at=at, once=f"-{at:%Y%m%d%H%M%S}")


def recall(provider: Provider, *kinds: str, reason: str, at: datetime) -> None:
    """Take back what has not left."""
    outbox.recall(provider.organization.community, provider.record, *kinds, reason=reason, at=at)


def write(
    kind: str,
    provider: Provider,
    awaited: Return,
    *,
    at: datetime,
    values: dict[str, str] | None = None,
    once: str = "",
) -> None:
    """Write to everybody with the provider's desk."""
    organization = provider.organization
    named = {"organization": organization.name}
    if kind != "listing_returned":
        named |= {"program": awaited.program.name, "period": awaited.half}
        named["until"] = day(awaited.falls_on, organization.community)
        links: dict[str, outbox.LinkTo] = {"return link": (None, awaited.get_absolute_url())}
    else:
        links = {"channel link": (None, reverse("providers:channel", args=[organization.slug]))}
    for person in chasing.contacts(provider):
        outbox.put(
            kind,
            community=organization.community,
            to_email=person.email,
            to_name=person.name,
            once_key=f"{kind.replace('_', '-')}-{awaited.pk}-{awaited.falls_on}{once}-{person.pk}",
            at=at,
            values={**named, **(values or {})},
            links=links,
            record=provider.record,
            organization=organization,
            person=person,
        )
