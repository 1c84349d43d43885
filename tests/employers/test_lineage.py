"""Who brought whom, as trees: one parent at most, and no circle, whatever was said."""

from hypothesis import given
from hypothesis import strategies as st

from employers.lineage import Branch, Brought, parents, trees

SAID = st.lists(st.builds(Brought, st.integers(1, 8), st.integers(1, 8)), max_size=40)


def all_of(branches: list[Branch]) -> list[int]:
    """Every organization in the trees, once for each place where it stands."""
    found, left = [], list(branches)
    while left:
        branch = left.pop()
        found.append(branch.key)
        left += branch.brought
    return found


@given(SAID)
def test_nobody_descends_from_themselves_and_all_stand_once(said: list[Brought]) -> None:
    found = parents(said)
    for key in found:
        seen, at = {key}, found.get(key)
        while at is not None:
            assert at not in seen
            seen.add(at)
            at = found.get(at)
    shown = all_of(trees(said))
    assert sorted(shown) == sorted({*found, *found.values()})


@given(SAID)
def test_the_first_that_closes_no_circle_is_the_parent(said: list[Brought]) -> None:
    found: dict[int, int] = {}
    for one in said:
        if one.whom in parents(said[: said.index(one) + 1]):
            found.setdefault(one.whom, parents(said)[one.whom])
    assert found == parents(said)


def test_those_who_brought_each_other() -> None:
    assert parents([Brought(1, 2), Brought(2, 1), Brought(3, 2), Brought(2, 2)]) == {2: 1}
    [tree] = trees([Brought(1, 2), Brought(2, 3)])
    assert (tree.key, tree.size) == (1, 2)
