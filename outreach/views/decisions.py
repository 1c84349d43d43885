"""The letter of a decision, on the pages that decide and publish: before it leaves."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from community.access import roles_of
from community.roles import EDITORS
from outreach import announcing
from outreach.composing import CannotCompose
from providers.models import Application
from providers.verdicts import Wanted


def before(request: HttpRequest, decided: tuple[Application, Wanted]) -> dict[str, Any] | None:
    """Return the letter as this applicant would read it, were it published today."""
    if not roles_of(request) & EDITORS:
        return None
    application, wanted = decided
    today = timezone.localdate(timezone=application.provider.organization.community.zone)
    try:
        to, subject, text = announcing.preview(application, wanted, on=today)
    except CannotCompose as reason:
        return {"problem": str(reason)}
    return {"to": to, "subject": subject, "text": text}
