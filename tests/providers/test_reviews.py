"""Reading reviews: the matrix, and who sees it."""

import pytest

from community.models import Community, User
from community.roles import EDITORS, REVIEWERS, Role
from providers import conflicts, reviews
from providers.models import Application
from providers.parts import Key
from tests import make
from tests.providers import panel
from tests.providers.panel import LATER, clear, handed_in, in_review, score

pytestmark = pytest.mark.django_db


def test_the_matrix_holds_what_is_in_and_nothing_of_a_draft(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    other = panel.someone(rivertown)
    application = in_review(rivertown, coordinator, reviewer, other)
    handed_in(application, reviewer, 3, 2, 2, 1)
    score(clear(application, other), 1, 1)
    found = reviews.matrix(application)
    assert [review.reviewer for review in found.reviews] == [reviewer, other]
    assert [[cell and cell.score for cell in row.cells] for row in found.rows] == [
        [3, None],
        [2, None],
        [2, None],
        [1, None],
    ]
    assert (found.count_in, found.is_complete, found.lacking) == (1, False, 0)
    handed_in(application, other, 1, 1, 2, 1)
    found = reviews.matrix(application)
    assert found.is_complete
    demand = found.rows[0]
    assert (demand.key, demand.scores, demand.mean, demand.differs) == (Key.DEMAND, [3, 1], 2, True)


def test_no_score_has_no_mean(rivertown: Community, coordinator: User, reviewer: User) -> None:
    found = reviews.matrix(in_review(rivertown, coordinator, reviewer))
    assert {(row.mean, row.spread, row.differs) for row in found.rows} == {(None, 0, False)}
    assert found.lacking == 1


def test_who_stepped_back_is_not_in_the_matrix(rivertown: Community, coordinator: User, reviewer: User) -> None:
    application = in_review(rivertown, coordinator, reviewer)
    conflicts.answer(application, user=reviewer, answer="recused", at=LATER)
    assert reviews.matrix(application).reviews == []
    assert reviews.matrix(application).lacking == 2


def test_others_scores_show_once_yours_is_in(rivertown: Community, coordinator: User, reviewer: User) -> None:
    other, viewer = panel.someone(rivertown), make.member(rivertown, Role.VIEWER)
    application = in_review(rivertown, coordinator, reviewer, other, coordinator)
    handed_in(application, other)
    assert not reviews.may_see_scores(reviewer, REVIEWERS, application)
    assert not reviews.may_see_scores(coordinator, EDITORS, application)
    assert not reviews.may_see_scores(viewer, {Role.VIEWER}, application)
    assert not reviews.may_see_scores(panel.someone(rivertown), {Role.REVIEWER}, application)
    assert reviews.may_see_scores(make.member(rivertown, Role.COORDINATOR), {Role.COORDINATOR}, application)
    handed_in(application, reviewer)
    assert reviews.may_see_scores(reviewer, {Role.REVIEWER}, application)


def test_applications_are_counted_with_who_was_asked_and_who_is_in(
    rivertown: Community, coordinator: User, reviewer: User
) -> None:
    other, third = panel.someone(rivertown), panel.someone(rivertown)
    application = in_review(rivertown, coordinator, reviewer, other, third)
    make.application(make.provider(rivertown))
    handed_in(application, reviewer)
    conflicts.answer(application, user=third, answer="recused", at=LATER)
    found = reviews.counted(Application.objects.of(rivertown).order_by("pk"))
    assert [(one.reviews_asked, one.reviews_in) for one in found] == [(2, 1), (0, 0)]
