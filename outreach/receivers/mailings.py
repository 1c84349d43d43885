"""Door for news from a mail service: Anymail has checked who speaks, and says it in its own terms."""

from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver
from django.utils import timezone

from community.filling import tame
from outreach import fetching, hearing
from outreach.marks import News, key_of, of_service
from outreach.transports.service import LETTER


@receiver(tracking)
def on_event(sender: Any, *, event: Any, esp_name: str, **kwargs: Any) -> None:
    """Write what a service tells on the letter it is about."""
    words = " ".join(str(part) for part in (event.mta_response, event.description) if part)
    mark = of_service(event.event_type, reason=event.reject_reason or "", words=words, told=event.esp_event)
    if mark is None:
        return
    told = (event.event_id, event.event_type, event.message_id, event.recipient, event.timestamp)
    named = event.metadata.get(LETTER) if isinstance(event.metadata, dict) else ""
    ids = tuple(str(one) for one in (event.message_id, named) if one)
    happened_at = event.timestamp if event.timestamp and timezone.is_aware(event.timestamp) else None
    news = News(mark, esp_name, key_of(esp_name, *told), ids, happened_at, tame(words))
    hearing.hear(news, at=timezone.now())


@receiver(inbound)
def on_message(sender: Any, *, event: Any, **kwargs: Any) -> None:
    """Take in a message that a service received for us."""
    if event.message is not None:
        fetching.take(event.message.as_bytes(), at=timezone.now())
