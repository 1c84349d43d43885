"""What the letters of several receivers share: a day in words, the signer, the desk."""

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from community.models import Community
from employers.models import Commitment
from outreach import outbox
from outreach.models import Letter


def day(moment: date | datetime | None, community: Community) -> str:
    """Return a day in the community's time zone and the reader's language, or an empty text."""
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment, community.zone).date()
    return date_format(moment, "DATE_FORMAT") if moment else ""


def to_signer(
    kind: str,
    commitment: Commitment,
    *,
    once_key: str,
    at: datetime,
    links: dict[str, outbox.LinkTo] | None = None,
    **values: str,
) -> Letter | None:
    """Write to whoever signed; a signature on paper may have no address, and then there is no letter."""
    if not commitment.signer_email:
        return None
    named = {name.replace("_", " "): value for name, value in values.items()}
    return outbox.put(
        kind,
        community=commitment.community,
        to_email=commitment.signer_email,
        to_name=commitment.signer_name,
        once_key=once_key,
        at=at,
        values={"organization": commitment.organization_name, "reference": commitment.reference, **named},
        links=links,
        record=commitment.record,
        organization=commitment.employer.organization if commitment.employer else None,
    )


def desk() -> outbox.LinkTo:
    """Return the link to the desk, where the person signs in."""
    return None, reverse("employers:desk")
