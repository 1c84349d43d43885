"""A rule: the states of an application, what the team and what the public call them, and which follows which."""

from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How far an application is. The label is the team's; applicants and the public read `public_label`."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("To assign")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Waiting for the applicant")
    LISTED = "listed", _("Listed")
    CONDITIONAL = "conditional", _("Listed with conditions")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUSPENDED = "suspended", _("Suspended")
    FOLLOWED = "followed", _("Followed by a re-review")


PUBLIC_LABELS = {
    State.DRAFT: _("Being written"),
    State.SUBMITTED: _("Submitted"),
    State.IN_REVIEW: _("In review"),
    State.CHANGES_REQUESTED: _("Changes asked for"),
    State.LISTED: _("Listed"),
    State.CONDITIONAL: _("Listed with conditions"),
    State.DECLINED: _("Not listed"),
    State.WITHDRAWN: _("Withdrawn"),
    State.SUSPENDED: _("Listing suspended"),
    State.FOLLOWED: _("Followed by a later one"),
}
MOVES = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.IN_REVIEW, State.CHANGES_REQUESTED, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset(
        {State.CHANGES_REQUESTED, State.LISTED, State.CONDITIONAL, State.DECLINED, State.WITHDRAWN}
    ),
    State.CHANGES_REQUESTED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.LISTED: frozenset({State.SUSPENDED, State.WITHDRAWN, State.FOLLOWED}),
    State.CONDITIONAL: frozenset({State.LISTED, State.SUSPENDED, State.WITHDRAWN, State.FOLLOWED}),
    State.SUSPENDED: frozenset({State.LISTED, State.CONDITIONAL, State.WITHDRAWN, State.FOLLOWED}),
    State.DECLINED: frozenset({State.IN_REVIEW}),  # an appeal that was heard
    State.WITHDRAWN: frozenset(),
    State.FOLLOWED: frozenset(),
}
WRITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})  # the applicant's turn
UNDER_CLOCK = frozenset({State.SUBMITTED, State.IN_REVIEW})  # the community's turn
OPEN = WRITABLE | UNDER_CLOCK
ENDED = frozenset({State.DECLINED, State.WITHDRAWN, State.FOLLOWED})  # who wants to go on begins another
DECIDED = frozenset({State.LISTED, State.CONDITIONAL, State.DECLINED})
STANDING = frozenset({State.LISTED, State.CONDITIONAL, State.SUSPENDED})  # a listing goes by it
TONES = {
    State.LISTED: "pill-good",
    State.CONDITIONAL: "pill-good",
    State.CHANGES_REQUESTED: "pill-late",
    State.SUSPENDED: "pill-bad",
    State.DRAFT: "pill-quiet",
    State.DECLINED: "pill-quiet",
    State.WITHDRAWN: "pill-quiet",
    State.FOLLOWED: "pill-quiet",
}


def can_move(here: str, there: str) -> bool:
    """Test whether an application may go from one state to another.

    >>> can_move("draft", "submitted"), can_move("draft", "listed")
    (True, False)
    """
    return there in MOVES[State(here)]


def public_label(state: str) -> str:
    """Return what applicants and the public call a state."""
    return str(PUBLIC_LABELS[State(state)])


def outside_label(state: str) -> str:
    """Return what who is kept out of an application reads of its state: no more than the public can know.

    >>> outside_label("changes_requested"), outside_label("conditional"), outside_label("declined")
    ('Under review', 'Listed', 'Closed')
    """
    if state in OPEN:
        return str(_("Under review"))
    return str(_("Listed") if state in {State.LISTED, State.CONDITIONAL} else _("Closed"))


def tone(state: str) -> str:
    """Return the class of a state's pill; a state is always a word too."""
    return TONES.get(State(state), "")


def decide_by(submitted_on: date, *, days: int) -> date:
    """Return the day by which an application is to be decided, where the community promises so many days.

    >>> decide_by(date(2026, 11, 2), days=30)
    datetime.date(2026, 12, 2)
    """
    return submitted_on + timedelta(days=days)
