"""Checking in: each quarter a signer is asked in one page what came of the commitment, and answers once."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from community.models import Community, User
from employers import pipeline, settling, signals
from employers.freshness import before, quarter_of
from employers.models import CheckIn, Commitment
from employers.stages import Stage

WINDOW = timedelta(days=45)  # from the quarter's first day: who settles later is asked the next time
ABOUT = ("introduced", "interviewed", "offered", "hired")


class CannotAnswer(Exception):
    """This check-in takes no answer; the message says why."""


def due(community: Community, today: date) -> QuerySet[Commitment]:
    """Return the active commitments that stood before this quarter began, and were not asked about the last one."""
    begun = quarter_of(today)
    if today >= begun + WINDOW:
        return Commitment.objects.none()
    asked = CheckIn.objects.filter(commitment=OuterRef("pk"), quarter=before(begun))
    start = datetime(begun.year, begun.month, begun.day, tzinfo=community.zone)
    return Commitment.objects.of(community).active().filter(settled_at__lt=start).exclude(Exists(asked))


@transaction.atomic
def ask(commitment: Commitment, *, at: datetime) -> bool:
    """Ask what came of the quarter that just ended, once, and return whether that was still to be done."""
    commitment = settling.locked(commitment)
    if commitment.state != Commitment.State.ACTIVE:
        return False
    quarter = before(quarter_of(at.astimezone(commitment.community.zone).date()))
    check_in, is_new = CheckIn.objects.get_or_create(commitment=commitment, quarter=quarter, defaults={"asked_at": at})
    if is_new:
        signals.check_in_asked.send(CheckIn, check_in=check_in, at=at)
    return is_new


@transaction.atomic
def answer(
    check_in: CheckIn,
    *,
    introduced: int | None,
    interviewed: int | None,
    offered: int | None,
    hired: int | None,
    open_roles: int | None,
    gave_feedback: bool | None,
    at: datetime,
    by: User | None = None,
) -> CheckIn:
    """Keep what a signer says of a quarter; an employer who signed and now acts on it becomes active.

    Raises CannotAnswer where it was answered already, or the commitment has ended.
    """
    commitment = settling.locked(check_in.commitment)
    check_in = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    if check_in.answered_at:
        raise CannotAnswer(_("This check-in was answered already. Thank you."))
    if commitment.state != Commitment.State.ACTIVE or commitment.employer is None:
        raise CannotAnswer(_("This commitment has ended, so there is nothing to check in on."))
    check_in.introduced, check_in.interviewed, check_in.offered = introduced, interviewed, offered
    check_in.hired, check_in.open_roles, check_in.gave_feedback = hired, open_roles, gave_feedback
    check_in.answered_at = at
    check_in.save()
    settling.tell(
        commitment,
        "checked_in",
        by=by,
        at=at,
        facts={"quarter": check_in.name, "interviewed": interviewed, "hired": hired},
    )
    pipeline.hear(commitment.employer.organization, on=at.astimezone(commitment.community.zone).date(), by=None, at=at)
    employer = pipeline.locked(commitment.employer)
    if employer.stage == Stage.SIGNED and any(getattr(check_in, name) for name in ABOUT):
        pipeline.place(employer, Stage.ACTIVE, by=None, at=at)
    return check_in
