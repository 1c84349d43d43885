"""Suppressing: an address is put on the list of those that must not be written to, and taken off it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from community import audit
from community.models import Community, User
from outreach.models import Letter, Salt, Suppression
from outreach.suppression import address_hash, holds_back


def salt_of(community: Community) -> str:
    """Return the salt of a community's hashes, made at the first call."""
    salt, _ = Salt.objects.get_or_create(community=community)
    return salt.value


def hash_of(community: Community, email: str) -> str:
    """Return the hash by which an address is kept in this community."""
    return address_hash(salt_of(community), email)


@transaction.atomic
def suppress(
    community: Community,
    hashed: str,
    *,
    reason: Suppression.Reason,
    scope: Suppression.Scope,
    at: datetime,
    by: User | None = None,
) -> bool:
    """Put an address, by its hash, on the list; returns whether it was not there before."""
    _, is_new = Suppression.objects.get_or_create(
        community=community, address_hash=hashed, scope=scope, defaults={"reason": reason, "at": at, "by": by}
    )
    return is_new


@transaction.atomic
def lift(community: Community, email: str, *, by: User, at: datetime) -> int:
    """Take an address off the list, whatever the reason, and note it; returns how many lines that were."""
    lines = Suppression.objects.of(community).filter(address_hash=hash_of(community, email))
    count, _ = lines.delete()
    if count:
        audit.record("allowed letters again to an address that was held back", community=community, by=by, at=at)
    return count


def of_address(community: Community, email: str) -> list[Suppression]:
    """Return the suppressions of an address."""
    return list(Suppression.objects.of(community).filter(address_hash=hash_of(community, email)).order_by("at"))


def held_back(letters: Sequence[Letter]) -> dict[int, str]:
    """Return the letters that must not leave, by their ids, each with the reason in words."""
    by_community: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        by_community[letter.community_id].append(letter)
    reasons: dict[int, str] = {}
    for group in by_community.values():
        salt = salt_of(group[0].community)
        hashes = {letter.pk: address_hash(salt, letter.to_email) for letter in group}
        found: dict[str, list[Suppression]] = defaultdict(list)
        for line in Suppression.objects.of(group[0].community).filter(address_hash__in=set(hashes.values())):
            found[line.address_hash].append(line)
        for letter in group:
            lines = found[hashes[letter.pk]]
            if holds_back((line.scope for line in lines), is_transactional=letter.is_transactional):
                reasons[letter.pk] = f"The address is not written to: {lines[0].get_reason_display().lower()}."
    return reasons
