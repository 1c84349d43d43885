"""The reviews of the sample community: one in and one open; and a reviewer who stepped back, so that one is wanted."""

from datetime import datetime, timedelta
from typing import Any

from community.models import Community, User
from directory import people, ties
from directory.bonds import Strength, TieKind
from directory.models import Person
from providers import conflicts, reviewing
from providers.models import Application, Review

GIVEN: dict[str, dict[str, Any]] = {
    "demand": {
        "score": 3,
        "confidence": "high",
        "comment": "Nine employers, two meetings a year, a course that changed because of them. The minutes say who "
        "asked for what.",
    },
    "quality": {
        "score": 2,
        "confidence": "medium",
        "comment": "31 of 41 and 26 of 38: about seven in ten, on their word. Evening groups do worse; a tutor is a "
        "start, and the next returns will show.",
    },
    "mission": {
        "score": 2,
        "confidence": "high",
        "comment": "Open to everybody, with real help for veterans. How teachers recommend is written down.",
    },
    "data": {"score": 3, "confidence": "high", "comment": "A research office, two dates, and wage records beside."},
}


def fill(community: Community, *, by: User, at: datetime) -> None:
    """Ask reviewers; one hands in, one begins, one steps back."""
    ravi, mona = (User.objects.get(email=f"{name}@rivertown.example") for name in ("ravi", "mona"))
    college, harbor = (application_of(community, name) for name in ("Pinegrove Community College", "Harbor Skills Lab"))
    asked = at - timedelta(days=9)
    for reviewer in (ravi, mona):
        reviewing.assign(college, reviewer, by=by, at=asked)
    review = begin(college, mona, at=asked + timedelta(days=1))
    for hours, (key, given) in enumerate(GIVEN.items()):
        reviewing.save(review, key, **given, by=mona, at=asked + timedelta(days=2, hours=hours))
    reviewing.hand_in(review, by=mona, at=asked + timedelta(days=2, hours=5))
    begun = begin(college, ravi, at=asked + timedelta(days=3))
    words = "The minutes are good; I would like to see what became of the wish for more security courses."
    given = {"score": 2, "confidence": "medium", "comment": words}
    reviewing.save(begun, "demand", **given, by=ravi, at=asked + timedelta(days=3, hours=1))
    know_each_other(community, mona, harbor, by=by, at=asked)
    know_each_other(community, ravi, harbor, "Met on a panel of the library", Strength.MET, by=by, at=asked)
    for reviewer in (mona, ravi):
        reviewing.assign(harbor, reviewer, by=by, at=at - timedelta(days=4))
    tie = "Mei and I built the course together two years ago, and still meet about it."
    noted = conflicts.noted(mona, harbor)
    # Ravi has not answered yet, and will be asked before he reads it.
    conflicts.answer(harbor, user=mona, answer="conflict", words=tie, noted=noted, at=at - timedelta(days=3))


def application_of(community: Community, name: str) -> Application:
    """Return the application of an organization."""
    return Application.objects.of(community).get(provider__organization__name=name)


def begin(application: Application, user: User, *, at: datetime) -> Review:
    """Let a reviewer say that nothing stands between, and return their review."""
    conflicts.answer(application, user=user, answer="none", at=at)
    return application.reviews.get(reviewer=user)


def know_each_other(
    community: Community,
    reviewer: User,
    application: Application,
    words: str = "Built a course together",
    strength: Strength = Strength.TRUST,
    *,
    by: User,
    at: datetime,
) -> None:
    """Note that a reviewer knows somebody at the applicant."""
    ours = people.add(community, name=reviewer.name, email=reviewer.email, source="our own team", by=by, at=at)
    mei = Person.objects.of(community).get(email=application.started_by.email) if application.started_by else ours
    ties.tie(
        ours,
        mei,
        kind=TieKind.FORMER_COLLEAGUE if strength > Strength.MET else TieKind.OTHER,
        strength=strength,
        words=words,
        said_by_person=ours,
        by=by,
        at=at,
    )
