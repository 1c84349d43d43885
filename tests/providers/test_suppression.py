"""What may be told of figures: nothing hidden comes back, however much is put together, and what is told is true."""

from datetime import date
from functools import cache
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from providers import suppression
from providers.kinds import half_year_after
from providers.outcomes import Kind, Pay, Tally, pay
from providers.suppression import Bound, Policy, Reading, Shown, State, shown
from providers.windows import Window, choose, next_window
from tests.providers import solving

pytestmark = pytest.mark.once

POLICY = Policy()
FIRST = date(2020, 1, 1)
HALVES = [FIRST]
for _ in range(15):
    HALVES.append(half_year_after(HALVES[-1]))
ALONE = Window(FIRST, FIRST)
POOL = Window(HALVES[0], HALVES[2])
CORRECTED = Window(FIRST, FIRST, is_corrected=True)


def counts(n: int, placed: int, **more: int | None) -> Tally:
    """Return a cohort of so many, so many placed, all of them known and nothing else said."""
    fields = {"graduated": n, "counted": n, "known": n, "in_field": placed, "placed": placed, "enrolled": None} | more
    return Tally(**fields)


def told(tally: Tally, window: Window = ALONE, policy: Policy = POLICY) -> dict[Kind, Shown]:
    return shown(Reading(window=window, counts=tally), policy)


@st.composite
def tallies(draw: st.DrawFn, most: int = 75) -> Tally:
    """Draw counts that can be."""
    counted = draw(st.integers(0, most))
    known = draw(st.integers(0, counted))
    in_field = draw(st.integers(0, known))
    placed = draw(st.integers(0, in_field))
    placed_90 = draw(st.integers(0, placed))
    in_field_90 = draw(st.integers(placed_90, in_field))
    named, region = draw(st.integers(0, placed)), draw(st.integers(0, placed))
    answered = draw(st.integers(0, named))
    graduated = counted + draw(st.integers(0, 5))
    return Tally(
        graduated=graduated,
        counted=counted,
        known=known,
        in_field=in_field,
        in_field_90=in_field_90,
        placed=placed,
        placed_90=placed_90,
        region_known=region,
        in_region=draw(st.integers(0, region)),
        named=named,
        answered=answered,
        confirmed=draw(st.integers(0, answered)),
        signed=draw(st.integers(0, named)),
        enrolled=draw(st.none() | st.integers(graduated, graduated + 30)),
    )


# --- One window -------------------------------------------------------------------------------


@settings(max_examples=300)
@given(tallies(), st.sampled_from([ALONE, POOL, CORRECTED]), st.sampled_from([POLICY, Policy(20, 80), Policy(10, 1)]))
@example(counts(50, 50, named=50), ALONE, POLICY)
def test_no_hidden_count_of_a_window_is_the_only_one_possible(tally: Tally, window: Window, policy: Policy) -> None:
    found = told(tally, window, policy)
    headline = found[Kind.HEADLINE]
    assume(headline.is_told)
    open_to = solving.alternatives(found, policy)
    truth = {
        "n": tally.counted,
        "placed": tally.placed,
        "known": tally.known,
        "in field": tally.in_field,
        "sooner": tally.placed_90,
        "in field, sooner": tally.in_field_90,
        "of": tally.named,
        "signed_employer": tally.signed,
        "confirmed": tally.confirmed,
        "region of": tally.region_known,
        "region regional": tally.in_region,
    }
    of_group = {"of": Kind.SIGNED_EMPLOYER, "signed_employer": Kind.SIGNED_EMPLOYER, "confirmed": Kind.CONFIRMED}
    for name, value in truth.items():
        assert value in open_to[name], f"the solver itself is wrong about {name}"
        figure = found[of_group[name]] if name in of_group else found[Kind.REGIONAL] if "region" in name else headline
        is_hidden = figure.is_rounded or (not figure.is_told and tally.placed > 0)
        assert not is_hidden or len(open_to[name]) > 1, f"{name} can only be {value}: {found}"


@pytest.mark.parametrize("window", [ALONE, POOL, CORRECTED])
@given(tallies(), st.integers(1, 60), st.integers(1, 100))
def test_below_the_minimum_nothing_is_told(window: Window, tally: Tally, minimum: int, known: int) -> None:
    policy = Policy(minimum, known)
    for kind, figure in told(tally, window, policy).items():
        if figure.is_told and kind != Kind.GRADUATION:
            of = {**dict.fromkeys(suppression.OF_COUNTED, "counted"), Kind.REGIONAL: "region_known"}.get(kind, "named")
            assert getattr(tally, of) >= max(minimum, 10)


