"""Prompting: a reviewer who was asked long enough ago, and from whom nothing came, is reminded once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from community.models import Community
from providers import signals
from providers.models import Review

AT_ONCE = 200  # of each community and run; the next run goes on


def remind(*, at: datetime) -> int:
    """Remind those who are due and were not reminded yet, and return how many."""
    return sum(remind_in(community, at=at) for community in Community.objects.order_by("pk"))


def remind_in(community: Community, *, at: datetime) -> int:
    """Remind the reviewers of one community."""
    cut = at - timedelta(days=community.review_reminder_days)
    waiting = Review.objects.of(community).waiting().filter(reminded_at=None)
    is_due = Q(asked_again_at=None, assigned_at__lte=cut) | Q(asked_again_at__lte=cut)
    return sum(
        one(pk, at=at) for pk in list(waiting.filter(is_due).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    )


@transaction.atomic
def one(pk: int, *, at: datetime) -> bool:
    """Remind one reviewer, unless the review came in this very moment."""
    rows = Review.objects.waiting().filter(pk=pk, reminded_at=None).select_for_update(of=("self",))
    review = rows.select_related("reviewer", "application__provider__organization__community").first()
    if review is None:
        return False
    review.reminded_at = at
    review.save(update_fields=["reminded_at"])
    signals.review_overdue.send(Review, review=review, at=at)
    return True
