"""Blocks: records that have something in common are put together, and within each block the pairs that may be one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from django.db.models import Count, QuerySet
from rapidfuzz import fuzz, process

from community.models import Job
from directory.likeness import ELSEWHERE, LOOSE, Firm, Somebody, people_alike, weigh
from directory.models import Affiliation, Domain, DuplicateKey, Organization, Person
from directory.names import FREE_MAIL, fold
from directory.spelling import names_of, words_of

SHARED_BY = 6  # whatever more organizations than this have in common says nothing about two of them
AT_ONCE = 2_000  # records in the blocks that are looked through together
GROUPS = 1_000  # blocks, at most
SMALL = 12  # records of a block that are all compared with each other
NEAR = 200  # in a large block each is compared with so many that stand next to it by name
EACH = 20  # pairs of one record in one block
ROUGHLY = 4  # percent by which a first glance may be wrong
Kind = DuplicateKey.Kind
Pair = tuple[int, int]


@dataclass(frozen=True)
class Stream:
    """All the blocks of records that have one kind of thing in common, in the order of that thing."""

    model: type[Organization] | type[Person]
    rows: Callable[[Job], "QuerySet[Any]"]
    key: str
    record: str
    pairs: Callable[[list[Any]], Iterable[Pair]]
    most: int = 0  # records of a block; a larger one says nothing. 0: however many

    def blocks(self, job: Job, after: Any) -> dict[Any, list[int]]:
        """Return the next blocks of two or more records, by their keys in order; none where none is left."""
        rows = self.rows(job)
        groups = rows.filter(**{f"{self.key}__gt": after}) if after is not None else rows
        groups = groups.order_by(self.key).values(self.key).annotate(count=Count("pk")).filter(count__gt=1)
        if self.most:
            groups = groups.filter(count__lte=self.most)
        blocks: dict[Any, list[int]] = {}
        size = 0
        for key, count in groups.values_list(self.key, "count")[:GROUPS]:
            blocks[key] = []
            size += count
            if size >= AT_ONCE:
                break
        if blocks:
            members = rows.filter(**{f"{self.key}__in": list(blocks)}).order_by(self.key, self.record)
            for key, record in members.values_list(self.key, self.record):
                blocks[key].append(record)
        return blocks


def keyed(kind: str) -> Callable[[Job], "QuerySet[Any]"]:
    """Return what gives the keys of one kind that a search wrote down."""
    return lambda job: DuplicateKey.objects.filter(job=job, kind=kind)


def domains(job: Job) -> "QuerySet[Any]":
    """Return the mail domains of organizations; those of free mailboxes are nobody's."""
    return Domain.objects.of(job.community).exclude(name__in=FREE_MAIL)


def employees(job: Job) -> "QuerySet[Any]":
    """Return who works where now."""
    return Affiliation.objects.of(job.community).current()


def careers(job: Job) -> "QuerySet[Any]":
    """Return who works or worked where."""
    return Affiliation.objects.of(job.community)


def all_pairs(block: list[Any]) -> Iterator[Pair]:
    """Yield every two records of a small block."""
    return combinations(sorted(one.pk for one in block), 2)


def in_any_order(one: Firm) -> str:
    """Return the words of a name in the order of the alphabet."""
    return " ".join(sorted(words_of(one.compared)))


def without_spaces(one: Firm) -> str:
    """Return the letters of a name."""
    return "".join(words_of(one.compared))


def named_alike(block: list[Firm], spell: Callable[[Firm], str]) -> Iterator[Pair]:
    """Yield the organizations whose names alone say that they may be one, spelled so; names that many have say nothing.

    A chain with a branch in every town is many organizations of one name: two of those are asked about in one town.
    """
    spelled = {one.pk: spell(one) for one in block}
    block = sorted(block, key=lambda one: (spelled[one.pk], fold(one.town), one.pk))
    names = [spelled[one.pk] for one in block]
    common = {name for name, count in Counter(one.compared for one in block).items() if count > SHARED_BY}
    for place, one in enumerate(block):
        found = 0
        following = names[place + 1 : place + 1 + NEAR]
        for _name, score, step in process.extract(
            names[place], following, scorer=fuzz.ratio, score_cutoff=LOOSE - ROUGHLY, limit=None
        ):
            other = block[place + 1 + step]
            if is_at_a_glance(one, other, score, common) and weigh(one, other):
                yield pair(one.pk, other.pk)
                found += 1
                if found == EACH:
                    break


def is_at_a_glance(one: Firm, other: Firm, score: float, common: set[str]) -> bool:
    """Test whether two organizations are worth weighing: near enough for their towns, and not branches of a chain."""
    is_same_town = fold(one.town) == fold(other.town)
    if one.town and other.town and not is_same_town:
        return score >= LOOSE + ELSEWHERE - ROUGHLY and not one.compared == other.compared in common
    return bool(one.town and is_same_town) or not one.compared == other.compared in common


def called_alike(block: list[Somebody]) -> Iterator[Pair]:
    """Yield the people of a block whose names may be one person's."""
    names = {one.pk: names_of(one.folded) for one in block}
    for one, other in set(within(names)):
        if people_alike(names[one], names[other])[0]:
            yield one, other


def within(names: dict[int, list[str]]) -> Iterator[Pair]:
    """Yield the pairs of a block worth comparing: all of a small one, of a larger those that share a name.

    Of a name that many there have, those whose whole name is the same.
    """
    if len(names) <= SMALL:
        yield from combinations(sorted(names), 2)
        return
    sharing: dict[str, list[int]] = defaultdict(list)
    for pk in sorted(names):
        for word in {word for word in names[pk] if len(word) > 1}:
            sharing[word].append(pk)
        sharing[" ".join(sorted(names[pk]))].append(pk)
    for some in sharing.values():
        if len(some) <= NEAR:
            yield from combinations(some, 2)
        else:
            yield from ((one, other) for place, one in enumerate(some) for other in some[place + 1 : place + 1 + EACH])


def pair(one: int, other: int) -> Pair:
    """Return two keys in order."""
    return (one, other) if one < other else (other, one)


STREAMS = [
    Stream(Organization, keyed(Kind.WORDS), "key", "record", partial(named_alike, spell=in_any_order)),
    Stream(Organization, keyed(Kind.LETTERS), "key", "record", partial(named_alike, spell=without_spaces)),
    Stream(Organization, keyed(Kind.PHONE), "key", "record", all_pairs, SHARED_BY),
    Stream(Organization, domains, "name", "organization_id", all_pairs, SHARED_BY),
    Stream(Organization, employees, "person_id", "organization_id", all_pairs, SHARED_BY),
    Stream(Person, careers, "organization_id", "person_id", called_alike),
    Stream(Person, keyed(Kind.OWN_PHONE), "key", "record", called_alike),
    Stream(Person, keyed(Kind.DOMAIN), "key", "record", called_alike),
    Stream(Person, keyed(Kind.MAILBOX), "key", "record", all_pairs, SHARED_BY),
]
