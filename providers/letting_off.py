"""Returns put off, excused, reopened and closed, by a coordinator alone or because a provider asked."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.models import User
from directory import timeline
from employers import signing
from providers import pausing, signals
from providers.models import Return, ReturnRequest
from providers.periods import Step

UNDONE_AGAIN = timedelta(days=7)  # once it was opened again
LONGEST = timedelta(days=366)  # after the day it was due
FAR = ("program__provider__organization__community",)


class CannotLetOff(Exception):
    """It cannot be put off, excused, reopened or closed like this; the message says why."""


def locked(awaited: Return) -> Return:
    """Return a return under a lock, with what it belongs to."""
    return Return.objects.select_for_update(of=("self",)).select_related(*FAR).get(pk=awaited.pk)


def today_of(awaited: Return, at: datetime) -> date:
    """Return the day in the community of a return."""
    return signing.local_day(awaited.program.provider.organization.community, at)


def tell(awaited: Return, verb: str, *, by: User | None, at: datetime, text: str = "", **facts: str) -> None:
    """Write onto the provider's timeline what became of a return."""
    organization = awaited.program.provider.organization
    timeline.record(
        verb,
        community=organization.community,
        organization=organization,
        by=by,
        at=at,
        text=text,
        facts={"return": awaited.pk, "program": awaited.program.name, "half": awaited.half, **facts},
    )


def refuse_settled(awaited: Return) -> None:
    """Raise CannotLetOff where nothing is awaited any more."""
    if not awaited.is_awaited:
        raise CannotLetOff(_("Nothing is awaited here any more: it is “%s”.") % awaited.get_state_display())


@transaction.atomic
def ask(awaited: Return, *, kind: str, until: date | None, reason: str, by: User | None, at: datetime) -> ReturnRequest:
    """Keep what a provider asks of the coordinators: more time, to a day, or to be excused; one request at a time.

    Raises CannotLetOff where it cannot be granted as it is, or one waits already.
    """
    awaited = locked(awaited)
    refuse_settled(awaited)
    if not reason.strip():
        raise CannotLetOff(_("Say why."))
    until = until if kind == ReturnRequest.Kind.MORE_TIME else None
    if kind == ReturnRequest.Kind.MORE_TIME:
        refuse_day(awaited, until, today=today_of(awaited, at))
    try:
        with transaction.atomic():
            request = ReturnRequest.objects.create(
                awaited=awaited, kind=kind, until=until, reason=reason.strip()[:300], asked_by=by, asked_at=at
            )
    except IntegrityError:
        raise CannotLetOff(_("You asked already, and the answer is still to come.")) from None
    tell(awaited, "return_request_asked", by=by, at=at, text=request.reason, kind=kind)
    signals.return_request_asked.send(ReturnRequest, request=request, at=at)
    return request


def refuse_day(awaited: Return, until: date | None, *, today: date) -> None:
    """Raise CannotLetOff where a return cannot be put off to this day."""
    if until is None or until <= max(awaited.falls_on, today):
        raise CannotLetOff(_("Choose a day that is still to come, after the day on which it is due now."))
    if until > awaited.due_on + LONGEST:
        raise CannotLetOff(_("A year after the day it was due is the latest."))


@transaction.atomic
def take_back(request: ReturnRequest, *, by: User | None, at: datetime) -> None:
    """Take a request back that nobody answered yet; repeated, nothing happens."""
    settle(request, ReturnRequest.State.WITHDRAWN, answer="", by=by, at=at)


def settle(request: ReturnRequest, state: str, *, answer: str, by: User | None, at: datetime) -> bool:
    """Bring a request out of the waiting state and return whether it was still in it."""
    waiting = ReturnRequest.objects.filter(pk=request.pk, state=ReturnRequest.State.OPEN)
    return bool(waiting.update(state=state, answer=answer, answered_by=by, answered_at=at))


@transaction.atomic
def grant(request: ReturnRequest, *, by: User, at: datetime, until: date | None = None, answer: str = "") -> Return:
    """Give a provider what it asked for, or more time to another day than it named.

    Raises CannotLetOff where it was answered meanwhile, or nothing is awaited any more.
    """
    awaited = locked(request.awaited)
    answer_once(request, ReturnRequest.State.GRANTED, answer=answer, by=by, at=at)
    if request.kind == ReturnRequest.Kind.EXCUSE:
        return excused(awaited, reason=request.reason, by=by, at=at)
    return put_off(awaited, to=until or request.until, reason=request.reason, by=by, at=at)