@given(tallies())
def test_what_is_told_is_true(tally: Tally) -> None:
    for kind, figure in told(tally).items():
        if not figure.is_told:
            continue
        share = suppression.share(kind, tally)
        exact = 100 * share.part / share.of
        assert figure.n_from <= share.of
        assert figure.n_to is None or share.of <= figure.n_to
        step = 5 if figure.is_rounded else 1
        if figure.bound == Bound.OR_MORE:
            assert exact >= 87.5
        elif figure.bound == Bound.OR_LESS:
            assert exact < 12.5
        else:
            assert abs(exact - figure.value) <= step / 2


@given(tallies())
def test_nothing_missing_becomes_zero(tally: Tally) -> None:
    nothing = Tally(counted=tally.counted, known=tally.counted, graduated=tally.counted, enrolled=None)
    for kind, figure in told(nothing).items():
        if kind in {*suppression.OF_PLACED, Kind.GRADUATION, Kind.SALARY}:
            assert figure.value is None
            assert figure.state in {State.NOT_SHARED, State.SUPPRESSED_SMALL}


@pytest.mark.parametrize(
    ("n", "placed", "wanted"),
    [
        (9, 7, (None, Bound.NONE, None, None)),
        (10, 7, (70, Bound.NONE, 10, 19)),
        (19, 14, (75, Bound.NONE, 10, 19)),
        (20, 14, (70, Bound.NONE, 20, 49)),
        (49, 44, (90, Bound.OR_MORE, 20, 49)),
        (49, 3, (10, Bound.OR_LESS, 20, 49)),
        (49, 0, (10, Bound.OR_LESS, 20, 49)),
        (50, 36, (72, Bound.NONE, 50, 50)),
        (120, 0, (0, Bound.NONE, 120, 120)),
        (120, 120, (100, Bound.NONE, 120, 120)),
    ],
)
def test_the_headline_by_how_many_there_are(
    n: int, placed: int, wanted: tuple[int | None, Bound, int | None, int | None]
) -> None:
    found = told(counts(n, placed))[Kind.HEADLINE]
    assert (found.value, found.bound, found.n_from, found.n_to) == wanted
    assert found.state == (State.SUPPRESSED_SMALL if n < 10 else State.PUBLISHED)


def test_a_pool_is_rounded_however_large_it_is() -> None:
    found = told(counts(63, 44), POOL)[Kind.HEADLINE]
    assert (found.state, found.value, found.n_from, found.n_to) == (State.POOLED, 70, 50, None)


def test_a_corrected_window_is_rounded_from_then_on() -> None:
    found = told(counts(63, 44), CORRECTED)[Kind.HEADLINE]
    assert (found.state, found.value, found.n_from, found.n_to) == (State.PUBLISHED, 70, 50, None)


def test_from_ten_to_nineteen_people_one_figure_is_told() -> None:
    found = told(counts(15, 10, named=10, answered=10, confirmed=9, enrolled=18))
    assert {kind for kind, figure in found.items() if figure.is_told} == {Kind.HEADLINE, Kind.GRADUATION}
    assert (found[Kind.GRADUATION].n_from, found[Kind.GRADUATION].n_to) == (10, None)


def test_confirmations_stand_beside_a_headline_that_says_enough_were_placed() -> None:
    said = {"named": 22, "answered": 20, "confirmed": 18}
    assert told(counts(40, 22, **said))[Kind.CONFIRMED].value == 80
    assert told(counts(49, 20, **said | {"named": 20}))[Kind.CONFIRMED].state == State.SUPPRESSED_SMALL
    assert told(counts(80, 24, **said))[Kind.CONFIRMED].state == State.SUPPRESSED_SMALL
    assert told(counts(80, 26, **said))[Kind.CONFIRMED].value == 80


def test_where_no_employer_was_asked_nothing_is_confirmed_and_nothing_is_zero() -> None:
    assert told(counts(40, 30, named=30))[Kind.CONFIRMED].state == State.NOT_APPLICABLE


def test_too_few_known_outcomes_withhold_everything() -> None:
    found = told(counts(100, 60, known=79))
    assert {found[kind].state for kind in suppression.OUTCOMES} == {State.WITHHELD_QUALITY}
    assert told(counts(100, 60, known=80))[Kind.HEADLINE].is_told


def test_more_graduates_than_enrolled_withhold_that_figure() -> None:
    found = told(counts(60, 40, enrolled=59))
    assert found[Kind.GRADUATION].state == State.WITHHELD_QUALITY
    assert found[Kind.HEADLINE].is_told


