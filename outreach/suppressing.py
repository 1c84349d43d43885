"""Suppressing: an address is put on the list of those that must not be written to, and taken off it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import GreaterThan

from community import audit
from community.models import Community, User
from directory.models import Person
from outreach.hashing import Octets, Sha256
from outreach.models import Letter, Salt, Suppression
from outreach.models.suppression import SuppressionQuerySet
from outreach.suppression import address_hash, against, outweighs, weight
from outreach.topics import topic_of

FOUND = 100  # people whom a search names
SALT_KEPT = "_salt_in_hand"


class CannotLift(Exception):
    """The line is not ours to take off; the message says why."""


def salt_of(community: Community) -> str:
    """Return the salt of a community's hashes, made at the first call and kept with the community in hand."""
    kept = community.__dict__.get(SALT_KEPT)
    if kept is None:
        salt, is_new = Salt.objects.get_or_create(community=community)
        kept = salt.value
        if not is_new:  # a new one may still be taken back with its transaction
            community.__dict__[SALT_KEPT] = kept
    return str(kept)


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
    until: datetime | None = None,
) -> bool:
    """Put an address, by its hash, on the list; returns whether it was not there before.

    A stronger reason takes the place of a weaker one: who unsubscribes while letters pause is not written to later.
    What a coordinator sets takes no place but its own.
    """
    lines: SuppressionQuerySet = Suppression.objects.of(community)
    found, is_new = (
        lines.beside(reason)
        .select_for_update()
        .get_or_create(
            community=community,
            address_hash=hashed,
            scope=scope,
            defaults={"reason": reason, "at": at, "by": by, "until": until},
        )
    )
    is_over = found.until is not None and found.until <= at
    if not is_new and (is_over or outweighs(reason, until, than=(found.reason, found.until))):
        found.reason, found.at, found.by, found.until = reason, at, by, until
        found.save(update_fields=["reason", "at", "by", "until"])
    return is_new


@transaction.atomic
def lift(lines: QuerySet[Suppression], community: Community, *, by: User, at: datetime) -> int:
    """Take lines off the list, and note it; returns how many they were.

    Raises CannotLift where a line is what the person wanted: that is theirs to take back.
    """
    held = list(lines.select_for_update())
    if any(line.is_own_will for line in held):
        raise CannotLift(
            "They said so themselves, and only they can take it back: by the link at the foot of any letter to them."
        )
    if held:
        lines.delete()
        audit.record("allowed letters again to an address that was held back", community=community, by=by, at=at)
    return len(held)


@transaction.atomic
def hold(community: Community, email: str, *, scope: Suppression.Scope, by: User, at: datetime) -> bool:
    """Stop letters to an address because somebody asked us to, or because we know better; False where they were."""
    hashed = hash_of(community, email)
    is_new = suppress(community, hashed, reason=Suppression.Reason.STAFF, scope=scope, by=by, at=at)
    if is_new:
        audit.record("stopped letters to an address", community=community, by=by, at=at)
    return is_new


def lines_of(community: Community, email: str) -> SuppressionQuerySet:
    """Return the lines of an address; where nothing was ever held back there is no salt, and looking makes none."""
    salt = Salt.objects.filter(community=community).first()
    lines: SuppressionQuerySet = Suppression.objects.of(community)
    return lines.filter(address_hash=address_hash(salt.value, email)) if salt else lines.none()


def of_address(community: Community, email: str, *, at: datetime) -> list[Suppression]:
    """Return the suppressions of an address that are in force."""
    return list(lines_of(community, email).in_force(at).order_by("at")) if email else []


def refused(community: Community, emails: Collection[str], *, topic: str, at: datetime) -> set[str]:
    """Return those of some addresses to which no letter of a topic goes."""
    salt = Salt.objects.filter(community=community).first()
    if salt is None or not emails:
        return set()
    hashes = {address_hash(salt.value, email): email for email in emails}
    lines: SuppressionQuerySet = Suppression.objects.of(community)
    held = lines.in_force(at).against(topic).filter(address_hash__in=list(hashes))
    return {hashes[hashed] for hashed in held.values_list("address_hash", flat=True)}


def known(community: Community, hashes: Collection[str]) -> dict[str, Person]:
    """Return who in the directory has these addresses, by hash; the database hashes what it reads.

    The few addresses that are compared otherwise than written, those beyond ASCII, are hashed here.
    """
    salt = Salt.objects.filter(community=community).values_list("value", flat=True).first()
    if salt is None or not hashes:
        return {}
    people = Person.objects.of(community).exclude(email="")
    theirs = people.annotate(hashed=Sha256(Concat(Value(f"{salt}:"), F("email"), output_field=CharField())))
    found = {str(person.hashed): person for person in theirs.filter(hashed__in=hashes)}  # type: ignore[attr-defined]
    abroad = people.filter(GreaterThan(Octets("email"), Length("email")))
    return {address_hash(salt, person.email): person for person in abroad} | found


def searched(community: Community, typed: str) -> set[str]:
    """Return the hashes of the addresses that somebody looks for: one address, or people by name."""
    if "@" in typed:
        emails = [typed]
    else:
        people = Person.objects.of(community).exclude(email="").search(typed)
        emails = list(people.order_by("pk").values_list("email", flat=True)[:FOUND])
    salt = Salt.objects.filter(community=community).first()
    return {address_hash(salt.value, email) for email in emails} if salt else set()


def held_back(letters: Sequence[Letter], *, at: datetime) -> dict[int, str]:
    """Return the letters that must not leave, by their ids, each with the reason in words."""
    by_community: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        by_community[letter.community_id].append(letter)
    reasons: dict[int, str] = {}
    for group in by_community.values():
        salt = salt_of(group[0].community)
        hashes = {letter.pk: address_hash(salt, letter.to_email) for letter in group}
        found: dict[str, list[Suppression]] = defaultdict(list)
        lines = Suppression.objects.of(group[0].community).in_force(at)
        for line in lines.filter(address_hash__in=set(hashes.values())):
            found[line.address_hash].append(line)
        for letter in group:
            holding = against(topic_of(letter.kind), is_transactional=letter.is_transactional)
            if mine := [line for line in found[hashes[letter.pk]] if line.scope in holding]:
                why = max(mine, key=lambda line: weight(line.reason))
                reasons[letter.pk] = f"The address is not written to: {why.get_reason_display().lower()}."
    return reasons
