"""Conflicts of interest: what is known of, what is answered, and whom it keeps out."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from community.models import Community, User
from community.roles import EDITORS, Role
from directory.models import Entry
from providers import conflicts, reviewing, reviews
from providers.models import Disclosure, Review
from tests import make
from tests.make import NOW
from tests.providers import panel
from tests.providers.panel import LATER, handed_in, in_review

pytestmark = pytest.mark.django_db


def test_what_may_stand_between_is_noted(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    organization = application.provider.organization
    assert conflicts.noted(reviewer, application) == []
    ravi = make.person(rivertown, name="Ravi Shah", user=reviewer)
    sam = make.person(rivertown, name="Sam Okafor", email="sam@rivertown.example")
    make.affiliation(ravi, organization, title="Instructor", until=date(2024, 6, 30))
    make.affiliation(ravi, organization, title="Board member")
    make.affiliation(sam, organization)
    make.tie(sam, ravi, kind="friend")
    make.tie(ravi, make.person(rivertown), kind="friend")
    assert conflicts.noted(reviewer, application) == [
        "You worked at Riverbend until June 2024, as Instructor.",
        "You work at Riverbend, as Board member.",
        "You are noted with Sam Okafor of Riverbend: friends.",
        "Your e-mail address is at rivertown.example, and so are those of Riverbend.",
    ]


def test_a_free_mailbox_in_common_says_nothing(rivertown: Community, coordinator: User) -> None:
    reviewer = panel.someone(rivertown, email="ravi@gmail.com")
    application = in_review(rivertown, coordinator, reviewer)
    make.affiliation(make.person(rivertown, email="sam@gmail.com"), application.provider.organization)
    assert conflicts.noted(reviewer, application) == []


def test_who_writes_an_application_is_noted(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, applicant=reviewer)
    assert conflicts.noted(reviewer, application)[0] == "You work on this application yourself."


def test_an_earlier_conflict_with_the_same_applicant_is_noted(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    earlier = make.application(application.provider, state="declined")
    conflicts.answer(earlier, user=reviewer, answer="conflict", words="My sister runs it.", at=NOW)
    assert conflicts.noted(reviewer, application) == ["You declared on November 22, 2026: “My sister runs it.”"]
    assert not conflicts.keeps_out(reviewer, application)


@pytest.mark.parametrize(("answer", "words"), [("conflict", "I teach there."), ("recused", "")])
def test_who_steps_back_leaves_no_score_behind(
    rivertown: Community, coordinator: User, reviewer: User, answer: str, words: str
) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    review = handed_in(application, reviewer)
    conflicts.answer(application, user=reviewer, answer=answer, words=words, at=LATER)
    review.refresh_from_db()
    assert (review.scored, review.submitted_at, review.stepped_back_at) == (0, None, LATER)
    assert not review.criteria.exists()
    assert conflicts.keeps_out(reviewer, application)
    assert not conflicts.keeps_out(coordinator, application)
    entry = Entry.objects.get(verb="conflict_declared")
    assert "teach" not in str(entry.facts) + entry.text
    with pytest.raises(reviewing.CannotAssign, match="kept out"):
        reviewing.assign(application, reviewer, by=coordinator, at=LATER)


def test_a_conflict_is_named(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    with pytest.raises(conflicts.CannotAnswer, match="few words"):
        conflicts.answer(application, user=reviewer, answer="conflict", words="  ", at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(application=application, user=reviewer, answer="conflict")


def test_nobody_lets_themselves_in_again(rivertown: Community, coordinator: User, reviewer: User) -> None:
    other = make.member(rivertown, Role.COORDINATOR)
    application = in_review(rivertown, coordinator, reviewer)
    found = conflicts.answer(application, user=reviewer, answer="recused", at=LATER)
    with pytest.raises(conflicts.CannotAnswer, match="Ask a coordinator"):
        conflicts.answer(application, user=reviewer, answer="none", at=LATER)
    with pytest.raises(conflicts.CannotAnswer, match="without a conflict"):
        conflicts.let_in(found, by=reviewer, at=LATER)
    conflicts.answer(application, user=other, answer="conflict", words="My employer.", at=LATER)
    with pytest.raises(conflicts.CannotAnswer, match="without a conflict"):
        conflicts.let_in(found, by=other, at=LATER)
    conflicts.let_in(found, by=coordinator, at=LATER)
    assert not conflicts.keeps_out(reviewer, application)
    assert not Review.objects.exists()
    assert reviewing.assign(application, reviewer, by=coordinator, at=LATER)


def test_a_coordinator_with_a_conflict_neither_assigns_nor_sees_scores(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    assert reviews.may_see_scores(coordinator, EDITORS, application)
    conflicts.answer(application, user=coordinator, answer="conflict", words="My employer.", at=LATER)
    assert not reviews.may_see_scores(coordinator, EDITORS, application)
    with pytest.raises(reviewing.CannotAssign, match="another coordinator"):
        reviewing.assign(application, panel.someone(rivertown), by=coordinator, at=LATER)
    with pytest.raises(reviewing.CannotAssign, match="another coordinator"):
        reviewing.unassign(Review.objects.get(), by=coordinator, at=LATER)


def test_nobody_is_asked_about_a_draft(rivertown: Community, reviewer: User) -> None:
    with pytest.raises(conflicts.CannotAnswer, match="not submitted"):
        conflicts.answer(make.application(make.provider(rivertown)), user=reviewer, answer="none", at=NOW)
