"""A rule: the states of a letter and the two promises, in words the whole app shares."""

from django.db.models import TextChoices


class State(TextChoices):
    """How far the letter is; bounces and complaints are marks on a sent letter."""

    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "Claimed"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"
    UNKNOWN = "unknown", "Unknown fate"


class Promise(TextChoices):
    """What is promised where a crash leaves doubt."""

    AT_LEAST_ONCE = "at_least_once", "At least once, under one Message-ID"
    AT_MOST_ONCE = "at_most_once", "At most once; doubt is shown to a person"


HELD = frozenset({State.CLAIMED, State.SENDING})  # under a lease
OPEN = frozenset({State.WAITING, State.CLAIMED, State.SENDING})
