"""Doors for news of decisions and what follows them: each writes its letter and returns."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from outreach import announcing, outbox
from outreach.receivers.parts import day
from providers import signals as providers_signals
from providers.applying_states import State
from providers.models import Appeal, Application, Condition, Decision
from providers.verdicts import Result


@receiver(providers_signals.decision_published)
def on_published(sender: Any, *, decision: Decision, at: datetime, **kwargs: Any) -> None:
    """Tell the applicants."""
    announcing.announce(decision, at=at)


@receiver(providers_signals.appeal_received)
def on_appeal(sender: Any, *, appeal: Appeal, at: datetime, **kwargs: Any) -> None:
    """Tell the contact person."""
    application = appeal.decision.application
    organization = application.provider.organization
    community = organization.community
    outbox.put(
        "appeal_arrived",
        community=community,
        to_email=community.contact_email,
        to_name=community.contact_name,
        once_key=f"appeal-{appeal.pk}",
        at=at,
        values={
            "organization": organization.name,
            "reference": application.reference,
            "received on": day(appeal.received_on, community),
        },
        links={"workspace link": (None, appeal.get_absolute_url())},
        record=application.record,
        organization=organization,
    )


@receiver(providers_signals.appeal_settled)
def on_appeal_settled(sender: Any, *, appeal: Appeal, at: datetime, **kwargs: Any) -> None:
    """Tell the applicant what came of it."""
    application = appeal.decision.application
    values = {"words": appeal.result_words}
    if appeal.result == Result.REOPENED:
        values["decide by"] = day(application.decide_by, application.provider.organization.community)
    kind = "appeal_reopened" if appeal.result == Result.REOPENED else "appeal_stands"
    announcing.to_applicants(kind, application, once=f"appeal-answer-{appeal.pk}", values=values, at=at)


@receiver(providers_signals.condition_due)
def on_condition_due(sender: Any, *, condition: Condition, is_late: bool, at: datetime, **kwargs: Any) -> None:
    """Remind the provider of a condition."""
    kind = "condition_late" if is_late else "condition_soon"
    about_condition(kind, condition, at=at)


@receiver(providers_signals.condition_put_off)
def on_condition_put_off(sender: Any, *, condition: Condition, at: datetime, **kwargs: Any) -> None:
    """Tell the provider of the new day."""
    about_condition("condition_put_off", condition, why=condition.extension_reason, at=at)


def about_condition(kind: str, condition: Condition, *, at: datetime, **more: str) -> None:
    """Write to the provider about a condition, once for each of its days."""
    application = condition.decision.application
    values = {"what": condition.what, "due on": day(condition.due_on, application.provider.organization.community)}
    once = f"{kind.replace('_', '-')}-{condition.pk}-{condition.due_on:%Y%m%d}"
    announcing.to_applicants(kind, application, once=once, values=values | more, at=at)


@receiver(providers_signals.conditions_met)
def on_conditions_met(sender: Any, *, decision: Decision, at: datetime, **kwargs: Any) -> None:
    """Tell the provider that nothing stands out any more."""
    announcing.to_applicants("conditions_met", decision.application, once=f"conditions-met-{decision.pk}", at=at)


@receiver(providers_signals.review_due)
def on_review_due(sender: Any, *, application: Application, at: datetime, **kwargs: Any) -> None:
    """Give a listed provider notice of its yearly review."""
    due = application.provider.review_due_on
    values = {"review on": day(due, application.provider.organization.community)}
    once = f"review-notice-{application.pk}-{due:%Y%m%d}"
    announcing.to_applicants("review_notice", application, once=once, values=values, at=at)


@receiver(providers_signals.listing_settled)
def on_listing(sender: Any, *, application: Application, reason: str, at: datetime, **kwargs: Any) -> None:
    """Tell the provider that its listing rests, or is back."""
    kind = "listing_suspended" if application.state == State.SUSPENDED else "listing_restored"
    once = f"{kind.replace('_', '-')}-{application.pk}-{at:%Y%m%d%H%M%S%f}"
    announcing.to_applicants(kind, application, once=once, values={"words": reason}, at=at)
