"""Rehearsing: a letter of a campaign, as one recipient would get it, to whoever writes it or to a list.

A test is marked as one and belongs to no step: nothing counts it, its link credits nobody, and it is no contact with
anybody, whatever their address.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from community import audit
from community.filling import tame
from community.models import Community, User
from directory.filters import team_of
from outreach import outbox, pinning
from outreach.kinds import COMMON, SENDER
from outreach.kinds import TEST as KIND
from outreach.models import Campaign, Letter, Step, TrialReader
from outreach.personal import Addressee, values_for

TEST = "[Test] "
SUBJECT = 180  # characters
MOST = 10  # readers of a community's tests


class CannotAdd(Exception):
    """They cannot be put onto the list; the message says why."""


@transaction.atomic
def send(campaign: Campaign, step: Step, one: Addressee, *, by: User, at: datetime, to: str = "") -> Letter:
    """Send a letter to oneself or another address, filled for somebody. Its link leads to an empty form.

    Raises CannotCompose where a place is empty for them.
    """
    words = pinning.words_of(campaign, [step], today=at.astimezone(campaign.community.zone).date())[step.pk]
    subject, _, _ = pinning.show(campaign, words, one)
    speaks = words.name or campaign.messenger
    named = {name: value for name, value in values_for(one, speaks).items() if name not in COMMON}
    to = (to or by.email).lower()
    return outbox.put(
        KIND,
        community=campaign.community,
        to_email=to,
        to_name=one.name,
        once_key=f"test-{step.pk}-{by.pk}-{at.isoformat()}-{to}"[:200],
        at=at,
        values=named | ({SENDER: words.name} if words.name else {}),
        links={"sign-up link": (None, "/signup/")},
        subject=(TEST + tame(subject))[:SUBJECT],
        body=words.body,
    )


@transaction.atomic
def send_to_all(campaign: Campaign, step: Step, one: Addressee, *, by: User, at: datetime) -> int:
    """Send a letter to everybody on the list, filled for somebody; return how many that were.

    Raises CannotCompose where a place is empty for them.
    """
    addresses = {reader.address for reader in readers(campaign.community)}
    for address in sorted(addresses):
        send(campaign, step, one, by=by, at=at, to=address)
    return len(addresses)


def readers(community: Community) -> list[TrialReader]:
    """Return to whom tests go, besides whoever writes: colleagues first."""
    found = TrialReader.objects.of(community).select_related("user")
    return sorted(found, key=lambda one: (one.user is None, str(one).casefold()))


@transaction.atomic
def add_reader(
    community: Community, *, by: User, at: datetime, user: User | None = None, email: str = ""
) -> TrialReader:
    """Put a colleague or an address onto the list; a colleague's address is the colleague.

    Raises CannotAdd where they are on it, are nobody of the team, or it is full.
    """
    Community.objects.select_for_update().get(pk=community.pk)  # two who add at once are counted one after the other
    team, email = team_of(community), email.strip().lower()
    user = user or team.filter(email__iexact=email).first()
    if user and not team.filter(pk=user.pk).exists():
        raise CannotAdd("They do not belong to the team. Type their address instead.")
    facts: dict[str, Any] = {"user": user, "email": "" if user else email}
    if TrialReader.objects.of(community).filter(**facts).exists():
        raise CannotAdd("They are on the list already.")
    if TrialReader.objects.of(community).count() >= MOST:
        raise CannotAdd(f"{MOST} are on the list, and that is all it takes. Take somebody off first.")
    reader, _ = TrialReader.objects.update_or_create(
        community=community, **facts, defaults={"added_by": by, "added_at": at}
    )
    audit.record("put somebody onto the list to whom tests of letters go", community=community, by=by, at=at)
    return reader


@transaction.atomic
def remove_reader(reader: TrialReader, *, by: User, at: datetime) -> None:
    """Take somebody off the list."""
    reader.delete()
    audit.record("took somebody off the list to whom tests of letters go", community=reader.community, by=by, at=at)
