"""Verifying the evidence: the chain against itself, the texts, and the rows against what the chain says of them.

Whatever is signed is verified here: apps above register how their rows are read and compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from community import audit, jobs
from community.models import Community, Job, User
from employers import evidence
from employers.comparing import row_problems, said
from employers.models import Chain, Commitment, CommitmentText, Event
from employers.models.event import GENESIS
from employers.wordings import TextKind

JOB = "verify_commitments"
EVENTS_AT_ONCE = 500
ROWS_AT_ONCE = 200


class Altered(Exception):
    """Something is not as it was written; the message says what."""


@dataclass
class Place:
    """How far a verification has come: the last event's number and hash, then the last row of a subject compared."""

    number: int = 0
    hash: str = GENESIS
    is_chain_done: bool = False
    subject: int = 0  # its place among those registered
    pk: int = 0
    compared: int = 0


def none_lost(_community: Community) -> Iterator[str]:
    """Yield nothing: rows at which the chain points cannot go."""
    return iter(())


@dataclass(frozen=True)
class Rows:
    """The rows of one subject: the next of a community after a key, at most so many, and what is wrong with one.

    `lost` yields what the chain tells of rows that are gone.
    """

    after: Callable[[Community, int, int], list[Any]]
    problems: Callable[[Any], list[str]]
    count: Callable[[Community], int]
    lost: Callable[[Community], Iterator[str]] = none_lost


def problems(community: Community) -> Iterator[str]:
    """Yield what is wrong, first in the chain, then in the texts and rows, as sentences; nothing where all is well."""
    yield from chain_problems(community)
    yield from text_problems(community)
    for rows in compared.values():
        after = 0
        while batch := rows.after(community, after, ROWS_AT_ONCE):
            for row in batch:
                yield from rows.problems(row)
            after = batch[-1].pk
        yield from rows.lost(community)


def chain_problems(community: Community) -> Iterator[str]:
    """Yield the first break of the chain; whatever follows a break proves nothing."""
    place = Place()
    try:
        while walk(community, place):
            pass
    except Altered as problem:
        yield str(problem)


def walk(community: Community, place: Place) -> bool:
    """Follow the chain for the next events and return whether there may be more; raises Altered at a break."""
    events = Event.objects.of(community).filter(number__gt=place.number).select_related("commitment").order_by("number")
    stretch = list(events[:EVENTS_AT_ONCE])
    for event in stretch:
        step(place, event)
    if len(stretch) == EVENTS_AT_ONCE:
        return True
    finish(community, place)
    return False


def step(place: Place, event: Event) -> None:
    """Move the place one event on; raises Altered where it cannot follow."""
    number, content = place.number + 1, said(event)
    if event.number != number or content.get("number") != number:
        raise Altered(f"Event {number}: an event is missing or out of its place.")
    name = f"Event {number}, {event.reference}"
    if event.previous_hash != place.hash or evidence.event_hash(place.hash, event.content) != event.hash:
        raise Altered(f"{name}: it was altered after it was written.")
    told = (content.get("kind"), content.get("at"), content.get(event.subject))
    if told != (event.kind, evidence.instant(event.at), event.reference):
        raise Altered(f"{name}: its row does not say what was hashed.")
    if event.commitment and event.commitment.community_id != event.community_id:
        raise Altered(f"{name}: its commitment is another community's.")
    if event.commitment and event.commitment.reference != event.reference:
        raise Altered(f"{name}: its row does not say what was hashed.")
    place.number, place.hash = number, event.hash


@transaction.atomic
def finish(community: Community, place: Place) -> None:
    """Follow what was added meanwhile, with the chain locked; raises Altered where it does not end where it should."""
    chain = Chain.objects.select_for_update().filter(community=community).first()
    added = Event.objects.of(community).filter(number__gt=place.number).select_related("commitment").order_by("number")
    for event in added:
        step(place, event)
    head, length = (chain.head, chain.length) if chain else (GENESIS, 0)
    if (head, length) != (place.hash, place.number):
        raise Altered(
            f"The chain should end at event {length} and ends at event {place.number}: its end was cut or forged."
        )


