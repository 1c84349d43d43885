"""How two releases differ: what is said of each figure, and why."""

from datetime import date
from typing import Any

import pytest

from providers import differing
from providers.differing import Difference, Key, Said, What
from providers.outcomes import Kind
from providers.suppression import Bound, Shown, State
from providers.windows import Window

OLD = Window(date(2024, 1, 1), date(2024, 1, 1))
NEW = Window(date(2024, 7, 1), date(2024, 7, 1))
KEY = Key(7, Kind.HEADLINE)


def said(value: int, window: Window = OLD, kind: Kind = Kind.HEADLINE, **more: Any) -> Said:
    return Said(Shown(kind, State.PUBLISHED, value=value, n_from=60, n_to=60, **more), window)


def missing(state: State, kind: Kind = Kind.HEADLINE) -> Said:
    return Said(Shown(kind, state), None)


def only(before: Said, after: Said, key: Key = KEY) -> Difference:
    [found] = differing.differences({key: before}, {key: after})
    return found


def test_what_is_said_alike_is_no_difference() -> None:
    small = missing(State.SUPPRESSED_SMALL)
    assert differing.differences({KEY: said(70)}, {KEY: said(70)}) == []
    assert differing.differences({KEY: small}, {KEY: small}) == []


@pytest.mark.parametrize(
    ("before", "after", "what", "why"),
    [
        (said(70), said(75, NEW), What.CHANGED, "It is about July to December 2024, and was about January to June"),
        (said(70), said(70, NEW), What.CHANGED, "It is about July to December 2024"),
        (said(72), said(70, Window(OLD.first, OLD.last, is_corrected=True)), What.CHANGED, "rounded from now on"),
        (missing(State.SUPPRESSED_SMALL), said(70), What.TOLD, "Now it can be told: January to June 2024."),
        (said(70), missing(State.SUPPRESSED_SMALL), What.HIDDEN, "Too few to publish."),
        (said(70), missing(State.NOT_SHARED), What.HIDDEN, "Not shared."),
        (missing(State.NOT_MATURE), missing(State.SUPPRESSED_SMALL), What.REASON, "Too few to publish."),
    ],
)
def test_what_became_of_a_figure_and_why(before: Said, after: Said, what: What, why: str) -> None:
    found = only(before, after)
    assert found.what == what
    assert why in found.why({})


def test_a_figure_that_is_held_back_says_why_and_another_that_is_withheld_does_not() -> None:
    found = only(said(70), missing(State.WITHHELD_QUALITY))
    assert found.why({KEY: "Two rows look odd."}) == "Held back: Two rows look odd."
    assert found.why({Key(8, Kind.HEADLINE): "Odd"}) == "Withheld: not enough is known."


def test_confirmations_move_by_answers() -> None:
    key = Key(7, Kind.CONFIRMED)
    assert (
        only(said(50, kind=Kind.CONFIRMED), said(70, kind=Kind.CONFIRMED), key).why({})
        == "Employers went on answering."
    )


@pytest.mark.parametrize(
    ("after", "moved", "is_large"), [(80, 10, False), (81, 11, True), (59, 11, True), (70, 0, False)]
)
def test_what_moves_by_more_than_ten_points_wants_a_look(after: int, moved: int, is_large: bool) -> None:
    found = only(said(70), said(after, NEW))
    assert (found.moved, found.is_large) == (moved, is_large)


def test_pay_moves_in_percent() -> None:
    key = Key(7, Kind.SALARY)
    assert only(said(50_000, kind=Kind.SALARY), said(56_000, NEW, kind=Kind.SALARY), key).moved == 12


def test_what_is_told_for_the_first_time_did_not_move() -> None:
    assert only(missing(State.NOT_MATURE), said(70, bound=Bound.NONE)).moved == 0


def test_programs_that_one_release_alone_holds_arrived_or_left() -> None:
    before = {Key(pk, kind): said(70) for pk in (1, 2) for kind in (Kind.HEADLINE, Kind.KNOWN)}
    after = {Key(pk, kind): said(70) for pk in (3, 2) for kind in (Kind.HEADLINE, Kind.KNOWN)}
    assert differing.arrived(before, after) == [3]
    assert differing.arrived(after, before) == [1]
    assert differing.differences(before, after) == []
