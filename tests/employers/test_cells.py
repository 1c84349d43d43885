"""What is told of a cell never lets a hidden one be worked out: tried on every small world there is."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations_with_replacement, pairwise, product

import pytest

from employers.cells import is_told, openings, spans


def rows(total: int, cells: int = 5) -> Iterator[tuple[int, ...]]:
    """Yield every row of so many cells with this total."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in rows(total - first, cells - 1))


@pytest.mark.parametrize("minimum", [2, 3, 4])
@pytest.mark.parametrize("length", [3, 5])  # ages and horizons
def test_every_hidden_count_of_a_row_has_two_ways_to_be(length: int, minimum: int) -> None:
    for total in range(minimum, 3 * minimum + 2):  # fewer, and the role itself is not shown
        worlds = defaultdict(list)
        for row in rows(total, length):
            worlds[tuple(spans(row, minimum))].append(row)
        for told, possible in worlds.items():
            for place in range(length):
                values = {row[place] for row in possible}
                assert len(values) > 1 or not 0 < next(iter(values)) < minimum, (told, place, possible)


@pytest.mark.parametrize("minimum", [1, 2, 3])
def test_spans_hold_everybody_once_and_enough_in_each(minimum: int) -> None:
    for row in product(range(minimum + 1), repeat=5):
        found = spans(row, minimum)
        assert all(count >= minimum for _first, _last, count in found)
        assert sum(count for *_place, count in found) == (sum(row) if sum(row) >= minimum else 0)
        assert all(before[1] < after[0] for before, after in pairwise(found))


@pytest.mark.parametrize("minimum", [2, 3])
@pytest.mark.parametrize("named", [(), (2,), (1, 3), (1, 1, 1), (2, 5, 5)])
def test_what_an_unnamed_employer_said_has_two_ways_to_be(minimum: int, named: tuple[int, ...]) -> None:
    """Whoever reads the wall takes what the named ones said from the sum, and knows how many others there are."""
    for others in range(5):
        worlds = defaultdict(list)
        for said in (row for number in range(others + 1) for row in combinations_with_replacement(range(1, 9), number)):
            if sum(said) <= 8:
                worlds[openings(named, said, minimum)].append((*said, *[None] * (others - len(said))))
        for told, possible in worlds.items():
            values = {value for world in possible for value in world}
            assert others == 0 or len(values) > 1, (told, possible)


@pytest.mark.parametrize("minimum", [2, 3])
@pytest.mark.parametrize("named", [(0, 0), (1, 0), (2, 1), (3, 0), (3, 3), (2, 2)])
def test_how_many_unnamed_employers_ask_in_a_town_has_two_ways_to_be(minimum: int, named: tuple[int, ...]) -> None:
    """Whoever reads the wall knows who is named and where; towns are typed, so there always is one more than known."""
    for unnamed in range(minimum + 3):
        worlds = defaultdict(list)
        places = len(named) + unnamed + 1
        for row in rows(unnamed, places):
            known = (*named, *[0] * (places - len(named)))
            worlds[tuple(is_told(one, other, minimum) for one, other in zip(known, row, strict=True))].append(row)
        for told, possible in worlds.items():
            for place in range(places):
                values = {row[place] for row in possible}
                assert len(values) > 1 or not 0 < next(iter(values)) < minimum, (told, place, possible)


def test_a_minimum_of_one_hides_nothing() -> None:
    assert is_told(1, 0, 1) and is_told(0, 1, 1) and not is_told(0, 0, 1)
    assert openings([], [1], 1) == 1
    assert spans([0, 1, 0, 2, 0], 1) == [(1, 1, 1), (3, 3, 2)]
    assert openings([], [], 1) is None or openings([], [], 1) == 0
