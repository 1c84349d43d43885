"""A draft beside the last release: what differs, and what should be looked at before it is published."""

from datetime import timedelta

import pytest

from community.models import Community, User
from providers import comparing, holding, releasing
from providers.comparing import Beside, beside_last
from providers.differing import What
from providers.models import Program, Release, Return
from providers.outcomes import Kind
from tests import make
from tests.providers.cohorts import HALVES, file, listed
from tests.providers.test_releasing import after, drafted, published

pytestmark = pytest.mark.django_db


def words(release: Release, beside: Beside | None = None) -> str:
    found = comparing.cautions(release, beside or beside_last(release), today=release.as_of)
    return " ".join(caution.words for caution in found)


def later(program: Program, by: User) -> Release:
    """Publish the first half-year, and draft the second."""
    community = program.provider.organization.community
    published(community, by, after(HALVES[0]))
    return drafted(community, by, after(HALVES[1]))


def test_the_first_release_stands_alone(rivertown: Community, coordinator: User) -> None:
    file(listed(rivertown), HALVES[0], 60, 40)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    assert beside_last(release).last is None
    assert words(release) == ""


def test_a_draft_is_laid_beside_the_release_before_it(rivertown: Community, coordinator: User) -> None:
    program, gone = listed(rivertown), listed(rivertown)
    file(program, HALVES[0], 60, 30)
    file(gone, HALVES[0], 60, 30)
    published(rivertown, coordinator, after(HALVES[0]))
    file(program, HALVES[1], 60, 45, paid=0)
    new = listed(rivertown)
    gone.ended_on = HALVES[1]
    gone.save()
    beside = beside_last(drafted(rivertown, coordinator, after(HALVES[1])))
    assert beside.last == Release.objects.get(number=1)
    assert (beside.arrived, beside.left) == ([new.pk], [gone.pk])
    by_kind = {one.key.kind: one for one in beside.differences}
    assert {one.key.program for one in beside.differences} == {program.pk}
    assert by_kind[Kind.HEADLINE].what == What.CHANGED
    assert by_kind[Kind.HEADLINE].moved == 25
    assert "July to December 2018" in by_kind[Kind.HEADLINE].why({})
    assert Kind.HEADLINE in {one.key.kind for one in beside.large}


def test_a_published_release_is_laid_beside_its_own_predecessor(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 30)
    first = published(rivertown, coordinator, after(HALVES[0]))
    file(program, HALVES[1], 60, 31)
    second = published(rivertown, coordinator, after(HALVES[1]))
    assert beside_last(first).last is None
    assert beside_last(second).last == first


def test_what_moved_far_is_named(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 30)
    file(program, HALVES[1], 60, 45)
    published(rivertown, coordinator, after(HALVES[0]))
    assert "moved by more than 10 points since release 1" in words(drafted(rivertown, coordinator, after(HALVES[1])))


def test_programs_of_which_too_little_is_known_are_named_but_not_those_held_back(
    rivertown: Community, coordinator: User
) -> None:
    for name in ("Web", "Data"):
        program = listed(rivertown, program=name)
        file(program, HALVES[0], 60, 0, status="4")
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    assert "Of Web and Data fewer than 80 % of outcomes are known" in words(release)
    holding.hold_all(release, program, list(Kind), reason="Odd", by=coordinator, at=make.NOW)
    assert "Of Web fewer" in words(release)


def test_placements_that_an_employer_denied_are_counted(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    submission = file(program, HALVES[0], 60, 40, confirmed=20)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    assert "disputed" not in words(release)
    submission.outcomes.filter(row__lte=2).update(is_confirmed=False)
    assert "2 placements are disputed" in words(release)


def test_returns_that_are_late_and_returns_that_came_since_are_counted(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    make.placement_return(program, HALVES[1], due_on=after(HALVES[1]).date() - timedelta(days=1))
    release = drafted(rivertown, coordinator, after(HALVES[1]))
    assert "1 return of 1 program is late" in words(release)
    owed = Return.objects.get(cohort=HALVES[1])
    make.submission(owed, submitted_at=release.drafted_at + timedelta(hours=1))
    assert "is late" not in words(release)
    assert "1 return came since this draft was computed" in words(release)
    again = releasing.compute_again(release, by=coordinator, at=release.drafted_at + timedelta(hours=2))
    assert "came since" not in words(again)


def test_few_names_are_named_and_many_are_counted() -> None:
    assert comparing.some(["A"]) == "A"
    assert comparing.some(["A", "B", "C"]) == "A, B and C"
    assert comparing.some(list("ABCDE")) == "A, B, C and 2 more"


def test_later_is_computed_of_what_was_published(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    assert beside_last(later(program, coordinator)).is_same
