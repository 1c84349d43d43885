"""Duplicates: which organizations may be one, found in the background through indexes and never by comparing all pairs.

Two rules. The strict one needs no eyes: the same name in the same town, or a mail domain that was verified for one of
the two. The loose one only asks a coordinator: similar names, a shared domain, phone or person, weighed together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz

from community import jobs
from community.models import Community, Job, User
from directory import matching
from directory.ledger import Ledger
from directory.models import Affiliation, Domain, DuplicatePair, Organization
from directory.names import FREE_MAIL, fold

JOB = "find_duplicates"
AT_ONCE = 25  # organizations for which candidates are looked up together
SHARED_BY = 6  # whatever more organizations than this have in common says nothing about two of them
LOOSE = 88  # percent; less is not worth a coordinator's time
TYPO = 80  # percent; words less alike are two words
ELSEWHERE = 8  # percent that another town takes away from names alone
DOUBT_LEFT = {"domain": matching.UNLIKENESS_KEPT, "phone": 0.5, "person": 0.6}  # by each thing they share


@dataclass
class Shared:
    """What two organizations have in common beside their names."""

    domains: set[str] = field(default_factory=set)
    is_verified: bool = False
    phone: str = ""
    people: set[str] = field(default_factory=set)


Candidates = dict[tuple[int, int], Shared]


@dataclass(frozen=True)
class Likeness:
    """How likely two organizations are one, in percent, and why."""

    score: int
    is_sure: bool
    reasons: list[str]


def weigh(one: Organization, other: Organization, shared: Shared) -> Likeness | None:
    """Return how likely two organizations are the same, or None where it is not worth asking.

    >>> acme = Organization(name="Acme Inc.", normalized_name="acme", town="Rivertown")
    >>> weigh(acme, Organization(name="ACME", normalized_name="acme", town="rivertown"), Shared())
    Likeness(score=100, is_sure=True, reasons=['same name', 'same town'])
    """
    likeness = matching.likeness_of(one.normalized_name, other.normalized_name)
    is_same_name = one.normalized_name == other.normalized_name
    towns = {fold(town) for town in (one.town, other.town) if town}
    is_same_town = len(towns) == 1 and bool(one.town and other.town)
    doubt = matching.SAME - likeness + (ELSEWHERE if len(towns) > 1 else 0)
    reasons = [f"same domain {name}" for name in sorted(shared.domains)]
    doubt *= DOUBT_LEFT["domain"] if shared.domains else 1
    if is_same_name:
        reasons.append("same name")
    elif likeness >= matching.ALIKE:
        reasons.append(f"names {likeness:.0f} % alike")
    if shared.phone:
        reasons.append(f"same phone {shared.phone}")
        doubt *= DOUBT_LEFT["phone"]
    if shared.people:
        reasons.append("same people: " + ", ".join(sorted(shared.people)))
        doubt *= DOUBT_LEFT["person"]
    if is_same_town:
        reasons.append("same town")
    is_sure = shared.is_verified or (is_same_name and is_same_town)
    score = round(matching.SAME - doubt)
    by_name_alone = not (shared.domains or shared.phone or shared.people)
    if by_name_alone and not words_fit(one.normalized_name, other.normalized_name):
        return None
    return Likeness(score, is_sure, reasons) if is_sure or score >= LOOSE else None


def words_fit(one: str, other: str) -> bool:
    """Test whether each word of two compared names has its like in the other, or they differ in spaces alone.

    >>> words_fit("birch dental", "birch dentall"), words_fit("sparrow dental", "yarrow dental")
    (True, False)
    """
    if one.replace(" ", "") == other.replace(" ", ""):
        return True
    ours, theirs = one.split(), other.split()
    sides = [(ours, theirs), (theirs, ours)]
    return all(max(fuzz.ratio(word, like) for like in likes) >= TYPO for words, likes in sides for word in words)


def candidates_of(community: Community, organizations: list[Organization]) -> Candidates:
    """Return the pairs in which some organizations stand by any index, with what each pair shares."""
    found: Candidates = defaultdict(Shared)
    by_name(community, organizations, found)
    keys = [organization.pk for organization in organizations]
    by_domain(community, keys, found)
    by_phone(community, organizations, found)
    by_person(keys, found)
    return found


def pair(one: int, other: int) -> tuple[int, int]:
    """Return two keys in order."""
    return (one, other) if one < other else (other, one)


def by_name(community: Community, organizations: list[Organization], found: Candidates) -> None:
    """Add the pairs of the same compared name, and those that share most trigrams."""
    names = [organization.normalized_name for organization in organizations]
    same = Organization.objects.of(community).filter(normalized_name__in=names).order_by("pk")
    keys: dict[str, list[int]] = defaultdict(list)
    for key, name in same.values_list("pk", "normalized_name")[: matching.EACH * len(names)]:
        keys[name].append(key)
    for organization, similar in zip(organizations, matching.similar_ids(community, names), strict=True):
        for key in {*keys[organization.normalized_name], *similar} - {organization.pk}:
            found[pair(organization.pk, key)]


def by_domain(community: Community, keys: list[int], found: Candidates) -> None:
    """Add the pairs that share a mail domain; those of free mailboxes are nobody's."""
    names = Domain.objects.filter(organization__in=keys).exclude(name__in=FREE_MAIL).values_list("name", flat=True)
    rows = Domain.objects.of(community).filter(name__in=set(names)).order_by("name", "pk")
    owners: dict[str, dict[int, bool]] = defaultdict(dict)
    for name, key, verified_at in rows.values_list("name", "organization_id", "verified_at"):
        owners[name][key] = verified_at is not None
    for name, its in owners.items():
        for one, other in pairs_with(its, keys):
            shared = found[pair(one, other)]
            shared.domains.add(name)
            shared.is_verified = shared.is_verified or its[one] or its[other]


