"""What happens here when lower floors announce something."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from community.models import Community, User
from community.signals import community_founded
from employers import texts


@receiver(community_founded)
def publish_first_text(sender: Any, community: Community, by: User | None, at: datetime, **kwargs: Any) -> None:
    """Give a new community version 1 of the commitment, so that employers can sign from its first day."""
    texts.publish(texts.draft_of(community, by=by), by=by, at=at)
