"""Doors for news of returns that are awaited: who has the provider's desk is told of each step, once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Community
from employers.signing import local_day
from outreach import outbox
from outreach.kinds import kind_of
from outreach.receivers.parts import day
from providers import chasing
from providers import signals as providers_signals
from providers.models import Provider, Return, Submission
from providers.periods import Step

KINDS = {Step.OPEN: "returns_open", Step.SOON: "returns_due", Step.DUE: "returns_due"}
LATE, CHASED = "returns_late", "returns_chased"


@receiver(providers_signals.returns_told)
def on_told(sender: Any, *, provider: Provider, step: Step, due: Sequence[Return], at: datetime, **kwargs: Any) -> None:
    """Write that returns can be filed, are due soon or are late, once for each of them and step."""
    first = due[0]
    once = f"{first.pk}-{step}-{first.falls_on}"
    write(KINDS.get(step, LATE), provider, due, once=once, at=at)


@receiver(providers_signals.returns_chased)
def on_chased(sender: Any, *, provider: Provider, due: Sequence[Return], at: datetime, **kwargs: Any) -> None:
    """Write what a coordinator asked to be written, once a day."""
    write(CHASED, provider, due, once=f"{provider.pk}-{local_day(provider.organization.community, at)}", at=at)


def write(kind: str, provider: Provider, due: Sequence[Return], *, once: str, at: datetime) -> None:
    """Write to everybody with the provider's desk."""
    organization = provider.organization
    community = organization.community
    today = local_day(community, at)
    values = {
        "organization": organization.name,
        "returns": "\n".join(f"- {line(awaited, community, today=today)}" for awaited in due),
    }
    if "until" in kind_of(kind).values:
        values["until"] = day(due[0].falls_on, community)
    for person in chasing.contacts(provider):
        outbox.put(
            kind,
            community=community,
            to_email=person.email,
            to_name=person.name,
            once_key=f"{kind.replace('_', '-')}-{once}-{person.pk}",
            at=at,
            values=values,
            links={"returns link": (None, reverse("providers:desk-returns", args=[organization.slug]))},
            record=provider.record,
            organization=organization,
            person=person,
        )


def line(awaited: Return, community: Community, *, today: date) -> str:
    """Return one return as letters name it, with its day."""
    late = (today - awaited.falls_on).days
    facts = {"program": awaited.program.name, "half": awaited.half, "day": day(awaited.falls_on, community)}
    if late <= 0:
        return _("%(program)s, %(half)s: due by %(day)s") % facts
    words = ngettext("one day late", "%(days)d days late", late) % {"days": late}
    return _("%(program)s, %(half)s: was due on %(day)s, %(late)s") % (facts | {"late": words})


def settle(provider: Provider, *, at: datetime) -> None:
    """Take back what has not left where nothing that was asked for is awaited any more."""
    if Return.objects.awaited().filter(program__provider=provider).exclude(told="").exists():
        return
    community, kinds = provider.organization.community, sorted({*KINDS.values(), LATE, CHASED})
    outbox.recall(community, provider.record, *kinds, reason="Nothing is awaited any more.", at=at)


@receiver(providers_signals.return_filed)
def on_filed(sender: Any, *, submission: Submission, at: datetime, **kwargs: Any) -> None:
    """Ask for nothing that came."""
    settle(submission.filed_for.program.provider, at=at)


@receiver(providers_signals.return_excused)
def on_excused(sender: Any, *, awaited: Return, at: datetime, **kwargs: Any) -> None:
    """Ask for nothing that is not due any more."""
    settle(awaited.program.provider, at=at)
