"""Crediting: whoever signs by the link of a letter is credited to it, also where somebody passed the letter on."""

from datetime import datetime

from django.db import transaction

from community.models import Community
from employers import referring
from employers.models import Commitment
from outreach.models import Byline, Credit, Recipient, Step


def behind(community: Community, code: str) -> tuple[Recipient, Step] | None:
    """Return whose link a code is and of which step; None where it is none of ours, or of no campaign here."""
    own, _, number = code.strip().upper().partition("-")
    if not number.isascii() or not number.isdigit():
        return None
    people = Recipient.objects.of(community).select_related("person", "organization", "campaign")
    recipient = people.filter(code=own).first()
    step = recipient and Step.objects.filter(campaign=recipient.campaign_id, number=int(number)).first()
    return (recipient, step) if recipient and step else None


def known(community: Community, code: str) -> dict[str, str]:
    """Return what the form of the sign-up knows of whoever holds a link, as its fields are called."""
    found = behind(community, code)
    if found is None:
        return {}
    one = found[0]
    fields = {
        "signer_email": one.email,
        "signer_name": one.name,
        "signer_title": one.values.get("title", ""),
        "organization_name": one.values.get("organization", ""),
        "town": one.values.get("town", ""),
    }
    return {name: value for name, value in fields.items() if value}


@transaction.atomic
def credit(commitment: Commitment, code: str, *, at: datetime) -> Credit | None:
    """Credit a signature to the letter by whose link it came."""
    found = behind(commitment.community, code)
    if found is None:
        return None
    recipient, step = found
    made, is_new = Credit.objects.get_or_create(
        commitment=commitment, defaults={"recipient": recipient, "step": step, "at": at}
    )
    byline = Byline.objects.filter(step=step).select_related("link").first() if is_new else None
    if byline and byline.link:  # whoever lent the letter their name brought them, as by their own link
        referring.arrive(commitment, byline.link.code, at=at)
    return made
