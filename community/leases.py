"""Leases: named locks with an expiry in the database, so that two beats are harmless."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from community.models import Lease

SKEW = timedelta(minutes=1)  # by which the clocks of two machines may differ


@transaction.atomic
def hold(name: str, *, at: datetime, life: timedelta) -> str:
    """Take the lock for so long, and return the key by which it is given back; empty where somebody else has it.

    A lock that ran out may be taken by anybody. So may one that would last longer than it can: it was taken before
    somebody set the clock back.
    """
    holder = secrets.token_hex(16)
    Lease.objects.bulk_create([Lease(name=name, holder="", expires_at=at)], ignore_conflicts=True)
    is_free = Q(expires_at__lte=at) | Q(expires_at__gt=at + life + SKEW)
    is_ours = Lease.objects.filter(is_free, name=name).update(holder=holder, expires_at=at + life)
    return holder if is_ours else ""


def give_back(name: str, key: str, *, at: datetime) -> None:
    """End the lock before its time, where it is still ours: the next one need not wait for it."""
    Lease.objects.filter(name=name, holder=key, expires_at__gt=at).update(expires_at=at)
