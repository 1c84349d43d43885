"""A rule: sign-ups that arrive in an odd way are never dropped, they wait for a coordinator marked "to check"."""

from datetime import datetime, timedelta

QUICKEST_PERSON = timedelta(seconds=3)


def is_odd(*, bait: str, opened_at: datetime | None, signed_at: datetime) -> bool:
    """Test whether a form looks filled in by a machine.

    `bait` is a field that people do not see; `opened_at` is when the first page was opened, None where the page's
    stamp is missing or forged.
    """
    return bool(bait) or opened_at is None or signed_at - opened_at < QUICKEST_PERSON
