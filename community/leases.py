"""Leases: named locks with an expiry in the database, so that two beats are harmless."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from community.models import Lease


@transaction.atomic
def hold(name: str, *, at: datetime, life: timedelta) -> bool:
    """Take the lock for so long and return whether it is ours; a lock that ran out may be taken by anybody."""
    holder = secrets.token_hex(16)
    Lease.objects.bulk_create([Lease(name=name, holder="", expires_at=at)], ignore_conflicts=True)
    return bool(Lease.objects.filter(name=name, expires_at__lte=at).update(holder=holder, expires_at=at + life))
