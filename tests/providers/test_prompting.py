"""Prompting: reviewers are reminded once, when it is time, however late the day's work comes."""

from datetime import timedelta

import pytest

from community.models import Community, User
from outreach.models import Letter
from providers import applying, calendar, prompting, reviewing
from providers.models import Review
from providers.parts import Key
from tests import make
from tests.providers import applicants
from tests.providers.panel import LATER, handed_in, in_review

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reminders() -> int:
    return Letter.objects.filter(kind="review_reminder").count()


def test_a_reminder_is_due_after_the_days_that_the_community_set_and_sent_once(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    rivertown.review_reminder_days = 5
    rivertown.save()
    in_review(rivertown, coordinator, reviewer)
    assert prompting.remind(at=LATER + 5 * DAY - timedelta(seconds=1)) == 0
    assert prompting.remind(at=LATER + 19 * DAY) == 1
    assert prompting.remind(at=LATER + 20 * DAY) == 0
    assert Review.objects.get().reminded_at == LATER + 19 * DAY
    letter = Letter.objects.get(kind="review_reminder")
    assert letter.to_email == reviewer.email and letter.values["asked on"] == "November 22, 2026"


def test_the_calendar_reminds(rivertown: Community, coordinator: User, reviewer: User) -> None:
    in_review(rivertown, coordinator, reviewer)
    assert calendar.keep(at=LATER + 8 * DAY)
    assert reminders() == 1


def test_who_handed_in_is_not_reminded(rivertown: Community, coordinator: User, reviewer: User) -> None:
    handed_in(in_review(rivertown, coordinator, reviewer), reviewer)
    assert prompting.remind(at=LATER + 99 * DAY) == 0


def test_who_waits_for_the_applicant_is_not_reminded_and_who_is_asked_again_is_anew(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    writer = make.user()
    application = in_review(rivertown, coordinator, reviewer, applicant=writer)
    handed_in(application, reviewer)
    reviewing.request_changes(application, {"data": "Who sends it?"}, by=coordinator, at=LATER + DAY)
    assert prompting.remind(at=LATER + 30 * DAY) == 0
    again = LATER + 40 * DAY
    said = applicants.answers_for(application.kind, Key.DATA) | {"tracking": "By telephone."}
    applying.save(application, "data", said, self_score=2, by=writer, at=again)
    applying.submit(application, typed_name="Sam Okafor", by=writer, at=again)
    assert prompting.remind(at=again + 6 * DAY) == 0
    assert prompting.remind(at=again + 7 * DAY) == 1
    assert prompting.remind(at=again + 70 * DAY) == 0
