"""Links by e-mail: minted, opened, used and revoked. Only a hash of a token is ever kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Community, Link
from community.purposes import PURPOSES, Purpose


class CannotOpen(Exception):
    """The link does not work; the message says why and what to do. `link` is the one that was ours but too late."""

    def __init__(self, message: str, link: Link | None = None) -> None:
        super().__init__(message)
        self.link = link


def digest(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def mint(purpose: Purpose, record: str, *, community: Community, at: datetime, life: timedelta | None = None) -> str:
    """Make a link for one purpose and one record and return its absolute address."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(
        community=community,
        purpose=purpose.key,
        record=record,
        token_hash=digest(token),
        created_at=at,
        expires_at=at + (life or purpose.life),
    )
    return community.url + reverse(PURPOSES[purpose.key].route, args=[token])


def open_link(token: str, *purposes: Purpose, community: Community, at: datetime) -> Link:
    """Return the link behind a token.

    Raises CannotOpen where it is unknown here, for another purpose, used up, taken back or too old.
    """
    link = Link.objects.filter(
        community=community, token_hash=digest(token), purpose__in=[purpose.key for purpose in purposes]
    ).first()
    if link is None:
        raise CannotOpen(_("This link is not one of ours, or it was cut short. Copy the whole link from the letter."))
    if link.revoked_at or (link.used_at and PURPOSES[link.purpose].is_single_use):
        raise CannotOpen(_("This link was already used. Ask for a new one."), link)
    if link.expires_at <= at:
        raise CannotOpen(_("This link is too old. Ask for a new one."), link)
    return link


def use(link: Link, *, at: datetime) -> None:
    """Mark a link as used; a single-use link that somebody else used in the meantime raises CannotOpen."""
    unused = Link.objects.filter(pk=link.pk, used_at=None)
    if not unused.update(used_at=at) and PURPOSES[link.purpose].is_single_use:
        raise CannotOpen(_("This link was already used. Ask for a new one."))


def revoke(record: str, purpose: Purpose, *, at: datetime) -> int:
    """Take back every open link of a record and return how many there were."""
    return Link.objects.filter(record=record, purpose=purpose.key, revoked_at=None).update(revoked_at=at)
