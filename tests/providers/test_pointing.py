"""What evidence speaks for: never more than it says, and no record is not a bad one."""

from datetime import date

import pytest

from providers import pointing
from providers.criteria import Thresholds
from providers.pointing import Cohort
from providers.verdicts import Setting

BAR = Thresholds()


@pytest.mark.parametrize(
    ("asked", "setting"),
    [([], Setting.NOT_MET), ([("Web Developers", 2)], Setting.NOT_MET), ([("A", 1), ("B", 3)], Setting.MET)],
)
def test_demand_speaks_for_a_role_that_enough_signed_employers_ask_for(asked: list, setting: Setting) -> None:
    pointer = pointing.demand("training_provider", asked, BAR)
    assert pointer.setting == setting
    assert len(pointer.lines) == len(asked) + (setting == Setting.NOT_MET)


def test_published_figures_go_before_declared_ones() -> None:
    declared, published = Cohort("Web", 90, is_declared=True), Cohort("Web", 55, is_declared=False)
    assert pointing.quality("on_ramp", [declared], BAR).setting == Setting.MET
    pointer = pointing.quality("on_ramp", [declared, published], BAR)
    assert pointer.setting == Setting.CONDITIONAL
    assert "Web: 90 % declared" in pointer.lines and "Web: 55 % published" in pointer.lines


def test_no_cohort_is_no_bad_one() -> None:
    pointer = pointing.quality("training_provider", [], BAR)
    assert pointer.setting == Setting.CONDITIONAL
    assert "No cohort is known" in pointer.lines[-1]


def test_a_barrier_without_a_number_does_not_count() -> None:
    assert pointing.mission([("Level of income", None)], BAR).setting == Setting.NOT_MET
    pointer = pointing.mission([("Level of income", 12), ("Another barrier", None)], BAR)
    assert (pointer.setting, pointer.lines) == (
        Setting.MET,
        ("Level of income: 12 served", "Another barrier: no number"),
    )


@pytest.mark.parametrize(
    ("signed", "overdue", "setting"),
    [
        (None, 0, Setting.CONDITIONAL),
        (None, 1, Setting.NOT_MET),
        (date(2026, 11, 2), 0, Setting.MET),
        (date(2026, 11, 2), 2, Setting.NOT_MET),
    ],
)
def test_data_speaks_for_an_agreement_and_returns_on_time(signed: date | None, overdue: int, setting: Setting) -> None:
    assert pointing.data(signed, overdue).setting == setting


def test_kinds_that_train_nobody_are_not_asked_for_demand_and_quality() -> None:
    for pointer in (pointing.demand("other_resource", [], BAR), pointing.quality("other_resource", [], BAR)):
        assert pointer.setting == Setting.MET and "not asked" in pointer.lines[0]
        assert pointer.tone == "pill-good"
