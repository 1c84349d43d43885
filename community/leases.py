"""Leases: named locks with an expiry in the database, so that two beats are harmless."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from community.models import Lease

SKEW = timedelta(minutes=1)  # by which the clocks of two machines may differ


@transaction.atomic
def hold(name: str, *, at: datetime, life: timedelta) -> bool:
    """Take the lock for so long and return whether it is ours; a lock that ran out may be taken by anybody.

    So may one that would last longer than it can: it was taken before somebody set the clock back.
    """
    holder = secrets.token_hex(16)
    Lease.objects.bulk_create([Lease(name=name, holder="", expires_at=at)], ignore_conflicts=True)
    is_free = Q(expires_at__lte=at) | Q(expires_at__gt=at + life + SKEW)
    return bool(Lease.objects.filter(is_free, name=name).update(holder=holder, expires_at=at + life))
