"""Weighing: pairs are compared by all that is known of the two, and those that look alike are written down."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Count

from community.models import Community, Job
from directory.duplicates.blocks import SHARED_BY, Pair
from directory.duplicates.keys import own_domain
from directory.likeness import Firm, Likeness, Somebody, weigh, weigh_people
from directory.models import Affiliation, Domain, DuplicateKey, DuplicatePair, Organization, Person
from directory.names import FREE_MAIL
from directory.spelling import digest, digits_of

NAMED = 3  # people whom a reason names; more are counted


def firms(community: Community, keys: Collection[int]) -> dict[int, Firm]:
    """Return organizations by their keys, as far as their own row says."""
    rows = Organization.objects.of(community).filter(pk__in=keys)
    return {row[0]: Firm(*row) for row in rows.values_list("pk", "name", "normalized_name", "town", "phone")}


def people(community: Community, keys: Collection[int]) -> dict[int, Somebody]:
    """Return people by their keys, as far as their own row says."""
    rows = Person.objects.of(community).filter(pk__in=keys)
    return {
        pk: Somebody(pk, name, folded, email, phone, own_domain(email), user is not None)
        for pk, name, folded, email, phone, user in rows.values_list(
            "pk", "name", "folded_name", "email", "phone", "user"
        )
    }


def with_facts(job: Job, some: dict[int, Firm]) -> dict[int, Firm]:
    """Return organizations with domains, phone and people: what more than a few have in common is left out."""
    domains = domains_of(job.community, some)
    staff = staff_of(some)
    busy = busy_phones(job, [one.phone for one in some.values()])
    return {
        pk: replace(
            one,
            phone="" if digits_of(one.phone) in busy else one.phone,
            domains=domains.get(pk, {}),
            people=staff.get(pk, {}),
        )
        for pk, one in some.items()
    }


def domains_of(community: Community, keys: Collection[int]) -> dict[int, dict[str, bool]]:
    """Return by organization those of its mail domains that few have, and whether each was verified."""
    rows = Domain.objects.filter(organization__in=keys).exclude(name__in=FREE_MAIL)
    found = list(rows.values_list("organization_id", "name", "verified_at"))
    shared = several(name for _pk, name, _at in found)
    owners = Domain.objects.of(community).filter(name__in=shared).order_by().values("name").annotate(count=Count("pk"))
    crowded = set(owners.filter(count__gt=SHARED_BY).values_list("name", flat=True))
    domains: dict[int, dict[str, bool]] = defaultdict(dict)
    for pk, name, verified_at in found:
        if name in shared and name not in crowded:
            domains[pk][name] = verified_at is not None
    return domains


def staff_of(keys: Collection[int]) -> dict[int, dict[int, str]]:
    """Return by organization who works there now and at few others."""
    rows = Affiliation.objects.current().filter(organization__in=keys)
    found = list(rows.values_list("organization_id", "person_id", "person__name"))
    shared = several(person for _pk, person, _name in found)
    jobs = Affiliation.objects.current().filter(person__in=shared).order_by().values("person_id")
    busy = set(jobs.annotate(count=Count("pk")).filter(count__gt=SHARED_BY).values_list("person_id", flat=True))
    staff: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, person, name in found:
        if person in shared and person not in busy:
            staff[pk][person] = name
    return staff


def busy_phones(job: Job, phones: Iterable[str]) -> set[str]:
    """Return the digits of those phones that more than a few organizations have."""
    shared = {digest(digits): digits for digits in several(filter(None, map(digits_of, phones)))}
    rows = DuplicateKey.objects.filter(job=job, kind=DuplicateKey.Kind.PHONE, key__in=shared).order_by()
    crowds = rows.values("key").annotate(count=Count("pk")).filter(count__gt=SHARED_BY)
    return {shared[key] for key in crowds.values_list("key", flat=True)}


def several(things: Iterable[Any]) -> set[Any]:
    """Return what is there more than once."""
    return {thing for thing, count in Counter(things).items() if count > 1}


def with_places(job: Job, some: dict[int, Somebody]) -> dict[int, Somebody]:
    """Return people with where they work or worked."""
    rows = Affiliation.objects.of(job.community).filter(person__in=some)
    places: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, organization, name in rows.values_list("person_id", "organization_id", "organization__name"):
        places[pk][organization] = name
    return {pk: replace(one, places=places.get(pk, {})) for pk, one in some.items()}


def compare(job: Job, model: type[Organization] | type[Person], blocks: Iterable[list[int]], pairs: Any) -> list[Any]:
    """Return the pairs of some blocks that look alike, each with its likeness; reads, and writes nothing."""
    blocks = list(blocks)
    keys = {pk for block in blocks for pk in block}
    is_people = model is Person
    known: dict[int, Any] = people(job.community, keys) if is_people else firms(job.community, keys)
    found: set[Pair] = set()
    for block in blocks:
        there = [known[pk] for pk in dict.fromkeys(block) if pk in known]
        found.update(pairs(there))
    some = {pk: known[pk] for pair in found for pk in pair}
    weighed: dict[int, Any] = {}
    if some:
        weighed = with_places(job, some) if is_people else with_facts(job, some)
    judge: Any = weigh_people if is_people else weigh
    return [(pair, alike) for pair in sorted(found) if (alike := judge(weighed[pair[0]], weighed[pair[1]]))]


def keep(
    community: Community,
    model: type[Organization] | type[Person],
    alike: Iterable[tuple[Pair, Likeness]],
    *,
    at: datetime,
) -> None:
    """Write down pairs that look alike; what was decided before stays decided."""
    sides = ("one_person", "other_person") if model is Person else ("one", "other")
    rows = [
        DuplicatePair(
            community=community,
            score=likeness.score,
            is_sure=likeness.is_sure,
            reasons=likeness.reasons,
            seen_at=at,
            **{f"{side}_id": pk for side, pk in zip(sides, pair, strict=True)},
        )
        for pair, likeness in alike
    ]
    DuplicatePair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=list(sides),
        update_fields=["score", "is_sure", "reasons", "seen_at"],
    )
