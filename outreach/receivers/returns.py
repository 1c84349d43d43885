"""Doors for news of returns: receipts of what was filed, and answers to who asked for more time or to be excused."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community.models import User
from outreach import outbox
from outreach.kinds import kind_of
from outreach.receivers.parts import day
from providers import chasing
from providers import signals as providers_signals
from providers.models import Return, ReturnRequest, Submission

RECEIPTS = ("return_receipt", "return_nil_receipt")


@receiver(providers_signals.return_filed)
def on_filed(sender: Any, *, submission: Submission, by: User, at: datetime, **kwargs: Any) -> None:
    """Give whoever filed a return a receipt."""
    owed = submission.filed_for
    organization = owed.program.provider.organization
    values = {
        "organization": organization.name,
        "program": owed.program.name,
        "period": owed.half,
        "version": str(submission.version),
        "filed on": day(submission.submitted_at, organization.community),
        "undo until": day(owed.closed_at, organization.community),
    }
    if not submission.is_nil:
        values["graduates"] = str(submission.outcomes.count())
    outbox.put(
        "return_nil_receipt" if submission.is_nil else "return_receipt",
        community=organization.community,
        to_email=by.email,
        to_name=by.name,
        once_key=f"return-filed-{submission.pk}",
        at=at,
        values=values,
        links={"return link": (None, owed.get_absolute_url())},
        record=submission.record,
        organization=organization,
    )


@receiver(providers_signals.return_undone)
def on_undone(sender: Any, *, submission: Submission, at: datetime, **kwargs: Any) -> None:
    """Take a receipt back that has not left."""
    community = submission.filed_for.program.provider.organization.community
    outbox.recall(community, submission.record, *RECEIPTS, reason="The version was undone.", at=at)


@receiver(providers_signals.return_put_off)
def on_put_off(sender: Any, *, awaited: Return, at: datetime, **kwargs: Any) -> None:
    """Tell a provider of its new day, and whoever asked for it."""
    answer("return_put_off", awaited, once=f"{awaited.pk}-{awaited.extended_to}", at=at)


@receiver(providers_signals.return_excused)
def on_excused(sender: Any, *, awaited: Return, at: datetime, **kwargs: Any) -> None:
    """Tell a provider that nothing is due, and whoever asked for it."""
    answer("return_excused", awaited, once=f"{awaited.pk}-{at:%Y%m%d%H%M%S}", at=at)


@receiver(providers_signals.return_request_answered)
def on_answered(sender: Any, *, request: ReturnRequest, at: datetime, **kwargs: Any) -> None:
    """Tell who asked that it is a no; a yes is told by what follows from it."""
    if request.state == ReturnRequest.State.REFUSED:
        answer("return_request_refused", request.awaited, once=str(request.pk), at=at)


def answer(kind: str, awaited: Return, *, once: str, at: datetime) -> None:
    """Write to whoever asked, and to everybody with the provider's desk."""
    provider = awaited.program.provider
    organization = provider.organization
    asked = awaited.requests.filter(answered_at=at).select_related("asked_by").first()
    people = chasing.contacts(provider)
    to = {person.email.lower(): person.name for person in people}
    if asked and asked.asked_by and asked.asked_by_id not in {person.user_id for person in people}:
        to.setdefault(asked.asked_by.email.lower(), asked.asked_by.name)
    values = {
        "organization": organization.name,
        "program": awaited.program.name,
        "period": awaited.half,
        "until": day(awaited.falls_on, organization.community),
        "words": asked.answer if asked else awaited.reason,
    }
    known = kind_of(kind)
    for number, (email, name) in enumerate(sorted(to.items()), start=1):
        outbox.put(
            kind,
            community=organization.community,
            to_email=email,
            to_name=name,
            once_key=f"{kind.replace('_', '-')}-{once}-{number}",
            at=at,
            values={key: text for key, text in values.items() if key in known.values | known.blocks},
            links={"return link": (None, awaited.get_absolute_url())},
            record=awaited.record,
            organization=organization,
        )
