"""What reviews want on Today: of a reviewer their own, of coordinators whom to ask and what to decide."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from community.access import roles_of
from community.models import Community
from community.navigation import TodayLine
from community.roles import EDITORS, REVIEWERS
from providers import reviews
from providers.applying_states import State

MINE_HARM, DECIDE_HARM, STAFF_HARM = 14, 16, 18  # of waiting, beside what other apps say


def on_today(request: HttpRequest, community: Community) -> dict[str, Any] | None:
    """Return the lines; nothing for those who neither review nor coordinate."""
    roles, user = roles_of(request), request.user
    if not roles & REVIEWERS or not user.is_authenticated:
        return None
    found = reviews.waiting(community, user)
    lines = [mine(found.mine)]
    if roles & EDITORS:
        lines += [to_decide(found.to_decide), to_staff(found.to_staff)]
    return {"lines": lines}


def mine(count: int) -> TodayLine:
    """Return the line of one's own reviews."""
    return TodayLine(
        count=count,
        what=f"review{'' if count == 1 else 's'} waiting for you",
        detail="Applicants wait for an answer.",
        verb="Review",
        url=reverse("providers:reviews"),
        harm=MINE_HARM,
    )


def to_decide(count: int) -> TodayLine:
    """Return the line of applications of which all reviews are in."""
    return TodayLine(
        count=count,
        what=f"application{'' if count == 1 else 's'} with all reviews in",
        detail="Nothing stands before the decision.",
        verb="Decide",
        url=f"{reverse('providers:applications')}?state={State.IN_REVIEW}",
        harm=DECIDE_HARM,
    )


def to_staff(count: int) -> TodayLine:
    """Return the line of applications that want another reviewer."""
    return TodayLine(
        count=count,
        what=f"application{'' if count == 1 else 's'} short of a reviewer",
        detail="Somebody stepped back, or not enough were asked.",
        verb="Ask another",
        url=f"{reverse('providers:applications')}?state={State.IN_REVIEW}",
        harm=STAFF_HARM,
    )
