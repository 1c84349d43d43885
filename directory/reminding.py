"""What the days bring to requests for introductions: one reminder, an end, and forgetting what was written long ago."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet

from community import leases
from directory import introductions, signals, timeline
from directory.models import Introduction
from directory.replies import KEPT, REMIND_AFTER, State

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
AT_ONCE = 200  # of each kind and run; the next run goes on
WRITTEN = ("words", "note", "named_name", "named_title", "named_email")


def keep(*, at: datetime) -> bool:
    """Do what is due and return whether it was ours to do: of two beats one does it."""
    if not leases.hold("directory.introductions", at=at, life=LEASE):
        return False
    each(Introduction.objects.to_remind(at), remind, at=at)
    each(Introduction.objects.to_lapse(at), lapse, at=at)
    each(past_keeping(at), forget, at=at)
    return True


def each(rows: "QuerySet[Any]", verb: Callable[..., bool], *, at: datetime) -> None:
    """Do the same for each row in a transaction of its own: one that fails is logged and keeps nobody waiting."""
    for row in rows.order_by("asked_at", "pk")[:AT_ONCE]:
        try:
            verb(row, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed for introduction %s", verb.__name__, row.pk)


@transaction.atomic
def remind(introduction: Introduction, *, at: datetime) -> bool:
    """Ask once more, and never again; return whether that was still to be done."""
    introduction = introductions.locked(introduction)
    if introduction.state != State.ASKED or introduction.reminded_at or introduction.asked_at > at - REMIND_AFTER:
        return False
    introduction.reminded_at = at
    introduction.save(update_fields=["reminded_at"])
    facts = {"introduction": introduction.pk, "to": introduction.to}
    timeline.record(
        "introduction_reminded",
        community=introduction.community,
        person=introduction.introducer,
        at=at,
        facts=facts,
    )
    signals.introduction_reminded.send(Introduction, introduction=introduction, at=at)
    return True


@transaction.atomic
def lapse(introduction: Introduction, *, at: datetime) -> bool:
    """Close a request that nobody answered, and return whether it was still open."""
    introduction = introductions.locked(introduction)
    if introduction.state != State.ASKED:
        return False
    introduction.state, introduction.closed_at = State.UNANSWERED, at
    introduction.save(update_fields=["state", "closed_at"])
    introductions.tell("introduction_unanswered", introduction, by=None, at=at)
    return True


def past_keeping(at: datetime) -> "QuerySet[Introduction]":
    """Return the requests that are over for so long that nothing written in them is kept."""
    written = Q(pk__in=())
    for name in WRITTEN:
        written |= ~Q(**{name: ""})
    return Introduction.objects.filter(written, closed_at__lt=at - KEPT)


@transaction.atomic
def forget(introduction: Introduction, *, at: datetime) -> bool:
    """Erase what was written in a request that is long over, here and in its letters; that it was made stays."""
    introduction = introductions.locked(introduction)
    for name in WRITTEN:
        setattr(introduction, name, "")
    introduction.save(update_fields=WRITTEN)
    for organization in dict.fromkeys([None, introduction.organization]):
        timeline.forget(introduction.community, organization=organization, introduction=introduction.pk)
    signals.introduction_erased.send(Introduction, introduction=introduction, at=at)
    return True
