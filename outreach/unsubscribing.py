"""Unsubscribing: signed links that hold no address, need no row, and work as long as the key or its fallbacks do.

Behind them people say which letters they want, until when they want none, or that they want none at all. Answers to
what they do themselves, such as a code to sign in, cannot be refused here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.core import signing
from django.db import transaction
from django.urls import reverse

from community.models import Community
from outreach import suppressing
from outreach.models import Suppression
from outreach.suppression import OWN_WILL, Topic

SALT = "outreach.unsubscribe"
VERSION = 1
PLACE = "TOKEN"
Reason, Scope = Suppression.Reason, Suppression.Scope
PAUSES = frozenset({Reason.PAUSED, Reason.PUT_OFF})  # asked for here, or by an answer that a coordinator read

RETURNED = frozenset({Reason.HARD_BOUNCE, Reason.SOFT_BOUNCES})


class NotOurs(Exception):
    """The token was not signed by us, or for another community."""


@dataclass(frozen=True)
class Wishes:
    """Which letters somebody wants: these topics, none until a day, or none at all."""

    topics: frozenset[str]
    paused_until: datetime | None = None
    wants_none: bool = False
    is_unreachable: bool = False  # letters came back: it is not they who want none
    is_stopped: bool = False  # by a coordinator
    stopped: frozenset[str] = frozenset()  # topics, by a coordinator


def token_for(community: Community, email: str) -> str:
    """Return the token that stops letters to an address: version, community and the address's hash, signed."""
    return signing.dumps([VERSION, community.pk, suppressing.hash_of(community, email)], salt=SALT, compress=False)


def page_url(community: Community, token: str) -> str:
    """Return the address of the page with the button."""
    return community.url + path("outreach:unsubscribe", token)


def one_click_url(community: Community, token: str) -> str:
    """Return the address that mail programs post to (RFC 8058)."""
    return community.url + path("outreach:unsubscribe-one-click", token)


def path(name: str, token: str) -> str:
    """Return the path of a page for a token, which has no character that a path could not hold."""
    return pattern_of(name).replace(PLACE, token)


@lru_cache
def pattern_of(name: str) -> str:
    """Return the path of a page with a mark in place of the token; to look it up for each letter takes time."""
    return reverse(name, args=[PLACE])


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
    suppressing.suppress(community, hashed, reason=Reason.UNSUBSCRIBED, scope=Scope.NEWS, at=at)


def wishes(token: str, *, community: Community, at: datetime) -> Wishes:
    """Return what the person behind a token wants just now; raises NotOurs."""
    lines = Suppression.objects.of(community).in_force(at).filter(address_hash=read(token, community=community))
    refused = {line.scope for line in lines if line.is_own_will}
    staff = {line.scope for line in lines if line.reason == Reason.STAFF}
    news = [line for line in lines if line.scope == Scope.NEWS]
    return Wishes(
        topics=frozenset(Topic.values) - refused,
        paused_until=max((line.until for line in news if line.reason in PAUSES and line.until), default=None),
        wants_none=any(line.is_own_will and line.reason not in PAUSES for line in news),
        is_unreachable=any(line.reason in RETURNED for line in lines),
        is_stopped=not staff <= set(Topic.values),
        stopped=frozenset(staff & set(Topic.values)),
    )


@transaction.atomic
def wish(
    token: str, *, community: Community, topics: Collection[str], until: datetime | None = None, at: datetime
) -> None:
    """Write down which topics somebody wants, and until when they want a pause; no topic at all stops everything.

    It takes back what they said before, a complaint included, and nothing that others found out. Raises NotOurs.
    """
    hashed = read(token, community=community)
    mine = Suppression.objects.of(community).filter(address_hash=hashed, reason__in=OWN_WILL | PAUSES)
    mine.delete()
    if not topics:
        unsubscribe(token, community=community, at=at)
        return
    for topic in Topic.values:
        if topic not in topics:
            suppressing.suppress(community, hashed, reason=Reason.UNSUBSCRIBED, scope=Scope(topic), at=at)
    if until:
        suppressing.suppress(community, hashed, reason=Reason.PAUSED, scope=Scope.NEWS, at=at, until=until)
