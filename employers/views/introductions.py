"""Pieces of the directory's pages of introductions: why there may be none, who is credited, and a link to pass on."""

from typing import Any

from django.http import HttpRequest

from community.access import roles_of
from community.roles import EDITORS, READERS
from directory.models import Introduction
from employers import vouching


def before(request: HttpRequest, wanted: Introduction) -> dict[str, Any] | None:
    """Return why nobody may be asked to introduce us to an organization; nothing where they may."""
    reason = vouching.refusal(wanted.organization) if wanted.organization else ""
    return {"held": reason} if reason and roles_of(request) & EDITORS else None


def credit(request: HttpRequest, introduction: Introduction) -> dict[str, Any] | None:
    """Return who is credited when the organization signs; nothing before somebody said yes."""
    if not roles_of(request) & READERS:
        return None
    inviter = "link__person", "link__employer__organization", "link__organization", "commitment", "organization"
    referrals = list(vouching.of(introduction).select_related(*inviter).order_by("pk"))
    return {"referrals": referrals} if referrals else None


def to_pass_on(request: HttpRequest, introduction: Introduction) -> dict[str, Any] | None:
    """Return the referral link of whoever said yes: who signs by it is credited to them."""
    referral = vouching.of(introduction).open().select_related("link__community").order_by("pk").first()
    return {"link": referral.link} if referral else None
