"""Heartbeats: when a thing that must keep going last went."""

from datetime import datetime

from django.db import transaction

from community.models import Heartbeat


@transaction.atomic
def beat(name: str, *, at: datetime) -> None:
    """Note that the named thing went just now; time never goes backwards."""
    Heartbeat.objects.bulk_create([Heartbeat(name=name, at=at)], ignore_conflicts=True)
    Heartbeat.objects.filter(name=name, at__lt=at).update(at=at)


def last(name: str) -> datetime | None:
    """Return when the named thing last went, or None if it never did."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
