"""What an employer asks for: added, changed, ended and renewed, by its own people or by a coordinator."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from community.models import Community, User
from directory import timeline
from employers import pipeline, signals
from employers.models import Ask, Employer
from employers.occupations import short_name

LASTS = timedelta(days=365)
NOTICE = timedelta(days=14)
MOST = 30  # roles of one employer at a time
RECORD = "employers.asks"


class CannotAsk(Exception):
    """This cannot be asked for so; the message says why."""


def record_of(employer: Employer) -> str:
    """Return how links by e-mail name what an employer asks for."""
    return f"{RECORD}:{employer.pk}"


def at_record(community: Community, record: str) -> QuerySet[Employer]:
    """Return the employer that a link names so; none where it is no employer's."""
    kind, _colon, pk = record.rpartition(":")
    is_ours = kind == RECORD and pk.isascii() and pk.isdigit()
    return Employer.objects.of(community).filter(pk=int(pk)) if is_ours else Employer.objects.none()


def holding(employer: Employer, today: date) -> QuerySet[Ask]:
    """Return what an employer asks for on a day, signed for or not yet."""
    ended = Q(commitment__state__in=["expired", "withdrawn", "superseded", "rejected"])
    return Ask.objects.filter(employer=employer, valid_until__gte=today).exclude(ended)


def ending(employer: Employer, today: date) -> QuerySet[Ask]:
    """Return what of it ends so soon that it wants to be said again."""
    return holding(employer, today).filter(valid_until__lte=today + NOTICE)


@transaction.atomic
def ask(
    employer: Employer,
    *,
    occupation: str,
    openings: int | None,
    horizon: str,
    skills: Iterable[str],
    town: str,
    by: User,
    at: datetime,
) -> Ask:
    """Ask for one more role, for a year; raises CannotAsk where it is asked for already, or for too many."""
    employer = pipeline.locked(employer)
    today = pipeline.local_day(employer.organization, at)
    held = list(holding(employer, today).values_list("occupation", flat=True))
    if occupation in held:
        raise CannotAsk(_("You ask for this role already. Change it instead."))
    if len(held) >= MOST:
        raise CannotAsk(_("That is a long list. End a role before you add another."))
    made = Ask.objects.create(
        employer=employer,
        occupation=occupation,
        openings=openings,
        horizon=horizon,
        skills=list(skills),
        town=town,
        valid_until=today + LASTS,
        changed_at=at,
    )
    tell("role_asked", employer, by=by, at=at, asks=[made])
    return made


@transaction.atomic
def change(
    ask: Ask, *, openings: int | None, horizon: str, skills: Iterable[str], town: str, by: User, at: datetime
) -> Ask:
    """Say anew how many are wanted, by when, where and with which skills; it holds for a year from now.

    Raises CannotAsk where it was ended meanwhile.
    """
    employer, ask = locked(ask, at=at)
    ask.openings, ask.horizon, ask.skills, ask.town = openings, horizon, list(skills), town
    ask.valid_until = pipeline.local_day(employer.organization, at) + LASTS
    ask.changed_at = at
    ask.save(update_fields=["openings", "horizon", "skills", "town", "valid_until", "changed_at"])
    tell("role_changed", employer, by=by, at=at, asks=[ask])
    return ask


@transaction.atomic
def end(ask: Ask, *, by: User, at: datetime) -> Ask:
    """Stop asking for a role from today on; raises CannotAsk where it was ended already."""
    employer, ask = locked(ask, at=at)
    ask.valid_until = pipeline.local_day(employer.organization, at) - timedelta(days=1)
    ask.ended_at = ask.changed_at = at
    ask.save(update_fields=["valid_until", "ended_at", "changed_at"])
    tell("role_ended", employer, by=by, at=at, asks=[ask])
    return ask


@transaction.atomic
def renew(employer: Employer, *, at: datetime, by: User | None = None) -> int:
    """Ask for another year for what ends soon, and return how many roles that were; twice changes nothing."""
    employer = pipeline.locked(employer)
    today = pipeline.local_day(employer.organization, at)
    asks = list(ending(employer, today))
    if asks:
        Ask.objects.filter(pk__in=[one.pk for one in asks]).update(valid_until=today + LASTS, changed_at=at)
        tell("roles_renewed", employer, by=by, at=at, asks=asks)
    return len(asks)


def due(community: Community, today: date) -> QuerySet[Employer]:
    """Return the signed employers who ask for something that ends soon and were not written to about that end."""
    soon = Ask.objects.asked(community, today).filter(employer=OuterRef("pk"), valid_until__lte=today + NOTICE)
    unasked = soon.filter(Q(renewal_asked_for=None) | ~Q(renewal_asked_for=F("valid_until")))
    return Employer.objects.of(community).filter(Exists(unasked))


@transaction.atomic
def ask_to_renew(employer: Employer, *, at: datetime) -> bool:
    """Announce once that something asked for ends soon, and return whether that was still to be done."""
    employer = pipeline.locked(employer)
    today = pipeline.local_day(employer.organization, at)
    asks = list(ending(employer, today).order_by("valid_until", "pk"))
    new = [one for one in asks if one.renewal_asked_for != one.valid_until]
    if not new:
        return False
    Ask.objects.filter(pk__in=[one.pk for one in asks]).update(renewal_asked_for=F("valid_until"))
    signals.asks_expiring.send(Employer, employer=employer, asks=asks, at=at)
    return True


def locked(ask: Ask, *, at: datetime) -> tuple[Employer, Ask]:
    """Return an ask that still holds with its employer, both as they are behind the employer's lock."""
    if ask.employer is None:
        raise CannotAsk(_("This is not asked for any more."))
    employer = pipeline.locked(ask.employer)
    today = pipeline.local_day(employer.organization, at)
    found = holding(employer, today).filter(pk=ask.pk).first()
    if found is None:
        raise CannotAsk(_("This is not asked for any more."))
    return employer, found


def tell(verb: str, employer: Employer, *, by: User | None, at: datetime, asks: Iterable[Ask]) -> None:
    """Write a line on the timeline of the organization."""
    timeline.record(
        verb,
        community=employer.organization.community,
        organization=employer.organization,
        by=by,
        at=at,
        facts={"roles": ", ".join(short_name(one.occupation) for one in asks)},
    )
