"""What the live numbers of approved words are, counted for one community."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max, Sum

from community.models import Community
from employers import demand, wall
from employers.models import CheckIn
from outreach.numbers import Number, named_in
from providers import channels

YEAR = timedelta(days=365)


def numbers(community: Community, today: date) -> dict[str, Number]:
    """Return every number that words may name. What nobody said stays without a value: missing is never zero."""
    asked = [role.openings for role in demand.now(community, today=today).roles if role.openings is not None]
    return {
        "employers signed": Number(wall.count(community).employers, today),
        "openings": Number(sum(asked) if asked else None, today),
        "channels": Number(channels.on_list(community, today).count(), today),
        **checked_in(community, today),
    }


def named(community: Community, texts: Iterable[str], today: date) -> dict[str, Number]:
    """Return the numbers where any of the texts names one: counting them costs more than most pages."""
    return numbers(community, today) if any(named_in(text) for text in texts) else {}


def checked_in(community: Community, today: date) -> dict[str, Number]:
    """Return what signers said in the check-ins of the last twelve months, as of the last that said anything of it."""
    answers = CheckIn.objects.of(community).filter(answered_at__date__gt=today - YEAR)
    found = {}
    for name in ("interviewed", "hired"):
        said = answers.filter(**{f"{name}__isnull": False}).aggregate(total=Sum(name), last=Max("answered_at"))
        last: datetime | None = said["last"]
        found[name] = Number(said["total"], last.astimezone(community.zone).date() if last else None)
    return found
