"""Recovering: letters whose worker is no more get the fate that its journal tells."""

from datetime import datetime
from pathlib import Path

from outreach import claiming, journal, settling
from outreach.models import Letter


def recover(folder: Path, *, at: datetime) -> int:
    """Decide the fates of letters by what dead workers of this machine wrote down; return how many journals there were.

    What was answered counts; what went as far as the dot is in doubt; all others wait again.
    """
    count = 0
    for found in journal.lost(folder, at=at):
        count += 1
        rows = Letter.objects.filter(pk__in=found.tokens).select_related("community", "step__campaign").order_by("pk")
        ours = [letter for letter in rows if letter.claim_token == found.tokens[letter.pk]]
        settling.settle_all([(one, found.answers[one.pk]) for one in ours if one.pk in found.answers], at=at)
        claiming.release([one for one in ours if one.pk not in found.answers], left=found.left, at=at)
        found.path.unlink(missing_ok=True)
    return count
