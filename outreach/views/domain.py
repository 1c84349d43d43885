"""Workspace page of mail and domain: how letters leave and come back, and which records to publish."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from community.access import WorkspaceRequest, for_roles
from community.roles import READERS, Role
from outreach import domain, pausing, transports
from outreach.models import Mailbox
from outreach.transports import webhooks


@require_safe
@for_roles(READERS)
def show(request: WorkspaceRequest) -> HttpResponse:
    """Show how letters of this community leave, and what its domain has to say about them; nothing is asked of DNS."""
    community, url = request.community, settings.LETTERS_URL
    service, host = transports.way_of(url)
    sender = community.sender[1]
    mine = domain.domain_of(sender)
    context: dict[str, Any] = {
        "sender_name": community.sender[0],
        "sender": sender,
        "domain": mine,
        "is_freemail": domain.is_freemail(mine),
        "is_folder": url.startswith("folder:"),
        "service": service.replace("_", " ").title(),
        "host": host,
        "records": domain.records(
            sender=sender, reports_to=community.contact_email, service=service, host=host, portal=community.host
        ),
        "pause": pausing.current(),
        "hears": webhooks.webhook_of(url, "Tracking") is not None,
        "webhook_url": community.url + reverse("outreach:webhook-letters"),
        "replies_to": settings.REPLIES_TO or community.contact_email,
        "has_mailbox": bool(settings.MAILBOX_URL),
        "mailbox": Mailbox.objects.order_by("-pk").first() if settings.MAILBOX_URL else None,
        "is_administrator": Role.ADMINISTRATOR in request.roles,
    }
    return render(request, "outreach/domain.html", context)
