"""A rule: which addresses must not be written to, and how one is known again when only its hash is kept."""

import hashlib
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# From the weakest reason to the strongest: what the person said weighs more than what we found out.
WEIGHTS = ("put_off", "soft_bounces", "paused", "staff", "hard_bounce", "unsubscribed", "complaint")
OWN_WILL = frozenset({"paused", "unsubscribed", "complaint"})  # nobody else takes these back
OURS = frozenset({"put_off", "staff"})  # set by a coordinator, beside what the person says and what comes back


class Topic(TextChoices):
    """What people may have or refuse, kind by kind; answers to what they do are of no topic."""

    COMMITMENT = "commitment", _("About your commitment: when it ends, what came of it, roles that are about to end")
    INTRODUCTIONS = (
        "introductions",
        _("Requests to introduce us to somebody you know, or to lend your name to a letter"),
    )
    THANKS = "thanks", _("Thanks, when somebody you brought has signed")
    INVITATIONS = "invitations", _("News and invitations")


class Scope(StrEnum):
    """Which letters are held back: of one topic, all but answers to what they did, or every one."""

    NEWS = "news"
    ALL = "all"
    COMMITMENT = Topic.COMMITMENT.value
    INTRODUCTIONS = Topic.INTRODUCTIONS.value
    THANKS = Topic.THANKS.value
    INVITATIONS = Topic.INVITATIONS.value


def normalize_address(email: str) -> str:
    """Return an address as it is compared: no space around it, lower case, the domain in its ASCII form."""
    local, _, domain = email.strip().rpartition("@")
    domain = domain.rstrip(".").lower()
    if domain.isascii():
        return f"{local.lower()}@{domain}"
    with suppress(UnicodeError):  # not a domain that mail could go to: compared as it is
        domain = domain.encode("idna").decode("ascii")
    return f"{local.lower()}@{domain}"


@lru_cache(maxsize=1024)
def address_hash(salt: str, email: str) -> str:
    """Return what is kept of an address: it does not depend on the installation's key, so that rotating it is safe."""
    return hashlib.sha256(f"{salt}:{normalize_address(email)}".encode("utf-8", "surrogatepass")).hexdigest()


def against(topic: str, *, is_transactional: bool = False) -> frozenset[str]:
    """Return the scopes that hold letters of a topic back; answers to what people do are held back by one alone."""
    return frozenset({Scope.ALL.value}) if is_transactional else frozenset({Scope.ALL.value, Scope.NEWS.value, topic})


def weight(reason: str) -> int:
    """Return how much a reason weighs."""
    return WEIGHTS.index(reason)


def outweighs(reason: str, until: datetime | None, *, than: tuple[str, datetime | None]) -> bool:
    """Test whether a reason with its end takes another's place: by its weight, and among equals by lasting longer."""
    old, old_until = than
    if reason != old:
        return weight(reason) > weight(old)
    return old_until is not None and (until is None or until > old_until)
