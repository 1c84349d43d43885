"""Chasing: providers are told once of each step that a return reaches, however late the day's work comes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from community.models import Community, User
from directory import timeline
from directory.models import Affiliation, Entry, Person
from employers import signing
from employers.calendar import each
from providers import periods, signals
from providers.kinds import LISTED, Standing
from providers.models import Provider, Return
from providers.periods import AHEAD, Step, step_of

AT_ONCE = 200  # providers of one community and run; the next run goes on
CHASED = LISTED | {Standing.SUSPENDED}  # whoever is on the list no more is written to no more
CHASED_VERB = "returns_chased"  # on the timeline


class CannotChase(Exception):
    """They cannot be reminded by hand; the message says why."""


def remind(community: Community, *, at: datetime, most: int = AT_ONCE) -> int:
    """Tell providers of what is due and was not told yet, and return how many of them there were."""
    today = signing.local_day(community, at)
    its = untold(community, today).filter(program__provider=OuterRef("pk"))
    due = Provider.objects.of(community).filter(Exists(its), standing__in=sorted(CHASED))
    return each(due, tell, at=at, order=["pk"], most=most)


def untold(community: Community, today: date) -> QuerySet[Return]:
    """Return the awaited returns that reached a step of which was not told: `periods.step_of` as a query."""
    open_ = [cohort for cohort in periods.ended_halves(today) if periods.opens_on(cohort) <= today]
    reached = Q(told="", cohort__lte=open_[-1]) if open_ else Q(pk=None)
    for step, days in AHEAD.items():
        reached |= Q(told__lt=step, day__lte=today + timedelta(days=days))
    rows: QuerySet[Return] = Return.objects.of(community).awaited().with_day().filter(reached)
    return rows


@transaction.atomic
def tell(provider: Provider, *, at: datetime) -> bool:
    """Tell one provider of the latest step of each return, and return whether there was anything left to tell."""
    provider = locked(provider)
    today = signing.local_day(provider.organization.community, at)
    steps: dict[Step, list[Return]] = {}
    for awaited in awaited_of(provider):
        step = step_of(awaited.cohort, awaited.falls_on, today)
        if step and step > awaited.told:
            steps.setdefault(step, []).append(awaited)
    for step, told in steps.items():
        Return.objects.filter(pk__in=[awaited.pk for awaited in told]).update(told=step)
    due = [awaited for told in steps.values() for awaited in told]
    if due:
        signals.returns_told.send(Provider, provider=provider, step=max(steps), due=in_order(due), at=at)
    return bool(due)


def locked(provider: Provider) -> Provider:
    """Return a provider under a lock, with its community."""
    rows = Provider.objects.select_for_update(of=("self",)).select_related("organization__community")
    return rows.get(pk=provider.pk)


def awaited_of(provider: Provider) -> list[Return]:
    """Return what a provider is still to send, under a lock."""
    rows = Return.objects.awaited().filter(program__provider=provider).select_for_update(of=("self",))
    return list(rows.select_related("program").order_by("pk"))


def in_order(due: Sequence[Return]) -> list[Return]:
    """Return returns by the day on which they are due."""
    return sorted(due, key=lambda awaited: (awaited.falls_on, awaited.program.name, awaited.pk))


@transaction.atomic
def chase(provider: Provider, *, by: User, at: datetime) -> list[Return]:
    """Write to a provider by hand about all that is overdue, at most once a day, and return what that is.

    Raises CannotChase where nothing is overdue, nobody has its desk, or they were written to today.
    """
    provider = locked(provider)
    organization = provider.organization
    today = signing.local_day(organization.community, at)
    due = in_order([awaited for awaited in awaited_of(provider) if awaited.falls_on < today])
    if not due:
        raise CannotChase("Nothing of theirs is overdue any more.")
    if not contacts(provider):
        raise CannotChase("Nobody has their desk. Call them, or open the desk to somebody on the organization’s page.")
    last = chased_at(provider)
    if last and signing.local_day(organization.community, last) == today:
        raise CannotChase("They were written to today already.")
    Return.objects.filter(pk__in=[awaited.pk for awaited in due], told__lt=Step.LATE).update(told=Step.LATE)
    timeline.record(
        CHASED_VERB,
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        facts={"returns": [awaited.pk for awaited in due]},
    )
    signals.returns_chased.send(Provider, provider=provider, due=due, by=by, at=at)
    return due


def chased_at(provider: Provider) -> datetime | None:
    """Return when a coordinator last wrote to a provider by hand."""
    said = Entry.objects.filter(organization=provider.organization_id, verb=CHASED_VERB)
    return said.order_by("-at").values_list("at", flat=True).first()


def contacts(provider: Provider) -> list[Person]:
    """Return who is written to about returns: everybody with the provider's desk and an address."""
    with_desk = Affiliation.objects.current().filter(
        organization=provider.organization_id, has_desk=True, person=OuterRef("pk")
    )
    return list(Person.objects.filter(Exists(with_desk)).exclude(email="").order_by("pk"))
