"""Unsubscribing: signed links that hold no address, need no row, and work as long as the key or its fallbacks do."""

from datetime import datetime

from django.core import signing
from django.urls import reverse

from community.models import Community
from outreach import suppressing
from outreach.models import Suppression

SALT = "outreach.unsubscribe"
VERSION = 1


class NotOurs(Exception):
    """The token was not signed by us, or for another community."""


def token_for(community: Community, email: str) -> str:
    """Return the token that stops letters to an address: version, community and the address's hash, signed."""
    return signing.dumps([VERSION, community.pk, suppressing.hash_of(community, email)], salt=SALT, compress=False)


def page_url(community: Community, token: str) -> str:
    """Return the address of the page with the button."""
    return community.url + reverse("outreach:unsubscribe", args=[token])


def one_click_url(community: Community, token: str) -> str:
    """Return the address that mail programs post to (RFC 8058)."""
    return community.url + reverse("outreach:unsubscribe-one-click", args=[token])


def read(token: str, *, community: Community) -> str:
    """Return the hash of the address behind a token; raises NotOurs. It never gets too old."""
    try:
        version, community_pk, hashed = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError, UnicodeError) as fault:
        raise NotOurs from fault
    if version != VERSION or community_pk != community.pk:
        raise NotOurs
    return str(hashed)


def unsubscribe(token: str, *, community: Community, at: datetime) -> None:
    """Stop all letters but answers to what the person does; once more changes nothing. Raises NotOurs."""
    hashed = read(token, community=community)
    suppressing.suppress(community, hashed, reason=Suppression.Reason.UNSUBSCRIBED, scope=Suppression.Scope.NEWS, at=at)
