"""The letter that asks an applicant for changes, on the page that asks: before it leaves."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from community.access import roles_of
from community.roles import EDITORS
from outreach import reviewing
from outreach.composing import CannotCompose
from providers.models import Application


def before(request: HttpRequest, wanted: tuple[Application, Mapping[str, str]]) -> dict[str, Any] | None:
    """Return the letter as the applicant would read it."""
    if not roles_of(request) & EDITORS:
        return None
    try:
        to, subject, text = reviewing.preview(*wanted)
    except CannotCompose as reason:
        return {"problem": str(reason)}
    return {"to": to, "subject": subject, "text": text}
