"""Who is left out of an audience: whom nobody may write to, always, and whom somebody chose to leave in peace.

Each is one entry of `EXCLUSIONS`; what comes with later tables is put there by `add`. An exclusion is asked of the
person, and of every organization they work at: it wins over whatever brings them in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import GreaterThan, In

from community.models import Community
from directory.models import Affiliation, Person
from employers.models import Commitment, Consent
from employers.stages import Stage
from outreach import lately
from outreach.audience_rules import MOST_VALUES, WrongRules
from outreach.hashing import Octets, Sha256
from outreach.models import Campaign, Errand, Letter, Recipient, Salt, Suppression
from outreach.models.campaign import RecipientQuerySet
from outreach.suppression import Topic, address_hash
from outreach.traits import MOST_DAYS, is_days
from outreach.traits.trait import GONE, Choices, Scope, Takes, in_days, keys, nothing


@dataclass(frozen=True)
class Exclusion:
    """One reason to leave somebody out.

    `q` takes the values that were chosen and the scope, and returns what is asked of a person; `why` says it of one.
    `words`, where there is more to say of some, takes their ids besides and returns it by id.
    """

    key: str
    label: str
    why: str
    q: Callable[[Sequence[str], Scope], Q]
    takes: Takes = Takes.NOTHING
    is_always: bool = False
    choices: Callable[[Community], Choices] = nothing
    words: Callable[[Sequence[int], Sequence[str], Scope], dict[int, str]] | None = None


def where_they_work(asked: Q) -> Q:
    """Return what asks something of any organization that a person works at now."""
    return Q(Exists(Affiliation.objects.filter(asked, person=OuterRef("pk"), until=None)))


def suppressed(values: Sequence[str], scope: Scope) -> Q:
    """Ask for addresses that must not be written to; only their hashes are kept.

    The database hashes what it reads; the few addresses that are written otherwise before, those with letters beyond
    ASCII, are hashed here.
    """
    salt = Salt.objects.filter(community=scope.community).values_list("value", flat=True).first()
    if salt is None:
        return Q(pk__in=[])
    hashes = (
        Suppression.objects.of(scope.community).in_force(scope.at).against(Topic.INVITATIONS).values("address_hash")
    )
    abroad = Person.objects.of(scope.community).filter(GreaterThan(Octets("email"), Length("email")))
    known = {address_hash(salt, email): pk for pk, email in abroad.values_list("pk", "email")}
    held = [known[found] for found in hashes.filter(address_hash__in=known).values_list("address_hash", flat=True)]
    return Q(In(Sha256(Concat(Value(f"{salt}:"), F("email"), output_field=CharField())), hashes)) | Q(pk__in=held)


def do_not_contact(values: Sequence[str], scope: Scope) -> Q:
    """Ask for those at an organization that wants to be left alone."""
    return where_they_work(Q(organization__employer__stage=Stage.DO_NOT_CONTACT))


def without_consent(values: Sequence[str], scope: Scope) -> Q:
    """Ask for those who signed, were asked whether they want news, and nowhere said that they do."""
    signed = Commitment.objects.of(scope.community).filter(confirmed_at__isnull=False)
    wanted = Consent.objects.filter(kind=Consent.Kind.NEWS, withdrawn_at=None, commitment__in=signed)
    return Q(email__in=signed.values("signer_email")) & ~Q(email__in=wanted.values("commitment__signer_email"))


def in_conversation(values: Sequence[str], scope: Scope) -> Q:
    """Ask for those at an organization with which somebody of the team is in conversation."""
    return where_they_work(Q(organization__employer__stage=Stage.IN_CONVERSATION))


def received(values: Sequence[str], scope: Scope) -> Q:
    """Ask for those to whom one of these campaigns went, or is to go."""
    return Q(Exists(reached(keys(values)).filter(person=OuterRef("pk"))))


def reached(campaigns: Collection[int]) -> RecipientQuerySet:
    """Return the recipients of these campaigns to whom a letter or a task went or is to go, planned already or not."""
    letters = Letter.objects.filter(recipient=OuterRef("pk"), state__in=lately.ON_THE_WAY)
    errands = Errand.objects.standing().filter(recipient=OuterRef("pk"))
    is_to_come = Q(campaign__state=Campaign.State.PLANNING)
    found = Recipient.objects.reached().filter(campaign__in=campaigns)
    return found.filter(Exists(letters) | Exists(errands) | is_to_come)


def campaigns(community: Community) -> Choices:
    """Offer the newest campaigns that were started."""
    started = Campaign.objects.of(community).filter(started_at__isnull=False).order_by("-pk")
    return [(str(pk), name) for pk, name in started.values_list("pk", "name")[:MOST_VALUES]]


EXCLUSIONS: dict[str, Exclusion] = {}


def add(exclusion: Exclusion) -> None:
    """Offer one more reason to leave somebody out, once."""
    EXCLUSIONS[exclusion.key] = exclusion


add(
    Exclusion(
        "suppressed",
        "Addresses that must not be written to",
        "This address must not be written to.",
        suppressed,
        is_always=True,
    )
)
add(
    Exclusion(
        "do_not_contact",
        "Organizations that are not to be contacted",
        "They work where nobody is to be contacted.",
        do_not_contact,
        is_always=True,
    )
)
add(
    Exclusion(
        "no_consent",
        "Signers who did not ask for news",
        "They signed, and did not ask for news.",
        without_consent,
        is_always=True,
    )
)
add(
    Exclusion(
        "lately",
        "Organizations that anybody wrote to or spoke with in the last",
        "Somebody wrote to or spoke with them, or their organization, lately.",
        lately.asked,
        takes=Takes.DAYS,
        words=lately.words,
    )
)
add(
    Exclusion(
        "in_conversation",
        "Organizations with which a colleague is in conversation already",
        "A colleague is in conversation with their organization.",
        in_conversation,
    )
)
add(
    Exclusion(
        "received",
        "Those to whom one of these campaigns went already",
        "Such a campaign went to them.",
        received,
        takes=Takes.CHOICES,
        choices=campaigns,
    )
)


def chosen(asked: Mapping[str, Any], scope: Scope) -> list[tuple[Exclusion, Q]]:
    """Return whom nobody may write to and whom these choices leave out, in the order in which reasons are told.

    Choices whose key is known no more are passed over: they belong to what is gone. Raises WrongRules.
    """
    check(asked)
    return [
        (exclusion, exclusion.q(asked.get(key, []), scope))
        for key, exclusion in EXCLUSIONS.items()
        if exclusion.is_always or key in asked
    ]


def check(asked: Mapping[str, Sequence[str]]) -> None:
    """Refuse choices that mean nothing. Raises WrongRules."""
    for key, values in asked.items():
        takes = EXCLUSIONS[key].takes if key in EXCLUSIONS else Takes.NOTHING
        if takes is Takes.DAYS and not is_days(tuple(values)):
            raise WrongRules(f"Say a number of days, from 1 to {MOST_DAYS:,}.")
        if takes is Takes.CHOICES and not values:
            raise WrongRules("Tick at least one.")


def optional() -> list[Exclusion]:
    """Return the exclusions that are chosen or not."""
    return [exclusion for exclusion in EXCLUSIONS.values() if not exclusion.is_always]


def sentence(key: str, values: Sequence[str], community: Community) -> str:
    """Return what a choice leaves out, as people say it."""
    exclusion = EXCLUSIONS[key]
    if exclusion.takes is Takes.DAYS:
        return f"{exclusion.label} {in_days(values)}"
    if exclusion.takes is Takes.CHOICES:
        names = dict(exclusion.choices(community))
        return f"{exclusion.label}: {', '.join(names.get(value, GONE) for value in values)}"
    return exclusion.label