def known_problem(community: Community, number: int, known_hash: str) -> str:
    """Return why an event does not have the hash that somebody noted outside the database, or an empty text.

    Who can write to the database can forge a whole chain anew; only a hash kept elsewhere shows that.
    """
    event = Event.objects.of(community).filter(number=number).first()
    if event is None:
        return f"Event {number}: it is missing, though its hash was noted."
    return "" if event.hash == known_hash else f"Event {number}: its hash is not the one that was noted."


def text_problems(community: Community) -> Iterator[str]:
    """Yield which published texts are no longer those that were published."""
    for kind in TextKind:
        what = "Text" if kind == TextKind.COMMITMENT else f"{kind.label} text"
        for text in CommitmentText.objects.of(community, kind).published():
            if evidence.sha256(text.body) != text.sha256:
                yield f"{what} version {text.version}: its body does not have the fingerprint it was published with."


def rows_after(community: Community, pk: int, most: int) -> list[Commitment]:
    """Return the next commitments to compare, with all that is compared."""
    rows = Commitment.objects.of(community).filter(pk__gt=pk).select_related("text", "supersedes").order_by("pk")
    return list(rows.prefetch_related("events", "promises", "consents")[:most])


def commitment_problems(commitment: Commitment) -> list[str]:
    """Return what is wrong with a commitment; a doubt is asked again with its row locked: it may just be changing."""
    if not list(row_problems(commitment)):
        return []
    with transaction.atomic():
        rows = Commitment.objects.select_for_update(of=("self",)).select_related("text", "supersedes")
        return list(row_problems(rows.get(pk=commitment.pk)))


def count_of(community: Community) -> int:
    """Return how many commitments there are to compare."""
    return Commitment.objects.of(community).count()


# What is compared with the chain, in order; apps above add theirs when they start.
compared: dict[Event.Subject, Rows] = {Event.Subject.COMMITMENT: Rows(rows_after, commitment_problems, count_of)}


@transaction.atomic
def start(community: Community, *, by: User, at: datetime) -> Job:
    """Verify all of a community's commitments in the background; once at a time, however often it is asked for."""
    Chain.objects.select_for_update().filter(community=community).first()
    under_way = Job.objects.of(community).filter(kind=JOB, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
    return under_way or jobs.start(JOB, community=community, title="Verify all commitments", arguments={}, by=by, at=at)


def work(job: Job, until: datetime) -> bool:
    """Verify as much as the time allows and return whether that was all; the first problem ends the job as failed."""
    place = Place(**job.bookmark)
    job.total = Event.objects.of(job.community).count() + sum(rows.count(job.community) for rows in compared.values())
    try:
        while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
            is_done = stretch(job.community, place)
            job.bookmark, job.done = asdict(place), place.number + place.compared
            if is_done:
                conclude(job, "nothing was altered")
                job.outcome = (
                    f"Nothing was altered: {place.number} events and {place.compared} signatures "
                    "are as they were written. "
                    f"The chain ends with {place.hash}."
                )
                return True
            jobs.advance(job)
    except Altered as problem:
        conclude(job, "something was altered")
        raise jobs.CannotGoOn(f"Something was altered. {problem}") from problem
    return False


def stretch(community: Community, place: Place) -> bool:
    """Verify the next stretch and return whether nothing is left; raises Altered at the first problem."""
    if not place.is_chain_done:
        place.is_chain_done = not walk(community, place)
        for problem in text_problems(community) if place.is_chain_done else ():
            raise Altered(problem)
        return False
    rows = list(compared.values())[place.subject]
    batch = rows.after(community, place.pk, ROWS_AT_ONCE)
    for row in batch:
        for problem in rows.problems(row):
            raise Altered(problem)
        place.pk, place.compared = row.pk, place.compared + 1
    if len(batch) == ROWS_AT_ONCE:
        return False
    for problem in rows.lost(community):
        raise Altered(problem)
    place.subject, place.pk = place.subject + 1, 0
    return place.subject == len(compared)


def conclude(job: Job, outcome: str) -> None:
    """Put the result of a verification on the audit trail."""
    audit.record(
        f"verified all commitments: {outcome}", community=job.community, by=job.requested_by, at=timezone.now()
    )
