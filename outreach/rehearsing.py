"""Rehearsing: a letter of a campaign, as one recipient would get it, to whoever writes it."""

from datetime import datetime

from django.db import transaction

from community.filling import tame
from community.models import User
from outreach import outbox, pinning
from outreach.kinds import CAMPAIGN, COMMON
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
    named = {name: value for name, value in values_for(one, campaign.messenger).items() if name not in COMMON}
    return outbox.put(
        CAMPAIGN,
        community=campaign.community,
        to_email=by.email,
        to_name=one.name,
        once_key=f"test-{step.pk}-{by.pk}-{at.isoformat()}",
        at=at,
        values=named,
        links={"sign-up link": (None, "/signup/")},
        subject=(TEST + tame(subject))[:SUBJECT],
        body=words.body,
    )