def test_whoever_holds_the_headline_holds_what_stands_on_it() -> None:
    reading = Reading(window=ALONE, counts=counts(80, 60, named=60), held=frozenset({Kind.HEADLINE}))
    found = shown(reading, POLICY)
    for kind in (Kind.HEADLINE, *suppression.OF_PLACED):
        assert found[kind] == Shown(kind, State.WITHHELD_QUALITY)
    assert found[Kind.IN_FIELD].is_told


@pytest.mark.parametrize(("minimum", "least"), [(1, 10), (10, 10), (11, 20), (20, 20), (49, 50), (50, 50), (75, 75)])
def test_a_minimum_between_bands_moves_up_to_the_next(minimum: int, least: int) -> None:
    assert Policy(min_cell=minimum).least == least


def test_why_there_is_nothing_is_told_apart() -> None:
    for state in (State.NOT_MATURE, State.NOT_SHARED, State.SUPPRESSED_SMALL, State.NOT_APPLICABLE):
        found = shown(Reading(otherwise=state, pay_otherwise=state), POLICY)
        wanted = {kind: Shown(kind, state) for kind in Kind}
        assert found == wanted | {Kind.DECLARED: Shown(Kind.DECLARED, State.NOT_APPLICABLE)}


# --- Pay --------------------------------------------------------------------------------------


def paid(values: list[int], window: Window = ALONE) -> Shown:
    found = pay(values)
    reading = Reading(pay_window=window, pay=found, pay_counts=counts(len(values), len(values)))
    return shown(reading, POLICY)[Kind.SALARY]


@given(st.lists(st.integers(20_000, 120_000), min_size=1, max_size=80), st.sampled_from([ALONE, POOL, CORRECTED]))
def test_pay_is_rounded_and_never_of_few(values: list[int], window: Window) -> None:
    figure, truth = paid(values, window), pay(values)
    assert isinstance(truth, Pay)
    if len(values) < 10:
        assert figure == Shown(Kind.SALARY, State.SUPPRESSED_SMALL)
        return
    step = 1_000 if figure.is_rounded else 100
    assert figure.is_rounded == (len(values) < 50 or window.is_coarse)
    assert figure.value % step == 0
    assert abs(figure.value - truth.median) <= step / 2
    assert (figure.mean is None) == (figure.lower is None) == (figure.upper is None) == (len(values) < 20)


def test_pay_of_a_window_of_which_too_little_is_known_is_withheld() -> None:
    reading = Reading(pay_window=ALONE, pay=pay([50_000] * 30), pay_counts=counts(100, 30, known=70))
    assert shown(reading, POLICY)[Kind.SALARY].state == State.WITHHELD_QUALITY


# --- Several releases -------------------------------------------------------------------------

Cohort = tuple[int, int]  # so many, so many of them placed
Said = tuple[Window | None, Shown]


def releases(cohorts: tuple[Cohort, ...], steps: tuple[int, ...] = (), policy: Policy = POLICY) -> tuple[Said, ...]:
    """Return all that is ever published: a release for each number of cohorts that are mature by then."""
    said: list[Said] = []
    last: Window | None = None
    for mature in steps or range(1, len(cohorts) + 1):
        known = list(zip(HALVES[:mature], cohorts, strict=False))
        sizes = [(half, n) for half, (n, _placed) in known]
        window = next_window(sizes, told=last, newest=HALVES[mature - 1], least=policy.least)
        if window is not None and window == last:
            said.append(said[-1])
            continue
        inside = [cohort for half, cohort in known if window and window.first <= half <= window.last]
        figure = headline(window, sum(n for n, _ in inside), sum(placed for _, placed in inside), policy)
        last = window if figure.is_told else last
        said.append((window, figure))
    return tuple(said)


@cache
def headline(window: Window | None, n: int, placed: int, policy: Policy) -> Shown:
    return shown(Reading(window=window, counts=counts(n, placed)), policy)[Kind.HEADLINE]


def hidden_in(cohorts: tuple[Cohort, ...]) -> dict[str, int]:
    """Return what is not to be known of cohorts: all of those that are not told of on their own and whole."""
    return {
        f"{what} of cohort {number}": value
        for number, cohort in enumerate(cohorts)
        if cohort[0] < 50
        for what, value in zip(("n", "placed"), cohort, strict=True)
    }


def every(most: int) -> list[Cohort]:
    """Return every cohort of up to so many people."""
    return [(n, placed) for n in range(most + 1) for placed in range(n + 1)]