@transaction.atomic
def refuse(request: ReturnRequest, *, answer: str, by: User, at: datetime) -> None:
    """Tell a provider no, and why. Raises CannotLetOff where it was answered meanwhile, or no reason is given."""
    if not answer.strip():
        raise CannotLetOff(_("Say why, in words that the provider can read."))
    awaited = locked(request.awaited)
    answer_once(request, ReturnRequest.State.REFUSED, answer=answer, by=by, at=at)
    tell(awaited, "return_request_refused", by=by, at=at, text=answer.strip()[:300], kind=request.kind)


def answer_once(request: ReturnRequest, state: str, *, answer: str, by: User, at: datetime) -> None:
    """Settle a request and announce it; raises CannotLetOff where a colleague was quicker."""
    if not settle(request, state, answer=answer.strip()[:300], by=by, at=at):
        raise CannotLetOff(_("This request was answered meanwhile."))
    request.refresh_from_db()
    signals.return_request_answered.send(ReturnRequest, request=request, at=at)


@transaction.atomic
def extend(awaited: Return, *, to: date | None, reason: str, by: User, at: datetime) -> Return:
    """Put a return off to a later day, with the reason; an open request for it is granted by that."""
    awaited = locked(awaited)
    for request in awaited.requests.open():
        answer_once(request, ReturnRequest.State.GRANTED, answer="", by=by, at=at)
    return put_off(awaited, to=to, reason=reason, by=by, at=at)


@transaction.atomic
def excuse(awaited: Return, *, reason: str, by: User, at: datetime) -> Return:
    """Let a provider off a return for good, with the reason; an open request for it is granted by that."""
    awaited = locked(awaited)
    for request in awaited.requests.open():
        answer_once(request, ReturnRequest.State.GRANTED, answer="", by=by, at=at)
    return excused(awaited, reason=reason, by=by, at=at)


def put_off(awaited: Return, *, to: date | None, reason: str, by: User, at: datetime) -> Return:
    """Put off a return that is locked already; what it is told of begins anew with its new day."""
    refuse_settled(awaited)
    refuse_day(awaited, to, today=today_of(awaited, at))
    if not reason.strip():
        raise CannotLetOff(_("Say why."))
    awaited.extended_to, awaited.reason = to, reason.strip()[:300]
    awaited.told = Step.OPEN if awaited.told else ""
    awaited.save(update_fields=["extended_to", "reason", "told"])
    tell(awaited, "return_put_off", by=by, at=at, text=awaited.reason, until=str(to))
    signals.return_put_off.send(Return, awaited=awaited, at=at)
    pausing.begin_anew(awaited, at=at)
    return awaited


def excused(awaited: Return, *, reason: str, by: User, at: datetime) -> Return:
    """Excuse a return that is locked already."""
    refuse_settled(awaited)
    if not reason.strip():
        raise CannotLetOff(_("Say why."))
    awaited.state, awaited.reason = Return.State.EXCUSED, reason.strip()[:300]
    awaited.save(update_fields=["state", "reason"])
    tell(awaited, "return_excused", by=by, at=at, text=awaited.reason)
    signals.return_excused.send(Return, awaited=awaited, at=at)
    pausing.look(awaited.program.provider, at=at)
    return awaited


@transaction.atomic
def reopen(awaited: Return, *, reason: str, by: User, at: datetime) -> Return:
    """Await an excused return again, or let the last submission of a closed one be undone for a week."""
    awaited = locked(awaited)
    if awaited.state == Return.State.EXCUSED:
        awaited.state, awaited.told, awaited.closed_at = Return.State.AWAITED, "", None
        awaited.reason = awaited.reason if awaited.extended_to else ""
    elif awaited.closed_at is None or awaited.closed_at > at:
        raise CannotLetOff(_("It is open already."))
    else:
        awaited.closed_at = at + UNDONE_AGAIN
    if not reason.strip():
        raise CannotLetOff(_("Say why."))
    awaited.save(update_fields=["state", "told", "reason", "closed_at"])
    tell(awaited, "return_reopened", by=by, at=at, text=reason.strip()[:300])
    signals.return_reopened.send(Return, awaited=awaited, at=at)
    return awaited


@transaction.atomic
def close(awaited: Return, *, by: User, at: datetime) -> Return:
    """Close a return that came: from now on it is corrected, never undone."""
    awaited = locked(awaited)
    if awaited.state not in {Return.State.SUBMITTED, Return.State.NIL}:
        raise CannotLetOff(_("Only what came can be closed."))
    if awaited.closed_at and awaited.closed_at <= at:
        raise CannotLetOff(_("It is closed already."))
    awaited.closed_at = at
    awaited.save(update_fields=["closed_at"])
    tell(awaited, "return_closed", by=by, at=at)
    signals.return_closed.send(Return, awaited=awaited, at=at)
    return awaited
