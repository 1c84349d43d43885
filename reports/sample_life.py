"""What employers of the sample community do after they signed: they ask, check in and say what they need."""

from datetime import datetime, timedelta

from community.models import Community, User
from employers import (
    asks,
    checking,
    needing,
)
from employers.freshness import before, quarter_of
from employers.models import CheckIn, Commitment, Employer
from reports.sample_cast import (
    BETWEEN,
    NEEDS,
)


def keep_asking(community: Community, *, by: User, at: datetime) -> None:
    """Let some employers say between signatures what they need; one of them is asked whether it still holds."""
    for number, (name, occupation, openings, horizon, words) in enumerate(BETWEEN):
        employer = Employer.objects.of(community).filter(organization__name=name).first()
        if employer:
            then = at - timedelta(days=355 if number == 0 else 20 + number)
            asks.ask(
                employer,
                occupation=occupation,
                openings=openings,
                horizon=horizon,
                skills=words,
                town=employer.organization.town,
                by=by,
                at=then,
            )
            asks.ask_to_renew(employer, at=at - timedelta(days=4))


def check_in(community: Community, *, at: datetime) -> None:
    """Let signers say what came of the last quarter; one says nothing for two quarters and fades."""
    begun = quarter_of(at.astimezone(community.zone).date())
    commitments = Commitment.objects.of(community).active().order_by("settled_at", "pk")
    for number, commitment in enumerate(commitments.filter(settled_at__lt=at - timedelta(days=150))[:9]):
        for ago in (2, 1, 0):
            start = before(begun, ago)
            asked = datetime(start.year, start.month, 1, 12, tzinfo=community.zone)
            if commitment.settled_at is None or asked < commitment.settled_at or not checking.ask(commitment, at=asked):
                continue
            made = CheckIn.objects.get(commitment=commitment, quarter=before(start))
            if number != 3 and not (number == 5 and ago == 0):
                checking.answer(
                    made,
                    introduced=2 + number,
                    interviewed=1 + number % 3,
                    offered=number % 3 or None,
                    hired=number % 3 or None,
                    open_roles=number % 4,
                    gave_feedback=number % 4 == 0,
                    at=asked + timedelta(days=3 + number),
                )


def write_down_needs(community: Community, *, by: User, at: datetime) -> None:
    """Write down what some employers need beside skills, one of them addressed."""
    for number, (name, words) in enumerate(NEEDS):
        employer = Employer.objects.of(community).filter(organization__name=name).first()
        if employer:
            need = needing.note(employer, words=words, by=by, at=at - timedelta(days=30 - 9 * number))
            if number == 0:
                done = "The library lends its meeting room on Tuesdays."
                needing.address(need, done=done, by=by, at=at - timedelta(days=12))
