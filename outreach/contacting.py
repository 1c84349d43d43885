"""Contacting: letters of a campaign that have not left name today's contact person, to whom answers go.

What else is pinned stays. Of the contact person before it is kept until when letters named them, so that each letter is
shown as it left.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from community import audit
from community.models import Community
from outreach import running
from outreach.course import STANDING
from outreach.models import Campaign, Letter
from outreach.outbox import common_of
from outreach.starting import held
from outreach.states import State

HEAD = ("contact_name", "contact_title", "contact_email", "contact_phone")
VALUES = ("contact name", "contact email", "contact phone")


def contact_of(community: Community) -> dict[str, dict[str, str]]:
    """Return what letters say of the contact person: in the letterhead, and in their words."""
    common = common_of(community, "")
    return {
        "letterhead": {name: getattr(community, name) for name in HEAD},
        "values": {name: common[name] for name in VALUES},
    }


def pinned_in(pinned: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what is pinned of the contact person."""
    return {
        "letterhead": {name: pinned["letterhead"][name] for name in HEAD},
        "values": {name: pinned["values"][name] for name in VALUES},
    }


def put_into(pinned: dict[str, Any], contact: dict[str, Any]) -> dict[str, Any]:
    """Return what is pinned with another contact person in it."""
    return pinned | {part: pinned[part] | contact[part] for part in ("letterhead", "values")}


def follow_all(*, at: datetime) -> int:
    """Let every campaign that stands name today's contact person; return of how many that was another one."""
    standing = Campaign.objects.filter(state__in=STANDING).exclude(pinned={}).select_related("community").order_by("pk")
    return sum(follow(one, at=at) for one in standing if pinned_in(one.pinned) != contact_of(one.community))


@transaction.atomic
def follow(campaign: Campaign, *, at: datetime) -> bool:
    """Let what has not left of a campaign name today's contact person; return whether that is another one.

    What a worker has in hand with the old name is taken back, and leaves with the new one.
    """
    campaign = held(campaign)
    before, today = pinned_in(campaign.pinned), contact_of(campaign.community)
    if before == today:
        return False
    earlier = [*campaign.pinned.get("earlier", []), {**before, "until": at.isoformat()}]
    campaign.pinned = put_into(campaign.pinned, today) | {"earlier": earlier}
    campaign.save(update_fields=["pinned"])
    running.take_from_hand(campaign)
    who = f"{today['letterhead']['contact_name']} ({today['letterhead']['contact_email']})"
    sentence = f"letters of the campaign {campaign} that have not left name {who} as the contact person"
    audit.record(sentence, community=campaign.community, by=None, at=at)
    return True


def as_it_left(letter: Letter) -> Letter:
    """Return a letter with the contact person whom it named when it left; one that has not, with today's."""
    earlier = letter.step.campaign.pinned.get("earlier", []) if letter.step else []
    if letter.step and earlier:
        handed = letter.history.filter(state=State.SENDING).order_by("-pk").values_list("at", flat=True).first()
        moment = handed or letter.settled_at
        known = [one for one in earlier if moment and moment < datetime.fromisoformat(one["until"])]
        if known:
            letter.step.campaign.pinned = put_into(letter.step.campaign.pinned, known[0])
    return letter
