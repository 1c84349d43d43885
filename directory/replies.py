"""A rule: what becomes of a request for an introduction, when it is asked once more, and what an answer says of a tie.

Whoever is happy to introduce us knows the other a step better than we thought, and well at least; an introduction that
was made is the proof of a favor; “not me” is a step less. “Not now” says nothing of how well two know each other.
"""

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from directory.bonds import Strength

REMIND_AFTER = timedelta(days=7)  # once, and never again
OVERDUE_AFTER = timedelta(days=14)  # then somebody had better call
LAPSE_AFTER = timedelta(days=35)  # after the last letter: its link has ended by then, whenever it left
REST = timedelta(days=14)  # so long nobody is asked for another favor without a second thought
KEPT = timedelta(days=730)  # what was written in a request that is over
ASK_AGAIN_AFTER = timedelta(days=60)  # where somebody says “not now” and no day


class State(TextChoices):
    """What became of a request."""

    ASKED = "asked", "Waiting for an answer"
    HAPPY = "happy", "Happy to"
    LATER = "later", "Not now"
    NOT_ME = "not_me", "Not me"
    MADE = "made", "Introduction made"
    UNANSWERED = "unanswered", "No answer"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Reply(TextChoices):
    """The three answers; each is the state that follows."""

    HAPPY = "happy", _("Happy to")
    LATER = "later", _("Not now")
    NOT_ME = "not_me", _("Not me")


LIVE = (State.ASKED, State.HAPPY)  # beside one of these nobody is asked for the same a second time
ANSWERED = (State.HAPPY, State.LATER, State.NOT_ME)


def strength_after(state: str, strength: int | None) -> int | None:
    """Return how well two people know each other in the light of what became of a request.

    `strength` is what was known before, None where nobody told of a tie; None is returned where nothing changes.
    """
    if state == State.HAPPY:
        after = Strength.KNOW if strength is None else min(strength + 1, Strength.TRUST)
    elif state == State.MADE:
        after = Strength.TRUST
    elif state == State.NOT_ME and strength is not None:
        after = max(strength - 1, Strength.MET)
    else:
        return None
    return None if after == strength else int(after)


def is_overdue(state: str, asked_at: datetime, at: datetime) -> bool:
    """Test whether a request has waited for its answer so long that a call would help."""
    return state == State.ASKED and asked_at <= at - OVERDUE_AFTER
