"""Heartbeats: when a thing that must keep going last went."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from community.models import Heartbeat

LATE_WRITER = timedelta(minutes=1)  # a beat that is further ahead was written before somebody set the clock back
SILENT_AFTER = timedelta(minutes=5)


@transaction.atomic
def beat(name: str, *, at: datetime) -> None:
    """Note that the named thing went just now; who is slow to write it down turns no time back."""
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=at)], ignore_conflicts=True)
    Heartbeat.objects.filter(Q(at__lt=at) | Q(at__gt=at + LATE_WRITER), name=name).update(at=at)


def last(name: str) -> datetime | None:
    """Return when the named thing last went, or None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def silent_since(name: str, *, at: datetime) -> datetime | None:
    """Return when the named thing last went, where that is too long ago; what never went is not missed."""
    seen = last(name)
    return seen if seen and at - seen > SILENT_AFTER else None
