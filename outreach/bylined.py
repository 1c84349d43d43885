"""A rule: how far an advocate's word is about a letter in their name, and what of the letter it covers.

An approval holds for the words as they were shown and for those on the list as it was shown. Whoever left the list
since needs no new word; whoever came to it does. Live numbers move from day to day, and are no other words.
"""

import hashlib
import json
from collections.abc import Collection
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _

REMIND_AFTER = timedelta(days=4)  # once, and never again until they are asked anew
LOOK_AGAIN = timedelta(hours=1)  # after a reminder was due of what was not ready to be shown
AT_REST = timedelta(hours=1)  # so long a change rests before they are asked about it by itself
LONGEST_WISH = 2_000  # characters


class BylineState(TextChoices):
    """How far an advocate's word is."""

    CHOSEN = "chosen", "Not asked yet"
    ASKED = "asked", "Waiting for their answer"
    WISHED = "wished", "Would like other words"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Said no"
    ENDED = "ended", "Stopped"


WAITING = frozenset({BylineState.ASKED, BylineState.WISHED})
ANSWERABLE = WAITING | {BylineState.APPROVED}  # their link takes an answer


def print_of(subject: str, body: str, name: str) -> str:
    """Return the fingerprint of a letter's words; `body` is with answers put in and live numbers left open."""
    whole = json.dumps([subject, body, name])
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def print_of_all(words: str, people: Collection[int]) -> str:
    """Return the fingerprint of what an advocate has on the page: the words, and who is on the list."""
    return hashlib.sha256(json.dumps([words, sorted(people)]).encode()).hexdigest()


def via(name: str, community: str) -> str:
    """Return as whose a letter is shown that the community sends in somebody's name."""
    return _("%(name)s via %(community)s") % {"name": name, "community": community} if name else community
