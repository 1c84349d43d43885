"""Figures that are held back: with a reason, from a draft on until they are lifted, and never in what is published."""

from datetime import timedelta

import pytest

from community.models import AuditEntry, Community, User
from directory.models import Entry
from providers import holding, releasing
from providers.models import Hold
from providers.outcomes import Kind
from providers.releasing import CannotRelease
from providers.suppression import Shown, State
from tests import make
from tests.providers.cohorts import HALVES, file, listed
from tests.providers.test_releasing import after, drafted, published, told

pytestmark = pytest.mark.django_db


def test_a_figure_is_held_with_a_reason_and_in_later_releases_until_it_is_lifted(
    rivertown: Community, coordinator: User
) -> None:
    program, other = listed(rivertown), listed(rivertown)
    file(program, HALVES[0], 60, 40)
    file(other, HALVES[0], 60, 40)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    with pytest.raises(CannotRelease, match="Say why"):
        holding.hold(release, program, Kind.SALARY, reason=" ", by=coordinator, at=make.NOW)
    held = holding.hold(release, program, Kind.SALARY, reason="Two rows look odd.", by=coordinator, at=make.NOW)
    assert holding.hold(release, program, Kind.SALARY, reason="Again", by=coordinator, at=make.NOW) == held
    assert told(release, program, Kind.SALARY) == Shown(Kind.SALARY, State.WITHHELD_QUALITY)
    assert told(release, program).is_told and told(release, other, Kind.SALARY).is_told
    releasing.publish(release, by=coordinator, at=after(HALVES[0]))
    second = drafted(rivertown, coordinator, after(HALVES[0]) + timedelta(days=92))
    assert told(second, program, Kind.SALARY).state == State.WITHHELD_QUALITY
    holding.lift(second, held, by=coordinator, at=make.NOW)
    assert told(second, program, Kind.SALARY) == told(release, other, Kind.SALARY)
    sentences = list(AuditEntry.objects.values_list("sentence", flat=True))
    assert any("Two rows look odd." in sentence for sentence in sentences)


def test_holding_what_a_later_release_tells_again_tells_the_same(rivertown: Community, coordinator: User) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 43)
    first = published(rivertown, coordinator, after(HALVES[0]))
    second = drafted(rivertown, coordinator, after(HALVES[0]) + timedelta(days=92))
    held = holding.hold(second, program, Kind.HEADLINE, reason="Odd", by=coordinator, at=make.NOW)
    releasing.publish(second, by=coordinator, at=after(HALVES[0]) + timedelta(days=92))
    third = drafted(rivertown, coordinator, after(HALVES[0]) + timedelta(days=183))
    holding.lift(third, held, by=coordinator, at=make.NOW)
    assert told(third, program) == told(first, program)


def test_a_whole_program_is_held_and_lifted_at_once_and_both_stand_on_the_timeline(
    rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    told_before = {kind: told(release, program, kind) for kind in Kind}
    holding.hold(release, program, Kind.SALARY, reason="Two rows look odd.", by=coordinator, at=make.NOW)
    new = holding.hold_all(release, program, list(Kind), reason="They asked us to.", by=coordinator, at=make.NOW)
    assert len(new) == len(Kind) - 1
    assert not release.figures.filter(state=State.PUBLISHED).exists()
    assert Hold.objects.get(kind=Kind.SALARY).reason == "Two rows look odd."
    holds = Hold.objects.standing()
    assert holding.lift_all(release, program, holds, by=coordinator, at=make.NOW) == len(Kind)
    assert holding.lift_all(release, program, holds, by=coordinator, at=make.NOW) == 0
    assert {kind: told(release, program, kind) for kind in Kind} == told_before
    entries = Entry.objects.filter(organization=program.provider.organization).order_by("pk")
    assert list(entries.values_list("verb", flat=True)) == ["figures_held", "figures_held", "figures_lifted"]
    assert entries[2].facts["figures"] == "all figures"


def test_what_hangs_on_a_program_of_another_is_not_lifted(rivertown: Community, coordinator: User) -> None:
    program, other = listed(rivertown), listed(rivertown)
    release = drafted(rivertown, coordinator, after(HALVES[0]))
    held = holding.hold(release, other, Kind.SALARY, reason="Odd", by=coordinator, at=make.NOW)
    assert holding.lift_all(release, program, [held], by=coordinator, at=make.NOW) == 0
    assert Hold.objects.standing().exists()


def test_nothing_is_held_while_a_release_is_computed_or_once_it_is_published(
    rivertown: Community, coordinator: User
) -> None:
    program = listed(rivertown)
    file(program, HALVES[0], 60, 40)
    computing = releasing.draft(rivertown, by=coordinator, at=after(HALVES[0]))
    with pytest.raises(CannotRelease, match="still being computed"):
        holding.hold(computing, program, Kind.SALARY, reason="Odd", by=coordinator, at=make.NOW)
    releasing.put_away(computing, by=coordinator, at=make.NOW)
    release = published(rivertown, coordinator, after(HALVES[0]))
    with pytest.raises(CannotRelease, match="stays as it is"):
        holding.hold(release, program, Kind.SALARY, reason="Odd", by=coordinator, at=make.NOW)
    assert not Hold.objects.exists()
