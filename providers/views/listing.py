"""What listings that pause say on pages of others: the provider's desk, Today, and the organization's page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.access import roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import READERS
from employers import desks as employer_desks
from providers import channels, desks, pausing
from providers.grace import Place

PAUSED_HARM, SOON_HARM, OLD_HARM = 21, 26, 50  # of waiting, beside what other apps say


def on_desk(request: HttpRequest, subject: employer_desks.Desk) -> dict[str, Any] | None:
    """Return the providers of this desk whose listing pauses soon or did; nothing where none does."""
    grace, today = channels.grace_of(subject.community), timezone.localdate()
    found = []
    its: Any = desks.providers_of(subject.user, subject.community)
    for provider in its.listed().select_related("organization"):
        place, day = pausing.place(provider, today=today, grace=grace)
        if place in {Place.OWING, Place.PAUSED}:
            found.append({"provider": provider, "is_paused": place == Place.PAUSED, "day": day})
    return {"listings": found} if found else None


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return which listings are paused or soon will be, and what does not fit; nothing for who does not read them."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    paused, soon = pausing.late_listings(community, today)
    old = pausing.with_old_data(community, today).count()
    listed = channels.on_list(community, today).count() if old else 0
    url = reverse("providers:returns")
    return {
        "lines": [
            TodayLine(
                count=paused,
                what=f"listing{'' if paused == 1 else 's'} paused",
                detail=f"A return is late by more than {community.listing_grace_days} days.",
                verb="Chase",
                url=f"{url}?state=overdue",
                harm=PAUSED_HARM,
            ),
            TodayLine(
                count=soon,
                what=f"listing{'' if soon == 1 else 's'} about to pause",
                detail="Whoever has their desk was warned by letter; a call may help more.",
                verb="Chase",
                url=f"{url}?state=overdue",
                harm=SOON_HARM,
            ),
            TodayLine(
                count=old,
                what=f"of {listed} listed channel{'' if listed == 1 else 's'} "
                f"{'has' if old == 1 else 'have'} data older than 12 months",
                detail="On the list, and no return came for a year.",
                verb="Look",
                url=f"{url}?state=old-data",
                harm=OLD_HARM,
                late="does not fit",
            ),
        ]
    }
