"""What the days bring: returns are opened and chased, employers asked, reviewers reminded, what is over forgotten."""

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from community import leases
from community.models import Community
from employers import signing
from providers import agreeing, chasing, confirming, fulfilling, opening, pausing, prompting, renewing, uploading
from providers.models import Start

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
STARTS_KEPT = timedelta(days=30)  # the privacy page promises it
AT_ONCE = 200  # of each kind and run; the next run goes on


def keep(*, at: datetime) -> bool:
    """Do what is due and return whether it was ours to do: of two beats one does it."""
    if not leases.hold("providers.calendar", at=at, life=LEASE):
        return False
    drop_starts(at=at)
    uploading.forget(at=at)
    for community in Community.objects.order_by("pk"):
        opening.open_due(community, today=signing.local_day(community, at))
        chasing.remind(community, at=at)
        pausing.keep(community, at=at)
        confirming.ask_due(community, at=at)
        confirming.remind(community, at=at)
    prompting.remind(at=at)
    for community in Community.objects.order_by("pk"):
        fulfilling.remind(community, at=at)
        renewing.notice(community, at=at)
    for agreement in agreeing.past_keeping(at=at).order_by("pk")[:AT_ONCE]:
        try:
            agreeing.forget(agreement, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("forget failed for agreement %s", agreement.pk)
    return True


def drop_starts(*, at: datetime) -> int:
    """Delete requests for a link that are long over, and return how many."""
    old = Start.objects.filter(created_at__lt=at - STARTS_KEPT).order_by("created_at")
    return Start.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
