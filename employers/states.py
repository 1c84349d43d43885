"""A rule: the states of a commitment, and which of them belong together."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How far the commitment is; "expiring" is read off the date."""

    AWAITING = "awaiting", _("Awaiting confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    ACTIVE = "active", _("Active")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")


STANDING = frozenset({State.CONFIRMED, State.ACTIVE})  # the address, or a coordinator for it, has answered
OPEN = STANDING | {State.AWAITING}
ENDED = frozenset(State) - OPEN