@pytest.mark.parametrize(
    ("sizes", "steps"),
    [((19, 19), ()), ((19, 19), (2,)), ((8, 8, 8), ()), ((8, 8, 8), (2, 3)), ((8, 8, 8), (1, 3))],
)
def test_no_history_of_small_cohorts_is_the_only_one_that_looks_like_it(
    sizes: tuple[int, ...], steps: tuple[int, ...]
) -> None:
    """Every history there is: whoever knows all rules and reads all releases cannot tell a count for sure."""
    histories = list(product(*(every(most) for most in sizes)))
    found = solving.worlds(histories, lambda cohorts: releases(cohorts, steps), hidden_in)
    assert list(found)[:5] == []


def test_the_solver_finds_what_sliding_pools_give_away() -> None:
    """The same solver against the obvious way, in which each release pools anew and tells it exactly."""

    def sliding(cohorts: tuple[Cohort, ...]) -> tuple[object, ...]:
        said: list[object] = []
        for mature in range(1, len(cohorts) + 1):
            alone, pool = cohorts[mature - 1], cohorts[max(0, mature - 4) : mature]
            n, placed = alone if alone[0] >= 10 else (sum(n for n, _ in pool), sum(placed for _, placed in pool))
            said.append((n, placed) if n >= 10 else None)
        return tuple(said)

    histories = list(product(every(12), repeat=2))
    assert any(solving.worlds(histories, sliding, lambda cohorts: {"n": cohorts[1][0]} if cohorts[1][0] < 10 else {}))


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1, max_size=10),
    st.lists(st.integers(1, 10), min_size=1, max_size=8, unique=True).map(sorted),
)
def test_windows_of_all_releases_never_overlap_and_what_is_said_once_is_said_again(
    drawn: list[tuple[int, int]], steps: list[int]
) -> None:
    cohorts = tuple((n, min(n, placed)) for n, placed in drawn)
    steps = sorted({min(step, len(cohorts)) for step in steps})
    said = [one for one in releases(cohorts, tuple(steps)) if one[1].is_told]
    by_window: dict[Window, set[Shown]] = {}
    for window, figure in said:
        by_window.setdefault(window, set()).add(figure)
    assert all(len(figures) == 1 for figures in by_window.values())
    inside = [half for window in by_window for half in HALVES if window.first <= half <= window.last]
    assert len(inside) == len(set(inside))


@given(
    st.lists(st.tuples(st.integers(0, 25), st.floats(0, 1)), min_size=2, max_size=6),
    st.sampled_from([POLICY, Policy(20)]),
)
def test_no_cohort_in_a_pool_can_be_worked_out(drawn: list[tuple[int, float]], policy: Policy) -> None:
    """A solver over whole numbers: what is told of a pool fits more than one size and number placed of each cohort."""
    cohorts = tuple((n, round(n * share)) for n, share in drawn)
    for window, figure in dict.fromkeys(releases(cohorts, policy=policy)):
        if not figure.is_told or not window.is_pooled:
            continue
        inside = [cohort for half, cohort in zip(HALVES, cohorts, strict=False) if window.first <= half <= window.last]
        found = solving.in_pool(figure, len(inside) - 1, policy)
        for n, placed in inside:
            assert n in found["n"] and placed in found["placed"], "the solver itself is wrong"
        assert len(found["n"]) > 1 and len(found["placed"]) > 1


def test_the_newest_cohort_stands_alone_where_it_is_large_enough() -> None:
    sizes = [(HALVES[0], 30), (HALVES[1], 12)]
    assert choose(sizes, after=None, least=10) == Window(HALVES[1], HALVES[1])


def test_a_pool_reaches_back_twenty_four_months_and_no_further() -> None:
    sizes = [(half, 2) for half in HALVES[:6]]
    assert choose(sizes, after=None, least=8) == Window(HALVES[2], HALVES[5])
    assert choose(sizes, after=None, least=9) is None


def test_a_pool_ends_where_a_half_year_was_not_filed() -> None:
    assert choose([(HALVES[0], 9), (HALVES[2], 9)], after=None, least=10) is None


def test_what_was_told_stays_for_twenty_four_months_while_newer_cohorts_are_too_small() -> None:
    last = Window(HALVES[0], HALVES[1])
    sizes = [(HALVES[0], 9), (HALVES[1], 9), (HALVES[2], 4)]
    assert next_window(sizes, told=last, newest=HALVES[2], least=10) == last
    assert next_window(sizes, told=last, newest=HALVES[4], least=10) == last
    assert next_window(sizes, told=last, newest=HALVES[5], least=10) is None
