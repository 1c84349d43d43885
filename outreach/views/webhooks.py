"""Public addresses that a mail service posts to: what became of letters, and what people answered."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outreach.transports import webhooks

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def letters(request: HttpRequest) -> HttpResponse:
    """Hear what a service tells about letters; looking, as some services do first, changes nothing."""
    return heard(request, "Tracking")


@csrf_exempt
@require_http_methods(["GET", "POST"])
@login_not_required
@never_cache
def replies(request: HttpRequest) -> HttpResponse:
    """Take in what a service received for us: replies, bounces and complaints, as from a mailbox."""
    return heard(request, "Inbound")


def heard(request: HttpRequest, word: str) -> HttpResponse:
    """Announce what a service posted; a fault of ours is a 500, after which it tells us again."""
    view = webhooks.webhook_of(settings.LETTERS_URL, word)
    if view is None:
        raise Http404
    if request.method != "POST":
        return plain("This is where the mail service tells us about letters.")
    try:
        events = webhooks.events_of(view, request)
    except webhooks.Forged:
        return plain("You are not the mail service.", status=403)
    except webhooks.CannotRead as fault:
        logger.warning("a post of the mail service cannot be read: %s", type(fault.__cause__).__name__)
        return plain("That cannot be read.", status=400)
    for event in events:
        view.signal.send(sender=type(view), event=event, esp_name=view.esp_name)
    return plain("Heard.")


def plain(words: str, status: int = 200) -> HttpResponse:
    """Return an answer for a program."""
    return HttpResponse(words, status=status, content_type="text/plain")
