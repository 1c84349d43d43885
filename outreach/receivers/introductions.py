"""Doors for news of introductions: the request and its one reminder, each an own letter in the outbox."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from directory import signals as directory_signals
from directory.introductions import CannotAsk
from directory.models import Introduction
from outreach import outbox, requesting
from outreach.receivers.parts import day


@receiver(directory_signals.introduction_asked)
def on_asked(sender: Any, *, introduction: Introduction, at: datetime, **kwargs: Any) -> None:
    """Ask by letter; who must not be written to cannot be asked so, and the request is not made."""
    if reason := requesting.held(introduction.community, introduction.introducer.email, at=at):
        raise CannotAsk(f"{reason} Call {introduction.introducer} instead.")
    requesting.put(requesting.REQUEST, introduction, at=at)


@receiver(directory_signals.introduction_reminded)
def on_reminded(sender: Any, *, introduction: Introduction, at: datetime, **kwargs: Any) -> None:
    """Ask once more; whose address was taken from the record meanwhile is left alone."""
    if introduction.introducer.email:
        asked_on = day(introduction.asked_at, introduction.community)
        requesting.put(requesting.REMINDER, introduction, asked_on=asked_on, at=at)


@receiver(directory_signals.introduction_answered)
@receiver(directory_signals.introduction_made)
@receiver(directory_signals.introduction_withdrawn)
def on_over(sender: Any, *, introduction: Introduction, at: datetime, **kwargs: Any) -> None:
    """Take back what still waits: there is nothing to ask any more."""
    kinds = (requesting.REQUEST, requesting.REMINDER)
    outbox.recall(introduction.community, introduction.record, *kinds, reason="It was answered meanwhile.", at=at)


@receiver(directory_signals.introduction_erased)
def on_erased(sender: Any, *, introduction: Introduction, **kwargs: Any) -> None:
    """Forget the letters about it: they hold what was written."""
    outbox.forget(introduction.community, introduction.record)
