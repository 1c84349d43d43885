"""Introductions: somebody we know is asked to introduce us, the request is taken back, or the introduction was made."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from community.models import Community, User
from directory import asking, signals, timeline, weighing
from directory.models import Affiliation, Alliance, Entry, Introduction, Organization, Person
from directory.replies import LIVE, REST, State


class CannotAsk(Exception):
    """Nobody can be asked like this; the message says why."""


class AskedLately(CannotAsk):
    """They were asked for something a short while ago; whoever asks anyway says so."""


class CannotChange(Exception):
    """It is not in a state to do that; the message says why."""


def draft(
    introducer: Person,
    target: Person,
    *,
    by: User,
    at: datetime,
    organization: Organization | None = None,
    through: Person | None = None,
    knower: Person | None = None,
) -> Introduction:
    """Return a request with words to begin with, not kept yet; `knower` is who of our team knows the introducer."""
    job = job_of(target, organization)
    organization = organization or (job.organization if job else None)
    title = f"{job.title} at " if job and job.title else ""
    community = introducer.community
    return Introduction(
        community=community,
        introducer=introducer,
        target=target,
        organization=organization,
        through=through if through and through.pk not in {introducer.pk, target.pk} else None,
        asked_by=by,
        asked_at=at,
        words=asking.request(
            introducer=introducer.name,
            target=target.name,
            where=f"{title}{organization}" if organization else "",
            through=through.name if through else "",
            knower=knower.name if knower and knower.user_id != by.pk else "",
            asker=f"{by.name}, {community.name}",
            community=community.name,
            region=community.region,
        ),
    )


def job_of(person: Person, organization: Organization | None = None) -> Affiliation | None:
    """Return where somebody works now: at this organization, or at the first that we learned of."""
    jobs = Affiliation.objects.current().filter(person=person).select_related("organization").order_by("pk")
    return (jobs.filter(organization=organization) if organization else jobs).first()


@transaction.atomic
def ask(
    introducer: Person,
    target: Person,
    *,
    words: str,
    by: User,
    at: datetime,
    organization: Organization | None = None,
    through: Person | None = None,
    anyway: bool = False,
) -> Introduction:
    """Ask somebody by letter to introduce us to a person, and say so on both timelines.

    `organization` is why we want to meet them, `through` whom the introducer would have to ask. Raises CannotAsk where
    they cannot be written to or are being asked already, AskedLately where they had a request a short while ago and
    `anyway` is not said; upper floors raise CannotAsk for reasons of theirs.
    """
    introducer = Person.objects.select_for_update().get(pk=introducer.pk)
    if reason := obstacle(introducer, target):
        raise CannotAsk(reason)
    if not anyway and (last := asked_lately(introducer, at)):
        raise AskedLately(
            f"{introducer} was asked for an introduction to {last.to} on {day(last)}. Is it worth asking so soon?"
        )
    try:
        with transaction.atomic():
            introduction = Introduction.objects.create(
                community=introducer.community,
                introducer=introducer,
                introducer_organization=home_of(introducer),
                target=target,
                organization=organization,
                through=through,
                words=words,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError as problem:  # a colleague was quicker
        raise CannotAsk(f"{introducer} is being asked for this already.") from problem
    tell("introduction_asked", introduction, by=by, at=at, sought="introduction_sought")
    signals.introduction_asked.send(Introduction, introduction=introduction, at=at)
    return introduction


def obstacle(introducer: Person, target: Person) -> str:
    """Return why one person cannot be asked to introduce us to the other, or an empty text."""
    if introducer.pk == target.pk:
        return f"{introducer} is who you want to meet. Write to them, or ask somebody else."
    if not introducer.email:
        return f"We have no address of {introducer}. Add it on their page, or call."
    live = Introduction.objects.filter(introducer=introducer, target=target, state__in=LIVE).first()
    if live and live.state == State.HAPPY:
        return f"{introducer} has already said yes to this, on {day(live)}."
    return f"{introducer} is being asked for this already, since {day(live)}." if live else ""


def asked_lately(introducer: Person, at: datetime) -> Introduction | None:
    """Return the last request that somebody got, where that is so short a while ago that they may rest."""
    since = Introduction.objects.filter(introducer=introducer, asked_at__gt=at - REST)
    return since.exclude(words="").with_all().order_by("-asked_at", "-pk").first()


def between(community: Community, introducers: Collection[int], targets: Collection[int]) -> dict[Any, Introduction]:
    """Return the latest request for each introducer and target, by their keys; one query."""
    asked = Introduction.objects.of(community).filter(introducer__in=introducers, target__in=targets)
    return {(one.introducer_id, one.target_id): one for one in asked.order_by("asked_at", "pk")}


def home_of(person: Person) -> Organization | None:
    """Return where somebody is at home: at an alliance, as its contact or at work there, else where they work."""
    jobs = Affiliation.objects.current().filter(person=person).select_related("organization")
    at_work = [job.organization for job in jobs.order_by("pk")]
    theirs = Alliance.objects.of(person.community).filter(organization__in=at_work) | Alliance.objects.of(
        person.community
    ).filter(contact=person)
    alliance = theirs.select_related("organization").order_by("pk").first()
    return alliance.organization if alliance else at_work[0] if at_work else None


@transaction.atomic
def log(
    introducer: Person,
    *,
    target: Person | None,
    organization: Organization | None,
    words: str,
    on: date,
    by: User,
    at: datetime,
) -> Introduction:
    """Write down an introduction that was made without a request; where one was on its way, that is the one made.

    Raises CannotChange where somebody would have introduced us to themselves.
    """
    if target and target.pk == introducer.pk:
        raise CannotChange(f"Nobody introduces themselves. Who introduced us to {target}?")
    job = job_of(target) if target and organization is None else None
    live = Introduction.objects.filter(introducer=introducer, target=target, state__in=LIVE).first() if target else None
    introduction = live or Introduction.objects.create(
        community=introducer.community,
        introducer=introducer,
        introducer_organization=home_of(introducer),
        target=target,
        organization=job.organization if job else organization,
        state=State.MADE,
        asked_by=by,
        asked_at=at,
        made_on=on,
        closed_at=at,
    )
    return settle_made(introduction, on=on, note=words, by=by, at=at)


@transaction.atomic
def make(introduction: Introduction, *, on: date, note: str, by: User, at: datetime) -> Introduction:
    """Say that the introduction was made, whatever was answered; raises CannotChange where it was, or was withdrawn."""
    introduction = locked(introduction)
    if introduction.state in {State.MADE, State.WITHDRAWN}:
        raise CannotChange(f"This request is {State(introduction.state).label.lower()} already.")
    return settle_made(introduction, on=on, note=note, by=by, at=at)


def settle_made(introduction: Introduction, *, on: date, note: str, by: User, at: datetime) -> Introduction:
    """Close a request as made: it is contact with the organization, and the proof of a tie."""
    introduction.state, introduction.made_on, introduction.closed_at = State.MADE, on, at
    introduction.note = introduction.note or note
    introduction.save(update_fields=["state", "made_on", "closed_at", "note"])
    tell("introduction_made", introduction, by=by, at=at, text=note)
    weighing.weigh(introduction, by=by, at=at)
    signals.introduction_made.send(Introduction, introduction=introduction, at=at)
    if introduction.organization:
        organization = introduction.organization
        signals.contact_noted.send(Entry, organization=organization, on=on, kind="introduction", by=by, at=at)
    return introduction


@transaction.atomic
def withdraw(introduction: Introduction, *, by: User, at: datetime) -> Introduction:
    """Take a request back: its link says that nothing is needed any more. Raises CannotChange where it is over."""
    introduction = locked(introduction)
    if introduction.state not in LIVE:
        raise CannotChange(f"This request is over: {State(introduction.state).label.lower()}.")
    introduction.state, introduction.closed_at = State.WITHDRAWN, at
    introduction.save(update_fields=["state", "closed_at"])
    tell("introduction_withdrawn", introduction, by=by, at=at)
    signals.introduction_withdrawn.send(Introduction, introduction=introduction, at=at)
    return introduction


def locked(introduction: Introduction) -> Introduction:
    """Return a request as it is now, its row locked."""
    Introduction.objects.select_for_update().get(pk=introduction.pk)
    return Introduction.objects.with_all().select_related("community").get(pk=introduction.pk)


def tell(
    verb: str,
    introduction: Introduction,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    sought: str = "",
    **facts: Any,
) -> None:
    """Write what happened on the introducer's timeline, and on those of whom we want to meet and their organization.

    `sought` is the verb of the latter, where it differs: asking is a burden on the introducer alone.
    """
    named = {
        "introduction": introduction.pk,
        "introducer": introduction.introducer.pk,
        "who": introduction.introducer.name,
        "to": introduction.to,
        **facts,
    }
    common: dict[str, Any] = {"community": introduction.community, "by": by, "at": at, "text": text, "facts": named}
    timeline.record(verb, person=introduction.introducer, **common)
    timeline.record(sought or verb, person=introduction.target, organization=introduction.organization, **common)


def day(introduction: Introduction) -> str:
    """Return the day of a request in words."""
    on = introduction.asked_at.astimezone(introduction.community.zone)
    return f"{on:%B} {on.day}, {on.year}"