def by_phone(community: Community, organizations: list[Organization], found: Candidates) -> None:
    """Add the pairs that share a phone."""
    phones = {organization.phone for organization in organizations if organization.phone}
    rows = Organization.objects.of(community).filter(~Q(phone=""), phone__in=phones)
    owners: dict[str, list[int]] = defaultdict(list)
    for key, phone in rows.order_by("pk").values_list("pk", "phone"):
        owners[phone].append(key)
    for phone, its in owners.items():
        for one, other in pairs_with(its, [organization.pk for organization in organizations]):
            found[pair(one, other)].phone = phone


def by_person(keys: list[int], found: Candidates) -> None:
    """Add the pairs at which the same person works now."""
    here = Affiliation.objects.current().filter(organization__in=keys).values("person_id")
    rows = Affiliation.objects.current().filter(person__in=here).order_by("pk")
    owners: dict[tuple[int, str], list[int]] = defaultdict(list)
    for person, name, key in rows.values_list("person_id", "person__name", "organization_id"):
        owners[person, name].append(key)
    for (_person, name), its in owners.items():
        for one, other in pairs_with(its, keys):
            found[pair(one, other)].people.add(name)


def pairs_with(owners: Iterable[int], keys: list[int]) -> list[tuple[int, int]]:
    """Return the pairs of few owners of something in which one of the keys stands."""
    its, ours = sorted(set(owners)), set(keys)
    if not 1 < len(its) <= SHARED_BY:
        return []
    return [(one, other) for place, one in enumerate(its) for other in its[place + 1 :] if one in ours or other in ours]


@transaction.atomic
def start(community: Community, *, by: User, at: datetime) -> Job:
    """Look for duplicates in the background; once at a time, however often it is asked for."""
    under_way = Job.objects.of(community).filter(kind=JOB, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
    return under_way or jobs.start(JOB, community=community, title="Look for duplicates", arguments={}, by=by, at=at)


def work(job: Job, until: datetime) -> bool:
    """Look through as many organizations as the time allows and return whether those were all."""
    organizations = Organization.objects.of(job.community)
    if job.total is None:
        job.total = organizations.count()
    while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
        batch = list(organizations.filter(pk__gt=job.bookmark.get("after", 0)).order_by("pk")[:AT_ONCE])
        if not batch:
            forget_unlike(job)
            count = DuplicatePair.objects.of(job.community).open().count()
            job.outcome = f"{count} {'pair looks' if count == 1 else 'pairs look'} alike." if count else "None found."
            return True
        try:
            with transaction.atomic():
                keep(job.community, batch, at=timezone.now())
                job.bookmark, job.done = {"after": batch[-1].pk}, job.done + len(batch)
                jobs.advance(job)
        except IntegrityError:  # one of them was merged in this very moment: once more
            job.refresh_from_db(fields=["bookmark", "done"])
            return False
    return False


def keep(community: Community, batch: list[Organization], *, at: datetime) -> None:
    """Write down which pairs with some organizations look alike; what was decided before stays decided."""
    found = candidates_of(community, batch)
    rows = Organization.objects.in_bulk({key for both in found for key in both})
    pairs = []
    for (one, other), shared in found.items():
        alike = weigh(rows[one], rows[other], shared) if one in rows and other in rows else None
        if alike:
            pairs.append(
                DuplicatePair(
                    community=community,
                    one_id=one,
                    other_id=other,
                    score=alike.score,
                    is_sure=alike.is_sure,
                    reasons=alike.reasons,
                    seen_at=at,
                )
            )
    DuplicatePair.objects.bulk_create(
        pairs,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["score", "is_sure", "reasons", "seen_at"],
    )


def forget_unlike(job: Job) -> None:
    """Delete the open pairs that no longer look alike."""
    DuplicatePair.objects.of(job.community).open().filter(seen_at__lt=job.requested_at).delete()


@transaction.atomic
def decide(duplicate: DuplicatePair, *, state: str, by: User, at: datetime) -> None:
    """Remember what a coordinator says of a pair: that they are not the same, or that it is open again."""
    is_open = state == DuplicatePair.State.OPEN
    DuplicatePair.objects.filter(pk=duplicate.pk).update(
        state=state, decided_at=None if is_open else at, decided_by=None if is_open else by
    )


def rename(ledger: Ledger, kept: Organization, gone: Organization) -> None:
    """Let the pairs of an organization that goes be pairs of the one that stays; what was said of either holds."""
    for theirs in DuplicatePair.objects.filter(Q(one=gone) | Q(other=gone)).order_by("pk"):
        third = theirs.other_id if theirs.one_id == gone.pk else theirs.one_id
        if third == kept.pk:
            ledger.drop(theirs)
            continue
        one, other = pair(kept.pk, third)
        ours = DuplicatePair.objects.filter(one=one, other=other).first()
        if ours is None:
            ledger.change(theirs, one_id=one, other_id=other)
            continue
        ledger.drop(theirs)
        if ours.state == DuplicatePair.State.OPEN != theirs.state:
            ledger.change(ours, state=theirs.state, decided_at=theirs.decided_at, decided_by_id=theirs.decided_by_id)
    for side in ("one", "other"):
        ledger.point(DuplicatePair, side, gone, kept)
