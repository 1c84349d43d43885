"""What releases say on pages of others: where the work of a draft led, and what wants to be done today."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from community.access import roles_of
from community.models import Community, Job
from community.navigation import TodayLine
from community.roles import READERS
from providers import releasing
from providers.models import Release

DRAFT_HARM, POSSIBLE_HARM = 55, 60  # of waiting, beside what other apps say


def end_of_job(job: Job) -> tuple[str, str] | None:
    """Return where the computed draft is looked through; nowhere where it was put away."""
    release = Release.objects.filter(job=job).first()
    return (f"Look through release {release.number}", release.get_absolute_url()) if release else None


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return what releases want today: a draft that waits to be published, or that another is possible."""
    if not roles_of(request) & READERS:
        return None
    today = timezone.localdate(timezone=community.zone)
    draft = Release.objects.of(community).open().first()
    if draft:
        return {"lines": [draft_line(draft, today)]}
    count = 0 if releasing.why_not_yet(community, today=today) else releasing.fresh_returns(community, today=today)
    return {"lines": [possible_line(count)]}


def draft_line(draft: Release, today: date) -> TodayLine:
    """Return the line of a draft; one that waits until the next quarter says so."""
    community = draft.community
    begun, possible = timezone.localtime(draft.drafted_at).date(), releasing.possible_from(community, today=today)
    when = f"It can be published from {date_format(possible, 'F j')} on." if possible > today else ""
    return TodayLine(
        count=1,
        what="release of figures drafted, and not published",
        detail=when or f"Begun {date_format(begun, 'F j')}. Until it is published the list tells the last one.",
        verb="Look through",
        url=draft.get_absolute_url(),
        harm=DRAFT_HARM,
    )


def possible_line(count: int) -> TodayLine:
    """Return the line of returns that no release counts yet."""
    return TodayLine(
        count=count,
        what=f"return{'' if count == 1 else 's'} in no release yet",
        detail="A release is possible this quarter: the list tells nothing newer before.",
        verb="Draft a release",
        url=reverse("providers:releases"),
        harm=POSSIBLE_HARM,
    )
