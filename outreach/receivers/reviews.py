"""Doors for news of reviews: each writes its letter and returns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community.models import User
from outreach import reviewing
from outreach.receivers.parts import day
from providers import signals as providers_signals
from providers.applying_states import UNDER_CLOCK
from providers.models import Application, Disclosure, Review
from providers.parts import Key


def decide_by(review: Review) -> str:
    """Return the day of decision in words."""
    return day(review.application.decide_by, review.application.provider.organization.community)


@receiver(providers_signals.review_assigned)
def on_assigned(sender: Any, *, review: Review, by: User, at: datetime, **kwargs: Any) -> None:
    """Ask the reviewer."""
    values = {"decide by": decide_by(review), "asker": str(by)}
    reviewing.to_reviewer("review_assigned", review, once="", values=values, at=at)


@receiver(providers_signals.review_unassigned)
def on_unassigned(sender: Any, *, review: Review, at: datetime, **kwargs: Any) -> None:
    """Take back what they were not told yet."""
    reviewing.recall(review, "They were taken off.", at=at)


@receiver(providers_signals.conflict_declared)
def on_conflict(sender: Any, *, disclosure: Disclosure, at: datetime, **kwargs: Any) -> None:
    """Write no more to who stepped back; coordinators read of it on Today and on the page of the application."""
    for review in disclosure.application.reviews.filter(reviewer=disclosure.user_id):
        reviewing.recall(review, "They stepped back.", at=at)


@receiver(providers_signals.review_handed_in)
def on_handed_in(sender: Any, *, review: Review, at: datetime, **kwargs: Any) -> None:
    """Remind nobody of what is done."""
    reviewing.recall(review, "The review is in.", at=at)


@receiver(providers_signals.review_asked_again)
def on_asked_again(sender: Any, *, review: Review, keys: list[str], at: datetime, **kwargs: Any) -> None:
    """Tell a reviewer what to look at again."""
    values = {"criteria": ", ".join(str(Key(key).label) for key in Key if key in keys)}
    reviewing.to_reviewer("review_asked_again", review, once=f"-{at:%Y%m%d%H%M%S%f}", values=values, at=at)


@receiver(providers_signals.review_overdue)
def on_overdue(sender: Any, *, review: Review, at: datetime, **kwargs: Any) -> None:
    """Remind a reviewer, once for each time they were asked."""
    asked = review.asked_at
    community = review.application.provider.organization.community
    values = {"decide by": decide_by(review), "asked on": day(asked, community)}
    reviewing.to_reviewer("review_reminder", review, once=f"-{asked:%Y%m%d%H%M%S%f}", values=values, at=at)


@receiver(providers_signals.application_moved)
def on_moved(sender: Any, *, application: Application, at: datetime, **kwargs: Any) -> None:
    """Ask nobody to review what is with the team no more."""
    if application.state not in UNDER_CLOCK:
        for review in application.reviews.select_related("application__provider__organization__community"):
            reviewing.recall(review, "It went on meanwhile.", at=at)


@receiver(providers_signals.changes_requested)
def on_changes(
    sender: Any, *, application: Application, wanted: Mapping[str, str], at: datetime, **kwargs: Any
) -> None:
    """Tell the applicant what is to change."""
    reviewing.ask_for_changes(application, wanted, at=at)
