"""What the days bring: letters before a commitment ends, its end, and drafts that nobody came back to."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from community import leases
from community.models import Community
from employers import asks, checking, retention, settling, signals, signing
from employers.drafting import KEPT_FOR
from employers.models import Commitment, Event, SignupDraft

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
AT_ONCE = 200  # of each kind, community and run; the next run goes on


def keep(*, at: datetime) -> bool:
    """Do what is due on each community's own day and return whether it was ours to do: of two beats one does it."""
    if not leases.hold("employers.calendar", at=at, life=LEASE):
        return False
    for community in Community.objects.order_by("pk"):
        today = signing.local_day(community, at)
        each(ended(community, today), expire, at=at)
        each(checking.due(community, today), checking.ask, at=at)
        each(asks.due(community, today), asks.ask_to_renew, at=at, order=("pk",))
        each(due_for_notice(community, today), give_notice, at=at)
    each(retention.unanswered(at=at), retention.let_go, at=at)
    each(retention.past_keeping(at=at), retention.forget, at=at)
    drop_drafts(at=at)
    return True


def each(
    rows: "QuerySet[Any]",
    verb: Callable[..., int],
    *,
    at: datetime,
    order: Iterable[str] = ("ends_on", "pk"),
    most: int | None = None,
) -> int:
    """Do the same for each row in a transaction of its own, and return how much was done.

    One that fails is logged and keeps nobody waiting.
    """
    done = 0
    for row in rows.order_by(*order)[: most or AT_ONCE]:
        try:
            done += verb(row, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("%s failed for %s %s", verb.__name__, row._meta.verbose_name, row.pk)
    return done


def ended(community: Community, today: date) -> "QuerySet[Commitment]":
    """Return the active commitments whose end has come."""
    return Commitment.objects.of(community).active().filter(ends_on__lte=today)


@transaction.atomic
def expire(commitment: Commitment, *, at: datetime) -> bool:
    """End a commitment whose day has come, and return whether it still had to be ended."""
    commitment = settling.locked(commitment)
    today = signing.local_day(commitment.community, at)
    if commitment.state != Commitment.State.ACTIVE or commitment.ends_on is None or commitment.ends_on > today:
        return False
    settling.end(commitment, Event.Kind.EXPIRED, by=None, at=at)
    signals.commitment_expired.send(Commitment, commitment=commitment, at=at)
    return True


def due_for_notice(community: Community, today: date) -> "QuerySet[Commitment]":
    """Return the active commitments that end soon, whose signer does not know yet and has not renewed."""
    first, last = community.renewal_first_notice_days, community.renewal_last_notice_days
    soon = Q(last_notice=None, ends_on__lte=today + timedelta(days=first))
    very_soon = Q(last_notice__gt=last, ends_on__lte=today + timedelta(days=last))
    renewal = Commitment.objects.filter(supersedes=OuterRef("pk"), state=Commitment.State.CONFIRMED)
    active = Commitment.objects.of(community).active().filter(soon | very_soon, ends_on__gt=today)
    return active.exclude(Exists(renewal))


@transaction.atomic
def give_notice(commitment: Commitment, *, at: datetime) -> bool:
    """Announce the end of a commitment once for each notice of the community; only the nearest where one was missed."""
    commitment = settling.locked(commitment)
    community = commitment.community
    if commitment.state != Commitment.State.ACTIVE or commitment.ends_on is None:
        return False
    left = (commitment.ends_on - signing.local_day(community, at)).days
    notice = next(
        (days for days in (community.renewal_last_notice_days, community.renewal_first_notice_days) if left <= days),
        None,
    )
    if notice is None or left <= 0 or (commitment.last_notice is not None and commitment.last_notice <= notice):
        return False
    commitment.last_notice = notice
    commitment.save(update_fields=["last_notice"])
    signals.commitment_expiring.send(Commitment, commitment=commitment, notice=notice, at=at)
    return True


def drop_drafts(*, at: datetime) -> int:
    """Delete sign-ups that were begun long ago and never signed, and return how many."""
    old = SignupDraft.objects.filter(commitment=None, touched_at__lt=at - KEPT_FOR).order_by("touched_at")
    return SignupDraft.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
