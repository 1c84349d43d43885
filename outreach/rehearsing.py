"""Rehearsing: a letter of a campaign, as one recipient would get it, to whoever writes it."""

from datetime import datetime

from django.db import transaction

from community.filling import tame
from community.models import User
from outreach import outbox, pinning
from outreach.kinds import COMMON, SENDER
from outreach.kinds import TEST as KIND
from outreach.models import Campaign, Letter, Step
from outreach.personal import Addressee, values_for

TEST = "[Test] "
SUBJECT = 180  # characters


@transaction.atomic
def send(campaign: Campaign, step: Step, one: Addressee, *, by: User, at: datetime) -> Letter:
    """Send a letter to oneself, filled for somebody. Its link leads to an empty form and credits nobody.

    Raises CannotCompose where a place is empty for them.
    """
    words = pinning.words_of(campaign, [step], today=at.astimezone(campaign.community.zone).date())[step.pk]
    subject, _, _ = pinning.show(campaign, words, one)
    speaks = words.name or campaign.messenger
    named = {name: value for name, value in values_for(one, speaks).items() if name not in COMMON}
    return outbox.put(
        KIND,
        community=campaign.community,
        to_email=by.email,
        to_name=one.name,
        once_key=f"test-{step.pk}-{by.pk}-{at.isoformat()}",
        at=at,
        values=named | ({SENDER: words.name} if words.name else {}),
        links={"sign-up link": (None, "/signup/")},
        subject=(TEST + tame(subject))[:SUBJECT],
        body=words.body,
    )
