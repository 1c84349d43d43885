"""Reviewers for tests: an application in review, and reviews written by the portal's own verbs."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from community.models import Community, User
from community.roles import Role
from providers import applying, conflicts, deciding, publishing, reviewing
from providers.models import Application, Decision, Review
from providers.parts import CRITERIA
from providers.verdicts import Gate, Setting, Term, Wanted
from tests import make
from tests.make import NOW
from tests.providers import applicants

LATER = NOW + timedelta(hours=1)


def in_review(community: Community, by: User, *reviewers: User, applicant: User | None = None) -> Application:
    """Submit an application and ask people to review it."""
    application, _revision = applicants.submitted(community, applicant or make.user())
    for reviewer in reviewers:
        reviewing.assign(application, reviewer, by=by, at=LATER)
    application.refresh_from_db()
    return application


def someone(community: Community, **fields: str) -> User:
    """Make another reviewer of the team."""
    return make.member(community, Role.REVIEWER, **fields)


def clear(application: Application, user: User, *, at: datetime = LATER) -> Review:
    """Let a reviewer say that nothing stands between, and return their review."""
    conflicts.answer(application, user=user, answer="none", at=at)
    return Review.objects.get(application=application, reviewer=user, round=application.round)


def score(review: Review, *scores: int, at: datetime = LATER) -> Review:
    """Score the criteria in their order."""
    for key, given in zip(CRITERIA, scores, strict=False):
        words = {"confidence": "high", "comment": f"Why {given}."}
        reviewing.save(review, key, score=given, **words, by=review.reviewer, at=at)
    review.refresh_from_db()
    return review


def handed_in(application: Application, user: User, *scores: int, at: datetime = LATER) -> Review:
    """Let a reviewer do all of it."""
    review = score(clear(application, user, at=at), *(scores or (2, 2, 2, 2)), at=at)
    return reviewing.hand_in(review, by=user, at=at)


GATES = {key: Gate(Setting.MET, f"It is so for {key}.") for key in CRITERIA}
BY_SPRING = (NOW + timedelta(days=120)).date()


def wanted(outcome: str = "listed", **fields: Any) -> Wanted:
    """Return a decision that fits: with conditions data is met under one, declined demand is not met."""
    gates, more = dict(GATES), dict(fields)
    if outcome == "conditional":
        gates["data"] = Gate(Setting.CONDITIONAL, "The agreement is not signed.")
        more.setdefault("terms", (Term("data", "Sign the data agreement.", BY_SPRING),))
    if outcome == "declined":
        gates["demand"] = Gate(Setting.NOT_MET, "Nobody asks for it.")
        more.setdefault("reasons", ("demand_too_few",))
    return Wanted(outcome, more.pop("gates", gates), reason="All in all.", **more)


def ready(community: Community, by: User, *, applicant: User | None = None) -> Application:
    """Bring an application so far that it can be decided: two reviews are in."""
    reviewers = [someone(community), someone(community)]
    application = in_review(community, by, *reviewers, applicant=applicant)
    for reviewer in reviewers:
        handed_in(application, reviewer)
    return application


def decided(
    community: Community,
    by: User,
    outcome: str = "listed",
    *,
    applicant: User | None = None,
    at: datetime = LATER,
    **fields: Any,
) -> Decision:
    """Decide an application; the decision waits to be published."""
    application = ready(community, by, applicant=applicant)
    return deciding.decide(application, wanted(outcome, **fields), {}, seen=0, by=by, at=at)


def soon() -> date:
    """Return a day to come, for pages that know today."""
    return timezone.localdate() + timedelta(days=60)


def published(
    community: Community,
    by: User,
    outcome: str = "listed",
    *,
    applicant: User | None = None,
    at: datetime = LATER,
    **fields: Any,
) -> Decision:
    """Decide an application and publish it."""
    decision = decided(community, by, outcome, applicant=applicant, at=at, **fields)
    publishing.publish(decision, seen=decision.version, by=by, at=at)
    return Decision.objects.select_related("application__provider__organization__community").get(pk=decision.pk)


def resubmitted(application: Application, user: User, *, at: datetime) -> Application:
    """Look at every part of a re-review, save it as it is, and submit it."""
    for part in application.parts.order_by("pk"):
        applying.save(application, part.key, part.answers, self_score=2, by=user, at=at)
    applying.submit(application, typed_name="Sam Okafor", by=user, at=at)
    application.refresh_from_db()
    return application


def reviewed(community: Community, application: Application, *, by: User, at: datetime) -> None:
    """Let two others review an application that was submitted."""
    for reviewer in (someone(community), someone(community)):
        reviewing.assign(application, reviewer, by=by, at=at)
        handed_in(application, reviewer, at=at)
