"""Verifying the evidence: the chain against itself, the texts, and the rows against what the chain says of them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from community import audit, jobs
from community.models import Community, Job, User
from employers import evidence
from employers.comparing import row_problems, said
from employers.models import Chain, Commitment, CommitmentText, Event
from employers.models.event import GENESIS

JOB = "verify_commitments"
EVENTS_AT_ONCE = 500
ROWS_AT_ONCE = 200


class Altered(Exception):
    """Something is not as it was written; the message says what."""


@dataclass
class Place:
    """How far a verification has come: the last event's number and hash, then the last commitment compared."""

    number: int = 0
    hash: str = GENESIS
    is_chain_done: bool = False
    pk: int = 0
    compared: int = 0


def problems(community: Community) -> Iterator[str]:
    """Yield what is wrong, first in the chain, then in the texts and rows, as sentences; nothing where all is well."""
    yield from chain_problems(community)
    yield from text_problems(community)
    after = 0
    while batch := rows_after(community, after):
        for commitment in batch:
            yield from commitment_problems(commitment)
        after = batch[-1].pk


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
    name = f"Event {number}, {event.commitment.reference}"
    if event.previous_hash != place.hash or evidence.event_hash(place.hash, event.content) != event.hash:
        raise Altered(f"{name}: it was altered after it was written.")
    told = (content.get("kind"), content.get("at"), content.get("commitment"))
    if told != (event.kind, evidence.instant(event.at), event.commitment.reference):
        raise Altered(f"{name}: its row does not say what was hashed.")
    if event.commitment.community_id != event.community_id:
        raise Altered(f"{name}: its commitment is another community's.")
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
    for text in CommitmentText.objects.of(community).published():
        if evidence.sha256(text.body) != text.sha256:
            yield f"Text version {text.version}: its body does not have the fingerprint it was published with."


def rows_after(community: Community, pk: int) -> list[Commitment]:
    """Return the next commitments to compare, with all that is compared."""
    rows = Commitment.objects.of(community).filter(pk__gt=pk).select_related("text", "supersedes").order_by("pk")
    return list(rows.prefetch_related("events", "promises", "consents")[:ROWS_AT_ONCE])


def commitment_problems(commitment: Commitment) -> list[str]:
    """Return what is wrong with a commitment; a doubt is asked again with its row locked: it may just be changing."""
    if not list(row_problems(commitment)):
        return []
    with transaction.atomic():
        rows = Commitment.objects.select_for_update(of=("self",)).select_related("text", "supersedes")
        return list(row_problems(rows.get(pk=commitment.pk)))


@transaction.atomic
def start(community: Community, *, by: User, at: datetime) -> Job:
    """Verify all of a community's commitments in the background; once at a time, however often it is asked for."""
    Chain.objects.select_for_update().filter(community=community).first()
    under_way = Job.objects.of(community).filter(kind=JOB, state__in=[Job.State.WAITING, Job.State.RUNNING]).first()
    return under_way or jobs.start(JOB, community=community, title="Verify all commitments", arguments={}, by=by, at=at)


def work(job: Job, until: datetime) -> bool:
    """Verify as much as the time allows and return whether that was all; the first problem ends the job as failed."""
    place = Place(**job.bookmark)
    job.total = Event.objects.of(job.community).count() + Commitment.objects.of(job.community).count()
    try:
        while timezone.now() < until:  # a slice ends by the clock, so it has to look at it
            is_done = stretch(job.community, place)
            job.bookmark, job.done = asdict(place), place.number + place.compared
            if is_done:
                conclude(job, "nothing was altered")
                job.outcome = (
                    f"Nothing was altered: {place.number} events and {place.compared} commitments "
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
    batch = rows_after(community, place.pk)
    for commitment in batch:
        for problem in commitment_problems(commitment):
            raise Altered(problem)
        place.pk, place.compared = commitment.pk, place.compared + 1
    return len(batch) < ROWS_AT_ONCE


def conclude(job: Job, outcome: str) -> None:
    """Put the result of a verification on the audit trail."""
    audit.record(
        f"verified all commitments: {outcome}", community=job.community, by=job.requested_by, at=timezone.now()
    )
