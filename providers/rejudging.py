"""Judging again: what of an application changed since a reviewer judged it, and whom that asks once more."""

from datetime import datetime

from providers import moving, revising, signals
from providers.applying_states import State
from providers.models import Application, CriterionReview, Review, Revision
from providers.parts import Key
from providers.revisions import Change

# What is said outside the four criteria bears on these: programs name the occupations that employers ask for.
BEARS_ON = {Key.PROGRAMS: (Key.DEMAND,)}


def latest_of(application: Application) -> Revision | None:
    """Return an application as it was last submitted."""
    return application.revisions.order_by("-number").first()


def of_criterion(key: str, changes: list[Change]) -> list[Change]:
    """Return the changes that bear on one criterion; what applicants give themselves bears nothing out."""
    return [
        change
        for change in changes
        if (change.part == key or key in BEARS_ON.get(change.part, ())) and change.name != "self_score"
    ]


def changed(rows: list[CriterionReview], latest: Revision | None) -> dict[str, list[Change]]:
    """Return what changed in each criterion since it was judged; one that stands as it was judged is left out.

    The rows have their revisions with them.
    """
    if latest is None:
        return {}
    judged = {row.revision_id: row.revision for row in rows if row.revision_id != latest.pk}
    between = {pk: revising.differences(revision, latest) for pk, revision in judged.items()}
    found = {row.key: of_criterion(row.key, between[row.revision_id]) for row in rows if row.revision_id in between}
    return {key: changes for key, changes in found.items() if changes}


def ask_again(application: Application, revision: Revision, *, at: datetime) -> list[Review]:
    """Open reviews that were in where a criterion they judged reads otherwise now; return those that were opened.

    The application is locked. An application that has its reviewers goes back to them by itself.
    """
    reviews = Review.objects.select_for_update(of=("self",)).filter(application=application, round=application.round)
    live = list(reviews.live().select_related("reviewer").prefetch_related("criteria__revision").order_by("pk"))
    opened = []
    for review in live:
        changes = changed(list(review.criteria.all()), revision)
        if review.is_in and changes:
            review.submitted_at, review.asked_again_at, review.reminded_at = None, at, None
            review.save(update_fields=["submitted_at", "asked_again_at", "reminded_at"])
            opened.append(review)
            signals.review_asked_again.send(Review, review=review, keys=sorted(changes), at=at)
    if live and application.state == State.SUBMITTED:
        moving.enter(application, to=State.IN_REVIEW, by=None, at=at, reason="")
    return opened
